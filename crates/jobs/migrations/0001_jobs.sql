create table job_counters (
  market_id text not null,
  lane bigint not null,
  next_number bigint not null,
  block_end bigint not null,
  primary key (market_id, lane)
);

create table jobs (
  market_id text not null,
  job_id text not null,
  number text not null,
  customer_id text not null,
  contact_name text not null,
  contact_phone text not null,
  name_key text not null,
  property_id text,
  address text not null,
  latitude double precision not null,
  longitude double precision not null,
  territory_id text not null,
  floor bigint not null,
  has_lift boolean not null,
  building_note text not null,
  quote_id text not null,
  lines text not null,
  total_minor bigint not null,
  extras_minor bigint not null,
  visit_fee_minor bigint not null,
  travel_fee_minor bigint not null,
  deposit_minor bigint not null,
  currency text not null,
  terms text not null,
  payment_due_at bigint,
  paid_at bigint,
  service_id text not null,
  service_code text not null,
  service_name_zh text not null,
  service_name_en text not null,
  note text not null,
  photos text not null,
  source text not null,
  share_token text not null,
  link_tries bigint not null,
  link_locked_until bigint,
  stage text not null,
  current_visit_id text not null,
  window_start bigint not null,
  technician_id text,
  ending text,
  opened_at bigint not null,
  closed_at bigint,
  version bigint not null,
  primary key (market_id, job_id)
);
create unique index jobs_by_number on jobs (market_id, number);
create index jobs_by_share_token on jobs (share_token);
create index jobs_by_stage on jobs (market_id, stage, job_id);
create index jobs_by_window on jobs (market_id, window_start, job_id);
create index jobs_by_technician on jobs (market_id, technician_id, job_id);
create index jobs_by_territory on jobs (market_id, territory_id, job_id);
create index jobs_by_customer on jobs (market_id, customer_id, job_id);
create index jobs_by_phone on jobs (market_id, contact_phone, job_id);
create index jobs_by_name on jobs (market_id, name_key, job_id);

create table visits (
  market_id text not null,
  visit_id text not null,
  job_id text not null,
  sequence bigint not null,
  parent_visit_id text,
  state text not null,
  entered_verb text not null,
  entered_by text not null,
  entered_at bigint not null,
  moves_made bigint not null,
  unassignable_reason text,
  frozen_reason text,
  territory_id text not null,
  latitude double precision not null,
  longitude double precision not null,
  need text not null,
  extra_minutes bigint not null,
  window_start bigint not null,
  window_end bigint not null,
  original_start bigint not null,
  wanted_technician_id text,
  offered_to text,
  technician_id text,
  accepted_at bigint,
  contacted_at bigint,
  departed_at bigint,
  arrived_at bigint,
  started_at bigint,
  finished_at bigint,
  ended_at bigint,
  late_notice_at bigint,
  calls_at_door bigint not null,
  messages_at_door bigint not null,
  worked_seconds bigint not null,
  working_since bigint,
  is_paused boolean not null,
  reschedules bigint not null,
  short_reschedules bigint not null,
  is_platform_moved boolean not null,
  was_accepted_when_moved boolean not null,
  proposal text,
  reworks bigint not null,
  diagnosis text not null,
  resume_state text,
  acceptance text,
  start_code text not null,
  finish_code text,
  finish_code_expires_at bigint,
  code_tries bigint not null,
  code_locked_until bigint,
  seen text,
  version bigint not null,
  primary key (market_id, visit_id)
);
create unique index visits_by_job on visits (market_id, job_id, sequence);
create index visits_by_window on visits (market_id, window_start, visit_id);
create index visits_by_state on visits (market_id, state, window_start, visit_id);
create index visits_by_technician on visits (market_id, technician_id, window_start, visit_id);
create index visits_by_offer on visits (market_id, offered_to, window_start);

create table moves (
  market_id text not null,
  visit_id text not null,
  position bigint not null,
  move_id text not null,
  job_id text not null,
  at bigint not null,
  device_at bigint,
  actor text not null,
  party text not null,
  from_state text,
  verb text not null,
  to_state text not null,
  reason text not null,
  note text not null,
  latitude double precision,
  longitude double precision,
  accuracy_metres bigint,
  detail text not null,
  client_key text,
  primary key (market_id, visit_id, position)
);
create index moves_by_job on moves (market_id, job_id, at);
create unique index moves_by_client_key on moves (market_id, visit_id, client_key);

create table checklists (
  market_id text not null,
  visit_id text not null,
  steps text not null,
  primary key (market_id, visit_id)
);

create table proofs (
  market_id text not null,
  visit_id text not null,
  proof_id text not null,
  job_id text not null,
  kind text not null,
  name text not null,
  step_id text,
  file_id text not null,
  sha256 text not null,
  taken_at bigint,
  received_at bigint not null,
  latitude double precision,
  longitude double precision,
  added_by text not null,
  primary key (market_id, visit_id, proof_id)
);
create index proofs_by_job on proofs (market_id, job_id);
create unique index proofs_by_content on proofs (market_id, visit_id, kind, name, sha256);

create table change_orders (
  market_id text not null,
  change_order_id text not null,
  job_id text not null,
  visit_id text not null,
  state text not null,
  lines text not null,
  total_minor bigint not null,
  currency text not null,
  minutes bigint not null,
  reason text not null,
  proposed_at bigint not null,
  proposed_by text not null,
  decided_at bigint,
  decided_by text,
  primary key (market_id, change_order_id)
);
create index change_orders_by_job on change_orders (market_id, job_id);
