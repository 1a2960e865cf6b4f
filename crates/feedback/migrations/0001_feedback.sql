create table reviews (
  market_id text not null,
  review_id text not null,
  visit_id text not null,
  job_id text not null,
  customer_id text not null,
  technician_id text not null,
  overall bigint not null,
  punctuality bigint,
  workmanship bigint,
  communication bigint,
  cleanliness bigint,
  price_transparency bigint,
  body text not null,
  tags text not null,
  photos text not null,
  state text not null,
  state_reason text not null,
  reply text not null,
  reply_by text,
  replied_at bigint,
  created_at bigint not null,
  edited_at bigint,
  version bigint not null,
  primary key (market_id, review_id)
);
create unique index reviews_by_visit on reviews (market_id, visit_id);
create index reviews_by_job on reviews (market_id, job_id);
create index reviews_by_technician on reviews (market_id, technician_id, state, review_id);
create index reviews_by_customer on reviews (market_id, customer_id, review_id);
create index reviews_by_state on reviews (market_id, state, review_id);

create table ratings (
  market_id text not null,
  technician_id text not null,
  dimension text not null,
  review_count bigint not null,
  score_sum bigint not null,
  primary key (market_id, technician_id, dimension)
);
