//! `frontdesk serve`.

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
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
    let bind = config.server.bind;
    let listener = TcpListener::bind(bind)
        .await
        .map_err(|error| format!("cannot listen on {bind}: {error} (see FRONTDESK_BIND)"))?;
    let address = listener.local_addr()?;
    let app = App::open(config, Clock::system(), Use::Serve).await?;
    let database = app.db.kind();
    tracing::info!(%address, ?database, version = env!("CARGO_PKG_VERSION"), "ready");

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (stop, stopping) = watch::channel(false);
    let told = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.send_replace(true);
    };
    let told_too = async move |mut stopping: watch::Receiver<bool>| {
        // Nobody can tell any more, which means the same.
        drop(stopping.wait_for(|stop| *stop).await);
    };
    tokio::join!(
        told,
        http::serve(app.clone(), listener, told_too(stopping.clone())),
        background::run(&app, told_too(stopping)),
    );
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}
