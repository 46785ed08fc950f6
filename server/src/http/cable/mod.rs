//! `/cable`: where clients hear at once what happens (contract
//! `realtime-client-platform.md`, 1).
//!
//! The protocol is that of `crates/cable`; here are the socket that it runs over, and, in
//! [`room`], what its channel means.

mod room;

use axum::{
    extract::ws::{Message, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use cable::Socket;

use crate::app::App;

/// Bytes that are read at once. Most of the memory of a socket that is idle.
const READ_BUFFER: usize = 4 << 10;

/// Bytes of what a client may say at once.
const LONGEST: usize = 64 << 10;

/// Opens a socket. Nobody is asked who they are before they subscribe.
pub async fn connect(
    app: App,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return no_socket() };
    upgrade
        .protocols(cable::frame::PROTOCOLS)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(LONGEST)
        .on_upgrade(async move |socket| {
            let (hub, stop) = (app.hub.clone(), app.stopping());
            cable::serve(Texts(socket), &hub, room::Rooms::new(app), stop).await;
        })
}

fn no_socket() -> Response {
    let text = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::NOT_FOUND, text, "Page not found").into_response()
}

/// A socket, of which only the texts are of interest.
struct Texts(WebSocket);

impl Socket for Texts {
    async fn receive(&mut self) -> Option<String> {
        loop {
            match self.0.recv().await?.ok()? {
                Message::Text(text) => return Some(text.as_str().to_owned()),
                Message::Close(_) => return None,
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => {}
            }
        }
    }

    async fn send(&mut self, text: String) -> bool {
        self.0.send(Message::Text(text.into())).await.is_ok()
    }
}
