-- Integration hooks: the apps of others that an account has set up, with their settings.
create table integration_hooks (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  app_id text not null,
  inbox_id bigint references inboxes (id) on delete cascade,
  enabled boolean not null,
  -- Encrypted, since there are keys among them.
  settings text not null,
  reference_id text,
  created_at bigint not null,
  updated_at bigint not null
);
create index integration_hooks_by_account on integration_hooks (account_id, id);
create index integration_hooks_by_inbox on integration_hooks (inbox_id)
  where inbox_id is not null;
