//! How much may leave the house by actions, to whom somebody likes: nobody has a desk write to
//! all the world.

use db::{args, sql};

use crate::{
    error::{Error, Result},
    work::Work,
};

/// Transcripts that the rules, macros and visitors of an account send on a day, in UTC, and mails
/// that its rules write to teams, together.
const MAILS: i64 = 1_000;

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

/// Counts mails that are about to be sent. Refuses them all when they are too many.
pub async fn take_mails(work: &mut Work<'_>, count: usize) -> Result<()> {
    let sql = sql!(
        "insert into action_transcripts (account_id, day, sent) values ($1, $2, $3)
         on conflict (account_id) do update
         set day = excluded.day, sent = excluded.sent
           + case when action_transcripts.day = excluded.day then action_transcripts.sent else 0 end
         where action_transcripts.day <> excluded.day
           or action_transcripts.sent + excluded.sent <= $4"
    );
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let today = work.now.seconds().div_euclid(SECONDS_OF_DAY);
    match work.tx.exec(sql, args![work.account, today, count, MAILS]).await? {
        0 => Err(Error::refused("No more mails are sent today: there were 1,000")),
        _ => Ok(()),
    }
}
