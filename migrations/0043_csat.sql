-- What contacts say of how they were helped: one answer to each survey.
create table csat_responses (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  conversation_id bigint not null references conversations (id) on delete cascade,
  message_id bigint not null references messages (id) on delete cascade,
  -- Who had the conversation when it was answered first.
  assigned_agent_id bigint,
  rating bigint not null,
  feedback_message text,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index csat_responses_message_id on csat_responses (message_id);
create index csat_responses_by_account on csat_responses (account_id, created_at, id);
create index csat_responses_by_conversation on csat_responses (conversation_id);

-- The surveys themselves, which are few among all messages.
create index messages_surveys on messages (conversation_id, id) where content_type = 9;
create index messages_surveys_by_account on messages (account_id, created_at)
  where content_type = 9;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('csat_responses', 'csat_responses_message_id', '200000 1'),
  ('csat_responses', 'csat_responses_by_account', '200000 200000 1 1'),
  ('csat_responses', 'csat_responses_by_conversation', '200000 1'),
  ('messages', 'messages_surveys', '500000 1 1'),
  ('messages', 'messages_surveys_by_account', '500000 500000 1');
-- both
