//! What answers say in headers. Which of them an answer has follows from its type and from what
//! the front door adds to every answer; the client of the tests holds each answer to it.

use std::collections::BTreeMap;

use schemars::json_schema;
use serde_json::{Value, json};

use super::document::{self, Reference};

/// A header of answers.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    pub name: &'static str,
    about: &'static str,
    example: Example,
    /// Whether every such answer has it.
    is_always: bool,
}

#[derive(Clone, Copy, Debug)]
enum Example {
    Text(&'static str),
    Number(u64),
}

/// What every answer says.
pub const EVERYWHERE: [Header; 4] = [
    Header::text(
        "X-Request-Id",
        "4f1c9a70-2a",
        "By this the request is known in the log. One that the request has brought is kept, if it \
         is of 1 to 64 visible characters.",
    ),
    Header::number(
        "RateLimit-Limit",
        60,
        "How many requests somebody may send in a minute. Not said to whom is not counted.",
    )
    .at_times(),
    Header::number("RateLimit-Remaining", 59, "How many of them are left.").at_times(),
    Header::number("RateLimit-Reset", 42, "Seconds until all of them are left again.").at_times(),
];

/// What somebody is to show who has got in. To a request that shows a session it is repeated.
pub const SESSION: [Header; 6] = [
    Header::text("access-token", "aSoWAcw1A8SdZRXzNdtkvNmU", "The token of the session."),
    Header::text("token-type", "Bearer", "What kind of token that is."),
    Header::text("client", "kP4mZq8sXc2vBn6tGy9JhR7w", "The device that the session is of."),
    Header::text("expiry", "1775296800", "When it ends, in seconds since 1970."),
    Header::text("uid", "ada@acme.example", "Whose it is."),
    Header::text(
        "Authorization",
        "Bearer eyJhY2Nlc3MtdG9rZW4iOiJhU29XQWN3MUE4U2RaUlh6TmR0a3ZObVUifQ==",
        "All of that as JSON, in base64.",
    ),
];

pub const ACCEPT_RANGES: Header =
    Header::text("Accept-Ranges", "bytes", "That a part of it may be asked for by `Range`.");
pub const CACHE_CONTROL: Header =
    Header::text("Cache-Control", "private, no-store", "Who may keep the answer, for how long.");
pub const CONTENT_DISPOSITION: Header = Header::text(
    "Content-Disposition",
    "attachment; filename=\"report.csv\"",
    "Whether it is shown or put into a folder, and by which name.",
);
pub const CONTENT_RANGE: Header =
    Header::text("Content-Range", "bytes 0-99/2048", "Which part of it this is.");
pub const CONTENT_SECURITY_POLICY: Header = Header::text(
    "Content-Security-Policy",
    "default-src 'none'",
    "What a browser may load and run for it.",
);
pub const CONTENT_TYPE_OPTIONS: Header = Header::text(
    "X-Content-Type-Options",
    "nosniff",
    "That it is what `Content-Type` says, and nothing else.",
);
pub const ETAG: Header = Header::text(
    "ETag",
    "W/\"5d1f6b0c9a3e7742\"",
    "What was answered. Shown in `If-None-Match`, it is answered by a 304 while that is the same.",
);
pub const IDEMPOTENCY_REPLAYED: Header = Header::text(
    "Idempotency-Replayed",
    "true",
    "That an earlier request with the same `Idempotency-Key` was answered this.",
);
pub const LOCATION: Header =
    Header::text("Location", "https://desk.example/app", "Where to go on from here.");
pub const MESSAGE: Header =
    Header::text("message", "The export has begun", "What has begun, in words.");
pub const NEXT_CURSOR: Header = Header::text(
    "Next-Cursor",
    "eyJvcmRlciI6ImlkIiwiYXQiOls0Ml19",
    "The `cursor` of what comes next. Not said where none was shown, and at the end of a list.",
);
pub const REFERRER_POLICY: Header = Header::text(
    "Referrer-Policy",
    "no-referrer",
    "What a browser says elsewhere of where it comes from.",
);
pub const RETRY_AFTER: Header =
    Header::number("Retry-After", 42, "After how many seconds it may be tried again.");

impl Header {
    const fn text(name: &'static str, example: &'static str, about: &'static str) -> Self {
        Header { name, about, example: Example::Text(example), is_always: true }
    }

    const fn number(name: &'static str, example: u64, about: &'static str) -> Self {
        Header { name, about, example: Example::Number(example), is_always: true }
    }

    /// The same, where only some answers have it.
    #[must_use]
    pub const fn at_times(self) -> Self {
        Header { is_always: false, ..self }
    }

    /// Whether an answer has it that says nothing of its own in headers.
    pub fn is_everywhere(name: &str) -> bool {
        EVERYWHERE.iter().chain(&SESSION).any(|header| header.name == name)
    }

    /// By what name the document tells of it.
    fn key(self) -> String {
        if self.is_always { self.name.to_owned() } else { format!("{}.at-times", self.name) }
    }

    pub fn reference(self) -> Reference {
        Reference { at: format!("#/components/headers/{}", self.key()) }
    }

    fn told(self) -> document::Header {
        let (kind, example): (&str, Value) = match self.example {
            Example::Text(text) => ("string", json!(text)),
            Example::Number(number) => ("integer", json!(number)),
        };
        document::Header {
            description: self.about,
            required: self.is_always,
            schema: json_schema!({ "type": kind }),
            example,
        }
    }
}

/// All headers, as answers refer to them.
pub fn all() -> BTreeMap<String, document::Header> {
    let own = [
        ACCEPT_RANGES,
        CACHE_CONTROL,
        CONTENT_DISPOSITION,
        CONTENT_RANGE,
        CONTENT_SECURITY_POLICY,
        CONTENT_TYPE_OPTIONS,
        ETAG,
        IDEMPOTENCY_REPLAYED,
        LOCATION,
        MESSAGE,
        NEXT_CURSOR,
        REFERRER_POLICY,
        RETRY_AFTER,
    ];
    let all = own.into_iter().chain(EVERYWHERE).chain(SESSION);
    let both = all.flat_map(|header| [header, header.at_times()]);
    both.map(|header| (header.key(), header.told())).collect()
}
