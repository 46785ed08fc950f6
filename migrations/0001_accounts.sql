-- Accounts: the tenants. Everything else belongs to one of them.
create table accounts (
  id {id},
  name text not null,
  status bigint not null default 0,
  locale text not null default 'en',
  domain text,
  support_email text,
  settings {json} not null default '{}',
  custom_attributes {json} not null default '{}',
  created_at bigint not null,
  updated_at bigint not null
);

-- Numbers that are handed out one by one within an account. A row is locked while a
-- number is taken, so they are unique without gaps appearing twice.
create table account_sequences (
  account_id bigint primary key references accounts (id) on delete cascade,
  conversations bigint not null default 0
);

-- When the lists that clients keep a copy of last changed.
create table account_caches (
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  changed_at bigint not null,
  primary key (account_id, name)
) {clustered};
