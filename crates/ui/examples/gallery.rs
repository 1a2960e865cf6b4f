//! Writes the gallery as files to look at: every layout, language and theme, with the assets beside them.

use kernel::Locale;
use std::{fs, path::PathBuf};
use ui::{Layout, Theme};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: gallery FOLDER")?);
    fs::create_dir_all(folder.join("assets"))?;
    for layout in Layout::ALL {
        for locale in Locale::ALL {
            for theme in [Theme::Light, Theme::Dark] {
                let page = ui::gallery(*layout, *locale, theme)?;
                fs::write(folder.join(format!("{layout}-{locale}-{theme}.html")), page.body)?;
            }
        }
    }
    for (name, bytes) in ui::assets() {
        fs::write(folder.join("assets").join(name), bytes)?;
    }
    Ok(())
}
