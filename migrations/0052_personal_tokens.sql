-- Personal tokens: what programs of a user show, each with a name and an end of its own.
create table personal_tokens (
  id {id},
  user_id bigint not null references users (id) on delete cascade,
  name text not null,
  scope bigint not null,
  token_digest text not null,
  used_at bigint,
  expires_at bigint,
  created_at bigint not null
);
create unique index personal_tokens_token_digest on personal_tokens (token_digest);
create index personal_tokens_by_user on personal_tokens (user_id, id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('personal_tokens', 'personal_tokens_token_digest', '10000 1'),
  ('personal_tokens', 'personal_tokens_by_user', '10000 3 1');
-- both
