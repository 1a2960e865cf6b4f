//! Which licences the crates we link may have: the list in `deny.toml`, and SPDX expressions held against it.

/// The licences that `deny.toml` allows.
pub fn allowed(deny_toml: &str) -> Vec<String> {
    let list = deny_toml.split_once("[licenses]").and_then(|(_, rest)| rest.split_once("allow = ["));
    let list = list.and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether one of the choices of an SPDX expression consists of allowed licences only.
pub fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    // `A/B` is how old manifests wrote `A OR B`.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (verdict, rest) = either(&words, allowed);
    verdict && rest.is_empty()
}

fn either<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut verdict, mut rest) = both(words, allowed);
    while let Some((&"OR", after)) = rest.split_first() {
        let (other, remaining) = both(after, allowed);
        verdict |= other;
        rest = remaining;
    }
    (verdict, rest)
}

fn both<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    let (mut verdict, mut rest) = single(words, allowed);
    while let Some((&"AND", after)) = rest.split_first() {
        let (other, remaining) = single(after, allowed);
        verdict &= other;
        rest = remaining;
    }
    (verdict, rest)
}

fn single<'a>(words: &'a [&'a str], allowed: &[String]) -> (bool, &'a [&'a str]) {
    match words {
        ["(", rest @ ..] => {
            let (verdict, rest) = either(rest, allowed);
            (verdict, rest.strip_prefix(&[")"]).unwrap_or(rest))
        }
        [licence, "WITH", exception, rest @ ..] => {
            (allowed.contains(&(*licence).to_owned()) || allowed.contains(&format!("{licence} WITH {exception}")), rest)
        }
        [licence, rest @ ..] => (allowed.contains(&(*licence).to_owned()), rest),
        [] => (false, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, expected: bool) {
        let allowed =
            allowed("[advisories]\n[licenses]\nallow = [\n  \"MIT\",\n  \"Apache-2.0\", # wide\n  \"ISC\",\n]\n");
        assert_eq!(allowed, ["MIT", "Apache-2.0", "ISC"]);
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }

    #[test]
    fn expressions() {
        check("MIT", true);
        check("MIT OR GPL-3.0", true);
        check("GPL-3.0/MIT", true);
        check("Apache-2.0 WITH LLVM-exception", true);
        check("ISC AND (MIT OR GPL-2.0)", true);
        check("(MIT OR Apache-2.0) AND Unicode-3.0", false);
        check("MIT AND GPL-3.0", false);
        check("GPL-3.0-only", false);
        check("", false);
    }
}
