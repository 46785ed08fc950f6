-- Portals: help centers that anybody may read.
create table portals (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  name text not null,
  -- What stands in its addresses. One that is being removed has one that nobody can type.
  slug {key} not null,
  -- The host on which it is found besides, in small letters.
  custom_domain {key},
  color text not null,
  homepage_link text,
  header_text text,
  page_title text,
  archived boolean not null default false,
  locales {json} not null,
  website_channel_id bigint references website_channels (id) on delete set null,
  logo_id bigint references blobs (id),
  -- Since when it is being removed. Nobody finds it any more.
  doomed_at bigint,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index portals_slug on portals (slug);
create unique index portals_custom_domain on portals (custom_domain);
create index portals_by_account on portals (account_id, id);
create index portals_by_channel on portals (website_channel_id);
create index portals_by_logo on portals (logo_id);

create table categories (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  portal_id bigint not null references portals (id) on delete cascade,
  name text not null,
  slug {key} not null,
  locale {key} not null,
  description text,
  icon text not null,
  position bigint not null,
  -- The one that it is a part of, and the one that it says the same as in another language.
  parent_category_id bigint references categories (id) on delete set null,
  associated_category_id bigint references categories (id) on delete set null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index categories_locale on categories (portal_id, slug, locale);
create index categories_by_position on categories (portal_id, locale, position, id);
create index categories_by_account on categories (account_id);
create index categories_by_parent on categories (parent_category_id);
create index categories_by_association on categories (associated_category_id);

create table related_categories (
  category_id bigint not null references categories (id) on delete cascade,
  related_category_id bigint not null references categories (id) on delete cascade,
  primary key (category_id, related_category_id)
) {clustered};
create index related_categories_by_related on related_categories (related_category_id);

create table articles (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  portal_id bigint not null references portals (id) on delete cascade,
  category_id bigint references categories (id) on delete set null,
  -- A user, who may be gone by now.
  author_id bigint not null,
  -- The article that it says the same as in another language.
  associated_article_id bigint references articles (id) on delete set null,
  title text not null,
  slug {key} not null,
  description text,
  status bigint not null,
  locale {key} not null,
  position bigint not null,
  views bigint not null default 0,
  meta {json} not null,
  created_at bigint not null,
  updated_at bigint not null,
  -- Last, so that what lists show is read without it.
  content text
);
create unique index articles_slug on articles (portal_id, slug);
create index articles_by_update on articles (portal_id, updated_at, id);
create index articles_by_category on articles (category_id, position, id);
create index articles_by_status on articles (portal_id, locale, status, author_id, category_id);
create index articles_by_place on articles (portal_id, locale, status, category_id, position, id);
create index articles_by_account on articles (account_id, id);
create index articles_by_association on articles (associated_article_id);

-- Files that articles show.
create table article_files (
  article_id bigint not null references articles (id) on delete cascade,
  blob_id bigint not null references blobs (id),
  primary key (article_id, blob_id)
) {clustered};
create index article_files_by_blob on article_files (blob_id);

-- The words that articles are found by.
-- sqlite
create virtual table article_words using fts5(
  title, description, content, place, content='', contentless_delete=1, prefix='1 2 3',
  tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co Cn'"
);
insert into sqlite_stat1 (tbl, idx, stat) values
  ('articles', 'articles_slug', '100000 200 1'),
  ('articles', 'articles_by_update', '100000 200 2 1'),
  ('articles', 'articles_by_category', '100000 20 2 1'),
  ('articles', 'articles_by_status', '100000 200 100 50 20 5'),
  ('articles', 'articles_by_place', '100000 200 100 50 5 2 1'),
  ('articles', 'articles_by_account', '100000 200 1'),
  ('articles', 'articles_by_association', '100000 2'),
  ('article_files', 'article_files', '50000 2 1'),
  ('article_files', 'article_files_by_blob', '50000 1');
-- postgres
create table article_words (
  article_id bigint primary key references articles (id) on delete cascade,
  words tsvector not null
);
create index article_words_by_word on article_words using gin (words) with (fastupdate = off);
-- both
