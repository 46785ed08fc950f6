-- Labels: the words an account offers to sort conversations and contacts by.
create table labels (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  title {key} not null,
  description text,
  color text not null,
  show_on_sidebar boolean,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index labels_title on labels (account_id, title);

-- Tags: the words that conversations and contacts do carry, which need not be labels.
create table tags (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  name_key {key} not null
);
create unique index tags_name_key on tags (account_id, name_key);
