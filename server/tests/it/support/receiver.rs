//! Is told by webhooks, and answers as it was asked to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header::LOCATION},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

/// A server that webhooks point to.
pub struct Receiver {
    pub url: String,
    shared: Arc<Mutex<Shared>>,
    served: JoinHandle<()>,
}

/// Where others are sent that are to look elsewhere.
pub const ELSEWHERE: &str = "/elsewhere";

type Answer = Box<dyn Fn(&Delivered) -> u16 + Send>;

#[derive(Default)]
struct Shared {
    told: Vec<Delivered>,
    answers: VecDeque<u16>,
    otherwise: Option<Answer>,
    /// Whether nobody is answered at all.
    hangs: bool,
}

/// Something that was told.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
    pub body: Value,
}

impl Receiver {
    pub async fn open() -> Self {
        let shared: Arc<Mutex<Shared>> = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let app = Router::new().fallback(hear).with_state(Arc::clone(&shared));
        #[expect(clippy::disallowed_methods, reason = "it is ended with the receiver")]
        let served = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Receiver { url, shared, served }
    }

    /// Answers the next requests with these statuses, and all others with 200. A 303 leads to
    /// [`ELSEWHERE`].
    pub fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.shared.lock().unwrap().answers.extend(statuses);
    }

    /// Answers by what is told, when no answer was said before.
    pub fn answer_by(&self, answer: impl Fn(&Delivered) -> u16 + Send + 'static) {
        self.shared.lock().unwrap().otherwise = Some(Box::new(answer));
    }

    /// Takes what is told, and answers nobody; or answers again as before.
    pub fn hang(&self, hangs: bool) {
        self.shared.lock().unwrap().hangs = hangs;
    }

    /// What was told since this was asked last.
    pub fn take(&self) -> Vec<Delivered> {
        std::mem::take(&mut self.shared.lock().unwrap().told)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.served.abort();
    }
}

impl Delivered {
    pub fn event(&self) -> &str {
        self.body["event"].as_str().unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("there is a {name}")).to_str().unwrap()
    }
}

async fn hear(
    State(shared): State<Arc<Mutex<Shared>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let bytes = body.to_vec();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let body = serde_json::from_str(&text).unwrap_or_default();
    let told = Delivered { method, path: uri.to_string(), headers, bytes, text, body };
    let status = {
        let mut shared = shared.lock().unwrap();
        let status = match (shared.answers.pop_front(), &shared.otherwise) {
            _ if shared.hangs => None,
            (Some(status), _) => Some(status),
            (None, Some(answer)) => Some(answer(&told)),
            (None, None) => Some(200),
        };
        shared.told.push(told);
        status
    };
    match status {
        Some(303) => (StatusCode::SEE_OTHER, [(LOCATION, ELSEWHERE)]).into_response(),
        Some(status) => StatusCode::from_u16(status).unwrap().into_response(),
        None => std::future::pending().await,
    }
}
