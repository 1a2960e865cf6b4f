create table customers (
  market_id text not null,
  customer_id text not null,
  phone text not null,
  name text not null,
  name_key text not null,
  locale text,
  note text not null,
  tags text not null,
  is_guest boolean not null,
  default_property_id text,
  merged_into text,
  created_at bigint not null,
  version bigint not null,
  primary key (market_id, customer_id)
);
create index customers_by_name on customers (market_id, name_key);

create table customer_phones (
  market_id text not null,
  phone text not null,
  customer_id text not null,
  primary key (market_id, phone)
);
create index customer_phones_by_customer on customer_phones (market_id, customer_id);

create table contacts (
  market_id text not null,
  contact_id text not null,
  customer_id text not null,
  name text not null,
  phone text not null,
  relation text not null,
  version bigint not null,
  primary key (market_id, contact_id)
);
create index contacts_by_customer on contacts (market_id, customer_id);

create table properties (
  market_id text not null,
  property_id text not null,
  customer_id text not null,
  label text not null,
  address text not null,
  detail text not null,
  latitude double precision not null,
  longitude double precision not null,
  territory_id text,
  floor bigint not null,
  has_lift boolean not null,
  building text not null,
  access_note text not null,
  is_removed boolean not null,
  version bigint not null,
  primary key (market_id, property_id)
);
create index properties_by_customer on properties (market_id, customer_id);

create table technician_ties (
  market_id text not null,
  customer_id text not null,
  technician_id text not null,
  tie text not null,
  created_at bigint not null,
  primary key (market_id, customer_id, technician_id)
);
