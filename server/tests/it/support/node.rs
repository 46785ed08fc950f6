//! Another server on the database of a desk.

use frontdesk::{
    app::{App, Use},
    background, http,
};
use tokio::{net::TcpListener, task::JoinHandle};

use super::Desk;

/// A server with everything that goes on in one.
pub struct Node {
    pub app: App,
    pub url: String,
    served: JoinHandle<()>,
    background: JoinHandle<()>,
}

impl Node {
    /// One that serves beside the desk, on the same database and with the same clock.
    pub async fn beside(desk: &Desk) -> Self {
        let config = desk.app.config.clone();
        let app = App::open(config, desk.clock.clone(), Use::Serve).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        #[expect(clippy::disallowed_methods, reason = "`stop` waits for them")]
        let (served, background) = (
            tokio::spawn(http::serve(app.clone(), listener)),
            tokio::spawn({
                let app = app.clone();
                async move { background::run(&app).await }
            }),
        );
        Node { app, url, served, background }
    }

    pub async fn stop(self) {
        self.app.stop();
        self.served.await.unwrap();
        self.background.await.unwrap();
        self.app.close().await;
    }
}
