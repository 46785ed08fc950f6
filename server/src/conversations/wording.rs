//! What stands for something in a text: `{{contact.name}}` and the like (contract
//! `behaviour.md`, 1.4).
//!
//! It is filled in once, when a message is sent, by what is known of the conversation, its contact
//! and whoever speaks. What is filled in is never looked at again, so nobody is called
//! `{{contact.email}}` with success. What is between back-ticks is left as it is, and so is a whole
//! text that is no template. What is not known is nothing.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;
use serde_json::{Map, Value};

use super::Conversation;
use crate::{
    accounts, agent_bots,
    contacts::{self, Contact, contact_inboxes},
    error::Result,
    id::AgentBotId,
    inboxes,
    messages::{Message, MessageType, SenderKind, SenderRef, content},
    work::Work,
};

/// `contact.custom_attribute.city | default: "there"`
static HOLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^\s*({VALUE})?\s*((?:{FILTER})*)$")));
static EACH_FILTER: LazyLock<Regex> = LazyLock::new(|| pattern(FILTER));

const VALUE: &str = r#"'[^']*'|"[^"]*"|[\w.-]+"#;
const FILTER: &str = r#"\|\s*(\w+)\s*(?::\s*('[^']*'|"[^"]*"|[\w.-]+)\s*)?"#;

/// Bytes that the characters of a message may take.
const LONGEST: usize = content::LONGEST * 4;

/// What a text may have filled in, and how often each of it is changed before. A text with more is
/// no template.
const HOLES: usize = 200;
const FILTERS: usize = 10;

/// Where a message says what a template of its channel is filled with, which may be such texts.
const PARAMS: (&str, &str) = ("template_params", "processed_params");

/// A part of a text.
#[derive(Debug, PartialEq)]
enum Part<'a> {
    Words(&'a str),
    Hole(Hole<'a>),
}

#[derive(Debug, PartialEq)]
struct Hole<'a> {
    value: &'a str,
    filters: Vec<(&'a str, Option<&'a str>)>,
}

/// What can be told of, as far as it is at hand.
struct Known {
    contact: Option<Contact>,
    of_contact: Map<String, Value>,
    conversation: Conversation,
    of_conversation: Map<String, Value>,
    inbox: String,
    account: (i64, String),
    agent: Option<Speaker>,
}

struct Speaker {
    id: i64,
    name: String,
    available_name: String,
}

/// The text with everything filled in that is about a conversation, by whoever is at work.
pub async fn filled(work: &mut Work<'_>, about: &Conversation, text: &str) -> Result<String> {
    let speaker = work.actor.member().map(|member| SenderRef::user(member.user.0));
    let Some(parts) = parts(text) else { return Ok(text.to_owned()) };
    let known = Box::pin(Known::gather(work, about, speaker)).await?;
    Ok(known.fill(&parts).unwrap_or_else(|| text.to_owned()))
}

/// A message with everything filled in, if it comes from the account.
pub(super) async fn worded(
    work: &mut Work<'_>,
    about: &Conversation,
    mut message: Message,
) -> Result<Message> {
    let is_ours = matches!(message.message_type, MessageType::Outgoing | MessageType::Template);
    let has_words = message.content.as_deref().is_some_and(|text| parts(text).is_some());
    let has_params = message.additional_attributes.as_str().contains("{{");
    if !is_ours || !(has_words || has_params) {
        return Ok(message);
    }
    // Few messages need that, so the others do not carry it along.
    let known = Box::pin(Known::gather(work, about, message.sender)).await?;
    message.content = message.content.map(|text| known.filled(text));
    let mut attributes = message.additional_attributes.to_map();
    let params = attributes.get_mut(PARAMS.0).and_then(|params| params.get_mut(PARAMS.1));
    let mut left = content::LARGEST_OBJECT;
    if let Some(params) = params.filter(|_| has_params)
        && known.fill_all(params, &mut left)
    {
        message.additional_attributes = attributes.into();
    }
    Ok(message)
}

