-- What the team notes about an answer to a survey, and who has noted it last.
alter table csat_responses add column review_notes text;
alter table csat_responses add column review_notes_updated_at bigint;
alter table csat_responses add column review_notes_updated_by_id bigint;
