-- Automation rules: what is done by itself when something happens in a conversation.
create table automation_rules (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  description text,
  event_name bigint not null,
  conditions {json} not null,
  actions {json} not null,
  active boolean not null default true,
  -- How often its conditions could not be understood since they were set.
  errors bigint not null default 0,
  created_at bigint not null,
  updated_at bigint not null
);
create index automation_rules_by_account on automation_rules (account_id, id);

-- What a rule has done, once for each event that it was about.
create table automation_runs (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  rule_id bigint not null references automation_rules (id) on delete cascade,
  event_id bigint not null,
  -- The number of the conversation, which may be gone by now.
  conversation_id bigint not null,
  message_id bigint,
  status bigint not null,
  -- What was done, and why what could not be done was not.
  actions {json} not null,
  created_at bigint not null
);
create unique index automation_runs_event_id on automation_runs (rule_id, event_id);
create index automation_runs_by_rule on automation_runs (rule_id, id);
create index automation_runs_by_conversation
  on automation_runs (rule_id, conversation_id, created_at);
create index automation_runs_by_account on automation_runs (account_id);
create index automation_runs_by_creation on automation_runs (created_at, id);

-- Macros: actions that members have done to conversations at once.
create table macros (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  visibility bigint not null,
  created_by_id bigint,
  updated_by_id bigint,
  actions {json} not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index macros_by_account on macros (account_id, id);

-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('automation_runs', 'automation_runs_event_id', '1000000 50000 1'),
  ('automation_runs', 'automation_runs_by_rule', '1000000 50000 1'),
  ('automation_runs', 'automation_runs_by_conversation', '1000000 50000 5 1'),
  ('automation_runs', 'automation_runs_by_account', '1000000 1000000'),
  ('automation_runs', 'automation_runs_by_creation', '1000000 2 1');
-- both
