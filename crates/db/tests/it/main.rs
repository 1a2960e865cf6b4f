//! Stories of the database crate on both engines: atomicity, retries, idempotency, events, errands, shared commits.

mod errands;
mod writes;

/// A table of the tests' own.
const TABLE: &[db::Migration] = &[db::Migration {
    context: "test",
    name: "0001",
    sql: "create table counters (market_id text not null, name text not null, value bigint not null, version bigint not null, \
          primary key (market_id, name));\n",
}];
