//! How much may leave the house by actions, to whom somebody likes: nobody has a desk write to
//! all the world. What visitors ask for is counted apart from what rules and macros send, so that
//! whoever is outside cannot use up what the account has set up.

use db::{args, sql};

use crate::{
    error::{Error, Result},
    work::Work,
};

/// Transcripts that the rules and macros of an account send on a day, in UTC, and mails that its
/// rules write to teams, together; and transcripts that its visitors ask for.
const MAILS: i64 = 1_000;

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

/// Counts mails that a rule or a macro is about to send. Refuses them all when they are too many.
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
    taken(work.tx.exec(sql, args![work.account, today(work), count, MAILS]).await?)
}

/// Counts a transcript that a visitor is about to be sent, or refuses it.
pub async fn take_mail_of_visitor(work: &mut Work<'_>) -> Result<()> {
    let sql = sql!(
        "insert into visitor_transcripts (account_id, day, sent) values ($1, $2, 1)
         on conflict (account_id) do update
         set day = excluded.day, sent = excluded.sent
           + case when visitor_transcripts.day = excluded.day then visitor_transcripts.sent else 0
             end
         where visitor_transcripts.day <> excluded.day
           or visitor_transcripts.sent + excluded.sent <= $3"
    );
    taken(work.tx.exec(sql, args![work.account, today(work), MAILS]).await?)
}

fn today(work: &Work<'_>) -> i64 {
    work.now.seconds().div_euclid(SECONDS_OF_DAY)
}

/// Nothing is counted when there were too many.
fn taken(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::refused("No more mails are sent today: there were 1,000")),
        _ => Ok(()),
    }
}
