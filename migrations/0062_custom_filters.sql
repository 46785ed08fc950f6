-- Custom filters: what members look for again and again, under a name of their own.
create table custom_filters (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  filter_type bigint not null,
  name text not null,
  query {json} not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index custom_filters_by_user on custom_filters (user_id, account_id, filter_type, id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('custom_filters', 'custom_filters_by_user', '100000 20 10 5 1');
-- both
