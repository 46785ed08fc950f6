//! A notification as a mail (contract `behaviour.md`, 4.6).

use super::address;
use crate::{
    conversations::details::Sent,
    id::AccountId,
    inboxes::naming,
    mail::{Letter, Mail},
    messages::senders::Sender,
    notifications::{Kind, alerts::Due},
    texts::{PerNotification, Text},
};

/// Characters of each message that are shown.
const SHOWN: usize = 1_000;

pub fn mail(account: AccountId, frontend_url: &str, due: &Due, said: &[Sent]) -> Mail {
    let Due { details, member, .. } = due;
    let notification = &details.notification;
    let conversation = &details.conversation;
    let id = conversation.conversation.display_id;
    let (texts, said_here) = (details.texts, &details.texts.notification_mails);
    let (name, inbox) = (member.available_name(), &conversation.inbox_name);
    let opening = of_kind(&said_here.openings, notification.kind);
    let mut letter = Letter::in_language(texts.language)
        .paragraph(said_here.hello.with(&[("name", &name)]))
        .paragraph(opening.with(&[("id", &id), ("inbox", inbox)]));
    for sent in said {
        let content = sent.message.content.as_deref();
        let content = content.unwrap_or(said_here.without_words.as_str());
        let sender = Sender::in_mails(sent.sender.as_ref(), &texts.transcript);
        letter = letter.quote(sender, shortened(content));
    }
    let url = address(frontend_url, account, id);
    let letter = letter.action(&said_here.open, url).note(&said_here.why);
    let inbox = naming::in_mails(inbox);
    let subject = of_kind(&said_here.subjects, notification.kind);
    let subject = subject.with(&[("name", &name), ("id", &id), ("inbox", &inbox)]);
    Mail::new(&member.email, subject, &letter).known_as(format!("notification-{}", notification.id))
}

fn of_kind(texts: &PerNotification, kind: Kind) -> &Text {
    match kind {
        Kind::Creation => &texts.created,
        Kind::Assignment => &texts.assigned,
        Kind::AssignedMessage => &texts.assigned_message,
        Kind::Mention => &texts.mentioned,
        Kind::ParticipatingMessage => &texts.participating_message,
        Kind::MissedFirstResponse => &texts.missed_first_response,
        Kind::MissedNextResponse => &texts.missed_next_response,
        Kind::MissedResolution => &texts.missed_resolution,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
