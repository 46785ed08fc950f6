//! Search for what was said, by conversation: a list, with the messages in which it was said
//! (contract `application-core.md`, 17.3). JSON in [`wire`], its endpoint in [`http`].

pub mod http;
pub mod wire;

use std::collections::HashMap;

use super::{
    Conversation,
    details::{Details, Sent},
    list::{self, Wanted},
    tally::Counts,
};
use crate::{
    error::Result,
    id::{ConversationId, UserId},
    messages::{self, Message, MessageType, search, senders::Senders},
    page::Part,
    work::Work,
};

/// Messages that are shown of all conversations of a page together, when they are those in
/// which something was said.
const MOST: u64 = 1_000;

/// The newest messages that are shown of each conversation, when nothing is looked for.
const NEWEST: i64 = 100;

/// A page of conversations, each with messages, oldest of them first.
#[derive(Debug)]
pub struct Page {
    pub counts: Counts,
    pub conversations: Vec<(Details, Vec<Sent>)>,
    /// The place behind them, if it was asked for and something may be there.
    pub next: Option<String>,
}

pub async fn search(work: &mut Work<'_>, wanted: &Wanted, part: &Part) -> Result<Page> {
    let list::Page { counts, conversations, next } = list::list(work, wanted, part).await?;
    let mut messages = messages_of(work, wanted, &conversations).await?;
    let me = work.actor.member().map(|member| member.user);
    Ok(Page {
        counts: if wanted.text().is_some() { on_page(&conversations, me) } else { counts },
        conversations: conversations
            .into_iter()
            .map(|details| {
                let said = messages.remove(&details.conversation.id).unwrap_or_default();
                (details, said)
            })
            .collect(),
        next,
    })
}

/// What was said in the conversations: all of it, or that in which the text is.
async fn messages_of(
    work: &mut Work<'_>,
    wanted: &Wanted,
    of: &[Details],
) -> Result<HashMap<ConversationId, Vec<Sent>>> {
    let ids: Vec<ConversationId> = of.iter().map(|details| details.conversation.id).collect();
    let mut said = match wanted.text() {
        Some(text) => {
            let text = search::sought(text);
            let wanted =
                search::Wanted { text, conversations: Some(ids), ..search::Wanted::default() };
            let ids = search::newest(work, &wanted, MOST, 0).await?;
            messages::of_ids(work, &ids).await?
        }
        None => messages::newest_of_each(work, &ids, NEWEST).await?,
    };
    said.retain(is_said);
    said.sort_by_key(|message| message.id);
    let contacts: Vec<_> = of.iter().map(|details| details.contact.clone()).collect();
    let agents: Vec<_> = of.iter().filter_map(|details| details.assignee.clone()).collect();
    let senders = Senders::load(work, &said, &contacts, &agents).await?;
    let mut by_conversation: HashMap<ConversationId, Vec<Sent>> = HashMap::new();
    for message in said {
        let sender = senders.of(&message);
        let of_one = by_conversation.entry(message.conversation_id).or_default();
        of_one.push(Sent { message, sender });
    }
    Ok(by_conversation)
}

fn is_said(message: &Message) -> bool {
    matches!(message.message_type, MessageType::Incoming | MessageType::Outgoing)
}

/// Counts what is on the page and nothing else, as clients know it of a search.
fn on_page(page: &[Details], me: Option<UserId>) -> Counts {
    let count = |is_counted: &dyn Fn(&Conversation) -> bool| {
        let counted = page.iter().filter(|details| is_counted(&details.conversation)).count();
        i64::try_from(counted).expect("a page is short")
    };
    Counts {
        all: count(&|_| true),
        mine: count(&|it| it.assignee_id.is_some() && it.assignee_id == me),
        unassigned: count(&|it| it.assignee_id.is_none()),
    }
}
