//! How a conversation begins (contract `application-core.md`, 17.6 and 22.8).

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{Conversation, Status, allow, assign, distribute, post, save, snooze, store, tally};
use crate::{
    accounts, agents,
    clock::{self, Timestamp},
    contacts::{
        self, Contact,
        contact_inboxes::{self, ContactInbox},
    },
    custom_attributes::{Model, check},
    error::{Error, Result},
    events::{Event, Name},
    id::{self, CampaignNumber, ContactId, ConversationId, InboxId, TeamId, UserId},
    inboxes::{self, Inbox},
    json::Object,
    messages::NewMessage,
    teams,
    work::Work,
};

/// Among how many of their newest conversations it is looked for one that goes on.
const LOOKED_AT: i64 = 20;

/// A conversation that is to begin. Its contact is named by their id and an inbox, or by
/// how they are known there, or both.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "inbox_id": 1,
    "contact_id": 1,
    "status": "open",
    "message": { "content": "Hello! We saw that your order is late." }
}]))]
#[serde(default)]
pub struct NewConversation {
    pub source_id: Option<String>,
    pub inbox_id: Option<InboxId>,
    pub contact_id: Option<ContactId>,
    pub additional_attributes: Option<Object>,
    pub custom_attributes: Option<Object>,
    pub status: Option<Status>,
    #[serde(deserialize_with = "moment")]
    #[schemars(with = "clock::IsoOrNull")]
    pub snoozed_until: Option<Timestamp>,
    pub assignee_id: Option<UserId>,
    pub team_id: Option<TeamId>,
    pub hmac_verified: Option<bool>,
    /// The campaign that begins it.
    #[serde(skip)]
    pub campaign: Option<CampaignNumber>,
    pub message: Option<NewMessage>,
}

/// Begins a conversation, with a first message if there is one. An inbox that has one
/// conversation for each contact goes on with the one there is.
pub async fn start(work: &mut Work<'_>, new: &NewConversation) -> Result<Conversation> {
    let (contact, known) = contact_in_inbox(work, new).await?;
    let inbox = inboxes::show(work, known.inbox_id).await?;
    let newest = if inbox.settings.lock_to_single_conversation {
        contact_inboxes::lock(work, known.id).await?;
        store::newest_of_contact_inbox(work, known.id).await?
    } else {
        None
    };
    let conversation = match newest {
        Some(conversation) => {
            allow(work, &conversation).await?;
            conversation
        }
        None => begin(work, new, &contact, &known, &inbox).await?,
    };
    match &new.message {
        Some(message) => {
            let channel = Some(inbox.channel_type.as_str());
            Ok(post::post_by(work, conversation, channel, message).await?.0)
        }
        None => Ok(conversation),
    }
}

/// Begins a conversation, whatever others its contact has in the inbox.
pub async fn another(work: &mut Work<'_>, new: &NewConversation) -> Result<Conversation> {
    let (contact, known) = contact_in_inbox(work, new).await?;
    let inbox = inboxes::show(work, known.inbox_id).await?;
    begin(work, new, &contact, &known, &inbox).await
}

/// Goes on with what a contact and the account have to say to each other in an inbox, or begins it
/// (contract `behaviour.md`, 1.7).
pub async fn go_on(work: &mut Work<'_>, new: &NewConversation) -> Result<Conversation> {
    let (contact, known) = contact_in_inbox(work, new).await?;
    let inbox = inboxes::show(work, known.inbox_id).await?;
    contact_inboxes::lock(work, known.id).await?;
    let is_one = inbox.settings.lock_to_single_conversation;
    let newest = store::of_contact_inboxes(work, &[known.id], LOOKED_AT).await?;
    let goes_on = newest.into_iter().find(|it| is_one || it.status != Status::Resolved);
    let there = match goes_on {
        Some(conversation) => store::lock_row(work, conversation.id).await?,
        None => None,
    };
    match there {
        Some(conversation) => Ok(conversation),
        None => begin(work, new, &contact, &known, &inbox).await,
    }
}

