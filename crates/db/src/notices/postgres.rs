//! PostgreSQL: `listen` on a connection of its own, opened again whenever it is lost, and
//! `notify` in a transaction of its own. It is not said in the transaction of a change,
//! since the server lets those that notify commit one after another only.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tokio::{sync::watch, time::timeout};
use tokio_postgres::{AsyncMessage, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Heard, Notice};
use crate::{
    Error, Result, Tx, args,
    postgres::{PATIENCE, from_postgres},
    sql,
};

/// How long to wait before a connection that was lost is opened again, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Where to, and who asks.
pub(crate) struct Ear {
    pub config: Config,
    pub tls: MakeRustlsConnect,
    /// The number of this process.
    pub me: u64,
}

/// Says something to all others.
pub(crate) async fn tell(tx: &mut Tx, me: u64, text: &str) -> Result<()> {
    let sql = sql!("select cast(pg_notify('frontdesk', $1) as text)");
    tx.one::<(String,)>(sql, args![format!("{me:x} {text}")]).await.map(drop)
}

/// Listens until the database is closed.
pub(crate) async fn listen(ear: Ear, mut closed: watch::Receiver<bool>, heard: Heard) {
    let listening = async {
        let mut pause = FIRST_PAUSE;
        loop {
            let lost = ear.listen(&heard, &mut pause).await;
            tracing::warn!(error = %lost, "what other processes do is not heard at the moment");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    };
    tokio::select! {
        () = listening => {}
        _ = closed.wait_for(|closed| *closed) => {}
    }
}

impl Ear {
    /// Listens until the connection is lost, and returns why it was.
    async fn listen(&self, heard: &Heard, pause: &mut Duration) -> Error {
        let connecting = Box::pin(self.config.connect(self.tls.clone()));
        let (client, mut carrier) = match timeout(PATIENCE, connecting).await {
            Ok(Ok(connected)) => connected,
            Ok(Err(error)) => return from_postgres(error),
            Err(_) => return Error::Unavailable("the server does not answer".to_owned()),
        };
        let mut messages = stream::poll_fn(move |context| carrier.poll_message(context));
        let mut asked = std::pin::pin!(client.batch_execute("listen frontdesk"));
        let mut listens = false;
        loop {
            tokio::select! {
                answer = &mut asked, if !listens => {
                    if let Err(error) = answer {
                        return from_postgres(error);
                    }
                    listens = true;
                    *pause = FIRST_PAUSE;
                    heard(Notice::Listening);
                }
                message = messages.next() => match message {
                    Some(Ok(AsyncMessage::Notification(said))) => self.hear(said.payload(), heard),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return from_postgres(error),
                    None => return Error::Unavailable("the server hung up".to_owned()),
                },
            }
        }
    }

    /// Passes on what others say.
    fn hear(&self, payload: &str, heard: &Heard) {
        if let Some((who, text)) = payload.split_once(' ')
            && let Ok(who) = u64::from_str_radix(who, 16)
            && who != self.me
        {
            heard(Notice::Said { who, text: text.to_owned() });
        }
    }
}
