-- Custom attributes: fields that an account adds to its conversations and contacts.
create table custom_attribute_definitions (
  id {id},
  account_id bigint not null references accounts (id) on delete cascade,
  attribute_model bigint not null,
  attribute_key {key} not null,
  attribute_display_name text not null,
  attribute_display_type bigint not null,
  attribute_description text,
  attribute_values {json} not null,
  regex_pattern text,
  regex_cue text,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index custom_attribute_definitions_attribute_key
  on custom_attribute_definitions (account_id, attribute_model, attribute_key);
