-- Whether whoever is known here has only said that they are this contact: they are told nothing
-- of what is known of the contact, and change nothing of it.
alter table contact_inboxes add column claimed boolean not null default false;
-- What a new visitor has said, and not shown, that the account calls them.
alter table contact_inboxes add column said_identifier text;
-- Whether a visitor came in by it. By others, programs of the account reach the contact.
alter table contact_inboxes add column came_in boolean not null default false;
