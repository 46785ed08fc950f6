-- Dashboard apps: pages of others that agents see beside a conversation.
create table dashboard_apps (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  title text not null,
  content {json} not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index dashboard_apps_by_account on dashboard_apps (account_id, id);
