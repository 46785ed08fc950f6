//! Who is typing. Heard at once and never again: nothing of it is kept (contract
//! `realtime-client-platform.md`, 1.9 and 2.5). Other processes are told as little of it as
//! they need to find the rest, and tell those who listen there.

use cable::Hub;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    cable::{Audience, Frame, of_conversation},
    hooks::Endpoints,
    news::News,
    readers::{self, Reader},
    streams,
};
use crate::{
    actor::{Actor, Bot},
    agent_bots,
    agents::Agent,
    app::{Acts, App, TheProduct},
    contacts::Contact,
    conversations::{self, Conversation, details::Details, push::ConversationPush},
    error::{Error, Result},
    id::{AccountId, AgentBotId, DisplayId, UserId},
    messages::{senders::Sender, wire::SenderJson},
    webhooks::deliveries::{self, Post},
    work::Work,
};

/// What a request says of typing.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Typing {
    /// `on` or `off`; anything else says nothing.
    pub typing_status: Option<String>,
    /// Whether it is a note that is being typed.
    pub is_private: Option<bool>,
}

/// What a text about somebody who types begins with, among those of [`crate::neighbours`].
const TYPING: &str = "typing ";

/// That somebody types, as one process tells it to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    account: AccountId,
    conversation: DisplayId,
    turn: Turn,
    is_private: bool,
    by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum By {
    Member(UserId),
    Bot(AgentBotId),
    /// The one of the conversation.
    Contact,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    let by = By::of(&who.actor());
    let hub = app.hub.clone();
    let told = app.read(who, async move |work: &mut Work<'_>| {
        let conversation = conversations::find(work, id).await?;
        let endpoints = Endpoints::of_account(work).await?;
        let is_heard = is_heard(&hub, work.account);
        let Some(turn) = turn.filter(|_| is_heard || !endpoints.is_empty()) else {
            return Ok::<_, Error>((Vec::new(), None));
        };
        let (news, typist) = gather(work, conversation, by).await?;
        let Some(details) = news.conversations.values().next() else {
            return Ok((Vec::new(), None));
        };
        let frames = frames(&news, details, turn.heard(), typist.clone(), is_private);
        let post = endpoints.typing(&news, details, turn.told(), typist, is_private);
        Ok((frames, post))
    });
    let (frames, post) = told.await?;
    let mut burst = app.hub.burst();
    for frame in frames {
        frame.publish(&mut burst).await;
    }
    if let Some(turn) = turn {
        let account = who.account();
        let remark = Remark { account, conversation: id, turn, is_private, by };
        app.neighbours.remark(|| remark.to_text());
    }
    match post {
        Some(post) => tell_webhooks(app, who, post).await,
        None => Ok(()),
    }
}

/// Tells those who listen here of somebody who types at another process.
pub async fn repeat(app: &App, remark: Remark) -> Result<()> {
    let Remark { account, conversation, turn, is_private, by } = remark;
    if !is_heard(&app.hub, account) {
        return Ok(());
    }
    let product = TheProduct(account);
    let told = app.read(&product, async move |work: &mut Work<'_>| {
        let conversation = conversations::find(work, conversation).await?;
        let (news, typist) = gather(work, conversation, by).await?;
        let details = news.conversations.values().next();
        let frames =
            details.map(|details| frames(&news, details, turn.heard(), typist, is_private));
        Ok::<_, Error>(frames.unwrap_or_default())
    });
    let mut burst = app.hub.burst();
    for frame in told.await? {
        frame.publish(&mut burst).await;
    }
    Ok(())
}

impl Remark {
    fn to_text(self) -> String {
        let said = serde_json::to_string(&self).expect("a remark is written as JSON");
        format!("{TYPING}{said}")
    }

    /// None when a text is about something else, or of a program that says it otherwise.
    pub fn of_text(text: &str) -> Option<Self> {
        serde_json::from_str(text.strip_prefix(TYPING)?).ok()
    }
}

/// Whether a text of another process is a remark.
pub fn is_about(text: &str) -> bool {
    text.starts_with(TYPING)
}

impl By {
    fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Member(member) => By::Member(member.user),
            Actor::Bot(bot) => By::Bot(bot.id),
            Actor::Contact(_) | Actor::Automation(_) | Actor::System => By::Contact,
        }
    }
}

fn is_heard(hub: &Hub, account: AccountId) -> bool {
    hub.is_read(&streams::members(account)) || hub.is_read(&streams::contacts(account))
}

async fn gather(work: &mut Work<'_>, conversation: Conversation, by: By) -> Result<(News, Typist)> {
    let news = News::about(work, vec![conversation], Vec::new(), Vec::new()).await?;
    let contact = news.conversations.values().next().map(|details| details.contact.clone());
    let typist = match by {
        By::Member(user) => news.members.get(&user).cloned().map(Typist::Member),
        By::Bot(bot) => {
            let bot = agent_bots::actor(work.tx, work.account, bot).await?;
            bot.map(|bot| Typist::Bot(bot.linked(&work.links)))
        }
        By::Contact => contact.map(Typist::Contact),
    };
    Ok((news, typist.ok_or(Error::NotFound)?))
}

/// Those who type know that they do, on whichever of their devices.
fn frames(
    news: &News,
    details: &Details,
    event: &'static str,
    typist: Typist,
    is_private: bool,
) -> Vec<Frame> {
    let mut streams = of_conversation(news, details, Audience::Agents);
    let contact = streams::of_contact_inbox(details.contact_inbox.id);
    let performer = match &typist {
        Typist::Member(member) => {
            let own = news.stream_of(member.id);
            streams.retain(|stream| Some(stream) != own.as_ref());
            streams.push(contact);
            Some(SenderJson::from(Sender::from(member.clone())))
        }
        Typist::Bot(bot) => {
            streams.push(contact);
            Some(SenderJson::from(Sender::Bot(bot.clone())))
        }
        Typist::Contact(_) => None,
    };
    let said = |reader: Reader| {
        let user = Sender::from(typist.clone());
        let user = if reader == Reader::Claimant { user.veiled() } else { user };
        let data = Data {
            conversation: ConversationPush::of(news.account, &reader.view(details)),
            user: SenderJson::from(user),
            is_private,
            account_id: news.account,
            performer: performer.clone(),
        };
        Some(serde_json::to_string(&Said { event, data }).expect("what is said is JSON"))
    };
    readers::frames(streams, Some(details), said)
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

#[cfg(test)]
mod tests {
    use super::{By, Remark, Turn};
    use crate::id::{AccountId, DisplayId, UserId};

    #[test]
    fn remarks_are_read_as_they_are_written() {
        let remark = Remark {
            account: AccountId(7),
            conversation: DisplayId(12),
            turn: Turn::On,
            is_private: true,
            by: By::Member(UserId(3)),
        };
        assert_eq!(Remark::of_text(&remark.to_text()), Some(remark));
        for other in ["events", "members 1:2", "typing", "typing {}", "typing nonsense"] {
            assert_eq!(Remark::of_text(other), None, "{other}");
        }
    }
}
