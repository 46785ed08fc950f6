-- The audit log: who has changed how an account is set up, and who has signed in.
create table audits (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  auditable_type {key} not null,
  auditable_id bigint not null,
  -- Who did it, and what they were called then. They may be gone by now.
  user_type text,
  user_id bigint,
  username text,
  action bigint not null,
  audited_changes {json} not null,
  -- Which of the entries about this record it is, counting from 1.
  version bigint not null,
  request_id text,
  remote_address text,
  created_at bigint not null
);
create index audits_by_creation on audits (account_id, created_at, id);
create index audits_by_record on audits (account_id, auditable_type, auditable_id, version);
create index audits_by_age on audits (created_at, id);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('audits', 'audits_by_creation', '200000 50000 2 1'),
  ('audits', 'audits_by_record', '200000 50000 5000 10 1'),
  ('audits', 'audits_by_age', '200000 2 1');
-- both
