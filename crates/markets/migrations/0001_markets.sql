create table brands (
  brand_id text not null,
  name_zh text not null,
  name_en text not null,
  created_at bigint not null,
  primary key (brand_id)
);

create table markets (
  market_id text not null,
  brand_id text not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  zone text not null,
  currency text not null,
  latitude double precision not null,
  longitude double precision not null,
  phone text not null,
  version bigint not null,
  primary key (market_id)
);
create unique index markets_by_code on markets (brand_id, code);

create table territories (
  market_id text not null,
  territory_id text not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  ring text not null,
  active boolean not null,
  version bigint not null,
  primary key (market_id, territory_id)
);
create unique index territories_by_code on territories (market_id, code);

create table policies (
  market_id text not null,
  name text not null,
  document text not null,
  version bigint not null,
  changed_at bigint not null,
  primary key (market_id, name)
);
