//! What leaves the house by an action: webhooks that are called, mails that are written.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Order, allowance};
use crate::{
    accounts, agents,
    conversations::{
        Conversation,
        transcript::{self, Recipient},
        wording,
    },
    error::{Error, Result},
    id::{self, ConversationId, TeamId, UserId},
    mail::{Letter, Mail},
    tasks::Task,
    teams,
    work::Work,
};

/// Telling an address of a conversation. It is done outside of the transaction, and tried again
/// for a while when nobody takes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Call {
    /// Tells it from all others.
    id: String,
    pub url: String,
    /// What has happened.
    pub event: String,
    pub conversation: ConversationId,
    /// The member who has it done, if it is no rule that does it.
    pub by: Option<UserId>,
}

impl Task for Call {
    const KIND: &'static str = "actions.call";

    fn key(&self) -> String {
        self.id.clone()
    }
}

pub async fn webhook(
    work: &mut Work<'_>,
    order: &Order,
    conversation: &Conversation,
    url: &str,
) -> Result<()> {
    let (url, event) = (url.to_owned(), order.event.clone());
    let by = work.actor.member().map(|member| member.user);
    let call = Call { id: id::uuid(), url, event, conversation: conversation.id, by };
    Ok(work.enqueue(call).await?)
}

/// Writes a mail to every member of teams.
pub async fn to_teams(
    work: &mut Work<'_>,
    conversation: &Conversation,
    wanted: &[TeamId],
    text: &str,
) -> Result<()> {
    let wanted: Vec<i64> = wanted.iter().map(|team| team.0).collect();
    let members = teams::members_of_any(work, &wanted).await?;
    let members: Vec<UserId> = members.into_iter().collect::<HashSet<_>>().into_iter().collect();
    if members.is_empty() {
        return Err(Error::refused("There is nobody in these teams"));
    }
    let text = wording::filled(work, conversation, text).await?;
    let number = conversation.display_id;
    let base = work.links.base();
    let url = format!("{base}/app/accounts/{}/conversations/{number}", work.account);
    let texts = accounts::texts(work).await?;
    let letter = Letter::in_language(texts.language)
        .paragraph(text)
        .action(texts.rules.to_team_action.with(&[("id", &number)]), url)
        .note(&texts.rules.to_team_note);
    let subject = texts.rules.to_team_subject.with(&[("id", &number)]);
    let readers = agents::of_users(work, &members).await?;
    allowance::take_mails(work, readers.len()).await?;
    for reader in readers {
        work.enqueue(Mail::new(reader.email, subject.clone(), &letter)).await?;
    }
    Ok(())
}

/// Sends a transcript to all of the addresses, or to none when one of them is wrong.
pub async fn transcript(
    work: &mut Work<'_>,
    conversation: &Conversation,
    addresses: &[String],
) -> Result<()> {
    let mut recipients = Vec::with_capacity(addresses.len());
    for address in addresses {
        let email = wording::filled(work, conversation, address).await?;
        transcript::check_address(&email)?;
        recipients.push(Recipient { email: Some(email) });
    }
    allowance::take_mails(work, recipients.len()).await?;
    for recipient in &recipients {
        transcript::send(work, conversation.display_id, recipient).await?;
    }
    Ok(())
}
