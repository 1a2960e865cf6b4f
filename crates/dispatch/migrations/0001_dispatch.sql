create table technician_days (
  market_id text not null,
  technician_id text not null,
  date text not null,
  home_latitude double precision not null,
  home_longitude double precision not null,
  kilometres_per_hour bigint not null,
  detour_per_mille bigint not null,
  version bigint not null,
  primary key (market_id, technician_id, date)
);

create table reservations (
  market_id text not null,
  reservation_id text not null,
  technician_id text not null,
  date text not null,
  role text not null,
  visit_id text,
  hold_id text,
  expires_at bigint,
  window_start bigint not null,
  window_end bigint not null,
  planned_start bigint not null,
  duration_minutes bigint not null,
  travel_before_minutes bigint not null,
  buffer_before_minutes bigint not null,
  buffer_after_minutes bigint not null,
  latitude double precision not null,
  longitude double precision not null,
  is_exact boolean not null,
  progress text not null,
  primary key (market_id, reservation_id)
);
create index reservations_by_date on reservations (market_id, date, technician_id);
create index reservations_by_technician on reservations (market_id, technician_id, date);
create index reservations_by_visit on reservations (market_id, visit_id);
create index reservations_by_hold on reservations (market_id, hold_id);

create table holders (
  market_id text not null,
  holder text not null,
  version bigint not null,
  primary key (market_id, holder)
);

create table holds (
  market_id text not null,
  hold_id text not null,
  holder text not null,
  state text not null,
  visit_id text,
  need text not null,
  window_start bigint not null,
  window_end bigint not null,
  technician_id text not null,
  expires_at bigint not null,
  created_at bigint not null,
  version bigint not null,
  primary key (market_id, hold_id)
);
create index holds_by_holder on holds (market_id, holder, state, expires_at);

create table visit_plans (
  market_id text not null,
  visit_id text not null,
  state text not null,
  mode text not null,
  wave bigint not null,
  need text not null,
  window_start bigint not null,
  window_end bigint not null,
  technician_id text,
  is_technician_pinned boolean not null,
  is_start_pinned boolean not null,
  trouble text not null,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (market_id, visit_id)
);
create index visit_plans_by_state on visit_plans (market_id, state, window_start, visit_id);

create table offers (
  market_id text not null,
  offer_id text not null,
  visit_id text not null,
  wave bigint not null,
  technician_id text not null,
  mode text not null,
  round bigint not null,
  state text not null,
  offered_at bigint not null,
  expires_at bigint not null,
  claimed_at bigint,
  answered_at bigint,
  reason text not null,
  score bigint not null,
  distance_metres bigint not null,
  version bigint not null,
  primary key (market_id, offer_id)
);
create index offers_by_visit on offers (market_id, visit_id, wave, offer_id);
create index offers_by_technician on offers (market_id, technician_id, state, expires_at);

create table grab_rounds (
  market_id text not null,
  visit_id text not null,
  wave bigint not null,
  round bigint not null,
  radius_metres bigint not null,
  opened_at bigint not null,
  closes_at bigint not null,
  first_claim_at bigint,
  state text not null,
  version bigint not null,
  primary key (market_id, visit_id, wave, round)
);

create table decisions (
  market_id text not null,
  decision_id text not null,
  visit_id text not null,
  cause text not null,
  decided_by text not null,
  technician_id text,
  explanation text not null,
  at bigint not null,
  primary key (market_id, decision_id)
);
create index decisions_by_visit on decisions (market_id, visit_id, decision_id);
