-- Imports of contacts: tables that somebody brings, and how far they have been read.
create table contact_imports (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  -- Who brought it.
  user_id bigint not null,
  status bigint not null default 0,
  filename text not null,
  byte_size bigint not null,
  -- Its file, until it has been read.
  blob_id bigint,
  separator bigint not null,
  header {json} not null,
  -- Bytes that have been read. Rows before this are done, those after it are not begun.
  place bigint not null,
  processed bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  refused bigint not null default 0,
  -- The file of the rows that were refused, if any were.
  report_id bigint,
  -- Why it could not go on.
  problem text,
  created_at bigint not null,
  finished_at bigint
);
create index contact_imports_by_account on contact_imports (account_id, id);
create index contact_imports_by_end on contact_imports (finished_at, id)
  where finished_at is not null;

-- Rows that were refused, by where they begin, until the file of them is written.
create table contact_import_refusals (
  import_id bigint not null references contact_imports (id) on delete cascade,
  place bigint not null,
  problem text not null,
  primary key (import_id, place)
) {clustered};

-- Exports of contacts: tables that somebody wants to have.
create table contact_exports (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  -- Who wants it.
  user_id bigint not null,
  status bigint not null default 0,
  columns {json} not null,
  filter {json} not null,
  label text,
  exported bigint not null default 0,
  -- Its file, once it is written.
  blob_id bigint,
  problem text,
  created_at bigint not null,
  finished_at bigint
);
create index contact_exports_by_account on contact_exports (account_id, id);
create index contact_exports_by_end on contact_exports (finished_at, id)
  where finished_at is not null;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('contact_imports', 'contact_imports_by_account', '1000 1000 1'),
  ('contact_imports', 'contact_imports_by_end', '1000 1 1'),
  ('contact_import_refusals', 'contact_import_refusals', '100000 100000 1'),
  ('contact_exports', 'contact_exports_by_account', '1000 1000 1'),
  ('contact_exports', 'contact_exports_by_end', '1000 1 1');
-- both
