//! Endpoints by which others find out whether we are there (contract
//! `application-core.md`, 1.8).

use axum::response::{IntoResponse as _, Response};
use db::{Tx, sql};
use schemars::JsonSchema;
use serde::Serialize;

use super::Json;
use crate::{accounts::wire::COMPATIBLE_VERSION, app::App, delivery::Vapid};

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Health {
    status: &'static str,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Api {
    version: &'static str,
    timestamp: String,
    queue_services: &'static str,
    data_services: &'static str,
    /// What browsers need to know to be told of notifications. Our own; the contract has none.
    vapid_public_key: Option<String>,
}

/// Whether the process answers at all.
pub async fn health() -> Json<Health> {
    Json(Health { status: "woot" })
}

/// Which installation answers, to tell whether a name leads to it.
pub async fn installation(app: App) -> Response {
    app.vault.word().into_response()
}

/// Whether what the process needs answers too.
pub async fn api(app: App) -> Json<Api> {
    let asked = app
        .db
        .read(async |tx: &mut Tx| tx.one::<(i64,)>(sql!("select cast(1 as bigint)"), &[]).await);
    let services = if asked.await.is_ok() { "ok" } else { "failing" };
    let vapid = Vapid::of(&app).await.ok();
    let now = app.clock.now().iso();
    Json(Api {
        version: COMPATIBLE_VERSION,
        timestamp: format!("{} {}", &now[..10], &now[11..19]),
        queue_services: services,
        data_services: services,
        vapid_public_key: vapid.map(|vapid| vapid.public),
    })
}
