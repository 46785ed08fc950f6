-- Second factors: what a user shows beside their password. The secret is encrypted.
create table second_factors (
  user_id bigint primary key references users (id) on delete cascade,
  secret text not null,
  -- Null until a code has shown that the user has the secret too.
  enabled_at bigint,
  -- The latest step of time of which a code was taken. None is taken twice.
  last_step bigint not null default 0,
  created_at bigint not null
);

-- Codes for those who have lost their device. A code is removed when it is used.
create table backup_codes (
  id {id},
  user_id bigint not null references users (id) on delete cascade,
  code_digest text not null
);
create unique index backup_codes_code_digest on backup_codes (user_id, code_digest);
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('backup_codes', 'backup_codes_code_digest', '20000 10 1');
-- both
