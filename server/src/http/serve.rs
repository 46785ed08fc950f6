//! Takes connections, answers their requests, and finishes what it accepted when told to stop.

use std::{convert::Infallible, time::Duration};

use axum::{body::Body, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::net::TcpListener;

use super::{front::Front, routes};
use crate::app::App;

/// How much longer than a request may take to arrive is waited for those under way when it is
/// time to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until it is time to stop, then lets open requests finish.
pub async fn serve(app: App, listener: TcpListener) {
    let timeout = app.config.server.request_timeout;
    let front = Front::new(app.clone(), routes::table(app.clone()), std::process::id());
    // Whoever wants HTTP/2 has it from the proxy. A client of either kind that says nothing at
    // all would never be given up: it is told by its first bytes which of them it is.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(timeout);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(app.stopping());

    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, usually: wait for some to be closed.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection was gone before it was served");
        }
        let front = front.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let front = front.clone();
            async move { Ok::<_, Infallible>(front.answer(request.map(Body::new), peer).await) }
        });
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let connection = open.watch(connection.into_owned());
        #[expect(clippy::disallowed_methods, reason = "`open` keeps track of it")]
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }

    drop(listener);
    let open_requests = open.count();
    tracing::info!(connections = open_requests, "stopping: open requests are finished first");
    if tokio::time::timeout(timeout + GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    if tokio::time::timeout(GRACE, app.hub.empty()).await.is_err() {
        tracing::warn!("some sockets were not closed in time");
    }
}
