//! A server of somebody else, with one picture on it.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{Router, http::header::CONTENT_TYPE};
use tokio::{net::TcpListener, task::JoinHandle};

pub struct Server {
    pub url: String,
    asked: Arc<AtomicU32>,
    served: JoinHandle<()>,
}

impl Server {
    /// One that answers everybody with these bytes.
    pub async fn open(bytes: Vec<u8>, content_type: &'static str) -> Self {
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let answer = move || {
            count.fetch_add(1, Ordering::Relaxed);
            let bytes = bytes.clone();
            async move { ([(CONTENT_TYPE, content_type)], bytes) }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/lea.png", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer);
        #[expect(clippy::disallowed_methods, reason = "it is ended with the server")]
        let served = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Server { url, asked, served }
    }

    /// How often somebody has asked.
    pub fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.served.abort();
    }
}
