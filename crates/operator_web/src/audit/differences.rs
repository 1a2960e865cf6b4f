//! What changed between two JSON documents, field by field, as people read it.

use serde_json::Value;

/// Most fields shown of one change; a whole border or price book would bury the rest.
const FIELDS_MAX: usize = 60;
const TEXT_CHARS_MAX: usize = 240;
const LIST_MAX: usize = 12;

/// One field that changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Its path, parts separated by dots.
    pub field: String,
    /// Before; empty: it was not there.
    pub before: String,
    /// After; empty: it is gone.
    pub after: String,
}

/// The fields that differ, and how many more there are than are shown.
pub(super) fn differences(before: &Value, after: &Value) -> (Vec<Difference>, usize) {
    let mut found = Vec::new();
    compare("", before, after, &mut found);
    let more = found.len().saturating_sub(FIELDS_MAX);
    found.truncate(FIELDS_MAX);
    (found, more)
}

fn compare(path: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    let mut names: Vec<String> = Vec::new();
    for value in [before, after] {
        for name in parts(value) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let opens = [before, after].iter().all(|value| value.is_null() || !parts(value).is_empty());
    if !opens || names.is_empty() {
        found.push(Difference { field: path.to_owned(), before: text(before), after: text(after) });
        return;
    }
    for name in names {
        let deeper = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        compare(&deeper, part(before, &name), part(after, &name), found);
    }
}

/// The names of a value's parts; none for what is shown as a whole: scalars, lists of scalars, and long lists.
fn parts(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields.keys().cloned().collect(),
        Value::Array(items) if items.len() <= LIST_MAX && items.iter().all(Value::is_object) => {
            (1..=items.len()).map(|number| number.to_string()).collect()
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn part<'a>(value: &'a Value, name: &str) -> &'a Value {
    let found = match value {
        Value::Object(fields) => fields.get(name),
        Value::Array(items) => name.parse::<usize>().ok().and_then(|number| items.get(number.checked_sub(1)?)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    found.unwrap_or(&Value::Null)
}

fn text(value: &Value) -> String {
    let whole = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(text).collect::<Vec<_>>().join(", ")
        }
        Value::Array(_) | Value::Object(_) | Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    if whole.chars().count() <= TEXT_CHARS_MAX {
        return whole;
    }
    whole.chars().take(TEXT_CHARS_MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(before: Value, after: Value) -> Vec<String> {
        let (found, _) = differences(&before, &after);
        found.into_iter().map(|one| format!("{}: {} > {}", one.field, one.before, one.after)).collect()
    }

    #[test]
    fn only_what_differs_is_shown() {
        let before = json!({"name": "A", "roles": ["owner"], "home": {"lat": 1.5, "lon": 2}, "same": 1});
        let after = json!({"name": "B", "roles": ["owner", "manager"], "home": {"lat": 1.5, "lon": 3}, "same": 1});
        assert_eq!(shown(before, after), ["name: A > B", "roles: owner > owner, manager", "home.lon: 2 > 3"]);
    }

    #[test]
    fn new_and_gone_things_show_every_field() {
        assert_eq!(shown(Value::Null, json!({"a": 1, "b": {"c": true}})), ["a:  > 1", "b.c:  > true"]);
        assert_eq!(shown(json!({"a": 1}), Value::Null), ["a: 1 > "]);
        assert!(shown(json!({"a": 1}), json!({"a": 1})).is_empty());
    }

    #[test]
    fn lists_of_things_are_compared_one_by_one_and_long_ones_cut() {
        let before = json!({"steps": [{"code": "a"}, {"code": "b"}]});
        let after = json!({"steps": [{"code": "a"}, {"code": "c"}, {"code": "d"}]});
        assert_eq!(shown(before, after), ["steps.2.code: b > c", "steps.3.code:  > d"]);
        let ring: Vec<_> = (0..200).map(|corner| json!([corner, corner])).collect();
        let (found, more) = differences(&Value::Null, &json!({"ring": ring}));
        assert_eq!((found.len(), more), (1, 0));
        assert!(found[0].after.chars().count() <= TEXT_CHARS_MAX + 1);
        let wide: serde_json::Map<_, _> = (0..100).map(|number| (format!("f{number}"), json!(number))).collect();
        assert_eq!(differences(&Value::Null, &Value::Object(wide)).1, 40);
    }
}
