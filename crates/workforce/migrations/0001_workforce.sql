create table technicians (
  market_id text not null,
  technician_id text not null,
  name_zh text not null,
  name_en text not null,
  phone text not null,
  kind text not null,
  level bigint not null,
  gender text not null,
  home_latitude double precision not null,
  home_longitude double precision not null,
  vehicle text not null,
  photo_file_id text,
  visits_max bigint not null,
  minutes_max bigint not null,
  hired_on text not null,
  status text not null,
  on_duty boolean not null,
  rating_milli bigint,
  rating_count bigint not null,
  punctuality_per_mille bigint,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (market_id, technician_id)
);
create unique index technicians_by_phone on technicians (market_id, phone);

create table technician_skills (
  market_id text not null,
  technician_id text not null,
  skill text not null,
  level bigint not null,
  primary key (market_id, technician_id, skill)
);

create table technician_territories (
  market_id text not null,
  technician_id text not null,
  territory_id text not null,
  primary key (market_id, technician_id, territory_id)
);

create table certificates (
  market_id text not null,
  certificate_id text not null,
  technician_id text not null,
  kind text not null,
  number text not null,
  issued_on text not null,
  expires_on text,
  file_id text,
  is_revoked boolean not null,
  version bigint not null,
  created_at bigint not null,
  primary key (market_id, certificate_id)
);
create index certificates_by_technician on certificates (market_id, technician_id, kind);
create index certificates_by_expiry on certificates (market_id, expires_on, certificate_id);

create table certificate_rules (
  market_id text not null,
  skill text not null,
  kind text not null,
  primary key (market_id, skill)
);

create table weekly_shifts (
  market_id text not null,
  technician_id text not null,
  weekday bigint not null,
  starts_minute bigint not null,
  ends_minute bigint not null,
  primary key (market_id, technician_id, weekday, starts_minute)
);

create table dated_shifts (
  market_id text not null,
  technician_id text not null,
  date text not null,
  spans text not null,
  note text not null,
  primary key (market_id, technician_id, date)
);
create index dated_shifts_by_date on dated_shifts (market_id, date);

create table time_off (
  market_id text not null,
  time_off_id text not null,
  technician_id text not null,
  kind text not null,
  starts_at bigint not null,
  ends_at bigint not null,
  reason text not null,
  state text not null,
  decided_by text not null,
  decided_at bigint,
  note text not null,
  version bigint not null,
  created_at bigint not null,
  primary key (market_id, time_off_id)
);
create index time_off_by_technician on time_off (market_id, technician_id, starts_at);
create index time_off_by_state on time_off (market_id, state, time_off_id);
create index time_off_by_end on time_off (market_id, state, ends_at);
