create table invoices (
  market_id text not null,
  invoice_id text not null,
  job_id text not null,
  job_number text not null,
  customer_id text not null,
  currency text not null,
  phase text not null,
  state text not null,
  total_minor bigint not null,
  deposit_minor bigint not null,
  received_minor bigint not null,
  returned_minor bigint not null,
  credited_minor bigint not null,
  waived_minor bigint not null,
  escrow_minor bigint not null,
  held_at bigint,
  hold_reason text not null,
  opened_at bigint not null,
  finished_at bigint,
  version bigint not null,
  primary key (market_id, invoice_id)
);
create unique index invoices_by_job on invoices (market_id, job_id);
create index invoices_by_state on invoices (market_id, state, invoice_id);
create index invoices_by_customer on invoices (market_id, customer_id, invoice_id);

create table invoice_lines (
  market_id text not null,
  invoice_line_id text not null,
  invoice_id text not null,
  line_no bigint not null,
  kind text not null,
  category text not null,
  name_zh text not null,
  name_en text not null,
  quantity bigint not null,
  amount_minor bigint not null,
  refunded_minor bigint not null,
  currency text not null,
  source text not null,
  state text not null,
  primary key (market_id, invoice_line_id)
);
create unique index invoice_lines_by_invoice on invoice_lines (market_id, invoice_id, line_no);

create table invoice_shares (
  market_id text not null,
  invoice_line_id text not null,
  party text not null,
  owner text not null,
  invoice_id text not null,
  code text not null,
  amount_minor bigint not null,
  reversed_minor bigint not null,
  currency text not null,
  primary key (market_id, invoice_line_id, party, owner)
);
create index invoice_shares_by_invoice on invoice_shares (market_id, invoice_id);

create table earnings (
  market_id text not null,
  invoice_id text not null,
  technician_id text not null,
  job_id text not null,
  job_number text not null,
  state text not null,
  earned_minor bigint not null,
  frozen_minor bigint not null,
  retained_minor bigint not null,
  clawed_minor bigint not null,
  currency text not null,
  release_at bigint not null,
  retain_until bigint,
  earned_at bigint not null,
  version bigint not null,
  primary key (market_id, invoice_id, technician_id)
);
create index earnings_by_technician on earnings (market_id, technician_id, earned_at, invoice_id);

create table payments (
  market_id text not null,
  payment_id text not null,
  invoice_id text not null,
  job_id text not null,
  customer_id text not null,
  channel text not null,
  provider text not null,
  state text not null,
  amount_minor bigint not null,
  applied_minor bigint not null,
  refunded_minor bigint not null,
  fee_minor bigint not null,
  currency text not null,
  transaction_id text,
  client text not null,
  collected_by text,
  note text not null,
  created_at bigint not null,
  expires_at bigint,
  paid_at bigint,
  version bigint not null,
  primary key (market_id, payment_id)
);
create index payments_by_invoice on payments (market_id, invoice_id, payment_id);
create index payments_by_customer on payments (market_id, customer_id, payment_id);

create table channel_receipts (
  market_id text not null,
  provider text not null,
  transaction_id text not null,
  receipt_id text not null,
  payment_id text not null,
  amount_minor bigint not null,
  currency text not null,
  outcome text not null,
  received_at bigint not null,
  version bigint not null,
  primary key (market_id, provider, transaction_id)
);
create unique index channel_receipts_by_id on channel_receipts (market_id, receipt_id);
create index channel_receipts_by_outcome on channel_receipts (market_id, outcome, receipt_id);

create table refunds (
  market_id text not null,
  refund_id text not null,
  payment_id text not null,
  invoice_id text not null,
  job_id text not null,
  customer_id text not null,
  channel text not null,
  provider text not null,
  state text not null,
  amount_minor bigint not null,
  currency text not null,
  reason text not null,
  transaction_id text,
  failure text not null,
  created_at bigint not null,
  done_at bigint,
  version bigint not null,
  primary key (market_id, refund_id)
);
create index refunds_by_invoice on refunds (market_id, invoice_id, refund_id);
create index refunds_by_state on refunds (market_id, state, refund_id);

create table wallets (
  market_id text not null,
  owner text not null,
  currency text not null,
  available_minor bigint not null,
  frozen_minor bigint not null,
  retained_minor bigint not null,
  cash_held_minor bigint not null,
  in_payout_minor bigint not null,
  version bigint not null,
  primary key (market_id, owner, currency)
);
create index wallets_by_available on wallets (market_id, currency, available_minor);

create table settlements (
  market_id text not null,
  settlement_id text not null,
  day text not null,
  state text not null,
  payout_count bigint not null,
  total_minor bigint not null,
  currency text not null,
  opened_at bigint not null,
  locked_at bigint,
  approved_at bigint,
  closed_at bigint,
  version bigint not null,
  primary key (market_id, settlement_id)
);
create unique index settlements_by_day on settlements (market_id, day);

create table payouts (
  market_id text not null,
  payout_id text not null,
  settlement_id text not null,
  technician_id text not null,
  channel text not null,
  state text not null,
  amount_minor bigint not null,
  netted_minor bigint not null,
  currency text not null,
  transaction_id text,
  note text not null,
  sent_at bigint,
  ended_at bigint,
  version bigint not null,
  primary key (market_id, payout_id)
);
create index payouts_by_settlement on payouts (market_id, settlement_id, state, payout_id);
create index payouts_by_technician on payouts (market_id, technician_id, payout_id);

create table commission_rules (
  market_id text not null,
  rule_id text not null,
  category text not null,
  level bigint,
  level_key bigint not null,
  rate bigint not null,
  valid_from bigint not null,
  primary key (market_id, rule_id)
);
create unique index commission_rules_by_start on commission_rules (market_id, category, level_key, valid_from);

create table billing_postings (
  market_id text not null,
  dedupe_key text not null,
  kind text not null,
  step text not null,
  job_id text,
  payload text not null,
  made_at bigint not null,
  primary key (market_id, dedupe_key)
);
create index billing_postings_by_time on billing_postings (market_id, made_at, dedupe_key);
create index billing_postings_by_job on billing_postings (market_id, job_id, made_at);