async fn begin(
    work: &mut Work<'_>,
    new: &NewConversation,
    contact: &Contact,
    known: &ContactInbox,
    inbox: &Inbox,
) -> Result<Conversation> {
    let custom_attributes = new.custom_attributes.clone().unwrap_or_default();
    let empty = Object::empty();
    check::changes(work, Model::ConversationAttribute, &empty, &custom_attributes).await?;
    let team_id = team(work, new.team_id).await?;
    let assignee_id = member(work, new.assignee_id).await?;
    let status = status(new, contact, inbox);
    let mut conversation = Conversation {
        id: ConversationId(0),
        display_id: accounts::next_conversation(work).await?,
        uuid: id::uuid(),
        inbox_id: known.inbox_id,
        contact_id: contact.id,
        contact_inbox_id: known.id,
        status,
        priority: None,
        assignee_agent_bot_id: None,
        assignee_id: assign::kept_by_team(work, assignee_id, team_id).await?,
        team_id,
        additional_attributes: additional_attributes(new)?,
        custom_attributes,
        snoozed_until: new.snoozed_until.filter(|_| status == Status::Snoozed),
        waiting_since: (!begins_unasked(new)).then_some(work.now),
        first_reply_created_at: None,
        last_activity_at: work.now,
        contact_last_seen_at: None,
        agent_last_seen_at: None,
        assignee_last_seen_at: None,
        last_message_id: None,
        last_non_activity_message_id: None,
        last_public_message_id: None,
        last_template_at: None,
        last_incoming_at: None,
        unread_count: 0,
        burst_count: 0,
        sla_policy_id: None,
        campaign: new.campaign,
        created_at: work.now,
        updated_at: work.now,
    };
    let deal = distribute::give(work, None, &mut conversation).await?;
    let id = store::insert(work, &conversation).await?;
    let conversation = Conversation { id, ..conversation };
    tally::added(work, &conversation).await?;
    snooze::keep(work, None, &conversation).await?;
    let event = Event::new(Name::ConversationCreated).conversation(id).contact(contact.id);
    work.emit(event).await?;
    let conversation = save::begin(work, conversation, deal).await?;
    distribute::follow_up(work, None, &conversation, deal).await?;
    Ok(conversation)
}

/// Whether it begins with something that is said to many, and is over until somebody answers.
fn begins_unasked(new: &NewConversation) -> bool {
    new.campaign.is_some() && new.status == Some(Status::Resolved)
}

/// Where a contact is blocked or a bot answers first, that decides, whatever was asked for
/// (contract `behaviour.md`, 2.2). A bot answers what is said to many when somebody answers that.
fn status(new: &NewConversation, contact: &Contact, inbox: &Inbox) -> Status {
    match (contact.blocked, inbox.agent_bot_id) {
        (true, _) => Status::Resolved,
        (false, Some(_)) if !begins_unasked(new) => Status::Pending,
        (false, _) => new.status.unwrap_or(Status::Open),
    }
}

async fn contact_in_inbox(
    work: &mut Work<'_>,
    new: &NewConversation,
) -> Result<(Contact, ContactInbox)> {
    let source = new.source_id.as_deref();
    if let (Some(inbox), Some(contact)) = (new.inbox_id, new.contact_id) {
        inboxes::show(work, inbox).await?;
        let contact = contacts::show(work, contact).await?;
        let is_proven = contact_inboxes::is_vouched_for(work, new.hmac_verified);
        let known =
            contact_inboxes::find_or_create(work, &contact, inbox, source, is_proven).await?;
        return Ok((contact, known));
    }
    let source = source.ok_or(Error::Missing("source_id"))?;
    let known = contact_inboxes::by_source_alone(work, source, new.inbox_id).await?;
    let known = known.ok_or(Error::NotFound)?;
    inboxes::show(work, known.inbox_id).await?;
    Ok((contacts::show(work, known.contact_id).await?, known))
}

async fn member(work: &mut Work<'_>, user: Option<UserId>) -> Result<Option<UserId>> {
    match user.filter(|user| user.0 != 0) {
        Some(user) => Ok(Some(agents::keep(work, user).await?.ok_or(Error::NotFound)?.id)),
        None => Ok(None),
    }
}

async fn team(work: &mut Work<'_>, team: Option<TeamId>) -> Result<Option<TeamId>> {
    match team.filter(|team| team.0 != 0) {
        Some(team) => Ok(Some(teams::show(work, team).await?.id)),
        None => Ok(None),
    }
}

/// What clients note about where the conversation came from. A referer is a web address
/// or nothing.
fn additional_attributes(new: &NewConversation) -> Result<Object> {
    let Some(attributes) = &new.additional_attributes else { return Ok(Object::empty()) };
    check::fits("additional_attributes", &Object::empty(), attributes)?;
    let mut map = attributes.to_map();
    check::sizes("additional_attributes", &map)?;
    if let Some(referer) = map.get_mut("referer")
        && !referer.as_str().is_some_and(crate::validate::is_web_url)
    {
        referer.take();
    }
    Ok(map.into())
}

fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let moment = Timestamp::from_iso(&text);
    let moment = moment.or_else(|| text.parse().ok().map(Timestamp::from_seconds));
    moment.map(Some).ok_or_else(|| D::Error::custom("must be a date and time"))
}
