//! What every page knows: who looks, in which language, theme and zone, and where they can go.

use crate::Tone;
use kernel::{Locale, Timestamp, Zone};

kernel::text_enum! {
    /// Light or dark.
    pub enum Theme {
        /// As the system wants it.
        Auto = "auto",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

kernel::text_enum! {
    /// The frame around a page.
    pub enum Layout {
        /// Customers: header with navigation, bottom bar on phones, footer.
        Public = "public",
        /// Technicians: phone first, narrow, bottom bar.
        Field = "field",
        /// Operators: side bar on desktops, a menu on phones.
        Console = "console",
    }
}

kernel::text_enum! {
    /// How wide the content may grow.
    pub enum Width {
        /// For reading and forms.
        Narrow = "is-narrow",
        /// The layout's own.
        Normal = "is-normal",
        /// All there is, for boards and maps.
        Wide = "is-wide",
    }
}

/// A labelled address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// Shown text.
    pub label: String,
}

impl Link {
    /// A link.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// One entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Where to.
    pub href: String,
    /// Shown text.
    pub label: String,
    /// Name of its icon.
    pub icon: &'static str,
    /// Things that wait there.
    pub count: Option<u32>,
    /// A heading shown above this entry (side bar only).
    pub section: Option<String>,
    /// Other addresses whose pages belong to it.
    pub covers: &'static [&'static str],
}

impl NavItem {
    /// An entry.
    pub fn new(href: impl Into<String>, label: impl Into<String>, icon: &'static str) -> Self {
        Self { href: href.into(), label: label.into(), icon, count: None, section: None, covers: &[] }
    }
    /// With the number of things that wait; none is not shown.
    #[must_use]
    pub fn count(mut self, count: u32) -> Self {
        self.count = (count > 0).then_some(count);
        self
    }
    /// With a heading above it.
    #[must_use]
    pub fn section(mut self, title: impl Into<String>) -> Self {
        self.section = Some(title.into());
        self
    }
    /// With pages that lie elsewhere and belong to it.
    #[must_use]
    pub fn covers(mut self, paths: &'static [&'static str]) -> Self {
        self.covers = paths;
        self
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Shown name.
    pub name: String,
    /// Role, number or phone under the name.
    pub note: String,
    /// Entries of their menu.
    pub links: Vec<Link>,
    /// Where `POST` ends the session.
    pub sign_out: String,
}

/// What just happened, shown once on the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// How it went.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// The frame of a page. Build it with [`Shell::new`], then set what differs.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The frame.
    pub layout: Layout,
    /// Name of the brand.
    pub brand: String,
    /// Where the brand's name leads.
    pub home: String,
    /// Title of the page.
    pub title: String,
    /// One sentence under the title.
    pub lead: Option<String>,
    /// Language and formats.
    pub locale: Locale,
    /// Light or dark.
    pub theme: Theme,
    /// The market's zone.
    pub zone: Zone,
    /// The moment the page is made.
    pub now: Timestamp,
    /// Main navigation; the entry with the longest `href` that begins `here` is current.
    pub nav: Vec<NavItem>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// Where to sign in, when nobody is.
    pub sign_in: Option<String>,
    /// The token that every form sends back.
    pub csrf: String,
    /// What just happened.
    pub flash: Option<Flash>,
    /// The page above this one.
    pub back: Option<Link>,
    /// Path and query of this page.
    pub here: String,
    /// Where `POST` with `theme` or `locale`, and `back`, changes the preferences.
    pub preferences: String,
    /// How wide the content may grow.
    pub width: Width,
}

impl Shell {
    /// A frame with a title; everything else has a quiet default.
    pub fn new(layout: Layout, locale: Locale, zone: Zone, now: Timestamp, title: impl Into<String>) -> Self {
        Self {
            layout,
            brand: "Doorstep".into(),
            home: "/".into(),
            title: title.into(),
            lead: None,
            locale,
            theme: Theme::Auto,
            zone,
            now,
            nav: Vec::new(),
            person: None,
            sign_in: None,
            csrf: String::new(),
            flash: None,
            back: None,
            here: "/".into(),
            preferences: "/preferences".into(),
            width: Width::Normal,
        }
    }

    /// With another title, for pages made from a common frame.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
    /// With one sentence under the title.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }
    /// With a way back to the page above.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.back = Some(Link::new(href, label));
        self
    }
    /// With another width.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Whether this entry of the navigation is where we are.
    #[must_use]
    pub fn is_current(&self, item: &NavItem) -> bool {
        let path = self.here.split(['?', '#']).next().unwrap_or_default();
        let leads_here = |href: &str| {
            path == href || (href.len() > 1 && path.starts_with(href) && path[href.len()..].starts_with('/'))
        };
        let fit = |item: &NavItem| {
            let paths = item.covers.iter().copied().chain([item.href.as_str()]);
            paths.filter(|href| leads_here(href)).map(str::len).max()
        };
        fit(item).is_some_and(|own| self.nav.iter().filter_map(fit).max() == Some(own))
    }
    /// Every language with its own name, for the menu.
    pub fn locales(&self) -> impl Iterator<Item = (Locale, String)> {
        Locale::ALL.iter().map(|locale| (*locale, i18n::text(*locale, "locale-name")))
    }
    /// Whether this theme is chosen.
    #[must_use]
    pub fn is_theme(&self, theme: &str) -> bool {
        self.theme.as_str() == theme
    }

    /// The hidden input that every form with `method="post"` holds.
    #[must_use]
    pub fn csrf_field(&self) -> crate::CsrfField {
        crate::CsrfField { token: self.csrf.clone() }
    }
}
