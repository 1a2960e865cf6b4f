//! The routes of the pages, read from the source of the faces.

use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
};

/// One route with one of its methods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// Its address, with `{names}` of parts.
    pub path: String,
    /// In capitals.
    pub method: &'static str,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<4} {}", self.method, self.path)
    }
}

impl Route {
    /// A page of the console about something that has an id.
    pub fn is_page_of_one_thing(&self) -> bool {
        self.method == "GET" && self.path.starts_with("/console") && self.path.contains('{')
    }

    /// A page of customers or technicians about something that has an id.
    pub fn is_personal_page_of_one_thing(&self) -> bool {
        self.method == "GET" && !self.path.starts_with("/console") && self.path.contains('{')
    }

    /// An address with the same in every part that is open.
    pub fn address(&self, with: &str) -> String {
        let part = |part: &'_ str| if part.starts_with('{') { with.to_owned() } else { part.to_owned() };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

const FACES: [&str; 4] = ["customer_web", "technician_web", "operator_web", "edge"];
const METHODS: [(&str, &str); 5] =
    [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("patch(", "PATCH"), ("delete(", "DELETE")];

/// Every route of every face, in order.
pub fn all() -> Vec<Route> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the crates");
    let mut found = BTreeSet::new();
    for face in FACES {
        let mut files = Vec::new();
        rust_files(&crates.join(face).join("src"), &mut files);
        let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).expect("a file")).collect();
        for (file, text) in files.iter().zip(&texts) {
            let folder = texts_beside(file, &files, &texts);
            for route in routes_in(text, &folder) {
                assert!(found.insert(route.clone()), "{route} stands twice");
            }
        }
    }
    assert!(found.len() > 200, "only {} routes were found in the source", found.len());
    found.into_iter().collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of a face") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Where a constant may stand that a file names: itself first, then its neighbours and the frame.
fn texts_beside<'a>(file: &Path, files: &[PathBuf], texts: &'a [String]) -> Vec<&'a str> {
    let near = |other: &PathBuf| other.parent() == file.parent() || other.ends_with("frame.rs");
    let mut beside: Vec<(bool, &str)> = files
        .iter()
        .zip(texts)
        .filter(|(other, _)| near(other))
        .map(|(other, text)| (other != file, text.as_str()))
        .collect();
    beside.sort_by_key(|(is_other, _)| *is_other);
    beside.into_iter().map(|(_, text)| text).collect()
}

fn routes_in(text: &str, beside: &[&str]) -> Vec<Route> {
    let mut routes = Vec::new();
    for rest in text.split(".route(").skip(1) {
        let call = arguments(rest);
        let Some((path, methods)) = call.split_once(',') else { continue };
        for path in paths_of(path.trim(), text, beside) {
            let known: Vec<&'static str> =
                METHODS.iter().filter(|(start, _)| calls(methods, start)).map(|(_, method)| *method).collect();
            assert!(!known.is_empty(), "what may be asked at {path}? {methods}");
            routes.extend(known.into_iter().map(|method| Route { path: path.clone(), method }));
        }
    }
    routes
}

/// What stands between the brackets of a call.
fn arguments(rest: &str) -> &str {
    let mut depth = 1;
    let end = rest.char_indices().find(|(_, letter)| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    end.map_or(rest, |(end, _)| &rest[..end])
}

/// The addresses that a route's first argument stands for: a literal, a constant of the same folder, or a page below each root that the
/// file's `by_way("root", ..)` is called with. None for a way on a map.
fn paths_of(argument: &str, text: &str, beside: &[&str]) -> Vec<String> {
    if let Some(literal) = argument.strip_prefix('"') {
        return vec![literal.trim_end_matches('"').to_owned()];
    }
    let roots = || text.split("by_way(\"").skip(1).filter_map(|rest| rest.split('"').next());
    if let Some(page) = argument.strip_prefix("&at(\"") {
        let page = page.trim_end_matches("\")");
        return roots().map(|root| format!("{root}/{page}")).collect();
    }
    if argument == "path" {
        return roots().map(str::to_owned).collect();
    }
    if argument.starts_with("Tone::") {
        return Vec::new();
    }
    let name = argument.rsplit("::").next().unwrap_or_default();
    let start = format!("const {name}: &str = \"");
    let value = beside.iter().find_map(|text| text.split_once(&start)).map(|(_, value)| value);
    let value = value.unwrap_or_else(|| panic!("which address is {argument}?"));
    vec![value.split('"').next().unwrap_or_default().to_owned()]
}

/// Whether a method is called: `get(` but not `forget(`.
fn calls(text: &str, start: &str) -> bool {
    text.match_indices(start)
        .any(|(at, _)| !text[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_'))
}
