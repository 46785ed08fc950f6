-- Deliveries that have ended are removed after a while, and those that were given up can be
-- tried again.
create index webhook_deliveries_ended on webhook_deliveries (finished_at, id)
  where finished_at is not null;
create index webhook_deliveries_given_up
  on webhook_deliveries (endpoint_kind, endpoint_id, finished_at, id) where state = 3;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('webhook_deliveries', 'webhook_deliveries_ended', '3000000 2 1'),
  ('webhook_deliveries', 'webhook_deliveries_given_up', '10000 10000 5000 2 1');
-- both
