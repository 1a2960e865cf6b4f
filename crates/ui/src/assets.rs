//! The built css and script, inside the binary.

use std::sync::Once;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The address of an asset by its plain name (`app.css`). Panics for a name that is no asset, which a test of every page would show.
#[must_use]
pub fn asset(logical: &str) -> String {
    asset_if_built(logical).unwrap_or_else(|| panic!("{logical} is no asset"))
}

/// The address of an asset that exists only when the assets were built (`app.js`).
#[must_use]
pub fn asset_if_built(logical: &str) -> Option<String> {
    static SAID: Once = Once::new();
    if !IS_BUILT {
        SAID.call_once(|| tracing::warn!("pages run without script: the assets are not built (cargo xtask assets)"));
    }
    MANIFEST.iter().find(|(name, _)| *name == logical).map(|(_, hashed)| format!("/assets/{hashed}"))
}

/// What to answer under `/assets/`: type, bytes, and whether the name changes with the content, so that it may be kept for ever.
#[must_use]
pub fn serve_asset(path: &str) -> Option<(&'static str, &'static [u8], bool)> {
    let name = path.strip_prefix("/assets/").unwrap_or(path);
    FILES.iter().find(|(file, _)| *file == name).map(|(file, bytes)| (mime(file), *bytes, true))
}

/// Every file with its hashed name, for writing pages to a folder.
pub fn assets() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().map(|(name, bytes)| (*name, *bytes))
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" | "map" => "application/json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
