-- The words that messages are found by, written some time after the messages.
-- sqlite
create virtual table message_words using fts5(
  words, content='', contentless_delete=1, detail=none, prefix='2 3 4',
  tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co Cn'"
);
create virtual table message_vocabulary using fts5vocab(message_words, instance);
-- postgres
create table message_words (
  account_id bigint not null,
  message_id bigint not null references messages (id) on delete cascade,
  created_at bigint not null,
  words tsvector not null,
  primary key (account_id, message_id)
);
-- Not in any order, or the newest of an account would be looked for among those of all.
create index message_words_by_message on message_words using hash (message_id);
create index message_words_by_word on message_words using gin (words) with (fastupdate = off);
-- both

-- The messages that were there before their words were written: those below an id.
create table message_backlog (
  reader text primary key,
  below bigint not null
);
