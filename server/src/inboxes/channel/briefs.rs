//! What is told of channels in few words, of many at once.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};

use super::network::Network;
use crate::{id::InboxId, json::Object, work::Work};

/// What lists of conversations tell of the channel of an inbox.
#[derive(Clone, Debug)]
pub struct Brief {
    pub inbox_name: String,
    pub channel_id: i64,
    pub channel_type: String,
    /// Hours after their last message within which a contact can be answered.
    pub reply_window: Option<f64>,
}

struct BriefOfInbox(InboxId, Brief);

impl FromRow for BriefOfInbox {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let (inbox, inbox_name) = (row.take()?, row.take()?);
        let (channel_id, channel_type) = (row.take()?, row.take::<String>()?);
        let attributes: Option<Object> = row.take()?;
        let set = attributes
            .filter(|attributes| !attributes.is_empty())
            .and_then(|attributes| attributes.to_map().get("agent_reply_time_window")?.as_f64());
        let reply_window = set.or_else(|| Network::of_type(&channel_type)?.window());
        Ok(BriefOfInbox(inbox, Brief { inbox_name, channel_id, channel_type, reply_window }))
    }
}

pub async fn briefs(work: &mut Work<'_>, ids: &[i64]) -> db::Result<HashMap<InboxId, Brief>> {
    let sql = sql!(
        "select inboxes.id, inboxes.name, inboxes.channel_id, inboxes.channel_type,
           api_channels.additional_attributes
         from inboxes left join api_channels on api_channels.id = inboxes.channel_id
           and inboxes.channel_type = 'Channel::Api'
         where inboxes.account_id = $1 and inboxes.id = any($2)"
    );
    let found = work.tx.all::<BriefOfInbox>(sql, args![work.account, ids]).await?;
    Ok(found.into_iter().map(|BriefOfInbox(inbox, brief)| (inbox, brief)).collect())
}
