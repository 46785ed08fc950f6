-- Agent bots: programs that answer conversations. One without an account is there for all.
create table agent_bots (
  id {id},
  account_id bigint references accounts (id) on delete cascade,
  name text not null,
  description text,
  outgoing_url text,
  bot_type bigint not null default 0,
  bot_config {json} not null default '{}',
  secret text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index agent_bots_by_account on agent_bots (account_id, id);

-- The bot that answers first in an inbox, and the one that has a conversation.
alter table inboxes add column agent_bot_id bigint references agent_bots (id);
create index inboxes_by_agent_bot on inboxes (agent_bot_id) where agent_bot_id is not null;
alter table conversations add column assignee_agent_bot_id bigint references agent_bots (id);
create index conversations_by_agent_bot on conversations (assignee_agent_bot_id, id)
  where assignee_agent_bot_id is not null;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('conversations', 'conversations_by_agent_bot', '50000 5000 1');
-- both
