-- Events are read in an order in which none can appear before one that was read already.
-- SQLite commits in the order of the ids. PostgreSQL gives out ids before it commits, so
-- there they are read by transaction, up to the oldest that has not ended.
-- postgres
alter table events add column transaction_id bigint not null
  default cast(cast(pg_current_xact_id() as text) as bigint);
create index events_in_order on events (transaction_id, id);
drop index events_by_account;
create index events_by_account on events (account_id, transaction_id, id);
-- both
-- What is told beside the changes, and cannot be found out later.
alter table events add column data {json};

-- How far readers of all events have come.
create table event_cursors (
  reader text primary key,
  transaction_id bigint not null,
  event_id bigint not null
);
