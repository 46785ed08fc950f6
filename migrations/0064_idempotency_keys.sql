-- Requests that are done once, however often they are sent, with what they were answered.
create table idempotency_keys (
  caller text not null,
  key text not null,
  fingerprint text not null,
  created_at bigint not null,
  answer text,
  primary key (caller, key)
) {clustered};
create index idempotency_keys_by_age on idempotency_keys (created_at);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('idempotency_keys', 'idempotency_keys', '100000 1000 1'),
  ('idempotency_keys', 'idempotency_keys_by_age', '100000 1');
-- both
