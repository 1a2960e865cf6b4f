create table notice_templates (
  market_id text not null,
  notice_key text not null,
  channel text not null,
  locale text not null,
  subject text not null,
  body text not null,
  edited_at bigint not null,
  version bigint not null,
  primary key (market_id, notice_key, channel, locale)
);

create table notices (
  market_id text not null,
  notice_id text not null,
  inbox text not null,
  notice_key text not null,
  about text not null,
  subject text not null,
  body text not null,
  created_at bigint not null,
  read_at bigint,
  read_by text,
  primary key (market_id, notice_id)
);
create index notices_by_inbox on notices (market_id, inbox, notice_id);
create index notices_unread on notices (market_id, inbox) where read_at is null;

create table deliveries (
  market_id text not null,
  delivery_id text not null,
  notice_id text,
  notice_key text not null,
  inbox text not null,
  about text not null,
  channel text not null,
  address text not null,
  subject text not null,
  body text not null,
  state text not null,
  tries bigint not null,
  last_error text not null,
  provider_id text not null,
  due_at bigint not null,
  created_at bigint not null,
  sent_at bigint,
  primary key (market_id, delivery_id)
);
create index deliveries_by_state on deliveries (market_id, state, delivery_id);
create index deliveries_by_subject on deliveries (market_id, about, delivery_id);

create table threads (
  market_id text not null,
  thread_id text not null,
  job_id text not null,
  customer_id text not null,
  technician_id text,
  closes_at bigint,
  message_count bigint not null,
  last_text text not null,
  last_message_at bigint not null,
  customer_unread bigint not null,
  technician_unread bigint not null,
  desk_unread bigint not null,
  created_at bigint not null,
  version bigint not null,
  primary key (market_id, thread_id)
);
create unique index threads_by_job on threads (market_id, job_id);
create index threads_by_customer on threads (market_id, customer_id);
create index threads_by_technician on threads (market_id, technician_id);
create index threads_by_time on threads (market_id, last_message_at, thread_id);
create index threads_unread_by_desk on threads (market_id, last_message_at, thread_id) where desk_unread > 0;

create table messages (
  market_id text not null,
  thread_id text not null,
  number bigint not null,
  message_id text not null,
  side text not null,
  author text not null,
  body text not null,
  photo_id text,
  created_at bigint not null,
  primary key (market_id, thread_id, number)
);
