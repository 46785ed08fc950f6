//! What is asked of contacts, and of what hangs on them.

use serde_json::json;

use super::{
    records::Records,
    rows::{
        Asked, NOTHING,
        Outcome::{Answered, Refused},
    },
};

pub fn contacts(own: &Records, other: &Records) -> Asked {
    let contact = format!("contacts/{}", other.contact);
    let part = |more: &str| format!("{contact}/{more}");
    let known = json!({ "name": "New", "inbox_id": other.inbox, "source_id": "new" });
    let found = |key: &str, value: &str| {
        let rule =
            json!({ "attribute_key": key, "filter_operator": "equal_to", "values": [value] });
        json!({ "payload": [rule] })
    };
    let one = "/{account}/contacts/{id}";
    let (filter, search) = ("/{account}/contacts/filter", "/{account}/contacts/search");
    let merged = json!({ "custom_attributes": { "a": own.agent } });
    let listed = |query: &str| format!("contacts?{query}");
    vec![
        (Answered, "GET", "/{account}/contacts", "contacts".into(), NOTHING),
        (Answered, "GET", "/{account}/contacts", listed("labels=classified"), NOTHING),
        (Refused, "POST", "/{account}/contacts", "contacts".into(), known),
        (Answered, "GET", search, "contacts/search?q=lassif".into(), NOTHING),
        (Answered, "GET", search, "contacts/search?q=c".into(), NOTHING),
        (Answered, "POST", filter, "contacts/filter".into(), found("labels", "classified")),
        (Answered, "POST", filter, "contacts/filter".into(), found("name", "classified contact")),
        (Refused, "POST", filter, "contacts/filter".into(), found(&other.attribute, "classified")),
        (Refused, "GET", one, contact.clone(), NOTHING),
        (Refused, "PUT PATCH", one, contact.clone(), merged),
        (Refused, "GET", "/{account}/contacts/{id}/conversations", part("conversations"), NOTHING),
        (Refused, "GET", "/{account}/contacts/{id}/labels", part("labels"), NOTHING),
        (
            Refused,
            "POST",
            "/{account}/contacts/{id}/labels",
            part("labels"),
            json!({ "labels": ["x"] }),
        ),
    ]
}

pub fn around_contacts(own: &Records, other: &Records) -> Asked {
    let part = |more: &str| format!("contacts/{}/{more}", other.contact);
    let (notes, note) = ("/{account}/contacts/{id}/notes", "/{account}/contacts/{id}/notes/{sub}");
    let words = json!({ "content": "x" });
    let of = |contact: i64| format!("contacts/{contact}/notes/{}", other.note);
    let keys = json!({ "custom_attributes": ["x"] });
    let (known, found) =
        ("/{account}/contacts/{id}/contact_inboxes", "/{account}/contact_inboxes/filter");
    let place = |inbox: i64| json!({ "inbox_id": inbox, "source_id": other.source });
    let mine = format!("contacts/{}/contact_inboxes", own.contact);
    let merge = "/{account}/actions/contact_merge";
    let merged = |base: i64, mergee: i64| {
        (
            "actions/contact_merge".to_owned(),
            json!({ "base_contact_id": base, "mergee_contact_id": mergee }),
        )
    };
    let ((one, base), (two, mergee)) =
        (merged(other.contact, own.contact), merged(own.contact, other.contact));
    let record = |kind: &str, id: i64| format!("contacts/{kind}/{id}");
    let table = json!({ "import_file": other.file });
    let (import, export) = ("/{account}/contacts/import", "/{account}/contacts/export");
    let (imports, exports) = ("/{account}/contacts/imports", "/{account}/contacts/exports");
    vec![
        (Answered, "GET", "/{account}/contacts/active", "contacts/active".into(), NOTHING),
        (Refused, "GET", notes, part("notes"), NOTHING),
        (Refused, "POST", notes, part("notes"), words.clone()),
        (Refused, "GET", note, of(other.contact), NOTHING),
        (Refused, "GET", note, of(own.contact), NOTHING),
        (Refused, "PUT PATCH", note, of(other.contact), words.clone()),
        (Refused, "PUT PATCH", note, of(own.contact), words),
        (
            Refused,
            "POST",
            "/{account}/contacts/{id}/destroy_custom_attributes",
            part("destroy_custom_attributes"),
            keys,
        ),
        (
            Refused,
            "GET",
            "/{account}/contacts/{id}/contactable_inboxes",
            part("contactable_inboxes"),
            NOTHING,
        ),
        (Refused, "POST", known, part("contact_inboxes"), json!({ "inbox_id": own.inbox })),
        (Refused, "POST", known, mine, json!({ "inbox_id": other.inbox })),
        (Refused, "POST", found, "contact_inboxes/filter".into(), place(own.inbox)),
        (Refused, "POST", found, "contact_inboxes/filter".into(), place(other.inbox)),
        (Refused, "POST", merge, one, base),
        (Refused, "POST", merge, two, mergee),
        (Refused, "POST", import, "contacts/import".into(), table),
        (Answered, "GET", imports, "contacts/imports".into(), NOTHING),
        (
            Refused,
            "GET",
            "/{account}/contacts/imports/{id}",
            record("imports", other.import),
            NOTHING,
        ),
        (Answered, "GET", exports, "contacts/exports".into(), NOTHING),
        (Answered, "POST", export, "contacts/export".into(), json!({ "label": "classified" })),
        (
            Refused,
            "GET",
            "/{account}/contacts/exports/{id}",
            record("exports", other.export),
            NOTHING,
        ),
    ]
}
