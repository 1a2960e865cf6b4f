//! One connection of either engine, and the mapping of driver errors to problems.

use crate::{ALREADY_EXISTS, RETRY, Row, sqlite::WriterGuard};
use futures_util::TryStreamExt;
use kernel::{Problem, Result, Value, problem};
use sqlx::{
    AssertSqlSafe, Postgres, Sqlite, pool::PoolConnection, postgres::PgArguments, query::Query, sqlite::SqliteArguments,
};
use std::borrow::Cow;

/// A connection that is being used by one transaction or one reader.
pub(crate) enum Conn {
    SqliteReader(PoolConnection<Sqlite>),
    SqliteWriter(WriterGuard),
    Postgres(PoolConnection<Postgres>),
}

impl Conn {
    pub(crate) async fn fetch(
        &mut self,
        sql: Cow<'static, str>,
        values: Vec<Value>,
        limit: Option<usize>,
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        match self {
            Self::SqliteReader(conn) => {
                let mut stream = bind_sqlite(sql, values).fetch(&mut **conn);
                while let Some(row) = stream.try_next().await.map_err(problem_of)? {
                    rows.push(Row::Sqlite(row));
                    if Some(rows.len()) == limit {
                        break;
                    }
                }
            }
            Self::SqliteWriter(conn) => {
                let all = bind_sqlite(sql, values).fetch_all(conn.connection()).await.map_err(problem_of)?;
                rows.extend(all.into_iter().map(Row::Sqlite));
            }
            Self::Postgres(conn) => {
                let all = bind_postgres(sql, values).fetch_all(&mut **conn).await.map_err(problem_of)?;
                rows.extend(all.into_iter().map(Row::Postgres));
            }
        }
        Ok(rows)
    }

    pub(crate) async fn execute(&mut self, sql: Cow<'static, str>, values: Vec<Value>) -> Result<u64> {
        match self {
            Self::SqliteReader(conn) => {
                bind_sqlite(sql, values).execute(&mut **conn).await.map(|done| done.rows_affected())
            }
            Self::SqliteWriter(conn) => {
                bind_sqlite(sql, values).execute(conn.connection()).await.map(|done| done.rows_affected())
            }
            Self::Postgres(conn) => {
                bind_postgres(sql, values).execute(&mut **conn).await.map(|done| done.rows_affected())
            }
        }
        .map_err(problem_of)
    }

    pub(crate) fn is_postgres(&self) -> bool {
        match self {
            Self::Postgres(_) => true,
            Self::SqliteReader(_) | Self::SqliteWriter(_) => false,
        }
    }

    pub(crate) async fn prepare(&mut self, sql: &str) -> Result<()> {
        use sqlx::Executor;
        let text = || sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::SqliteReader(conn) => (&mut **conn).prepare(text()).await.map(drop),
            Self::SqliteWriter(conn) => conn.connection().prepare(text()).await.map(drop),
            Self::Postgres(conn) => (&mut **conn).prepare(text()).await.map(drop),
        }
        .map_err(problem_of)
    }
}

fn bind_sqlite<'q>(sql: Cow<'static, str>, values: Vec<Value>) -> Query<'q, Sqlite, SqliteArguments> {
    let query = sqlx::query(AssertSqlSafe(sql));
    values.into_iter().fold(query, |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Boolean(value) => query.bind(value),
        Value::Double(value) => query.bind(value),
    })
}

fn bind_postgres<'q>(sql: Cow<'static, str>, values: Vec<Value>) -> Query<'q, Postgres, PgArguments> {
    let query = sqlx::query(AssertSqlSafe(sql));
    values.into_iter().fold(query, |query, value| match value {
        Value::Integer(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
        Value::Boolean(value) => query.bind(value),
        Value::Double(value) => query.bind(value),
    })
}

/// What a driver error means to us: a lost race, a duplicate, an absent database, or a fault.
pub(crate) fn problem_of(error: sqlx::Error) -> Problem {
    match &error {
        sqlx::Error::Database(inner) => {
            let code = inner.code().unwrap_or_default();
            // PostgreSQL: serialization failure, deadlock, lock not available. SQLite: busy, locked, busy snapshot.
            if matches!(code.as_ref(), "40001" | "40P01" | "55P03" | "5" | "6" | "517" | "261") {
                return RETRY.problem().caused_by(error);
            }
            // PostgreSQL: shutting down, starting up, too many connections.
            if matches!(code.as_ref(), "57P01" | "57P02" | "57P03" | "53300") {
                return problem::BUSY.problem().caused_by(error);
            }
            if inner.is_unique_violation() {
                return ALREADY_EXISTS.problem().caused_by(error);
            }
            Problem::broken(error)
        }
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::WorkerCrashed => problem::BUSY.problem().caused_by(error),
        _ => Problem::broken(error),
    }
}
