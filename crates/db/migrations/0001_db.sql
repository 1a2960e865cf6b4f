create table outbox (
  market_id text not null,
  event_id text not null,
  brand_id text not null,
  name text not null,
  subject text not null,
  topics text not null,
  payload text not null,
  actor text not null,
  announced_at bigint not null,
  primary key (market_id, event_id)
);
create index outbox_by_time on outbox (announced_at);
create index outbox_by_subject on outbox (market_id, subject, event_id);

create table errands (
  market_id text not null,
  errand_id text not null,
  brand_id text not null,
  name text not null,
  subject text not null,
  payload text not null,
  state text not null,
  tries bigint not null,
  due_at bigint not null,
  claimed_by text not null,
  claimed_until bigint not null,
  last_error text not null,
  created_at bigint not null,
  primary key (market_id, errand_id)
);
create index errands_due on errands (state, due_at);
create index errands_by_subject on errands (market_id, subject, name, errand_id);

create table audit_lines (
  market_id text not null,
  audit_line_id text not null,
  at bigint not null,
  actor text not null,
  action text not null,
  subject text not null,
  changes text not null,
  request_id text not null,
  primary key (market_id, audit_line_id)
);
create index audit_lines_by_subject on audit_lines (market_id, subject, audit_line_id);

create table idempotency_keys (
  market_id text not null,
  actor text not null,
  idempotency_key text not null,
  fingerprint text not null,
  outcome text not null,
  created_at bigint not null,
  primary key (market_id, actor, idempotency_key)
);
create index idempotency_keys_by_time on idempotency_keys (created_at);
