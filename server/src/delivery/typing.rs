//! Who is typing. Heard at once and never again: nothing of it is kept (contract
//! `realtime-client-platform.md`, 1.9 and 2.5).

use serde::{Deserialize, Serialize};

use super::{
    cable::{Audience, Frame, of_conversation},
    hooks::Endpoints,
    news::News,
    streams,
};
use crate::{
    actor::{Actor, Bot},
    agents::Agent,
    app::{Acts, App},
    contacts::Contact,
    conversations::{self, Conversation, details::Details, push::ConversationPush},
    error::{Error, Result},
    id::{AccountId, DisplayId},
    messages::{senders::Sender, wire::SenderJson},
    webhooks::deliveries::{self, Post},
    work::Work,
};

/// What a request says of typing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typing {
    /// `on` or `off`; anything else says nothing.
    pub typing_status: Option<String>,
    /// Whether it is a note that is being typed.
    pub is_private: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    On,
    Off,
}

impl Turn {
    /// What listeners hear of.
    fn heard(self) -> &'static str {
        match self {
            Turn::On => "conversation.typing_on",
            Turn::Off => "conversation.typing_off",
        }
    }

    /// What webhooks are told of.
    fn told(self) -> &'static str {
        match self {
            Turn::On => "conversation_typing_on",
            Turn::Off => "conversation_typing_off",
        }
    }
}

/// Somebody who types.
#[derive(Clone, Debug)]
pub enum Typist {
    Member(Agent),
    Bot(Bot),
    Contact(Contact),
}

#[derive(Serialize)]
struct Said {
    event: &'static str,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    conversation: ConversationPush,
    user: SenderJson,
    is_private: bool,
    account_id: AccountId,
    #[serde(skip_serializing_if = "Option::is_none")]
    performer: Option<SenderJson>,
}

/// Tells everybody else in a conversation that the caller is typing there, or is not any more.
pub async fn tell(app: &App, who: &impl Acts, id: DisplayId, typing: Typing) -> Result<()> {
    let turn = match typing.typing_status.as_deref() {
        Some("on") => Some(Turn::On),
        Some("off") => Some(Turn::Off),
        _ => None,
    };
    let is_private = typing.is_private.unwrap_or(false);
    let hub = app.hub.clone();
    let told = app.read(who, async move |work: &mut Work<'_>| {
        let conversation = conversations::find(work, id).await?;
        let endpoints = Endpoints::of_account(work).await?;
        let (members, contacts) = (streams::members(work.account), streams::contacts(work.account));
        let is_heard = hub.is_read(&members) || hub.is_read(&contacts);
        let Some(turn) = turn.filter(|_| is_heard || !endpoints.is_empty()) else {
            return Ok::<_, Error>((None, None));
        };
        let (news, typist) = gather(work, conversation).await?;
        let Some(details) = news.conversations.values().next() else { return Ok((None, None)) };
        let frame = frame(&news, details, turn.heard(), typist.clone(), is_private);
        let post = endpoints.typing(&news, details, turn.told(), typist, is_private);
        Ok((Some(frame), post))
    });
    let (frame, post) = told.await?;
    if let Some(frame) = frame {
        frame.publish(&app.hub);
    }
    match post {
        Some(post) => tell_webhooks(app, who, post).await,
        None => Ok(()),
    }
}

async fn gather(work: &mut Work<'_>, conversation: Conversation) -> Result<(News, Typist)> {
    let news = News::about(work, vec![conversation], Vec::new(), Vec::new()).await?;
    let contact = news.conversations.values().next().map(|details| details.contact.clone());
    let typist = match &work.actor {
        Actor::Member(member) => news.members.get(&member.user).cloned().map(Typist::Member),
        Actor::Bot(bot) => Some(Typist::Bot((**bot).clone().linked(&work.links))),
        _ => contact.map(Typist::Contact),
    };
    Ok((news, typist.ok_or(Error::NotFound)?))
}

/// Those who type know that they do, on whichever of their devices.
fn frame(
    news: &News,
    details: &Details,
    event: &'static str,
    typist: Typist,
    is_private: bool,
) -> Frame {
    let mut streams = of_conversation(news, details, Audience::Agents);
    let contact = streams::of_contact_inbox(details.contact_inbox.id);
    let performer = match &typist {
        Typist::Member(member) => {
            let own = streams::of_user(member.id);
            streams.retain(|stream| *stream != own);
            streams.push(contact);
            Some(SenderJson::from(Sender::from(member.clone())))
        }
        Typist::Bot(bot) => {
            streams.push(contact);
            Some(SenderJson::from(Sender::Bot(bot.clone())))
        }
        Typist::Contact(_) => None,
    };
    let data = Data {
        conversation: ConversationPush::of(news.account, details),
        user: SenderJson::from(Sender::from(typist)),
        is_private,
        account_id: news.account,
        performer,
    };
    let said = serde_json::to_string(&Said { event, data }).expect("what is said is JSON");
    Frame { streams, message: said.into() }
}

async fn tell_webhooks(app: &App, who: &impl Acts, post: Post) -> Result<()> {
    app.write(who, async move |work: &mut Work<'_>| deliveries::post(work, &post).await).await
}

impl From<Typist> for Sender {
    fn from(typist: Typist) -> Self {
        match typist {
            Typist::Member(agent) => Sender::from(agent),
            Typist::Bot(bot) => Sender::Bot(bot),
            Typist::Contact(contact) => Sender::Contact(contact),
        }
    }
}
