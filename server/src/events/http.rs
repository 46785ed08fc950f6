//! The endpoint for an account's events: as pages of JSON, or as server-sent events that go
//! on by themselves.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    http::{HeaderMap, StatusCode, header::ACCEPT},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, stream};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::Position;
use crate::{
    app::App,
    delivery::feed::{self, Entry, Page},
    error::Result,
    http::{Agent, Call, Described, Form, Guest, Input, Json, headers},
    id::{AccountId, EventId},
};

/// For how long a stream may be silent. Proxies close what is silent for a minute.
const SILENCE: Duration = Duration::from_secs(15);

/// How often it is looked whether the reader is still let in.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// From where events are wanted.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct After {
    /// The last event that the reader has: all that came after it are told. Without one, a
    /// page begins with the oldest that is kept, and a stream with what happens next.
    pub after: Option<EventId>,
}

impl Form for After {}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Events {
    meta: Meta,
    payload: Vec<Entry>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct Meta {
    /// What to go on from.
    last_id: EventId,
    has_more: bool,
}

/// What happened: a page of it, or all that comes.
pub enum Told {
    Page(Events),
    Stream(Response),
}

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        match self {
            Told::Page(events) => Json(events).into_response(),
            Told::Stream(stream) => stream,
        }
    }
}

impl Described for Told {
    fn describe(call: &mut Call<'_>) {
        call.answers::<Events>(StatusCode::OK);
        call.answers_as("text/event-stream", StatusCode::OK);
        // A stream may not be kept, and is never the same.
        let said = [headers::CACHE_CONTROL.at_times(), headers::ETAG.at_times()];
        call.says(StatusCode::OK, &said);
        call.refuses(StatusCode::GONE);
    }
}

/// Tells what happened in the account, and goes on with it when the reader wants that
/// (`Accept: text/event-stream`).
pub async fn list(
    agent: Agent,
    guest: Guest,
    app: App,
    headers: HeaderMap,
    Input(range): Input<After>,
) -> Result<Told> {
    let wants = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_stream = wants(ACCEPT.as_str()).is_some_and(|kinds| kinds.contains("event-stream"));
    let after = match wants("last-event-id").and_then(|id| id.trim().parse().ok()) {
        Some(id) if is_stream => Some(EventId(id)),
        _ => range.after,
    };
    let begin = app.read(&agent, async move |work| match after {
        Some(event) => feed::place(work, event).await,
        None if is_stream => feed::now(work).await,
        None => Ok(Position::default()),
    });
    let begin = begin.await?;
    if is_stream {
        let reader = Reader::new(app, guest, agent.account, begin);
        let keep_alive = KeepAlive::new().interval(SILENCE);
        let stream = Sse::new(reader.events()).keep_alive(keep_alive);
        return Ok(Told::Stream(stream.into_response()));
    }
    let page = app.read(&agent, async move |work| feed::page(work, begin).await).await?;
    let meta = Meta { last_id: page.end.event(), has_more: page.is_full };
    Ok(Told::Page(Events { meta, payload: page.entries }))
}

/// Somebody who reads on.
struct Reader {
    app: App,
    guest: Guest,
    /// Rung when something was told of in the account.
    bell: Arc<Notify>,
    read: Position,
    /// What was read and is not sent yet.
    entries: VecDeque<Entry>,
}

impl Reader {
    fn new(app: App, guest: Guest, account: AccountId, read: Position) -> Self {
        let bell = app.bells.accounts.of(account);
        Self { app, guest, bell, read, entries: VecDeque::new() }
    }

    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, async |mut reader| {
            let entry = reader.next().await?;
            let data = serde_json::to_string(&entry).expect("an event is JSON");
            let event = Event::default().id(entry.id.to_string()).event(entry.event).data(data);
            Some((Ok(event), reader))
        })
    }

    /// The next event, however long that takes. None when it is time to stop, when the reader
    /// is not let in any more, and when they have to come back because something is broken.
    async fn next(&mut self) -> Option<Entry> {
        let mut stop = std::pin::pin!(self.app.stopping());
        loop {
            if let Some(entry) = self.entries.pop_front() {
                return Some(entry);
            }
            let mut rung = std::pin::pin!(self.bell.notified());
            // From here on the bell is heard, also before it is waited for.
            rung.as_mut().enable();
            let page = match self.page().await {
                Ok(page) => page,
                Err(error) => {
                    tracing::debug!(%error, "a reader of events is sent away");
                    return None;
                }
            };
            let is_last = !page.is_full;
            (self.read, self.entries) = (page.end, page.entries.into());
            if self.entries.is_empty() && is_last {
                tokio::select! {
                    () = &mut stop => return None,
                    () = rung => {}
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                }
            }
        }
    }

    async fn page(&self) -> Result<Page> {
        let agent = self.guest.agent(&self.app).await?;
        let read = self.read;
        self.app.read(&agent, async move |work| feed::page(work, read).await).await
    }
}
