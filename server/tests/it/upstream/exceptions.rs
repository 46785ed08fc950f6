//! Where the published description is not what the contract's server answers, or is not yet
//! answered here.

/// A difference that has its reason.
pub struct Exception {
    /// A part of the operation.
    pub operation: &'static str,
    /// A part of the difference.
    pub difference: &'static str,
    /// The section of `application-core.md` that tells what is answered instead, and why.
    #[expect(dead_code, reason = "for whoever reads this list")]
    pub section: &'static str,
}

const fn except(
    operation: &'static str,
    difference: &'static str,
    section: &'static str,
) -> Exception {
    Exception { operation, difference, section }
}

#[rustfmt::skip]
pub const EXCEPTIONS: &[Exception] = &[
    except("", "/custom_role_id is not there", "3.1: told where an agent has a custom role"),
    except("", "/additional_attributes/", "3.6: an object that clients fill; none of its keys is sure"),
    except("contacts", "/last_activity_at is not there", "3.6: left out where there was none"),
    except("conversations", "/last_activity_at is not there", "3.6: the same of a sender"),
    except("", "/applied_sla is not there", "3.11: told where the account has SLA policies"),
    except("", "/sla_events is not there", "3.11: the same"),
    except("conversations", "/last_non_activity_message is of another kind", "3.11: null where nothing was said"),
    except("conversations", "/attachment is not there", "3.8: a list, `attachments`, and only where there are any"),
    except("conversations", "/sender is not there", "3.8: left out where nobody sent it"),
    except("conversations", "/meta/assignee is not there", "3.11: left out where nobody has it"),
    except("GET /api/v1/accounts/{}/conversations:", "/meta/assignee/", "3.1: an agent, not the profile of a user"),
    except("conversations/{}/messages", "/meta/contact/payload", "18.1: the contact itself"),
    except("/messages", "/account_id is not there", "3.8: what REST answers is shorter than what events tell (3.9)"),
    except("/messages", "/additional_attributes is not there", "3.8"),
    except("/messages", "/conversation is not there", "3.8"),
    except("/messages", "/external_source_ids is not there", "3.8"),
    except("/messages", "/processed_message_content is not there", "3.8"),
    except("/messages", "/sender_id is not there", "3.8"),
    except("/messages", "/sender_type is not there", "3.8"),
    except("/messages", "/sentiment is not there", "3.8"),
    except("/messages", "/updated_at is not there", "3.8"),
    except("/messages", "/meta/assignee is not there", "18.1: left out where nobody has it"),
    except("/assignments", " is not there", "17.12: an agent, not the profile of a user"),
    except("/toggle_status", "/meta is not there", "17.10: not emitted"),
    except("/inboxes", "/medium is not there", "3.5: told of channels that have one"),
    except("GET /api/v1/accounts/{}:", "/custom_attributes is not there", "3.3: told where it is set"),
    except("PATCH /api/v1/accounts/{}:", "/custom_attributes is not there", "3.3: told where it is set"),
    except("GET /api/v1/accounts/{}:", "/subscribed_features is not there", "3.3: of hosted plans"),
    except("/custom_attribute_definitions", "/attribute_values is of another kind", "12: a list"),
    except("POST /api/v1/accounts/{}/automation_rules:", "/payload is not there", "behaviour.md, 6.1: the rule itself"),
    except("/contact_merge", "/payload is not there", "16.18: the contact itself"),
    except("/custom_filters", "/type is not there", "13: `filter_type`"),
    except("/conversations/filter", "/data is not there", "17.4: `meta` and `payload` at once"),
    except("POST /api/v1/accounts/{}/portals:", "/payload is not there", "behaviour.md, 8.1: the portal itself"),
    except("PATCH /api/v1/accounts/{}/portals/{}:", "/payload is not there", "behaviour.md, 8.1: the same"),
    except("/portals", "/inbox is not there", "behaviour.md, 8.1: told where a chat is shown"),
    except("/portals", "/logo is not there", "behaviour.md, 8.1: told where there is one"),
    except("", "/settings/", "3.3: holds what was set"),
    except("/integrations/hooks", " is of another kind", "behaviour.md, 10.2: ids are numbers, and `hook_type` is a name"),
    except("/integrations/hooks", "/inbox_id is not there", "behaviour.md, 10.2: `inbox`, with its name"),
    except("POST /api/v1/accounts/{}/contacts:", "/payload is of another kind", "16.7: `contact` and `contact_inbox`"),
    except("POST /api/v1/accounts/{}/contacts:", "/id is not there", "16.7: in `contact`"),
    except("POST /api/v1/accounts/{}/contacts:", "/availability_status is not there", "16.7: in `contact`"),
    except("/inboxes/{}/agent_bot:", "/access_token is of another kind", "9.4: an object that says whose it is"),
    except("/portals/{}/articles:", "_id is not there", "behaviour.md, 8.3: `category` and `author` are objects"),
    except("/portals/{}/articles:", "/status is of another kind", "behaviour.md, 8.3: its name"),
    except("/portals/{}/categories:", "_id is not there", "behaviour.md, 8.2: told where there are any, as objects"),
    except("/api/v1/profile:", "/hmac_identifier is not there", "3.2: told where the installation has a key for it"),
    except("/api/v1/profile:", "/custom_attributes is not there", "3.2: told where there are any"),
    except("/api/v1/profile:", "/custom_role is not there", "3.1: told where there is one"),
    except("PUT /api/v1/accounts/{}/contacts/{}:", "/payload is of another kind", "16.8: the contact itself"),
    except("PUT /api/v1/accounts/{}/contacts/{}:", "/id is not there", "16.8: in `payload`"),
    except("/platform/api/v1/users", "/hmac_identifier is not there", "3.2: told where the installation has a key for it"),
    except("/platform/api/v1/users", "/custom_role is not there", "3.1: the same as of agents"),
    except(" /public/", "/attachments is not there", "realtime-client-platform.md 3.5: left out where there are none"),
    except(" /public/", "/sender/", "realtime-client-platform.md 0.2 and 0.4: what a sender of its kind has"),
    except("/reports:", "/value is of another kind", "behaviour.md 7.3: a number"),
    except("/reports/conversations:", ":  is of another kind", "behaviour.md 7.5: of the account an object, of its members a list"),
    except("/reports/summary:", " is of another kind", "behaviour.md 7.4: averages are numbers"),
];

/// Operations whose answer stands deeper than it is told: where, and the section that says so.
pub const BELOW: &[(&str, &str, &str)] = &[
    ("GET /api/v1/accounts/{}/webhooks", "/payload/webhooks", "14"),
    ("POST /api/v1/accounts/{}/webhooks", "/payload/webhook", "14"),
    ("PATCH /api/v1/accounts/{}/webhooks/{}", "/payload/webhook", "14"),
    ("GET /api/v1/accounts/{}/inboxes/{}/agent_bot", "/agent_bot", "9.4"),
    ("POST /api/v1/accounts/{}/portals/{}/categories", "/payload", "behaviour.md, 8.2"),
    ("POST /api/v1/accounts/{}/portals/{}/articles", "/payload", "behaviour.md, 8.3"),
];

/// Where an operation stands a second time by a path that nobody asks: without `/api/v1`.
pub const MISSPELLED: &str = "GET /accounts/{}/conversations/{}/messages";
