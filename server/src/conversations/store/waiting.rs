//! Open conversations that nobody has, and no bot either. How many there are in an inbox that
//! no member has is among the tallies.

use db::{args, sql};

use crate::{
    conversations::Conversation,
    id::{InboxId, UserId},
    work::Work,
};

/// Those of an inbox that have waited longest, with nobody else changing them: of these teams,
/// and of no team if those are wanted.
pub async fn lock_waiting(
    work: &mut Work<'_>,
    inbox: InboxId,
    of_no_team: bool,
    teams: &[i64],
    limit: i64,
) -> db::Result<Vec<Conversation>> {
    let sql = sql!(
        "select id from conversations
         where account_id = $1 and inbox_id = $2 and status = 0 and assignee_id is null
           and assignee_agent_bot_id is null and (team_id = any($4) or ($3 and team_id is null))
         order by id limit $5 for update"
    );
    let ids =
        work.tx.all::<(i64,)>(sql, args![work.account, inbox, of_no_team, teams, limit]).await?;
    let ids: Vec<i64> = ids.into_iter().map(|(id,)| id).collect();
    let mut waiting = super::of_ids(work, &ids).await?;
    waiting.sort_by_key(|conversation| conversation.id);
    Ok(waiting)
}

/// Whether more than so many wait in an inbox where members have a limit.
pub async fn waiting_for_room(work: &mut Work<'_>, inbox: InboxId, but: i64) -> db::Result<bool> {
    let sql = sql!(
        "select 1 from inboxes join conversation_tallies
           on conversation_tallies.account_id = $1 and conversation_tallies.status = 0
           and conversation_tallies.inbox_id = $2 and conversation_tallies.team_id = 0
           and conversation_tallies.assignee_id = 0
         where inboxes.account_id = $1 and inboxes.id = $2
           and inboxes.auto_assignment_config <> '{{}}' and conversation_tallies.count > $3"
    );
    Ok(work.tx.first::<(i64,)>(sql, args![work.account, inbox, but]).await?.is_some())
}

/// The inboxes of a member in which any wait.
pub async fn waiting_inboxes(work: &mut Work<'_>, user: UserId) -> db::Result<Vec<InboxId>> {
    let sql = sql!(
        "select inbox_members.inbox_id from inbox_members join conversation_tallies
           on conversation_tallies.account_id = $1 and conversation_tallies.status = 0
           and conversation_tallies.inbox_id = inbox_members.inbox_id
           and conversation_tallies.team_id = 0 and conversation_tallies.assignee_id = 0
         where inbox_members.user_id = $2 and conversation_tallies.count > 0"
    );
    let inboxes = work.tx.all::<(InboxId,)>(sql, args![work.account, user]).await?;
    Ok(inboxes.into_iter().map(|(inbox,)| inbox).collect())
}
