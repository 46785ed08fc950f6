//! What stands for something in a text: `{{contact.name}}` and the like (contract
//! `behaviour.md`, 1.4). What is between back-ticks is left as it is, and so is what has no end.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use crate::{
    accounts,
    contacts::{self, Contact, contact_inboxes},
    conversations::Conversation,
    error::Result,
    inboxes,
    json::Object,
    work::Work,
};

/// `{{ contact.custom_attribute.city | default: "there" }}`
static HOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\{\{\s*([\w.]+)\s*(?:\|\s*default:\s*(?:'([^'}]*)'|"([^"}]*)")\s*)?\}\}"#)
        .expect("the pattern is valid")
});

/// What can be told of, as far as it is at hand.
struct Known {
    contact: Option<Contact>,
    conversation: Conversation,
    inbox: String,
    account: String,
    agent: Option<Speaker>,
}

struct Speaker {
    id: i64,
    name: String,
    available_name: String,
}

/// The text with everything filled in that is about a conversation.
pub async fn filled(work: &mut Work<'_>, about: &Conversation, text: &str) -> Result<String> {
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let known = Known::gather(work, about).await?;
    let parts = text.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 1 {
            return part.into();
        }
        HOLE.replace_all(part, |hole: &Captures<'_>| {
            let otherwise = hole.get(2).or_else(|| hole.get(3)).map(|it| it.as_str().to_owned());
            let value = known.value(&hole[1]).filter(|value| !value.is_empty());
            value.or(otherwise).unwrap_or_default()
        })
    });
    Ok(parts.collect::<Vec<_>>().join("`"))
}

impl Known {
    async fn gather(work: &mut Work<'_>, about: &Conversation) -> Result<Self> {
        let contact = contacts::of_ids(work, &[about.contact_id.0]).await?.pop();
        let known = contact_inboxes::of_ids(work, &[about.contact_inbox_id.0]).await?.pop();
        // Whoever has only said that they are the contact reads it, too.
        let is_claimed = known.is_some_and(|known| known.claimed);
        let contact = if is_claimed { contact.map(Contact::veiled) } else { contact };
        let inbox = inboxes::find(work, about.inbox_id).await?;
        let agent = work.actor.member().map(|member| Speaker {
            id: member.user.0,
            name: member.name.clone(),
            available_name: member.available_name().to_owned(),
        });
        Ok(Known {
            contact,
            conversation: about.clone(),
            inbox: inbox.map(|inbox| inbox.settings.name).unwrap_or_default(),
            account: accounts::show(work).await?.name,
            agent,
        })
    }

    fn value(&self, path: &str) -> Option<String> {
        let (of, what) = path.split_once('.')?;
        match of {
            "contact" => self.of_contact(what),
            "conversation" => match what {
                "id" | "display_id" => Some(self.conversation.display_id.to_string()),
                "contact_name" => self.of_contact("name"),
                _ => custom(&self.conversation.custom_attributes, what),
            },
            "agent" => {
                let agent = self.agent.as_ref()?;
                match what {
                    "id" => Some(agent.id.to_string()),
                    "available_name" => Some(agent.available_name.clone()),
                    _ => of_name(&agent.name, what),
                }
            }
            "inbox" => match what {
                "id" => Some(self.conversation.inbox_id.to_string()),
                "name" => Some(self.inbox.clone()),
                _ => None,
            },
            "account" if what == "name" => Some(self.account.clone()),
            _ => None,
        }
    }

    fn of_contact(&self, what: &str) -> Option<String> {
        let contact = self.contact.as_ref()?;
        match what {
            "id" => Some(contact.id.to_string()),
            "email" => contact.email.clone(),
            "phone_number" => contact.phone_number.clone(),
            "name" | "first_name" | "last_name" => of_name(&capitalized(&contact.name), what),
            _ => custom(&contact.custom_attributes, what),
        }
    }
}

/// A name or a part of it. One of a single word has no parts.
fn of_name(name: &str, what: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    match what {
        "name" => Some(name.to_owned()),
        "first_name" if words.len() > 1 => words.first().map(|word| (*word).to_owned()),
        "last_name" if words.len() > 1 => words.last().map(|word| (*word).to_owned()),
        _ => None,
    }
}

/// Each word with a large letter.
fn capitalized(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
        first.unwrap_or_default() + letters.as_str()
    };
    name.split_whitespace().map(capital).collect::<Vec<_>>().join(" ")
}

fn custom(attributes: &Object, what: &str) -> Option<String> {
    let key = what.strip_prefix("custom_attribute.")?;
    match attributes.to_map().remove(key)? {
        Value::String(text) => Some(text),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        value => Some(value.to_string()),
    }
}
