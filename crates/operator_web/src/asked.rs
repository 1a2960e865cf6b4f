//! What an address asks for behind its `?`: filters, the page by cursor, and the addresses of the pages around it.

use db::{Cursor, PageRequest};
use edge::{MALFORMED_INPUT, Visitor};
use kernel::{Problem, Result};
use std::str::FromStr;
use ui::{Pagination, Shell};

/// Cursors of the pages before, newest last, so that "previous" needs no count of rows.
const TRAIL: &str = "trail";
const AFTER: &str = "after";
const TRAIL_MAX: usize = 40;
/// The first page, in a trail.
const FIRST: &str = "-";

/// Names and values behind the `?`.
pub(crate) struct Asked {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// Reads the visitor's address.
    pub fn of(visitor: &Visitor) -> Result<Self> {
        let (path, query) = visitor.here.split_once('?').unwrap_or((&visitor.here, ""));
        let pairs =
            serde_html_form::from_str(query).map_err(|error| MALFORMED_INPUT.problem().param("reason", error))?;
        Ok(Self { path: path.to_owned(), pairs })
    }

    /// A value, trimmed; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// A value of a type; none when it is empty.
    pub fn read<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Option<T>> {
        let text = self.text(name);
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|problem: Problem| problem.field(name)) }
    }

    /// Whether any of these filters is set.
    pub fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| !self.text(name).is_empty())
    }

    /// The page that is asked for.
    pub fn page(&self, limit: i64) -> Result<PageRequest> {
        Ok(PageRequest::new(self.read::<Cursor>(AFTER)?, Some(limit)))
    }

    /// The links to the pages around this one.
    pub fn pagination(&self, shell: &Shell, next: Option<&Cursor>) -> Pagination {
        let trail: Vec<&str> = self.text(TRAIL).split('~').filter(|part| !part.is_empty()).collect();
        let here = if self.text(AFTER).is_empty() { FIRST } else { self.text(AFTER) };
        let older = next.map(|next| {
            let from = (trail.len() + 1).saturating_sub(TRAIL_MAX).min(trail.len());
            let longer: Vec<&str> = trail[from..].iter().copied().chain([here]).collect();
            self.address(&next.to_string(), &longer)
        });
        let newer = trail.split_last().map(|(last, rest)| self.address(if *last == FIRST { "" } else { last }, rest));
        let newer = newer.or_else(|| (here != FIRST).then(|| self.address("", &[])));
        ui::pagination(shell.locale, newer, older)
    }

    /// This address with another value of a filter, from its first page on.
    pub fn with(&self, name: &str, value: &str) -> String {
        let kept =
            self.pairs.iter().filter(|(found, old)| !old.is_empty() && ![name, AFTER, TRAIL].contains(&found.as_str()));
        let new = (!value.is_empty()).then_some((name, value));
        let pairs: Vec<(&str, &str)> = kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(new).collect();
        let query = serde_html_form::to_string(&pairs).unwrap_or_default();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    fn address(&self, after: &str, trail: &[&str]) -> String {
        let filters = self.pairs.iter().filter(|(name, value)| name != AFTER && name != TRAIL && !value.is_empty());
        let mut pairs: Vec<(&str, String)> = filters.map(|(name, value)| (name.as_str(), value.clone())).collect();
        for (name, value) in [(AFTER, after.to_owned()), (TRAIL, trail.join("~"))] {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        let query = serde_html_form::to_string(&pairs).unwrap_or_default();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked { path: "/console/audit".to_owned(), pairs: serde_html_form::from_str(query).unwrap() }
    }

    fn links(query: &str, next: Option<&str>) -> String {
        let zone = "Asia/Shanghai".parse().unwrap();
        let now = kernel::Timestamp::UNIX_EPOCH;
        let shell = Shell::new(ui::Layout::Console, kernel::Locale::En, zone, now, "");
        let next = next.map(|id| Cursor { key: 0, id: id.to_owned() });
        asked(query).pagination(&shell, next.as_ref()).to_string().replace("&#38;", "&")
    }

    #[test]
    fn pages_go_forth_and_back_with_their_filters() {
        let first = links("subject=x", Some("c1"));
        assert!(first.contains(r#"rel="next" href="/console/audit?subject=x&after=0.c1&trail=-""#), "{first}");
        assert!(!first.contains("rel=\"prev\""));
        let third = links("subject=x&after=0.c2&trail=-%7E0.c1", None);
        assert!(third.contains(r#"rel="prev" href="/console/audit?subject=x&after=0.c1&trail=-""#), "{third}");
        let second = links("subject=x&after=0.c1&trail=-", None);
        assert!(second.contains(r#"rel="prev" href="/console/audit?subject=x""#), "{second}");
    }

    #[test]
    fn a_broken_cursor_is_refused() {
        assert!(asked("after=nonsense").page(50).is_err());
        assert_eq!(asked("").page(50).unwrap().limit, 50);
    }
}
