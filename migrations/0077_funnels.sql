-- Funnels: boards on which conversations go from stage to stage.
create table funnels (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  description text,
  -- Since when it is being removed. Nobody finds it any more.
  doomed_at bigint,
  created_at bigint not null,
  updated_at bigint not null
);
create index funnels_by_account on funnels (account_id, id);

create table funnel_stages (
  id {id},
  funnel_id bigint not null references funnels (id) on delete cascade,
  name text not null,
  -- The name without regard to case, which is what must be unique.
  name_key {key} not null,
  -- Where it stands among the others.
  place bigint not null,
  color text not null,
  -- The stage that takes its conversations, when it is being removed.
  leaves_to bigint
);
create unique index funnel_stages_name_key on funnel_stages (funnel_id, name_key);

-- Conversations on a board. Where a card stands in its column is a number between those of its
-- neighbours.
create table funnel_cards (
  funnel_id bigint not null references funnels (id) on delete cascade,
  conversation_id bigint not null references conversations (id) on delete cascade,
  stage_id bigint not null references funnel_stages (id) on delete cascade,
  inbox_id bigint not null,
  position bigint not null,
  -- In hundredths.
  value bigint not null default 0,
  -- Since when it is in its stage.
  entered_at bigint not null,
  -- The ids of the stages in which it has been.
  visited text not null,
  primary key (funnel_id, conversation_id)
) {clustered};
create index funnel_cards_by_position on funnel_cards (stage_id, position, inbox_id);
create index funnel_cards_by_conversation on funnel_cards (conversation_id);

-- What is in each stage, by inbox, so that a board need not count.
create table funnel_tallies (
  stage_id bigint not null references funnel_stages (id) on delete cascade,
  inbox_id bigint not null,
  cards bigint not null default 0,
  value bigint not null default 0,
  -- The sum of the times at which they came, in seconds.
  entered bigint not null default 0,
  -- How often one has left, and how many seconds it had been there, in all.
  stays bigint not null default 0,
  stayed bigint not null default 0,
  -- Cards of the funnel that have ever been there.
  visited bigint not null default 0,
  primary key (stage_id, inbox_id)
) {clustered};
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('funnel_cards', 'funnel_cards', '1000000 100000 1'),
  ('funnel_cards', 'funnel_cards_by_position', '1000000 20000 1 1'),
  ('funnel_cards', 'funnel_cards_by_conversation', '1000000 1');
-- both
