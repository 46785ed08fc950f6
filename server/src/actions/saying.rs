//! What is said in a conversation by an action: by the member who has a macro done, and by
//! nobody when it is a rule.

use serde_json::{Map, Value};

use super::{
    Order,
    files::{self, Owner},
};
use crate::{
    conversations::{Conversation, post},
    error::Result,
    id::BlobId,
    messages::{NewMessage, content::Attributes},
    work::Work,
};

pub async fn message(
    work: &mut Work<'_>,
    order: &Order,
    conversation: Conversation,
    text: &str,
    private: bool,
) -> Result<()> {
    let new = NewMessage {
        content: Some(text.to_owned()),
        private: Some(private),
        content_attributes: said_by(order.owner),
        ..NewMessage::default()
    };
    post::post_to(work, conversation, &new).await.map(drop)
}

/// Sends files that the rule or macro has, in one message.
pub async fn files(
    work: &mut Work<'_>,
    order: &Order,
    conversation: Conversation,
    sent: &[BlobId],
) -> Result<()> {
    files::are_of(work, order.owner, sent).await?;
    post::post_files(work, conversation, sent).await.map(drop)
}

/// That it was a rule, where it was one.
fn said_by(owner: Owner) -> Attributes {
    match owner {
        Owner::Rule(rule) => {
            Attributes(Map::from_iter([("automation_rule_id".to_owned(), Value::from(rule.0))]))
        }
        Owner::Macro(_) => Attributes::default(),
    }
}