/// The parts of a text, if it is a template: if it has holes, and all of them can be read.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    if !text.contains("{{") {
        return None;
    }
    let mut parts = Vec::new();
    let pieces: Vec<&str> = text.split('`').collect();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            parts.push(Part::Words("`"));
        }
        let is_quoted = at % 2 == 1 && at + 1 < pieces.len();
        if is_quoted {
            parts.push(Part::Words(piece));
        } else {
            split(piece, &mut parts)?;
        }
    }
    let holes = parts.iter().filter(|part| matches!(part, Part::Hole(_))).count();
    (1..=HOLES).contains(&holes).then_some(parts)
}

fn split<'a>(mut text: &'a str, parts: &mut Vec<Part<'a>>) -> Option<()> {
    if text.contains("{%") {
        return None;
    }
    while let Some((words, rest)) = text.split_once("{{") {
        let (inside, rest) = rest.split_once("}}")?;
        parts.push(Part::Words(words));
        parts.push(Part::Hole(Hole::read(inside)?));
        text = rest;
    }
    parts.push(Part::Words(text));
    Some(())
}

impl<'a> Hole<'a> {
    fn read(inside: &'a str) -> Option<Self> {
        let read = HOLE.captures(inside)?;
        let filters = read.get(2).map_or("", |filters| filters.as_str());
        let filters = EACH_FILTER.captures_iter(filters).map(|filter| {
            let name = filter.get(1).map_or("", |name| name.as_str());
            (name, filter.get(2).map(|argument| argument.as_str()))
        });
        let value = read.get(1).map_or("", |value| value.as_str());
        let filters: Vec<_> = filters.take(FILTERS + 1).collect();
        (filters.len() <= FILTERS).then_some(Hole { value, filters })
    }
}

impl Known {
    async fn gather(
        work: &mut Work<'_>,
        about: &Conversation,
        speaker: Option<SenderRef>,
    ) -> Result<Self> {
        let contact = contacts::of_ids(work, &[about.contact_id.0]).await?.pop();
        let known = contact_inboxes::of_ids(work, &[about.contact_inbox_id.0]).await?.pop();
        // Whoever has only said that they are the contact reads it, too.
        let is_claimed = known.is_some_and(|known| known.claimed);
        let contact = if is_claimed { contact.map(Contact::veiled) } else { contact };
        let inbox = inboxes::find(work, about.inbox_id).await?;
        let attributes = contact.as_ref().map(|contact| contact.custom_attributes.to_map());
        Ok(Known {
            of_contact: attributes.unwrap_or_default(),
            contact,
            of_conversation: about.custom_attributes.to_map(),
            conversation: about.clone(),
            inbox: inbox.map(|inbox| inbox.settings.name).unwrap_or_default(),
            account: (work.account.0, accounts::show(work).await?.name),
            agent: Speaker::find(work, speaker).await?,
        })
    }

    /// The text as it is sent: as it is, if it is no template.
    fn filled(&self, text: String) -> String {
        parts(&text).and_then(|parts| self.fill(&parts)).unwrap_or(text)
    }

