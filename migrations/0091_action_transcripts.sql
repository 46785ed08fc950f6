-- How many transcripts rules and macros of an account have sent on a day, the latest on which they
-- have sent any. Days are counted from the epoch.
create table action_transcripts (
  account_id bigint primary key references accounts (id) on delete cascade,
  day bigint not null,
  sent bigint not null
) {clustered};
