//! Rows of `conversations` by who has them, some at a time, with nobody else changing them.
//! To be read by one who is alone in the account, since they come in the order of an index.

use db::{args, sql};

use super::{COLUMNS, Conversation};
use crate::{
    id::{AgentBotId, TeamId, UserId},
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
