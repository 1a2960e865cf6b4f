create table ledger_accounts (
  market_id text not null,
  account_id text not null,
  code text not null,
  owner text not null,
  currency text not null,
  opened_at bigint not null,
  version bigint not null,
  primary key (market_id, account_id)
);
create unique index ledger_accounts_by_code on ledger_accounts (market_id, code, owner, currency);
create index ledger_accounts_by_owner on ledger_accounts (market_id, owner, code);

create table ledger_transfers (
  market_id text not null,
  transfer_id text not null,
  kind text not null,
  state text not null,
  dedupe_key text not null,
  currency text not null,
  memo_key text not null,
  job_id text,
  invoice_id text,
  payment_id text,
  refund_id text,
  settlement_id text,
  payout_id text,
  reverses_id text,
  made_by text not null,
  made_at bigint not null,
  resolved_at bigint,
  sequence bigint,
  previous_hash text,
  hash text,
  primary key (market_id, transfer_id)
);
create unique index ledger_transfers_by_dedupe_key on ledger_transfers (market_id, dedupe_key);
create unique index ledger_transfers_by_sequence on ledger_transfers (market_id, sequence);
create index ledger_transfers_by_job on ledger_transfers (market_id, job_id, transfer_id);

create table ledger_entries (
  market_id text not null,
  transfer_id text not null,
  line bigint not null,
  account_id text not null,
  amount_minor bigint not null,
  currency text not null,
  primary key (market_id, transfer_id, line)
);
create index ledger_entries_by_account on ledger_entries (market_id, account_id, transfer_id);

create table ledger_chains (
  market_id text not null,
  head_sequence bigint not null,
  head_hash text not null,
  version bigint not null,
  primary key (market_id)
);

create table ledger_account_sums (
  market_id text not null,
  account_id text not null,
  kind text not null,
  amount_minor bigint not null,
  currency text not null,
  primary key (market_id, account_id, kind)
);

create table ledger_job_sums (
  market_id text not null,
  account_id text not null,
  job_id text not null,
  amount_minor bigint not null,
  currency text not null,
  primary key (market_id, account_id, job_id)
);
create index ledger_job_sums_open on ledger_job_sums (market_id, account_id, job_id) where amount_minor <> 0;

create table ledger_code_sums (
  market_id text not null,
  code text not null,
  currency text not null,
  debit_minor bigint not null,
  credit_minor bigint not null,
  primary key (market_id, code, currency)
);
