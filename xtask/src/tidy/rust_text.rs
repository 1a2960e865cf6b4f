//! Rust source taken apart just far enough: what is code, and what stands in string literals.

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    /// The line it starts on, from 1.
    pub line: usize,
    /// What stands between the quotes, escapes as written.
    pub text: String,
}

/// A source file without its comments.
pub struct RustText {
    /// The code line by line; literals are left as an empty pair of quotes.
    pub code: Vec<String>,
    /// The string literals in order.
    pub literals: Vec<Literal>,
}

impl RustText {
    /// Takes a file apart. Never fails: on source that rustc would refuse the result is merely useless.
    pub fn of(source: &str) -> RustText {
        let mut reader = Reader { rest: source, code: vec![String::new()], literals: Vec::new() };
        while !reader.rest.is_empty() {
            reader.step();
        }
        RustText { code: reader.code, literals: reader.literals }
    }
}

struct Reader<'a> {
    rest: &'a str,
    code: Vec<String>,
    literals: Vec<Literal>,
}

impl Reader<'_> {
    fn step(&mut self) {
        let rest = self.rest;
        if rest.starts_with("//") {
            self.skip(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.skip(block_comment(rest));
        } else if let Some(hashes) = raw_string(rest).filter(|_| !self.is_inside_a_word()) {
            let open = rest.find('"').map_or(rest.len(), |at| at + 1);
            let close = format!("\"{}", "#".repeat(hashes));
            self.literal(open, rest[open..].find(&close).unwrap_or(rest.len() - open), close.len());
        } else if let Some(inside) = rest.strip_prefix('"') {
            self.literal(1, end_of_string(inside), 1);
        } else if let Some(length) = char_literal(rest) {
            self.push("''");
            self.rest = &rest[length..];
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            self.push(&rest[..length]);
            self.rest = &rest[length..];
        }
    }

    fn literal(&mut self, open: usize, length: usize, close: usize) {
        let text = &self.rest[open..open + length];
        self.literals.push(Literal { line: self.code.len(), text: text.to_owned() });
        self.push("\"\"");
        self.skip((open + length + close).min(self.rest.len()));
    }

    /// Leaves text out of the code, but not its line breaks.
    fn skip(&mut self, length: usize) {
        let breaks = self.rest[..length].matches('\n').count();
        self.code.extend(std::iter::repeat_n(String::new(), breaks));
        self.rest = &self.rest[length..];
    }

    fn push(&mut self, text: &str) {
        if text == "\n" {
            self.code.push(String::new());
        } else if let Some(line) = self.code.last_mut() {
            line.push_str(text);
        }
    }

    /// The `r` of `for"` is not the start of a raw string.
    fn is_inside_a_word(&self) -> bool {
        let last = self.code.last().and_then(|line| line.chars().last());
        // `b` and `c` may stand before the `r`.
        last.is_some_and(|char| (char.is_alphanumeric() || char == '_') && !['b', 'c'].contains(&char))
    }
}

/// Bytes of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let here = &text.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The number of hashes when a raw string starts here.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}

/// Bytes of a character literal; `None` for a lifetime.
fn char_literal(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('\'')?;
    if let Some(escaped) = inner.strip_prefix('\\') {
        let end = escaped.char_indices().skip(1).find(|(_, char)| *char == '\'')?;
        return Some(end.0 + 3);
    }
    let length = inner.chars().next()?.len_utf8();
    inner[length..].starts_with('\'').then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, code: &str, literals: &[(usize, &str)]) {
        let text = RustText::of(source);
        assert_eq!(text.code.join("\n"), code);
        let found: Vec<(usize, &str)> = text.literals.iter().map(|literal| (literal.line, &*literal.text)).collect();
        assert_eq!(found, literals);
    }

    #[test]
    fn code_and_literals() {
        check("let a = 1; // todo\nb", "let a = 1; \nb", &[]);
        check("a /* x\n /* y */ \n*/ b", "a \n\n b", &[]);
        check(r#"f("a \" // b", 'x')"#, r#"f("", '')"#, &[(1, r#"a \" // b"#)]);
        check("g(r#\"select \"x\"\nfrom y\"#);\nh", "g(\"\"\n);\nh", &[(1, "select \"x\"\nfrom y")]);
        check(r#"br"raw" cr"c""#, r#"b"" c"""#, &[(1, "raw"), (1, "c")]);
        check("fn f<'a>(x: &'a str) { '\\'' ; '\"' ; '\\u{1F}' }", "fn f<'a>(x: &'a str) { '' ; '' ; '' }", &[]);
        check("let s = \"line one\nline two\"; t", "let s = \"\"\n; t", &[(1, "line one\nline two")]);
    }
}
