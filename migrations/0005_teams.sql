-- Teams: groups of agents that conversations are routed to.
create table teams (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  -- The name without regard to case, which is what must be unique.
  name_key {key} not null,
  description text,
  allow_auto_assign boolean not null default true,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index teams_name_key on teams (account_id, name_key);

create table team_members (
  team_id bigint not null references teams (id) on delete cascade,
  user_id bigint not null references users (id) on delete cascade,
  created_at bigint not null,
  primary key (team_id, user_id)
) {clustered};
create index team_members_by_user on team_members (user_id, team_id);
