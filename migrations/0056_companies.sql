-- Companies: where contacts work, known by the domain of their e-mail addresses.
create table companies (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  -- The name without regard to case, to sort and to search by.
  name_key {key} not null,
  domain {key},
  description text,
  avatar_id bigint,
  -- Kept with every contact that comes or goes.
  contacts_count bigint not null default 0,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index companies_domain on companies (account_id, domain);
create index companies_by_account on companies (account_id, id);
create index companies_by_name on companies (account_id, name_key, id);
create index companies_by_creation on companies (account_id, created_at, id);
create index companies_by_size on companies (account_id, contacts_count, id);

alter table contacts add column company_id bigint references companies (id);
create index contacts_by_company on contacts (company_id, id) where company_id is not null;
-- sqlite
insert into sqlite_stat1 (tbl, idx, stat) values
  ('companies', 'companies_domain', '100000 100000 1'),
  ('companies', 'companies_by_account', '100000 100000 1'),
  ('companies', 'companies_by_name', '100000 100000 2 1'),
  ('companies', 'companies_by_creation', '100000 100000 2 1'),
  ('companies', 'companies_by_size', '100000 100000 1000 1'),
  ('contacts', 'contacts_by_company', '300000 3 1');
-- both
