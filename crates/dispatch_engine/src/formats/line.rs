//! Where in a JSON text a value stands: a path such as `visits[3].windows` becomes the line on which it begins.
//!
//! The scanner trusts that the text is JSON (it has been read already) and only counts lines, skips values and follows names.

/// The line of the deepest part of a path that exists, from 1.
pub(super) fn line_of(text: &str, path: &str) -> usize {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    scanner.space();
    for step in path.split(['.', '[']).map(|s| s.trim_end_matches(']')).filter(|s| !s.is_empty()) {
        let before = scanner.at;
        let found = match scanner.peek() {
            b'{' => scanner.member(step),
            b'[' => step.parse().is_ok_and(|index| scanner.item(index)),
            _ => false,
        };
        if !found {
            scanner.at = before;
            break;
        }
    }
    1 + text.as_bytes()[..scanner.at.min(text.len())].iter().filter(|&&b| b == b'\n').count()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    /// Goes to the value of a member of the object that begins here.
    fn member(&mut self, name: &str) -> bool {
        self.at += 1;
        loop {
            self.space();
            if self.peek() != b'"' {
                return false;
            }
            let from = self.at + 1;
            self.skip();
            let found = &self.bytes[from..self.at.saturating_sub(1).max(from)] == name.as_bytes();
            self.space();
            self.at += 1;
            self.space();
            if found {
                return true;
            }
            if !self.next() {
                return false;
            }
        }
    }

    /// Goes to an item of the array that begins here.
    fn item(&mut self, index: usize) -> bool {
        self.at += 1;
        self.space();
        for _ in 0..index {
            if self.peek() == b']' || !self.next() {
                return false;
            }
            self.space();
        }
        self.peek() != b']'
    }

    /// Skips a value and the comma after it; false when none follows.
    fn next(&mut self) -> bool {
        self.skip();
        self.space();
        let more = self.peek() == b',';
        self.at += 1;
        more && self.at < self.bytes.len()
    }

    /// Skips one value.
    fn skip(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                0 if self.at >= self.bytes.len() => return,
                b'"' => self.string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                _ => {
                    while !matches!(self.peek(), b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | 0) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() && self.peek() != b'"' {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn paths_lead_to_lines() {
        let text = "{\n \"a\": [1, {\"x\": \"}\\\"\"}],\n \"b\": {\n  \"c\": [\n   {\"d\": 1},\n   {\"d\": 2,\n    \"e\": []}]}}";
        let lines = |path: &str| line_of(text, path);
        assert_eq!((lines("a"), lines("a[1].x"), lines("b"), lines("b.c[0]"), lines("b.c[1].e")), (2, 2, 3, 5, 7));
        assert_eq!((lines("b.c[7]"), lines("b.z"), lines("z"), lines("b.c[1].e[4]")), (4, 3, 1, 7));
    }
}
