create table users (
  brand_id text not null,
  user_id text not null,
  name text not null,
  login text not null,
  password_hash text not null,
  roles text not null,
  markets text not null,
  disabled boolean not null,
  must_change_password boolean not null,
  created_at bigint not null,
  version bigint not null,
  primary key (brand_id, user_id)
);
create unique index users_by_login on users (brand_id, login);

create table sessions (
  brand_id text not null,
  session_id text not null,
  token_hash text not null,
  subject text not null,
  market_id text,
  user_agent text not null,
  ip text not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  primary key (brand_id, session_id)
);
create index sessions_by_token on sessions (token_hash);
create index sessions_by_subject on sessions (brand_id, subject);
create index sessions_by_expiry on sessions (expires_at);

create table one_time_codes (
  brand_id text not null,
  phone text not null,
  purpose text not null,
  code_id text not null,
  code_hash text not null,
  withheld boolean not null,
  tries bigint not null,
  expires_at bigint not null,
  primary key (brand_id, phone, purpose)
);
create index one_time_codes_by_expiry on one_time_codes (expires_at);

create table throttles (
  brand_id text not null,
  subject text not null,
  recent text not null,
  touched_at bigint not null,
  version bigint not null,
  primary key (brand_id, subject)
);
create index throttles_by_age on throttles (touched_at);

create table api_tokens (
  brand_id text not null,
  token_id text not null,
  token_hash text not null,
  name text not null,
  scopes text not null,
  markets text not null,
  created_by text not null,
  created_at bigint not null,
  expires_at bigint,
  last_used_at bigint,
  primary key (brand_id, token_id)
);
create index api_tokens_by_token on api_tokens (token_hash);
create index api_tokens_by_creator on api_tokens (brand_id, created_by);

create table preferences (
  brand_id text not null,
  subject text not null,
  locale text,
  theme text not null,
  primary key (brand_id, subject)
);
