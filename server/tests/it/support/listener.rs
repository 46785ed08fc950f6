//! Listens to `/cable` as a client does.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _},
};

/// For how long a frame may be on its way.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open socket.
pub struct Listener {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// What the server chose of the sub-protocols.
    pub protocol: Option<String>,
}

impl Listener {
    pub async fn connect(url: &str, protocols: Option<&'static str>) -> Self {
        let url = format!("{}/cable", url.replace("http://", "ws://"));
        let mut request = url.into_client_request().unwrap();
        if let Some(protocols) = protocols {
            request.headers_mut().insert("sec-websocket-protocol", protocols.parse().unwrap());
        }
        let (socket, response) = tokio_tungstenite::connect_async(request).await.unwrap();
        let protocol = response.headers().get("sec-websocket-protocol");
        let protocol = protocol.map(|name| name.to_str().unwrap().to_owned());
        Listener { socket, protocol }
    }

    /// Says something, whatever it is.
    pub async fn say(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.unwrap();
    }

    pub async fn command(&mut self, command: &str, identifier: &str, data: Option<Value>) {
        let mut frame = json!({ "command": command, "identifier": identifier });
        if let Some(data) = data {
            frame["data"] = data;
        }
        self.say(frame.to_string()).await;
    }

    /// The next frame, pings left out.
    pub async fn frame(&mut self) -> Value {
        // Pings go on for ever.
        let frame = tokio::time::timeout(PATIENCE, async {
            loop {
                let text = self.text().await.expect("the server has not hung up");
                let frame: Value = serde_json::from_str(&text).unwrap();
                if frame["type"] != "ping" {
                    return frame;
                }
            }
        });
        frame.await.expect("something is said in time")
    }

    /// The next thing that is said, word for word. None when the server has hung up.
    pub async fn text(&mut self) -> Option<String> {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await;
            match next.expect("something is said in time")?.ok()? {
                Message::Text(text) => return Some(text.as_str().to_owned()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// The next event that is no presence, with its data.
    pub async fn event(&mut self) -> (String, Value) {
        loop {
            let mut frame = self.frame().await;
            let event = frame["message"]["event"].as_str().unwrap_or_default().to_owned();
            if !matches!(event.as_str(), "" | "presence.update") {
                return (event, frame["message"]["data"].take());
            }
        }
    }

    /// The data of the next event of this name; others are passed over.
    pub async fn hears(&mut self, wanted: &str) -> Value {
        loop {
            let (event, data) = self.event().await;
            if event == wanted {
                return data;
            }
        }
    }
}
