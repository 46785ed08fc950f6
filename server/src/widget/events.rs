//! What happens in the chat of a website that is no message: it was opened, or a campaign was shown
//! (contract `realtime-client-platform.md`, 4.12).

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{browser::Browser, site};
use crate::{
    actor::Actor,
    agents,
    contacts::contact_inboxes::{self, ContactInbox},
    conversations::{
        post,
        start::{self, NewConversation},
        visitor,
    },
    error::{Error, Result},
    events::{Event, Name},
    id::CampaignNumber,
    inboxes,
    json::Object,
    messages::NewMessage,
    validate::SHORT,
    visitors::door::Door,
    work::Work,
};

/// Bytes of what is told of an event.
const MOST: usize = 4_000;

/// What has happened, as the chat says it.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "name": "webwidget.triggered",
    "event_info": { "referer": "https://shop.example/" }
}]))]
#[serde(default)]
pub struct Happened {
    /// `webwidget.triggered` or `campaign.triggered`.
    pub name: String,
    pub event_info: Option<Object>,
}

/// Notes what has happened.
pub async fn note(
    work: &mut Work<'_>,
    door: &Door,
    known: &ContactInbox,
    happened: &Happened,
    browser: &Browser,
    language: Option<&str>,
) -> Result<()> {
    let mut info = happened.event_info.clone().unwrap_or_default().to_map();
    info.extend(browser.notes());
    let language = language.filter(|language| language.len() <= SHORT);
    info.insert("widget_language".to_owned(), language.into());
    if Object::from(info.clone()).as_str().len() > MOST {
        return Err(Error::invalid(
            "event_info",
            format!("is too large (maximum is {MOST} bytes)"),
        ));
    }
    match happened.name.as_str() {
        "webwidget.triggered" => opened(work, known, info).await,
        "campaign.triggered" => show_campaign(work, door, known, info).await,
        _ => Err(Error::invalid("name", "is not included in the list")),
    }
}

/// The chat was opened, which webhooks may want to know.
async fn opened(work: &mut Work<'_>, known: &ContactInbox, info: Map<String, Value>) -> Result<()> {
    let inbox = inboxes::show(work, known.inbox_id).await?;
    let told = json!({
        "inbox": { "id": inbox.id, "name": inbox.settings.name },
        "source_id": known.source_id,
        "event_info": info,
    });
    let Value::Object(told) = told else { return Ok(()) };
    let told = Object::from(told);
    let newest = visitor::newest(work, known).await?;
    let event = Event::new(Name::WebwidgetTriggered).contact(known.contact_id).about(known.id);
    let event = newest.iter().fold(event, |event, newest| event.conversation(newest.id));
    work.emit(event.telling(&told)).await
}

/// A campaign was shown: it is the first message of a conversation, unless there is one already.
async fn show_campaign(
    work: &mut Work<'_>,
    door: &Door,
    known: &ContactInbox,
    mut info: Map<String, Value>,
) -> Result<()> {
    let number = info.remove("campaign_id");
    let number = number.and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()));
    let wanted = number.map(CampaignNumber);
    let running = site::campaigns(work, door).await?;
    let shown = running.into_iter().find(|shown| Some(shown.campaign.number) == wanted);
    let campaign = shown.ok_or(Error::NotFound)?.campaign;
    contact_inboxes::lock(work, known.id).await?;
    if visitor::newest(work, known).await?.is_some() {
        return Ok(());
    }
    let custom_attributes = match info.remove("custom_attributes") {
        Some(Value::Object(attributes)) => Some(attributes.into()),
        _ => None,
    };
    let new = NewConversation {
        source_id: Some(known.source_id.clone()),
        inbox_id: Some(known.inbox_id),
        contact_id: Some(known.contact_id),
        additional_attributes: Some(info.into()),
        custom_attributes,
        campaign: Some(campaign.number),
        ..NewConversation::default()
    };
    let conversation = start::another(work, &new).await?;
    let sender = match campaign.sender {
        Some(sender) => agents::member(work.tx, work.account, sender).await?,
        None => None,
    };
    work.actor = sender.map_or(Actor::System, |member| Actor::Member(Arc::new(member)));
    let message = NewMessage {
        content: Some(campaign.message),
        campaign_id: Some(campaign.id.0.into()),
        ..NewMessage::default()
    };
    post::post_to(work, conversation, &message).await.map(drop)
}
