-- Canned responses: texts that agents write by a short code.
create table canned_responses (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  short_code {key} not null,
  content text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index canned_responses_short_code on canned_responses (account_id, short_code);