    /// The parts with everything filled in, unless that is too much to be said.
    fn fill(&self, parts: &[Part<'_>]) -> Option<String> {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Hole(hole) => text.push_str(&self.value_of(hole)),
            }
            if text.len() > LONGEST {
                return None;
            }
        }
        (text.chars().count() <= content::LONGEST).then_some(text)
    }

    /// Fills in every text of a value, unless there are more bytes to them than are left.
    fn fill_all(&self, value: &mut Value, left: &mut usize) -> bool {
        match value {
            Value::String(text) => {
                *text = self.filled(std::mem::take(text));
                let rest = left.checked_sub(text.len());
                *left = rest.unwrap_or(0);
                rest.is_some()
            }
            Value::Array(items) => items.iter_mut().all(|item| self.fill_all(item, left)),
            Value::Object(map) => map.values_mut().all(|value| self.fill_all(value, left)),
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
        }
    }

    fn value_of(&self, hole: &Hole<'_>) -> String {
        let mut value = self.said(hole.value);
        for (filter, argument) in &hole.filters {
            value = match (*filter, argument) {
                ("default", Some(otherwise)) if value.is_empty() => self.said(otherwise),
                ("upcase", _) => value.to_uppercase().into(),
                ("downcase", _) => value.to_lowercase().into(),
                ("capitalize", _) => capitalized(&value.to_lowercase()).into(),
                ("strip", _) => value.trim().to_owned().into(),
                _ => value,
            };
        }
        value.into_owned()
    }

    /// What a word stands for, or what is between quotes.
    fn said<'a>(&self, word: &'a str) -> Cow<'a, str> {
        let quoted = |mark| word.strip_prefix(mark).and_then(|word| word.strip_suffix(mark));
        match quoted('\'').or_else(|| quoted('"')) {
            Some(words) => words.into(),
            None => self.value(word).unwrap_or_default().into(),
        }
    }

    fn value(&self, path: &str) -> Option<String> {
        let (of, what) = path.split_once('.')?;
        match of {
            "contact" => self.of_contact(what),
            "conversation" => match what {
                "id" | "display_id" => Some(self.conversation.display_id.to_string()),
                "contact_name" => self.of_contact("name"),
                _ => custom(&self.of_conversation, what),
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
            "account" => match what {
                "id" => Some(self.account.0.to_string()),
                "name" => Some(self.account.1.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_contact(&self, what: &str) -> Option<String> {
        let contact = self.contact.as_ref()?;
        match what {
            "id" => Some(contact.id.to_string()),
            "email" => contact.email.clone(),
            "phone_number" => contact.phone_number.clone(),
            "name" | "first_name" | "last_name" => of_name(&titled(&contact.name), what),
            _ => custom(&self.of_contact, what),
        }
    }
}

impl Speaker {
    /// Whoever a message is from, if they speak for the account.
    async fn find(work: &mut Work<'_>, sender: Option<SenderRef>) -> Result<Option<Self>> {
        let Some(sender) = sender else { return Ok(None) };
        if sender.kind == SenderKind::AgentBot {
            let bot = agent_bots::find(work, AgentBotId(sender.id)).await?;
            return Ok(bot.map(|bot| Speaker {
                id: sender.id,
                available_name: bot.name.clone(),
                name: bot.name,
            }));
        }
        let member = work.actor.member().filter(|member| SenderRef::user(member.user.0) == sender);
        Ok(member.map(|member| Speaker {
            id: member.user.0,
            name: member.name.clone(),
            available_name: member.available_name().to_owned(),
        }))
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
fn titled(name: &str) -> String {
    name.split_whitespace().map(capitalized).collect::<Vec<_>>().join(" ")
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}

fn custom(attributes: &Map<String, Value>, what: &str) -> Option<String> {
    let key = what.strip_prefix("custom_attribute.")?;
    match attributes.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        value => Some(value.to_string()),
    }
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

#[cfg(test)]
mod tests {
    use super::{Hole, Part, parts};

    #[test]
    fn a_template_is_words_and_what_stands_for_others() {
        let hole = |value, filters| Part::Hole(Hole { value, filters });

        let read = parts("Hi {{ contact.name | default: 'you' | upcase }}, `{{x}}` {{}}");

        let name = hole("contact.name", vec![("default", Some("'you'")), ("upcase", None)]);
        let (tick, words) = (|| Part::Words("`"), Part::Words);
        let quoted = [tick(), words("{{x}}"), tick()];
        let mut expected = vec![words("Hi "), name, words(", ")];
        expected.extend(quoted);
        expected.extend([words(" "), hole("", vec![]), words("")]);
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn what_is_no_template_has_no_parts() {
        let texts = [
            "Hello",
            "{{",
            "{{ contact.name",
            "{{contact.name}} {{",
            "{% if x %}{{contact.name}}",
            "{{ a b }}",
            "{{ a | }}",
            "`{{contact.name}}`",
            "{{ contact['name'] }}",
            "{{ 'a }}",
        ];
        for text in texts {
            assert_eq!(parts(text), None, "{text}");
        }
        assert!(parts("a ` b {{contact.name}}").is_some(), "a single back-tick protects nothing");
    }
}
