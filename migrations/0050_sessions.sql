-- Sessions: the devices on which users are signed in. What a device shows is kept as a digest.
create table sessions (
  id {id},
  user_id bigint not null references users (id) on delete cascade,
  client text not null,
  token_digest text not null,
  created_at bigint not null,
  used_at bigint not null,
  expires_at bigint not null
);
create unique index sessions_client on sessions (client);
create index sessions_by_user on sessions (user_id, expires_at);

-- What lets somebody in once, or shows that they read a mailbox. Kept as a digest too.
create table one_time_tokens (
  id {id},
  user_id bigint not null references users (id) on delete cascade,
  purpose bigint not null,
  token_digest text not null,
  -- The address that it confirms, where that is not the one the user has.
  email text,
  created_at bigint not null,
  expires_at bigint not null
);
create unique index one_time_tokens_token_digest on one_time_tokens (token_digest);
create index one_time_tokens_by_user on one_time_tokens (user_id, purpose);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('sessions', 'sessions_client', '20000 1'),
  ('sessions', 'sessions_by_user', '20000 4 1'),
  ('one_time_tokens', 'one_time_tokens_token_digest', '2000 1'),
  ('one_time_tokens', 'one_time_tokens_by_user', '2000 2 1');
-- both
