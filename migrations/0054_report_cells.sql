-- What reports add up, counted for stretches of time that are over: quarters of an hour (span 0)
-- and days of UTC (span 1), each by its number since 1970. All of the account (dimension 0), an
-- inbox (1), a user (2), a team (3), a tag (4).
create table report_cells (
  account_id bigint not null references accounts (id) on delete cascade,
  dimension bigint not null,
  span bigint not null,
  dimension_id bigint not null,
  start bigint not null,
  incoming bigint not null,
  outgoing bigint not null,
  conversations bigint not null,
  first_responses bigint not null,
  first_response_time bigint not null,
  first_response_open_time bigint not null,
  replies bigint not null,
  reply_time bigint not null,
  reply_open_time bigint not null,
  resolutions bigint not null,
  resolution_time bigint not null,
  resolution_open_time bigint not null,
  bot_resolutions bigint not null,
  bot_handoffs bigint not null,
  primary key (account_id, dimension, span, dimension_id, start)
) {clustered};

-- Up to when that was done.
create table report_seals (
  account_id bigint primary key references accounts (id) on delete cascade,
  sealed_until bigint not null
);

-- What is not counted yet is looked for by when it was said, or begun.
create index messages_by_creation on messages (account_id, created_at);
create index conversations_by_creation on conversations (account_id, created_at, inbox_id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('report_cells', 'report_cells', '20000000 20000000 4000000 2000000 20000 1'),
  ('messages', 'messages_by_creation', '10000000 10000000 2'),
  ('conversations', 'conversations_by_creation', '1000000 1000000 2 1');
-- both
