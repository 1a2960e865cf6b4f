//! Line icons on a grid of 24, drawn for this product.

use std::fmt;

/// An icon by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon {
    shapes: &'static str,
}

/// The icon of a name; an unknown name shows a small circle, and a test of the templates finds it.
#[must_use]
pub fn icon(name: &str) -> Icon {
    let shapes = ICONS.iter().find(|(known, _)| *known == name).map(|(_, shapes)| *shapes);
    Icon { shapes: shapes.unwrap_or(r#"<circle cx="12" cy="12" r="3"/>"#) }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>"#, self.shapes)
    }
}

impl askama::filters::HtmlSafe for Icon {}

/// Every icon: name and shapes.
pub const ICONS: &[(&str, &str)] = &[
    ("alert", r#"<path d="M12 3.5 2.5 20h19z"/><path d="M12 10v4.5"/><path d="M12 17.4v.1"/>"#),
    ("arrow-down", r#"<path d="M12 5v14M6 13l6 6 6-6"/>"#),
    ("arrow-left", r#"<path d="M19 12H5M11 6l-6 6 6 6"/>"#),
    ("arrow-right", r#"<path d="M5 12h14M13 6l6 6-6 6"/>"#),
    ("arrow-up", r#"<path d="M12 19V5M6 11l6-6 6 6"/>"#),
    ("bell", r#"<path d="M6 16V10.5a6 6 0 0 1 12 0V16l1.5 2h-15z"/><path d="M10 20.5a2.2 2.2 0 0 0 4 0"/>"#),
    ("board", r#"<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M3 9.5h18M3 14.7h18M8 4v16"/>"#),
    ("bolt", r#"<path d="M13 3 5 13.5h6L10.5 21 19 10.5h-6z"/>"#),
    (
        "book",
        r#"<path d="M5 4.5h11a3 3 0 0 1 3 3V20H7.5A2.5 2.5 0 0 1 5 17.5z"/><path d="M5 17.5A2.5 2.5 0 0 1 7.5 15H19"/>"#,
    ),
    ("box", r#"<path d="m12 3 8 4.5v9L12 21l-8-4.5v-9z"/><path d="m4 7.5 8 4.5 8-4.5M12 12v9"/>"#),
    (
        "briefcase",
        r#"<rect x="3" y="7.5" width="18" height="12" rx="2"/><path d="M8.5 7.5V5.7c0-.7.5-1.2 1.2-1.2h4.6c.7 0 1.2.5 1.2 1.2v1.8M3 13h18"/>"#,
    ),
    ("calendar", r#"<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 3v4M16 3v4"/>"#),
    (
        "camera",
        r#"<path d="M4 8.5h3.2L9 5.5h6l1.8 3H20a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 20 19.5H4A1.5 1.5 0 0 1 2.5 18v-8A1.5 1.5 0 0 1 4 8.5z"/><circle cx="12" cy="13.5" r="3.3"/>"#,
    ),
    ("card", r#"<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3 10h18M7 15h3"/>"#),
    (
        "cash",
        r#"<rect x="2.5" y="6" width="19" height="12" rx="2"/><circle cx="12" cy="12" r="2.6"/><path d="M6 9.5v.1M18 14.4v.1"/>"#,
    ),
    ("chart", r#"<path d="M4 20V4M4 20h16"/><path d="M8.5 16v-4M13 16V8M17.5 16v-6"/>"#),
    ("check", r#"<path d="m5 12.5 4.8 4.8L19.5 7"/>"#),
    ("check-circle", r#"<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16 9.6"/>"#),
    ("chevron-down", r#"<path d="m6 9 6 6 6-6"/>"#),
    ("chevron-left", r#"<path d="m15 6-6 6 6 6"/>"#),
    ("chevron-right", r#"<path d="m9 6 6 6-6 6"/>"#),
    ("clock", r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5.2l3.3 2"/>"#),
    (
        "copy",
        r#"<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3"/>"#,
    ),
    (
        "dashboard",
        r#"<rect x="3.5" y="3.5" width="7" height="9" rx="1.5"/><rect x="13.5" y="3.5" width="7" height="5" rx="1.5"/><rect x="13.5" y="11.5" width="7" height="9" rx="1.5"/><rect x="3.5" y="15.5" width="7" height="5" rx="1.5"/>"#,
    ),
    ("download", r#"<path d="M12 4v11M7 10.5l5 5 5-5M4.5 19.5h15"/>"#),
    ("droplet", r#"<path d="M12 3.5s6.5 6.3 6.5 11a6.5 6.5 0 0 1-13 0c0-4.7 6.5-11 6.5-11z"/>"#),
    ("edit", r#"<path d="M4 20h4L19.5 8.5a2.1 2.1 0 0 0 0-3l-1-1a2.1 2.1 0 0 0-3 0L4 16z"/><path d="m13.5 6.5 4 4"/>"#),
    (
        "external",
        r#"<path d="M14 4h6v6M20 4l-9 9M18 14v4.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 4 18.5v-11A1.5 1.5 0 0 1 5.5 6H10"/>"#,
    ),
    (
        "eye",
        r#"<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>"#,
    ),
    (
        "file",
        r#"<path d="M6 3.5h8L19 8.5V19a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19V5a1.5 1.5 0 0 1 1-1.5z"/><path d="M14 3.5v5h5M9 13h6M9 16.5h4"/>"#,
    ),
    ("filter", r#"<path d="M4 6h16M7 12h10M10 18h4"/>"#),
    ("flag", r#"<path d="M5.5 21V4M5.5 5c4-2.5 8 2.5 13 0v9c-5 2.5-9-2.5-13 0"/>"#),
    (
        "globe",
        r#"<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.7 2.6 3.8 5.6 3.8 9s-1.1 6.4-3.8 9c-2.7-2.6-3.8-5.6-3.8-9S9.3 5.6 12 3z"/>"#,
    ),
    (
        "grid",
        r#"<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>"#,
    ),
    (
        "hammer",
        r#"<path d="m13 8 7 7.3a2 2 0 0 1-2.8 2.8L10 11"/><path d="m4 10.5 6.5-6.5c2.3-.9 4.3-.3 6 1.5l-3 .8L8 13.5z"/>"#,
    ),
    ("help", r#"<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5A2.6 2.6 0 1 1 13 12c-.7.3-1 .8-1 1.5M12 16.7v.1"/>"#),
    ("history", r#"<path d="M4 4.5V9h4.5"/><path d="M4.3 9A8.5 8.5 0 1 1 3.5 13"/><path d="M12 8v4.3l3 1.8"/>"#),
    (
        "home",
        r#"<path d="m3.5 11 8.5-7 8.5 7"/><path d="M5.5 9.5V19a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V9.5M10 20v-5.5h4V20"/>"#,
    ),
    (
        "id-card",
        r#"<rect x="3" y="5" width="18" height="14" rx="2.5"/><circle cx="8.5" cy="11" r="2"/><path d="M5.5 16c.5-1.5 1.6-2 3-2s2.5.5 3 2M14.5 10h3.5M14.5 13.5h3.5"/>"#,
    ),
    (
        "image",
        r#"<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><circle cx="9" cy="9.5" r="1.6"/><path d="m4 17 4.5-4 3.5 3 3-2.5 5 4"/>"#,
    ),
    (
        "inbox",
        r#"<path d="M4 13 6.5 5h11L20 13v5.5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z"/><path d="M4 13h4.5l1.5 2.5h4l1.5-2.5H20"/>"#,
    ),
    ("info", r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.1"/>"#),
    ("key", r#"<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8-8M15.5 8l3 3M18 5.5l2 2"/>"#),
    (
        "link",
        r#"<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1"/><path d="M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>"#,
    ),
    ("list", r#"<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5v.1M4.5 12v.1M4.5 17.5v.1"/>"#),
    ("lock", r#"<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3"/>"#),
    ("log-in", r#"<path d="M13.5 4H18a1.5 1.5 0 0 1 1.5 1.5v13A1.5 1.5 0 0 1 18 20h-4.5M4 12h10.5M10.5 8l4 4-4 4"/>"#),
    ("log-out", r#"<path d="M10.5 4H6a1.5 1.5 0 0 0-1.5 1.5v13A1.5 1.5 0 0 0 6 20h4.5M9.5 12H20M16 8l4 4-4 4"/>"#),
    ("mail", r#"<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="m3.5 7.5 8.5 6 8.5-6"/>"#),
    ("map", r#"<path d="m3.5 6.5 5.5-2 6 2 5.5-2v13l-5.5 2-6-2-5.5 2zM9 4.5v13M15 6.5v13"/>"#),
    (
        "map-pin",
        r#"<path d="M12 21s7-6.2 7-11.3a7 7 0 0 0-14 0C5 14.8 12 21 12 21z"/><circle cx="12" cy="9.7" r="2.5"/>"#,
    ),
    ("menu", r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#),
    (
        "message",
        r#"<path d="M4 5.5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-4.5 3.5v-3.5H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1z"/><path d="M8 10h8M8 13.5h5"/>"#,
    ),
    ("minus", r#"<path d="M5 12h14"/>"#),
    ("monitor", r#"<rect x="3" y="4.5" width="18" height="12" rx="2"/><path d="M9 20h6M12 16.5V20"/>"#),
    ("moon", r#"<path d="M20 14.2A8.3 8.3 0 0 1 9.8 4a8.3 8.3 0 1 0 10.2 10.2z"/>"#),
    ("more", r#"<path d="M5.5 12v.1M12 12v.1M18.5 12v.1"/>"#),
    ("navigation", r#"<path d="m20.5 3.5-17 7.5 7 2.5 2.5 7z"/>"#),
    (
        "paint",
        r#"<rect x="4" y="3.5" width="14" height="6" rx="1.5"/><path d="M18 6.5h2.5V12H12v3"/><rect x="10.5" y="15" width="3" height="6" rx="1"/>"#,
    ),
    ("pause", r#"<path d="M8.5 5v14M15.5 5v14"/>"#),
    (
        "phone",
        r#"<path d="M6 3.5h3l1.5 4.3-2 1.7a11 11 0 0 0 6 6l1.7-2 4.3 1.5v3A2.5 2.5 0 0 1 18 20.5 14.5 14.5 0 0 1 3.5 6 2.5 2.5 0 0 1 6 3.5z"/>"#,
    ),
    ("pin", r#"<path d="M9 3.5h6l-1 6 3.5 3.5h-11L10 9.5zM12 13v7.5"/>"#),
    ("play", r#"<path d="M7 4.5v15l12-7.5z"/>"#),
    ("plug", r#"<path d="M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4"/>"#),
    ("plus", r#"<path d="M12 5v14M5 12h14"/>"#),
    (
        "qr",
        r#"<rect x="4" y="4" width="6" height="6" rx="1"/><rect x="14" y="4" width="6" height="6" rx="1"/><rect x="4" y="14" width="6" height="6" rx="1"/><path d="M14 14h2.5v2.5M20 14v.1M14 20h2.5M20 17.5V20"/>"#,
    ),
    (
        "receipt",
        r#"<path d="M5.5 3.5v17l2.2-1.5 2.1 1.5 2.2-1.5 2.2 1.5 2.1-1.5 2.2 1.5v-17z"/><path d="M9 8.5h6M9 12.5h6"/>"#,
    ),
    ("refresh", r#"<path d="M20 5v5h-5M4 19v-5h5"/><path d="M19.5 10A8 8 0 0 0 5.3 7.5M4.5 14a8 8 0 0 0 14.2 2.5"/>"#),
    (
        "route",
        r#"<circle cx="6" cy="18.5" r="2.2"/><circle cx="18" cy="5.5" r="2.2"/><path d="M8.2 18.5h7.3a3.5 3.5 0 0 0 0-7h-7a3 3 0 0 1 0-6h7.3"/>"#,
    ),
    (
        "scale",
        r#"<path d="M12 4v16M7.5 20h9M5 7h14"/><path d="m5 7-2.5 6.5a2.7 2.7 0 0 0 5 0zM19 7l-2.5 6.5a2.7 2.7 0 0 0 5 0z"/>"#,
    ),
    ("search", r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#),
    ("send", r#"<path d="m20.5 3.5-7 17-3-7.5-7-3zM10.5 13l10-9.5"/>"#),
    (
        "settings",
        r#"<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>"#,
    ),
    (
        "share",
        r#"<circle cx="6" cy="12" r="2.5"/><circle cx="17.5" cy="5.5" r="2.5"/><circle cx="17.5" cy="18.5" r="2.5"/><path d="m8.2 10.8 7-4M8.2 13.2l7 4"/>"#,
    ),
    (
        "shield",
        r#"<path d="M12 3 4.5 6v5.5c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V6z"/><path d="m8.5 11.8 2.5 2.5 4.5-4.8"/>"#,
    ),
    (
        "signature",
        r#"<path d="M3.5 17c3-1 5-9.5 7-9.5 2.5 0-2 9 0 9 1.5 0 2-3 3.5-3s.5 2.5 2 2.5 2-1 4.5-1M3.5 20.5h17"/>"#,
    ),
    (
        "sliders",
        r#"<path d="M4 8h9M17 8h3M4 16h3M11 16h9"/><circle cx="15" cy="8" r="2"/><circle cx="9" cy="16" r="2"/>"#,
    ),
    (
        "snowflake",
        r#"<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5"/>"#,
    ),
    (
        "sofa",
        r#"<path d="M5.5 11V8A2.5 2.5 0 0 1 8 5.5h8A2.5 2.5 0 0 1 18.5 8v3"/><path d="M3 12.5a1.7 1.7 0 0 1 3.4 0V14h11.2v-1.5a1.7 1.7 0 0 1 3.4 0V17a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM6 18v2M18 18v2"/>"#,
    ),
    (
        "sparkle",
        r#"<path d="M11 4.5 12.8 10l5.7 1.8-5.7 1.8L11 19.5l-1.8-5.9L3.5 11.8 9.2 10z"/><path d="M18.5 3.5v4M16.5 5.5h4"/>"#,
    ),
    ("star", r#"<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9l-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z"/>"#),
    (
        "sun",
        r#"<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>"#,
    ),
    ("tag", r#"<path d="M4 4.5h7.5l8.5 8.5-7 7-8.5-8.5z" transform="translate(0 -.5)"/><path d="M8.2 8.2v.1"/>"#),
    (
        "toolbox",
        r#"<rect x="3" y="9" width="18" height="10.5" rx="2"/><path d="M8.5 9V6.5c0-.8.7-1.5 1.5-1.5h4c.8 0 1.5.7 1.5 1.5V9M3 14h6M15 14h6M9 12.5v3M15 12.5v3"/>"#,
    ),
    ("trash", r#"<path d="M4.5 7h15M9 7V4.5h6V7M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5"/>"#),
    (
        "truck",
        r#"<path d="M2.5 6h11.5v10.5H2.5zM14 10h4l3.5 3.5v3H14"/><circle cx="7" cy="17.5" r="2"/><circle cx="17.5" cy="17.5" r="2"/>"#,
    ),
    ("undo", r#"<path d="M8.5 5 4 9.5 8.5 14"/><path d="M4 9.5h10a5.5 5.5 0 0 1 0 11h-3"/>"#),
    ("upload", r#"<path d="M12 16V5M7 9.5l5-5 5 5M4.5 19.5h15"/>"#),
    ("user", r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>"#),
    (
        "users",
        r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-3.5 3-5.2 6.5-5.2s5.9 1.7 6.5 5.2"/><path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .7 3.1 2.3 3.5 4.7"/>"#,
    ),
    (
        "wallet",
        r#"<path d="M4 7.5h14.5A1.5 1.5 0 0 1 20 9v9.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5z"/><path d="M4 7.5 15.5 4v3.5M20 11.5h-4a2.2 2.2 0 0 0 0 4.5h4"/>"#,
    ),
    (
        "wrench",
        r#"<path d="M20 6.5 16.5 10 14 7.5 17.5 4A5 5 0 0 0 11 10.3L3.8 17.5a1.9 1.9 0 0 0 2.7 2.7L13.7 13A5 5 0 0 0 20 6.5z"/>"#,
    ),
    ("x", r#"<path d="m6 6 12 12M18 6 6 18"/>"#),
    ("x-circle", r#"<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6M15 9l-6 6"/>"#),
];
