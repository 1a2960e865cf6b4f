//! Both database engines behind one door: reads on [`Read`], writes by [`Action`], events, errands, audit and live updates.
//!
//! Nothing outside this crate names a driver. SQL texts are constants declared by [`statements!`], use `$1` on both engines and the
//! portable subset of DESIGN 8. Rows become structs by [`row!`]; parameters are given by [`params!`].

mod action;
mod clock;
mod conn;
mod database;
pub mod errand;
mod event;
mod live;
mod migrate;
mod outbox;
mod page;
mod read;
mod row;
mod sqlite;
mod tx;
pub mod views;
mod worker;

pub use action::Action;
pub use clock::{Clock, entropy};
pub use database::{Database, Engine, admin};
pub use errand::Errand;
pub use event::{Announced, Event};
pub use live::{LiveEvent, RECENT_MAX};
pub use migrate::Migration;
pub use page::{Cursor, Page, PageRequest};
pub use read::{Read, Sql};
pub use row::{FromRow, Row};
pub use tx::{Change, Tx};
pub use worker::{ForgetOldKeys, Handlers, RetryErrand, Worker};

pub use futures_util::future::BoxFuture;

/// This crate's own tables.
pub const MIGRATIONS: &[Migration] = migrations!("db", "0001_db.sql");

/// Every statement of this crate, for the test that prepares each on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] =
    &[live::STATEMENTS, migrate::STATEMENTS, outbox::STATEMENTS, views::STATEMENTS, worker::STATEMENTS];

kernel::refusals! {
    /// A transaction lost a race and may be tried again; [`Database::perform`] does so and people never see it.
    RETRY = Conflict "retry";
    /// A row with this key exists already.
    ALREADY_EXISTS = Conflict "already_exists";
}

/// Declares SQL constants and lists them in `STATEMENTS` for the test that prepares each on both engines.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$meta])* pub(crate) const $name: &str = $sql;)*
        /// Name and text of every statement of this room.
        pub const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// The parameters of a statement, in order.
#[macro_export]
macro_rules! params {
    () => { ::std::vec::Vec::new() };
    ($($value:expr),+ $(,)?) => {{
        use ::kernel::scalar::values::*;
        vec![$(($value).to_value()),+]
    }};
}

/// Maps a row to a struct, column names equal to field names: `db::row!(VisitRow { visit_id, state });`
#[macro_export]
macro_rules! row {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> ::kernel::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}

/// The migrations of a context, embedded: `db::migrations!("jobs", "0001_jobs.sql", "0002_more.sql")`.
#[macro_export]
macro_rules! migrations {
    ($context:literal, $($file:literal),+ $(,)?) => {
        &[$($crate::Migration {
            context: $context,
            name: $file,
            sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $file)),
        }),+]
    };
}
