-- When an app of the platform said that an address is its user's, if nobody has shown it by mail.
alter table users add column vouched_at bigint;
update users set vouched_at = confirmed_at where exists (
  select 1 from platform_permissibles
  where kind = 1 and object_id = users.id and platform_permissibles.created_at = users.created_at);

-- Whether a user is still to show by mail that they want to be a member: apps have them in their
-- hand that have no business in the account. They are let in when they have.
alter table account_users add column awaits_acceptance boolean not null default false;
