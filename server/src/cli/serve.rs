//! `frontdesk serve`.

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use super::Failure;
use crate::{
    app::{App, Use},
    background,
    clock::Clock,
    config::Config,
    http,
};

pub async fn run(config: Config) -> Result<(), Failure> {
    super::log(&config.log)?;
    raise_open_files();
    let bind = config.server.bind;
    let listener = TcpListener::bind(bind)
        .await
        .map_err(|error| format!("cannot listen on {bind}: {error} (see FRONTDESK_BIND)"))?;
    let address = listener.local_addr()?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let app = App::open(config, Clock::system(), Use::Serve).await?;
    let database = app.db.kind();
    tracing::info!(%address, ?database, version = env!("CARGO_PKG_VERSION"), "ready");

    if app.config.outbound.allow_private_urls {
        tracing::warn!(
            "webhooks may reach this machine's own network (FRONTDESK_ALLOW_PRIVATE_URLS)"
        );
    }

    let told_to_stop = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        app.stop();
    };
    tokio::join!(told_to_stop, http::serve(app.clone(), listener), background::run(&app));
    app.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Has the system allow as many open files as it may: every socket is one, and what is usual
/// is made for programs that have few.
fn raise_open_files() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(open_files) => tracing::debug!(open_files, "so many files may be open"),
        Err(error) => tracing::warn!(%error, "few sockets may be open at the same time"),
    }
}
