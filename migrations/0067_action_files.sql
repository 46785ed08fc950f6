-- Files that the actions of a rule or of a macro send.
create table action_files (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  rule_id bigint references automation_rules (id) on delete cascade,
  macro_id bigint references macros (id) on delete cascade,
  blob_id bigint not null references blobs (id)
);
create index action_files_by_rule on action_files (rule_id, id) where rule_id is not null;
create index action_files_by_macro on action_files (macro_id, id) where macro_id is not null;
create index action_files_by_blob on action_files (blob_id);

-- One file may be needed by several: those who send it, and all messages that it was sent with.
alter table blobs add column uses bigint not null default 1;
drop index attachments_blob_id;
create index attachments_by_blob on attachments (blob_id);
-- sqlite
delete from sqlite_stat1 where idx = 'attachments_blob_id';
insert into sqlite_stat1 (tbl, idx, stat) values ('attachments', 'attachments_by_blob', '1500000 2');
-- both
