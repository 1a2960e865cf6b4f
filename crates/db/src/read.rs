//! Reading: every view takes a [`Read`]; a [`crate::Tx`] derefs to one.

use crate::{FromRow, conn::Conn};
use kernel::{Result, Value, problem};
use std::borrow::Cow;

/// A statement's text: a declared constant, or one expanded by [`Sql::with_list`].
pub struct Sql(pub(crate) Cow<'static, str>);

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl Sql {
    /// Replaces `{list}` in the text by `count` placeholders from `$first` on. An empty list becomes `null`, which matches nothing.
    #[must_use]
    pub fn with_list(text: &'static str, first: usize, count: usize) -> Self {
        let list = if count == 0 {
            "null".to_owned()
        } else {
            (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
        };
        Self(Cow::Owned(text.replace("{list}", &list)))
    }
}

/// A connection for reading; on SQLite a snapshot that never waits for writers.
pub struct Read {
    pub(crate) conn: Conn,
}

impl Read {
    /// Every row of the answer.
    pub async fn all<T: FromRow>(&mut self, sql: impl Into<Sql> + Send, values: Vec<Value>) -> Result<Vec<T>> {
        let rows = self.conn.fetch(sql.into().0, values, None).await?;
        rows.iter().map(T::from_row).collect()
    }

    /// The first row, if any.
    pub async fn maybe<T: FromRow>(&mut self, sql: impl Into<Sql> + Send, values: Vec<Value>) -> Result<Option<T>> {
        let rows = self.conn.fetch(sql.into().0, values, Some(1)).await?;
        rows.first().map(T::from_row).transpose()
    }

    /// The first row; `missing` when there is none.
    pub async fn one<T: FromRow>(&mut self, sql: impl Into<Sql> + Send, values: Vec<Value>) -> Result<T> {
        self.maybe(sql, values).await?.ok_or_else(|| problem::MISSING.problem())
    }

    /// Compiles a statement without running it; what the statement test calls.
    pub async fn prepare(&mut self, sql: &str) -> Result<()> {
        self.conn.prepare(sql).await
    }

    /// Whether the engine is PostgreSQL; for the full-text seam only.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.conn.is_postgres()
    }
}
