-- What is told to webhooks, to the webhooks of inboxes, and to agent bots: the text of an
-- event once, a delivery for each address, and every attempt at it.
create table webhook_bodies (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  body text not null,
  created_at bigint not null
);
create index webhook_bodies_by_account on webhook_bodies (account_id);
create index webhook_bodies_by_creation on webhook_bodies (created_at, id);

create table webhook_deliveries (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  -- Which address: the kind of its record, and its id.
  endpoint_kind bigint not null,
  endpoint_id bigint not null,
  -- Null for what was asked for by hand.
  event_id bigint,
  event text not null,
  message_id bigint,
  body_id bigint not null references webhook_bodies (id) on delete cascade,
  uuid text not null,
  state bigint not null,
  attempts bigint not null default 0,
  -- When one that has failed is tried again.
  next_at bigint not null default 0,
  created_at bigint not null,
  finished_at bigint
);
create unique index webhook_deliveries_event_id
  on webhook_deliveries (endpoint_kind, endpoint_id, event_id);
create index webhook_deliveries_open on webhook_deliveries (endpoint_kind, endpoint_id, state, id)
  where finished_at is null;
create index webhook_deliveries_log on webhook_deliveries (endpoint_kind, endpoint_id, id);
create index webhook_deliveries_by_body on webhook_deliveries (body_id);
create index webhook_deliveries_by_account on webhook_deliveries (account_id);

create table webhook_attempts (
  id {id},
  delivery_id bigint not null references webhook_deliveries (id) on delete cascade,
  began_at bigint not null,
  -- In microseconds.
  took bigint not null,
  -- What the other side answered, if it did.
  status bigint,
  answer text,
  problem text
);
create index webhook_attempts_by_delivery on webhook_attempts (delivery_id, id);

-- How an address is doing. One that never failed has no row.
create table webhook_endpoints (
  endpoint_kind bigint not null,
  endpoint_id bigint not null,
  account_id bigint not null references accounts (id) on delete cascade,
  -- Since when nothing has got through, and how often that was tried.
  failing_since bigint,
  failures bigint not null default 0,
  -- Until when nothing is tried.
  paused_until bigint not null default 0,
  -- Since when nothing is told to it any more, because it had failed for too long.
  disabled_at bigint,
  primary key (endpoint_kind, endpoint_id)
) {clustered};
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('webhook_bodies', 'webhook_bodies_by_account', '1000000 1000000'),
  ('webhook_bodies', 'webhook_bodies_by_creation', '1000000 2 1'),
  ('webhook_deliveries', 'webhook_deliveries_event_id', '3000000 3000000 1000000 1'),
  ('webhook_deliveries', 'webhook_deliveries_open', '10000 10000 5000 5000 1'),
  ('webhook_deliveries', 'webhook_deliveries_log', '3000000 3000000 1000000 1'),
  ('webhook_deliveries', 'webhook_deliveries_by_body', '3000000 3'),
  ('webhook_deliveries', 'webhook_deliveries_by_account', '3000000 3000000'),
  ('webhook_attempts', 'webhook_attempts_by_delivery', '3000000 1 1');
-- both
