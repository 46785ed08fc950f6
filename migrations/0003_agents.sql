-- Agents: the memberships of users in accounts.
create table account_users (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  role bigint not null default 0,
  availability bigint not null default 0,
  auto_offline boolean not null default true,
  inviter_id bigint,
  active_at bigint,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index account_users_user_id on account_users (account_id, user_id);
create index account_users_by_user on account_users (user_id);
