//! Lists every Fluent file under `locales/`, so that adding one needs no other change.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("locales");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut list = String::from(
        "/// (locale, file, text) of every Fluent file.\npub(crate) const FILES: &[(&str, &str, &str)] = &[\n",
    );
    for locale in names(&root) {
        for file in names(&root.join(&locale)).iter().filter(|name| name.ends_with(".ftl")) {
            let path = root.join(&locale).join(file);
            writeln!(list, "    ({locale:?}, {file:?}, include_str!({path:?})),").expect("writing to a string");
        }
    }
    list.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("files.rs"), list)
        .expect("OUT_DIR is writable");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
