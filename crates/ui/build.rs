//! Embeds `assets/dist`; where it was never built, the plain css, so that pages look right without script.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("assets");
    let dist = root.join("dist");
    // Made when missing, because cargo watches only what exists.
    fs::create_dir_all(&dist).expect("the source folder is writable");
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed={}", root.join("src/app.css").display());
    println!("cargo:rerun-if-changed={}", root.join("src/css").display());
    println!("cargo:rerun-if-changed=build.rs");
    let code = if dist.join("manifest.json").exists() { built(&dist) } else { plain(&root.join("src")) };
    fs::write(out("embedded.rs"), code).expect("OUT_DIR is writable");
}

fn out(name: &str) -> std::path::PathBuf {
    Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join(name)
}

fn built(dist: &Path) -> String {
    let manifest = fs::read_to_string(dist.join("manifest.json")).expect("checked by the caller");
    let mut names: Vec<String> = fs::read_dir(dist)
        .expect("checked by the caller")
        .map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "manifest.json" && !name.starts_with('.'))
        .collect();
    names.sort();
    let files = names.iter().map(|name| (name.clone(), dist.join(name))).collect::<Vec<_>>();
    code(true, &pairs(&manifest), &files)
}

/// The entries of a flat JSON object of strings, as esbuild's names need it: no escapes.
fn pairs(manifest: &str) -> Vec<(String, String)> {
    let texts: Vec<&str> = manifest.split('"').skip(1).step_by(2).collect();
    texts.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
}

fn plain(source: &Path) -> String {
    let entry = fs::read_to_string(source.join("app.css")).expect("the entry of the css");
    let mut css = String::new();
    for line in entry.lines() {
        match line.strip_prefix("@import \"./").and_then(|rest| rest.split_once('"')) {
            Some((file, _)) => {
                css.push_str(&fs::read_to_string(source.join(file)).unwrap_or_else(|error| panic!("{file}: {error}")));
            }
            None if line.starts_with("@layer") => writeln!(css, "{line}").expect("writing to a string"),
            None => {}
        }
    }
    let hash = css
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let name = format!("app-{hash:016x}.css");
    let path = out("app.css");
    fs::write(&path, css).expect("OUT_DIR is writable");
    code(false, &[("app.css".into(), name.clone())], &[(name, path)])
}

fn code(is_built: bool, manifest: &[(String, String)], files: &[(String, std::path::PathBuf)]) -> String {
    let mut code = format!("const IS_BUILT: bool = {is_built};\nconst MANIFEST: &[(&str, &str)] = &{manifest:?};\n");
    code.push_str("const FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),").expect("writing to a string");
    }
    code.push_str("];\n");
    code
}
