-- Statistics: how many rows a query may expect behind each index.
--
-- SQLite plans without looking at the data. Left to itself it takes an account for ten rows
-- and reads all of it where a key is at hand. These figures are those of a large account,
-- so every installation gets the plans of a large one, from its first day on. PostgreSQL
-- keeps its own. A later migration that adds an index adds its figures here too, by a row
-- of its own; `conversation_labels` and the like are the primary keys of their tables.
--
-- For each index: rows of the table, then how many of them are left when the first column
-- of the index is known, the first two, and so on.
-- sqlite
analyze sqlite_schema;
insert into sqlite_stat1 (tbl, idx, stat) values
  ('events', 'events_by_account', '20000000 20000000 1'),
  ('contacts', 'contacts_email', '700000 700000 1'),
  ('contacts', 'contacts_phone_number', '700000 700000 1'),
  ('contacts', 'contacts_identifier', '700000 700000 1'),
  ('contacts', 'contacts_by_name', '700000 700000 600000 3 1'),
  ('contacts', 'contacts_by_activity', '700000 700000 600000 2 1'),
  ('contacts', 'contacts_by_creation', '700000 700000 600000 2 1'),
  ('contact_labels', 'contact_labels', '500000 2 1'),
  ('contact_labels', 'contact_labels_by_tag', '500000 10000 1'),
  ('contact_inboxes', 'contact_inboxes_source_id', '1000000 100000 1'),
  ('contact_inboxes', 'contact_inboxes_pubsub_token', '1000000 1'),
  ('contact_inboxes', 'contact_inboxes_by_contact', '1000000 2 1'),
  ('conversations', 'conversations_display_id', '1000000 1000000 1'),
  ('conversations', 'conversations_uuid', '1000000 1'),
  ('conversations', 'conversations_by_activity', '1000000 1000000 250000 2 1'),
  ('conversations', 'conversations_by_assignee', '1000000 1000000 20000 5000 2 1'),
  ('conversations', 'conversations_by_inbox', '1000000 100000 25000 2 1'),
  ('conversations', 'conversations_by_team', '500000 50000 12500 2 1'),
  ('conversations', 'conversations_by_contact', '1000000 3 1'),
  ('conversations', 'conversations_by_contact_inbox', '1000000 2 1'),
  ('conversation_labels', 'conversation_labels', '1000000 2 1'),
  ('conversation_labels', 'conversation_labels_by_tag', '1000000 20000 1'),
  ('conversation_participants', 'conversation_participants', '1000000 2 1'),
  ('conversation_participants', 'conversation_participants_by_user', '1000000 20000 1'),
  ('conversation_mentions', 'conversation_mentions', '100000 2 1'),
  ('conversation_mentions', 'conversation_mentions_by_user', '100000 2000 1'),
  ('messages', 'messages_by_conversation', '10000000 12 1'),
  ('messages', 'messages_by_source', '1000000 1 1');
-- both
