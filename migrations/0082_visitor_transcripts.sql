-- How many transcripts visitors of an account were sent on a day, the latest on which any was sent.
-- Days are counted from the epoch. What rules and macros send is counted for itself, so that
-- nobody outside can use it up.
create table visitor_transcripts (
  account_id bigint primary key references accounts (id) on delete cascade,
  day bigint not null,
  sent bigint not null
) {clustered};
