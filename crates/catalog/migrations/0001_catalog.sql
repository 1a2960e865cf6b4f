create table categories (
  market_id text not null,
  category_id text not null,
  parent_id text,
  code text not null,
  name_zh text not null,
  name_en text not null,
  position bigint not null,
  is_active boolean not null,
  version bigint not null,
  primary key (market_id, category_id)
);
create unique index categories_by_code on categories (market_id, code);

create table services (
  market_id text not null,
  service_id text not null,
  category_id text not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  description_zh text not null,
  description_en text not null,
  unit text not null,
  quantity_min bigint not null,
  quantity_max bigint not null,
  work text not null,
  terms text not null,
  add_ons text not null,
  plans text not null,
  materials text not null,
  brand_matters boolean not null,
  difficulty bigint,
  checklist_code text not null,
  search_text text not null,
  position bigint not null,
  is_active boolean not null,
  version bigint not null,
  updated_at bigint not null,
  primary key (market_id, service_id)
);
create unique index services_by_code on services (market_id, code);
create index services_by_position on services (market_id, position, service_id);

create table checklist_templates (
  market_id text not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  steps text not null,
  version bigint not null,
  primary key (market_id, code)
);

create table furniture_terms (
  market_id text not null,
  kind text not null,
  code text not null,
  parent_code text not null,
  name_zh text not null,
  name_en text not null,
  position bigint not null,
  is_active boolean not null,
  version bigint not null,
  primary key (market_id, kind, code)
);

create table faults (
  market_id text not null,
  code text not null,
  service_id text not null,
  path text not null,
  furniture_types text not null,
  symptom_zh text not null,
  symptom_en text not null,
  cause_zh text not null,
  cause_en text not null,
  method_zh text not null,
  method_en text not null,
  minutes_low bigint not null,
  minutes_high bigint not null,
  currency text not null,
  price_low_minor bigint not null,
  price_high_minor bigint not null,
  position bigint not null,
  is_active boolean not null,
  version bigint not null,
  primary key (market_id, code)
);
create index faults_by_service on faults (market_id, service_id);

create table price_books (
  market_id text not null,
  price_book_id text not null,
  number bigint not null,
  state text not null,
  note text not null,
  currency text not null,
  zone text not null,
  valid_from text,
  valid_from_at bigint,
  policy text not null,
  version bigint not null,
  created_at bigint not null,
  published_at bigint,
  primary key (market_id, price_book_id)
);
create unique index price_books_by_number on price_books (market_id, number);
create index price_books_by_validity on price_books (market_id, state, valid_from_at);

create table price_items (
  market_id text not null,
  price_book_id text not null,
  service_id text not null,
  currency text not null,
  unit_price_minor bigint not null,
  floor_minor bigint,
  cap_minor bigint,
  minimum_minor bigint,
  climb text not null,
  plans text not null,
  add_ons text not null,
  version bigint not null,
  primary key (market_id, price_book_id, service_id)
);
create index price_items_by_service on price_items (market_id, service_id);

create table quotes (
  market_id text not null,
  quote_id text not null,
  customer_id text,
  job_id text,
  base_quote_id text,
  credit_of text,
  credited_by text,
  price_book_id text not null,
  price_book_number bigint not null,
  items text not null,
  visit text not null,
  options text not null,
  need text not null,
  payment text not null,
  currency text not null,
  visit_fee_minor bigint not null,
  state text not null,
  plan text,
  superseded_by text,
  decided_at bigint,
  valid_until bigint not null,
  signature text not null,
  made_at bigint not null,
  made_by text not null,
  version bigint not null,
  primary key (market_id, quote_id)
);
create index quotes_by_customer on quotes (market_id, customer_id, quote_id);
create index quotes_by_job on quotes (market_id, job_id, quote_id);
create index quotes_by_validity on quotes (market_id, state, valid_until);
