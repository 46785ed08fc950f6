//! `/cable`: where clients hear at once what happens (contract
//! `realtime-client-platform.md`, 1).
//!
//! The protocol is that of `crates/cable`; here are the socket that it runs over ([`texts`])
//! and what its channel means ([`room`]).

mod room;
mod texts;

use axum::{
    body::Body,
    extract::Request,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, SEC_WEBSOCKET_PROTOCOL},
    },
    response::{IntoResponse as _, Response},
};
use cable::frame::PROTOCOLS;
use hyper::upgrade::OnUpgrade;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use self::{room::Rooms, texts::Texts};
use crate::app::App;

/// Opens a socket. Nobody is asked who they are before they subscribe.
pub async fn connect(app: App, mut request: Request) -> Response {
    let upgrade = request.extensions_mut().remove::<OnUpgrade>();
    let (Some(upgrade), Ok(mut switched)) =
        (upgrade, create_response_with_body(&request, Body::empty))
    else {
        return no_socket();
    };
    if let Some(protocol) = spoken(&request) {
        switched.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    #[expect(clippy::disallowed_methods, reason = "the hub keeps track of it")]
    tokio::spawn(async move {
        // Whoever does not go on with it is gone.
        let Ok(socket) = upgrade.await else { return };
        let (hub, stop) = (app.hub.clone(), app.stopping());
        cable::serve(Texts::over(socket).await, &hub, Rooms(app), stop).await;
    });
    switched
}

/// The first of the protocols that the client offers which we speak.
fn spoken(request: &Request) -> Option<HeaderValue> {
    let offers = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL);
    let mut offered = offers
        .iter()
        .filter_map(|offer| offer.to_str().ok())
        .flat_map(|offer| offer.split(','))
        .map(str::trim);
    let protocol = offered.find_map(|offer| PROTOCOLS.into_iter().find(|known| *known == offer))?;
    Some(HeaderValue::from_static(protocol))
}

fn no_socket() -> Response {
    let text = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::NOT_FOUND, text, "Page not found").into_response()
}
