//! Rows of `conversations` by who has them, some at a time, with nobody else changing them.
//! To be read by one who is alone in the account, since they come in the order of an index.

use db::{args, sql};

use super::{COLUMNS, Conversation};
use crate::{
    id::{AgentBotId, CampaignNumber, TeamId, UserId},
    work::Work,
};

pub async fn of_assignee(
    work: &mut Work<'_>,
    user: UserId,
    most: i64,
) -> db::Result<Vec<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations where account_id = $1 and assignee_id = $2
         order by status, last_activity_at, id limit $3 for update"
    );
    work.tx.all(sql, args![work.account, user, most]).await
}

pub async fn of_team(
    work: &mut Work<'_>,
    team: TeamId,
    most: i64,
) -> db::Result<Vec<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations where account_id = $1 and team_id = $2
         order by status, last_activity_at, id limit $3 for update"
    );
    work.tx.all(sql, args![work.account, team, most]).await
}

pub async fn of_agent_bot(
    work: &mut Work<'_>,
    bot: AgentBotId,
    most: i64,
) -> db::Result<Vec<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations where assignee_agent_bot_id = $2 and account_id = $1
         order by id limit $3 for update"
    );
    work.tx.all(sql, args![work.account, bot, most]).await
}

/// Has so many conversations name no campaign any more that they were begun by. Tells how many.
pub async fn forget_campaign(
    work: &mut Work<'_>,
    campaign: CampaignNumber,
    most: i64,
) -> db::Result<u64> {
    let sql = sql!(
        "update conversations set campaign_number = null where account_id = $1 and id in (
           select id from conversations where account_id = $1 and campaign_number = $2
           order by id limit $3)"
    );
    work.tx.exec(sql, args![work.account, campaign, most]).await
}
