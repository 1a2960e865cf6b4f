//! Photos: shown, still missing, and on their way.

use super::html_safe;
use askama::Template;
use std::borrow::Borrow;

/// A named place for a photo, filled or not; put several into `<div class="photos">`.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(url) = url %}<a class="photo" href="{{ href }}"><img src="{{ url }}" alt="{{ name }}" loading="lazy"><span class="photo-name">{{ name }}</span></a>{% else %}<a class="photo is-missing" href="{{ href }}">{{ ui::icon("camera") }}<span>{{ name }}</span></a>{% endif %}"#
)]
pub struct PhotoSlot {
    name: String,
    url: Option<String>,
    href: String,
}

impl PhotoSlot {
    /// A photo that is there.
    pub fn taken(name: impl Into<String>, url: impl Into<String>, href: impl Into<String>) -> Self {
        Self { name: name.into(), url: Some(url.into()), href: href.into() }
    }
    /// One that is still to be taken, and where.
    pub fn missing(name: impl Into<String>, href: impl Into<String>) -> Self {
        Self { name: name.into(), url: None, href: href.into() }
    }
}

/// A file input for photos; with script they are made smaller, shown and sent at once.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<photo-queue name="{{ name }}" max="{{ max }}"{% if let Some(url) = upload %} upload="{{ url }}" csrf="{{ csrf }}"{% endif %} data-retry="{{ i18n::text(*locale, "ui-retry") }}" data-remove="{{ i18n::text(*locale, "ui-remove") }}" data-add="{{ label }}"><label class="field"><span class="field-label">{{ label }}</span><input class="input" type="file" name="{{ name }}" accept="image/jpeg,image/png,image/webp" multiple></label></photo-queue>"#
)]
pub struct PhotoQueue {
    locale: kernel::Locale,
    name: String,
    label: String,
    max: u8,
    upload: Option<String>,
    csrf: String,
}

/// Photos that are sent with the form.
pub fn photo_queue(
    locale: impl Borrow<kernel::Locale>,
    name: impl Into<String>,
    label: impl Into<String>,
    max: u8,
) -> PhotoQueue {
    PhotoQueue {
        locale: *locale.borrow(),
        name: name.into(),
        label: label.into(),
        max,
        upload: None,
        csrf: String::new(),
    }
}

impl PhotoQueue {
    /// Sends each photo at once as multipart part `photo` to an address that answers `{"id": ".."}`; the form then holds the ids.
    #[must_use]
    pub fn upload(mut self, url: impl Into<String>, csrf: impl Into<String>) -> Self {
        self.upload = Some(url.into());
        self.csrf = csrf.into();
        self
    }
}

html_safe!(PhotoSlot, PhotoQueue);
