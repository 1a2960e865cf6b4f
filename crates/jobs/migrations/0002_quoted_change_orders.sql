alter table change_orders add column quote_id text;
