-- SLA policies: in what time contacts are to be answered and helped.
create table sla_policies (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  description text,
  -- In microseconds.
  first_response_time_threshold bigint,
  next_response_time_threshold bigint,
  resolution_time_threshold bigint,
  only_during_business_hours boolean not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index sla_policies_by_account on sla_policies (account_id, id);

-- The policy that a conversation is held to, and how that goes.
create table applied_slas (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  conversation_id bigint not null references conversations (id) on delete cascade,
  sla_policy_id bigint not null references sla_policies (id),
  sla_status bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index applied_slas_conversation_id on applied_slas (conversation_id);
create index applied_slas_by_creation on applied_slas (account_id, created_at, id);
create index applied_slas_by_policy on applied_slas (sla_policy_id, id);
-- Those that go on, and those of which something was missed.
create index applied_slas_going_on on applied_slas (account_id, id) where sla_status in (0, 3);
create index applied_slas_missed on applied_slas (account_id, created_at, id)
  where sla_status in (2, 3);

-- What was missed of it, and when.
create table sla_events (
  id {id},
  applied_sla_id bigint not null references applied_slas (id) on delete cascade,
  event_type bigint not null,
  -- The message that was not answered in time, or 0.
  message_id bigint not null,
  created_at bigint not null
);
create unique index sla_events_message_id on sla_events (applied_sla_id, event_type, message_id);

-- The same policy, for those who only look whether there is one.
alter table conversations add column sla_policy_id bigint;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('applied_slas', 'applied_slas_conversation_id', '500000 1'),
  ('applied_slas', 'applied_slas_by_creation', '500000 500000 2 1'),
  ('applied_slas', 'applied_slas_by_policy', '500000 100000 1'),
  ('applied_slas', 'applied_slas_going_on', '50000 50000 1'),
  ('applied_slas', 'applied_slas_missed', '100000 100000 2 1'),
  ('sla_events', 'sla_events_message_id', '200000 2 2 1');
-- both
