//! A notification as a mail (contract `behaviour.md`, 4.6).

use super::address;
use crate::{
    agents::Agent,
    conversations::details::Sent,
    id::{AccountId, DisplayId},
    inboxes::naming,
    mail::{Letter, Mail},
    messages::senders::Sender,
    notifications::{Kind, alerts::Due},
};

/// Characters of each message that are shown.
const SHOWN: usize = 1_000;

pub fn mail(account: AccountId, frontend_url: &str, due: &Due, said: &[Sent]) -> Mail {
    let Due { details, member, .. } = due;
    let notification = &details.notification;
    let conversation = &details.conversation;
    let id = conversation.conversation.display_id;
    let name = member.available_name();
    let mut letter = Letter::new().paragraph(format!("Hi {name},")).paragraph(opening(
        notification.kind,
        id,
        &conversation.inbox_name,
    ));
    for sent in said {
        let content = sent.message.content.as_deref().unwrap_or("(no text)");
        letter = letter.quote(Sender::in_mails(sent.sender.as_ref()), shortened(content));
    }
    let url = address(frontend_url, account, id);
    let letter = letter.action("Open the conversation", url).note(
        "You are told of this because your notification settings say so. You can change them in \
         your profile.",
    );
    let subject =
        subject(notification.kind, member, id, &naming::in_mails(&conversation.inbox_name));
    Mail::new(&member.email, subject, &letter).known_as(format!("notification-{}", notification.id))
}

fn subject(kind: Kind, member: &Agent, id: DisplayId, inbox: &str) -> String {
    let name = member.available_name();
    match kind {
        Kind::Creation => {
            format!("{name}, A new conversation [ID - {id}] has been created in {inbox}.")
        }
        Kind::Assignment => {
            format!("{name}, A new conversation [ID - {id}] has been assigned to you.")
        }
        Kind::AssignedMessage => {
            format!("{name}, New message in your assigned conversation [ID - {id}].")
        }
        Kind::Mention => {
            format!("{name}, You have been mentioned in conversation [ID - {id}]")
        }
        Kind::ParticipatingMessage => {
            format!("{name}, New message in your participating conversation [ID - {id}].")
        }
        Kind::MissedFirstResponse => {
            format!("Conversation [ID - {id}] missed SLA for first response")
        }
        Kind::MissedNextResponse => {
            format!("Conversation [ID - {id}] missed SLA for next response")
        }
        Kind::MissedResolution => {
            format!("Conversation [ID - {id}] missed SLA for resolution time")
        }
    }
}

fn opening(kind: Kind, id: DisplayId, inbox: &str) -> String {
    match kind {
        Kind::Creation => format!("Conversation #{id} has begun in {inbox}."),
        Kind::Assignment => format!("Conversation #{id} in {inbox} is yours now."),
        Kind::AssignedMessage => {
            format!("There is something new in your conversation #{id} in {inbox}.")
        }
        Kind::Mention => format!("Somebody wants you to look at conversation #{id} in {inbox}."),
        Kind::ParticipatingMessage => {
            format!(
                "There is something new in conversation #{id} in {inbox}, in which you take part."
            )
        }
        Kind::MissedFirstResponse => {
            format!("Nobody has answered conversation #{id} in {inbox} in time.")
        }
        Kind::MissedNextResponse => {
            format!("Nobody has answered again in conversation #{id} in {inbox} in time.")
        }
        Kind::MissedResolution => {
            format!("Conversation #{id} in {inbox} was not resolved in time.")
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
