//! Pages by cursor: a page starts after the last key of the one before, so its cost does not grow with the table.

use kernel::{Problem, Result, problem};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Where a page starts: the sort key and the id of the row before it. Opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last row seen (0 when the id alone sorts).
    pub key: i64,
    /// Its id.
    pub id: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.key, self.id)
    }
}

impl FromStr for Cursor {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self> {
        let bad = || problem::OUT_OF_RANGE.field("after").param("given", text);
        let (key, id) = text.split_once('.').ok_or_else(bad)?;
        let key = u64::from_str_radix(key, 16).map_err(|_| bad())?;
        let plain =
            id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if !plain {
            return Err(bad());
        }
        Ok(Self { key: key.cast_signed(), id: id.to_owned() })
    }
}

impl Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Which page is wanted.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// After which row; none: from the beginning.
    pub after: Option<Cursor>,
    /// At most how many rows, 1 to 200.
    pub limit: i64,
}

impl PageRequest {
    /// A request with the limit brought into range.
    #[must_use]
    pub fn new(after: Option<Cursor>, limit: Option<i64>) -> Self {
        Self { after, limit: limit.unwrap_or(50).clamp(1, 200) }
    }

    /// The first page.
    #[must_use]
    pub fn first(limit: i64) -> Self {
        Self::new(None, Some(limit))
    }

    /// Makes the page from rows fetched with `limit + 1`.
    #[must_use]
    pub fn page<T>(&self, mut rows: Vec<T>, cursor_of: impl Fn(&T) -> Cursor) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(1);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor_of) } else { None };
        Page { items: rows, next }
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::first(50)
    }
}

/// Some rows, and where the next ones start.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Pass it as `after` for the next page; none: this was the last.
    #[serde(skip_deserializing)]
    pub next: Option<Cursor>,
}
