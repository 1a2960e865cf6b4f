create table positions (
  market_id text not null,
  technician_id text not null,
  latitude double precision not null,
  longitude double precision not null,
  accuracy_metres bigint,
  reported_at bigint not null,
  primary key (market_id, technician_id)
);
create index positions_by_time on positions (market_id, reported_at);
