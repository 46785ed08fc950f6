-- Segments of the full-text tables are merged from two of the same size on, by housekeeping.
-- sqlite
insert into contact_grams (contact_grams, rank) values ('usermerge', 2);
insert into message_words (message_words, rank) values ('usermerge', 2);
-- both
