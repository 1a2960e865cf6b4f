//! Choosing a locale from what a browser says it prefers.

use kernel::Locale;

/// The best locale for an `Accept-Language` header; without a usable one, the default.
#[must_use]
pub fn negotiate(accept_language: Option<&str>) -> Locale {
    let mut wishes: Vec<(f32, &str)> = accept_language.unwrap_or_default().split(',').filter_map(wish).collect();
    wishes.sort_by(|one, other| other.0.total_cmp(&one.0));
    let spoken = wishes.iter().find_map(|(_, tag)| locale_of(tag));
    // Whoever asks for a language we do not speak is likelier to read English.
    let fallback = if wishes.iter().any(|(_, tag)| *tag != "*") { Locale::En } else { Locale::default() };
    spoken.unwrap_or(fallback)
}

fn wish(part: &str) -> Option<(f32, &str)> {
    let mut pieces = part.split(';').map(str::trim);
    let tag = pieces.next().filter(|tag| !tag.is_empty())?;
    let weight = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(Some(1.0), |text| text.parse().ok())?;
    (weight > 0.0).then_some((weight, tag))
}

fn locale_of(tag: &str) -> Option<Locale> {
    let language = tag.split(['-', '_']).next()?;
    match language.to_ascii_lowercase().as_str() {
        "zh" => Some(Locale::ZhCn),
        "en" => Some(Locale::En),
        _ => None,
    }
}
