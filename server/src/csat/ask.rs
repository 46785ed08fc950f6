//! Asking a contact how they were helped: once in a conversation, when it is resolved.

use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    accounts,
    conversations::{self, Conversation, Status, activity, templates},
    error::Result,
    events::{Fact, Name, Position},
    id::ConversationId,
    inboxes::{
        self, Inbox,
        channel::briefs,
        csat::{Display, Operator, Survey},
    },
    json::Object,
    labels::tags::{self, Tagged},
    messages,
    tasks::{Action, Task},
    validate::filled,
    work::Work,
};

/// Asking the contact of a conversation.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Ask {
    conversation: ConversationId,
}

impl Task for Ask {
    const KIND: &'static str = "csat.ask";

    fn key(&self) -> String {
        self.conversation.to_string()
    }
}

/// Those who may have to be asked, since their conversations were resolved where inboxes ask.
pub async fn due(work: &mut Work<'_>, facts: &[&Fact]) -> Result<Vec<(Position, Ask)>> {
    let resolved = facts.iter().filter(|fact| fact.name == Name::ConversationResolved);
    let resolved: Vec<(Position, ConversationId)> =
        resolved.filter_map(|fact| Some((fact.position, fact.conversation?))).collect();
    if resolved.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = resolved.iter().map(|(_, id)| id.0).collect();
    let asking = store::where_inboxes_ask(work, &ids).await?;
    let asks = resolved.into_iter().filter(|(_, id)| asking.contains(id));
    Ok(asks.map(|(position, conversation)| (position, Ask { conversation })).collect())
}

impl Action for Ask {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let found = conversations::of_ids(work, &[self.conversation.0]).await?.pop();
        let Some(found) = found else { return Ok(()) };
        let conversation = conversations::lock(work, found.display_id).await?;
        let Some(inbox) = inboxes::find(work, conversation.inbox_id).await? else { return Ok(()) };
        let survey = survey_of(&inbox);
        let is_over = conversation.status == Status::Resolved;
        if !is_over
            || !inbox.settings.csat_survey_enabled
            || messages::first_survey(work, conversation.id).await?.is_some()
            || !is_meant(work, &conversation, &survey).await?
        {
            return Ok(());
        }
        let inbox = briefs::briefs(work, &[inbox.id.0]).await?.remove(&inbox.id);
        let window = inbox.and_then(|brief| brief.reply_window);
        if !conversation.can_be_answered(window, work.now) {
            let note = String::from(&accounts::texts(work).await?.notes.survey_not_sent);
            return activity::say(work, conversation, note).await.map(drop);
        }
        let words = match filled(survey.message.clone()) {
            Some(words) => words,
            None => String::from(&accounts::texts(work).await?.chat.rate),
        };
        templates::ask(work, conversation, words, attributes(&survey)).await.map(drop)
    }
}

/// What is set of the survey of an inbox.
pub fn survey_of(inbox: &Inbox) -> Survey {
    serde_json::from_str(inbox.settings.csat_config.as_str()).unwrap_or_default()
}

/// Whether the labels of a conversation are such that its contact is asked.
async fn is_meant(
    work: &mut Work<'_>,
    conversation: &Conversation,
    survey: &Survey,
) -> Result<bool> {
    let rules = survey.survey_rules.clone().unwrap_or_default();
    let values = rules.values.unwrap_or_default();
    if values.is_empty() {
        return Ok(true);
    }
    let labels = tags::of_one(work, Tagged::Conversation, conversation.id.0).await?;
    let carries = labels.iter().any(|label| values.contains(label));
    Ok(carries == (rules.operator != Some(Operator::DoesNotContain)))
}

fn attributes(survey: &Survey) -> Object {
    let display_type = survey.display_type.unwrap_or(Display::Emoji);
    let display_type = serde_json::to_value(display_type).expect("a name is JSON");
    serde_json::Map::from_iter([("display_type".to_owned(), display_type)]).into()
}
