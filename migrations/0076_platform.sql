-- Platform apps: programs that manage accounts, users and bots from outside of all accounts. What
-- they show to be let in is in `access_tokens`.
create table platform_apps (
  id {id},
  name text not null,
  created_at bigint not null,
  updated_at bigint not null
);

-- What an app may reach: what it has made, and what it was granted.
create table platform_permissibles (
  app_id bigint not null references platform_apps (id) on delete cascade,
  kind bigint not null,
  object_id bigint not null,
  created_at bigint not null,
  primary key (app_id, kind, object_id)
) {clustered};
create index platform_permissibles_by_object on platform_permissibles (kind, object_id);

-- What whoever runs the installation sets of an account: features that are switched on or off
-- other than usual, and limits.
alter table accounts add column features {json} not null default '{}';
alter table accounts add column limits {json} not null default '{}';
-- Since when the account is being removed. Nobody finds it any more.
alter table accounts add column doomed_at bigint;

-- Members who have left and whose conversations are still being taken from them.
create table departures (
  account_id bigint not null references accounts (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  -- Whether the user stays when this was their last account.
  keeps_user boolean not null,
  primary key (user_id, account_id)
) {clustered};
create index departures_by_account on departures (account_id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('platform_permissibles', 'platform_permissibles_by_object', '200000 100000 1');
-- both
