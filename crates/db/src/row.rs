//! One fetched row, from either engine, and how structs are read from it.

use kernel::{Problem, Result, Scalar, ScalarKind, Value, problem};
use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};

/// A fetched row.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// The column of that name.
    pub fn get<T: Scalar>(&self, column: &str) -> Result<T> {
        let value = match self {
            Self::Sqlite(row) => read_sqlite(row, column, T::KIND),
            Self::Postgres(row) => read_postgres(row, column, T::KIND),
        };
        let value = value.map_err(|error| broken(column, &error))?;
        T::from_value(value).map_err(|error| error.param("column", column))
    }

    /// The column at a position, from 0.
    pub fn at<T: Scalar>(&self, position: usize) -> Result<T> {
        let value = match self {
            Self::Sqlite(row) => read_sqlite(row, position, T::KIND),
            Self::Postgres(row) => read_postgres(row, position, T::KIND),
        };
        let value = value.map_err(|error| broken(&position.to_string(), &error))?;
        T::from_value(value).map_err(|error| error.param("column", position))
    }
}

fn broken(column: &str, error: &sqlx::Error) -> Problem {
    problem::BROKEN_ROW.problem().param("column", column).caused_by(error)
}

fn read_sqlite<I: sqlx::ColumnIndex<SqliteRow>>(
    row: &SqliteRow,
    index: I,
    kind: ScalarKind,
) -> Result<Value, sqlx::Error> {
    Ok(match kind {
        ScalarKind::Integer => Value::Integer(row.try_get(index)?),
        ScalarKind::Text => Value::Text(row.try_get(index)?),
        ScalarKind::Boolean => Value::Boolean(row.try_get(index)?),
        ScalarKind::Double => Value::Double(row.try_get(index)?),
    })
}

fn read_postgres<I: sqlx::ColumnIndex<PgRow>>(row: &PgRow, index: I, kind: ScalarKind) -> Result<Value, sqlx::Error> {
    Ok(match kind {
        ScalarKind::Integer => Value::Integer(row.try_get(index)?),
        ScalarKind::Text => Value::Text(row.try_get(index)?),
        ScalarKind::Boolean => Value::Boolean(row.try_get(index)?),
        ScalarKind::Double => Value::Double(row.try_get(index)?),
    })
}

/// A struct that a row can be read into; [`crate::row!`] writes it.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row) -> Result<Self>;
}

macro_rules! tuples {
    ($(($($name:ident $position:tt),+)),+) => {$(
        impl<$($name: Scalar),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row) -> Result<Self> {
                Ok(($(row.at::<$name>($position)?,)+))
            }
        }
    )+};
}
tuples!(
    (A 0), (A 0, B 1), (A 0, B 1, C 2), (A 0, B 1, C 2, D 3), (A 0, B 1, C 2, D 3, E 4), (A 0, B 1, C 2, D 3, E 4, F 5),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6), (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
);
