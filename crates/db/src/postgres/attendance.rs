//! Who serves from a database. Each process has a session for it that holds a lock; the
//! server frees that when the session ends, in whatever way the process did.

use std::{pin::Pin, time::Duration};

use tokio::{task::JoinSet, time::sleep};
use tokio_postgres::Client;

use super::{connection::from_postgres, pool::Opener};
use crate::{Error, Result};

/// How often one that comes looks whether it is alone, and after which pause each time: the
/// server may not have heard yet that the one before it has ended.
const LOOKS: usize = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// How long to wait before a session that was lost is opened anew.
const PAUSE: Duration = Duration::from_secs(1);

/// The lock of those who serve from the same schema. Held by one who is alone while it does
/// what only such a one may do, and then shared.
macro_rules! lock {
    ($call:literal) => {
        concat!("select ", $call, "(hashtextextended('serves ' || current_schema(), 0))")
    };
}

const TRY_ALONE: &str = lock!("pg_try_advisory_lock");
const BESIDE_OTHERS: &str = lock!("pg_advisory_lock_shared");
const LET_OTHERS_IN: &str = lock!("pg_advisory_unlock");

/// Held by a process that serves. Dropping it ends the session.
pub(crate) struct Attendance {
    _session: JoinSet<()>,
}

struct Session {
    client: Client,
    /// Carries what is said until the session ends.
    carrier: Pin<Box<dyn Future<Output = Error> + Send>>,
}

impl Attendance {
    pub(super) async fn begin(opener: Opener, alone: impl Future<Output = ()>) -> Self {
        let mut session = Session::first(&opener, alone).await;
        let mut attending = JoinSet::new();
        attending.spawn(async move {
            loop {
                let error = match session {
                    Ok(session) => session.carrier.await,
                    Err(error) => error,
                };
                tracing::warn!(%error, "others cannot know for a moment that this process serves");
                sleep(PAUSE).await;
                session = Session::beside_others(&opener).await;
            }
        });
        Self { _session: attending }
    }
}

impl Session {
    /// Does `alone` if nobody else serves, and before anybody else may.
    async fn first(opener: &Opener, alone: impl Future<Output = ()>) -> Result<Self> {
        let mut session = Self::open(opener).await?;
        for _ in 0..LOOKS {
            if session.asks(TRY_ALONE).await? {
                alone.await;
                session.runs(BESIDE_OTHERS).await?;
                session.runs(LET_OTHERS_IN).await?;
                return Ok(session);
            }
            sleep(BETWEEN_LOOKS).await;
        }
        session.runs(BESIDE_OTHERS).await?;
        Ok(session)
    }

    async fn beside_others(opener: &Opener) -> Result<Self> {
        let mut session = Self::open(opener).await?;
        session.runs(BESIDE_OTHERS).await?;
        Ok(session)
    }

    async fn open(opener: &Opener) -> Result<Self> {
        let (client, carrier) = Box::pin(opener.connect()).await?;
        let carrier = Box::pin(async move {
            match carrier.await {
                Ok(()) => Error::closed(),
                Err(error) => from_postgres(error),
            }
        });
        Ok(Self { client, carrier })
    }

    async fn asks(&mut self, question: &str) -> Result<bool> {
        tokio::select! {
            biased;
            row = self.client.query_one(question, &[]) => {
                row.and_then(|row| row.try_get(0)).map_err(from_postgres)
            }
            error = &mut self.carrier => Err(error),
        }
    }

    async fn runs(&mut self, statement: &str) -> Result<()> {
        tokio::select! {
            biased;
            done = self.client.execute(statement, &[]) => done.map(drop).map_err(from_postgres),
            error = &mut self.carrier => Err(error),
        }
    }
}
