//! Forward-only migrations: each context owns its files; each file runs once, in a transaction of its own.

use crate::{Database, Tx, params};
use kernel::{Ctx, Permission, Result};

/// One migration file.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The context that owns it.
    pub context: &'static str,
    /// The file name; files of a context run in the order they are listed.
    pub name: &'static str,
    /// Its statements, each ended by a semicolon at the end of a line.
    pub sql: &'static str,
}

const CREATE_TABLE: &str = "
    create table if not exists schema_migrations (
      context text not null,
      name text not null,
      applied_at bigint not null,
      primary key (context, name)
    )";

crate::statements! {
    IS_APPLIED = "select name from schema_migrations where context = $1 and name = $2";
    MARK_APPLIED = "insert into schema_migrations (context, name, applied_at) values ($1, $2, $3)";
}

struct PrepareTable;
impl crate::Action for PrepareTable {
    const NAME: &'static str = "db.prepare_migrations";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, _ctx: &Ctx) -> Result<()> {
        tx.run(CREATE_TABLE, Vec::new()).await.map(drop)
    }
}

struct Apply(Migration);
impl crate::Action for Apply {
    const NAME: &'static str = "db.migrate";
    const PERMISSION: Permission = Permission::System;
    type Outcome = bool;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<bool> {
        let Migration { context, name, sql } = self.0;
        let done: Option<(String,)> = tx.maybe(IS_APPLIED, params![context.to_owned(), name.to_owned()]).await?;
        if done.is_some() {
            return Ok(false);
        }
        // First the mark: two processes that start together meet here, and the second one waits and then finds it done.
        tx.run(MARK_APPLIED, params![context.to_owned(), name.to_owned(), ctx.now]).await?;
        for statement in statements_of(sql) {
            tx.run(statement, Vec::new())
                .await
                .map_err(|problem| problem.param("migration", format!("{context}/{name}")))?;
        }
        Ok(true)
    }
}

/// The statements of a file.
pub(crate) fn statements_of(sql: &'static str) -> impl Iterator<Item = &'static str> {
    sql.split(";\n").map(str::trim).map(|text| text.trim_end_matches(';')).filter(|text| !text.is_empty())
}

/// Runs what has not run yet; how many did. Safe to call from several processes at once.
pub(crate) async fn run(db: &Database, ctx: &Ctx, migrations: &[Migration]) -> Result<usize> {
    let mut tries = 0;
    while let Err(problem) = db.write_outside_tables(ctx, PrepareTable).await {
        tries += 1;
        if tries == 5 {
            return Err(problem);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let mut applied = 0;
    for migration in migrations {
        let mut outcome = db.write_outside_tables(ctx, Apply(*migration)).await;
        if outcome.as_ref().is_err_and(|problem| problem.is(crate::ALREADY_EXISTS)) {
            outcome = db.write_outside_tables(ctx, Apply(*migration)).await;
        }
        applied += usize::from(outcome?);
    }
    Ok(applied)
}
