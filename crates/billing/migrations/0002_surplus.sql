alter table refunds add column surplus text;
