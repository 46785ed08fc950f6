-- Reporting events: how long answers took, and what became of conversations.
create table reporting_events (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  conversation_id bigint not null references conversations (id) on delete cascade,
  inbox_id bigint not null,
  -- Who is told of with it. They may be gone by now.
  user_id bigint,
  name bigint not null,
  -- Whole seconds, and those of them in which the inbox was open.
  value bigint not null,
  value_in_business_hours bigint not null,
  event_start_time bigint not null,
  event_end_time bigint not null,
  created_at bigint not null
);
create index reporting_events_by_creation on reporting_events (account_id, created_at, id);
create index reporting_events_by_name
  on reporting_events (account_id, name, created_at, inbox_id, value);
create index reporting_events_by_conversation
  on reporting_events (conversation_id, name, value, value_in_business_hours);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('reporting_events', 'reporting_events_by_creation', '5000000 5000000 2 1'),
  ('reporting_events', 'reporting_events_by_name', '5000000 5000000 1000000 2 2 1'),
  ('reporting_events', 'reporting_events_by_conversation', '5000000 5 2 1 1');
-- both
