-- Custom roles: what agents may do beside the roles that there always are. Each permission is a
-- bit of a number.
create table custom_roles (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  description text,
  permissions bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index custom_roles_by_account on custom_roles (account_id, id);

alter table account_users
  add column custom_role_id bigint references custom_roles (id) on delete set null;
create index account_users_by_custom_role on account_users (custom_role_id)
  where custom_role_id is not null;
