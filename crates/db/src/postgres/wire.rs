//! The wire of a connection: the task that carries what is said over it, and its end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{task::JoinHandle, time::timeout};
use tokio_postgres::{CancelToken, Socket, tls::TlsStream};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::pool::PATIENCE;

/// How long the server may take to end a session that was left before what it does there
/// is cancelled. After each request to cancel it may take twice as long: the request may
/// have come before what it is about.
const MOMENT: Duration = Duration::from_millis(100);

pub(super) struct Wire {
    carrying: JoinHandle<()>,
    cancel: CancelToken,
    tls: MakeRustlsConnect,
}

impl Wire {
    /// Carries until the client is dropped or the server ends the session. `dismissed` is
    /// set when the server does so without owing an answer, and before the client hears.
    pub fn carried_by<S>(
        mut carrier: tokio_postgres::Connection<Socket, S>,
        dismissed: Arc<AtomicBool>,
        cancel: CancelToken,
        tls: &MakeRustlsConnect,
    ) -> Self
    where
        S: TlsStream + Unpin + Send + 'static,
    {
        #[expect(clippy::disallowed_methods, reason = "ends with the client or the server")]
        let carrying = tokio::spawn(async move {
            if let Err(error) = (&mut carrier).await {
                // A refusal that answers nothing. One that answers goes to who has asked.
                dismissed.store(error.as_db_error().is_some(), Ordering::Release);
                tracing::warn!(%error, "a database connection was lost");
            }
        });
        Self { carrying, cancel, tls: tls.clone() }
    }

    /// Ends the session of a client that was dropped, whatever the server is doing for it.
    pub async fn hang_up(&mut self) {
        let mut patience = MOMENT;
        while timeout(patience, &mut self.carrying).await.is_err() {
            patience *= 2;
            let cancelled = timeout(PATIENCE, self.cancel.cancel_query(self.tls.clone())).await;
            if let Ok(Err(error)) = cancelled {
                tracing::debug!(%error, "a statement could not be cancelled");
            }
        }
    }
}
