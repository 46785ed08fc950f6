//! Refusals: by which statuses something is refused, and what is said then. The examples are
//! what the server itself answers: each is an error of the product, rendered as every other is.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use indexmap::IndexMap;

use super::{
    document::{Content, Example, Reference, Response},
    headers::{self, Header},
    parts::content_of,
    schemas::Schemas,
};
use crate::{
    access::{NO_APP, NOT_FOR_BOTS, UNKNOWN},
    config::Config,
    error::{Error, NO_MEMBER, NOT_ALLOWED, READING_ONLY, SUSPENDED, TAKEN},
    http::{front, parameters::from_json, reply},
    idempotency::ANOTHER,
    json::NUL,
    platform::OUT_OF_REACH,
    visitors,
};

/// A part of the API in which the same is refused in the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    Application,
    SignIn,
    Platform,
    Client,
    Website,
    Open,
}

/// How paths begin, those first that begin like another.
const BEGINNINGS: [(&str, Area); 6] = [
    (front::OF_WEBSITES, Area::Website),
    (front::OF_CLIENT_API, Area::Client),
    ("/platform/", Area::Platform),
    ("/auth/", Area::SignIn),
    ("/resend_confirmation", Area::SignIn),
    ("/api/", Area::Application),
];

/// Something that is refused: in which case, and as what.
struct Case(&'static str, &'static str, Error);

/// What a status means when something is refused by it.
const MEANINGS: [(StatusCode, &str); 11] = [
    (StatusCode::BAD_REQUEST, "The request cannot be read, or means nothing here."),
    (StatusCode::UNAUTHORIZED, "Nobody is signed in, or whoever is may not do this."),
    (StatusCode::PAYMENT_REQUIRED, "The account has as many as it may have."),
    (StatusCode::FORBIDDEN, "This is not done, whoever asks."),
    (StatusCode::NOT_FOUND, "There is no such thing, or it is not for the caller to see."),
    (StatusCode::CONFLICT, "Its `Idempotency-Key` came with another request, or is in use."),
    (StatusCode::GONE, "It was there once, and is not kept any more."),
    (StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than is accepted."),
    (StatusCode::UNPROCESSABLE_ENTITY, "What is asked for breaks a rule."),
    (
        StatusCode::TOO_MANY_REQUESTS,
        "This was tried too often. `Retry-After` says how many seconds to wait.",
    ),
    (StatusCode::SERVICE_UNAVAILABLE, "It cannot be done at the moment, and may be later."),
];

impl Area {
    pub const ALL: [Area; 6] =
        [Area::Application, Area::SignIn, Area::Platform, Area::Client, Area::Website, Area::Open];

    /// The area in which a path of the route table is.
    pub fn of(path: &str) -> Self {
        let found = BEGINNINGS.iter().find(|(beginning, _)| path.starts_with(beginning));
        found.map_or(Area::Open, |(_, area)| *area)
    }

    /// Where the document tells of a refusal in this area.
    pub fn refusal(self, status: u16) -> Reference {
        Reference { at: format!("#/components/responses/{}", self.key(status)) }
    }

    fn key(self, status: u16) -> String {
        format!("{self:?}{status}")
    }

    /// What every answer in this area says besides what all answers do.
    pub fn says(self) -> &'static [Header] {
        match self {
            Area::Client | Area::Website => &[headers::CACHE_CONTROL],
            _ => &[],
        }
    }

    /// What is refused in this area, with examples.
    fn cases(self) -> Vec<Case> {
        let mut cases = everywhere();
        cases.extend(match self {
            Area::Application => of_application(),
            Area::SignIn => of_sign_in(),
            Area::Platform => of_platform(),
            Area::Client => of_client_api(),
            Area::Website => of_websites(),
            Area::Open => of_what_is_open(),
        });
        cases
    }
}

fn everywhere() -> Vec<Case> {
    let most = Config::default().server.max_body_bytes;
    let malformed = from_json(b"{\"name\": ").err().unwrap_or(Error::NotFound);
    vec![
        Case("malformed", "The body is not what it is said to be", malformed),
        Case("too_large", "The body is too large", Error::TooLarge(most)),
        Case("too_often", "It was tried too often", Error::TooMany { retry_after: 42 }),
        Case("busy", "Too much is waiting at this moment", db::Error::Busy.into()),
    ]
}

fn sent_again() -> Vec<Case> {
    vec![
        Case("key_of_another", "The key was sent with another request", ANOTHER),
        Case("not_answered", "The first request with this key is not answered", Error::Unanswered),
    ]
}

fn of_application() -> Vec<Case> {
    let limit = Error::LimitReached("Account limit exceeded. Please purchase more licenses");
    let no_status = Error::forbidden("Message status update is only allowed for API inboxes");
    let no_address = Error::forbidden("You have entered an invalid email");
    let unfit = Error::Unfit("Health data only available for WhatsApp Cloud API channels");
    let gone = Error::Gone(
        "Events that came after this one are not kept any more. Please load everything anew.",
    );
    let nothing_to_find = Error::refused("Specify search string with parameter q");
    let mut cases = sent_again();
    cases.extend([
        Case("meaningless", "It means nothing for such a record", unfit),
        Case("signed_out", "Nothing is shown, or a session that has ended", Error::SignedOut),
        Case("unknown_token", "The token is nobody's", UNKNOWN),
        Case("not_allowed", "The role does not allow this", NOT_ALLOWED),
        Case("not_a_member", "The account is not theirs", NO_MEMBER),
        Case("suspended", "The account is suspended", SUSPENDED),
        Case("reading_only", "The token is for reading only", READING_ONLY),
        Case("for_people", "It is not for agent bots", NOT_FOR_BOTS),
        Case("limit", "There are as many as the account may have", limit),
        Case("not_done_here", "Nobody can do this there", no_status),
        Case("not_taken", "Nobody can sign up so", no_address),
        Case("not_found", "There is no such record", Error::NotFound),
        Case("not_offered", "The installation does not offer this", Error::NotOffered),
        Case("gone", "Events are asked for that are not kept any more", gone),
        Case("wrong_field", "A field breaks a rule", Error::invalid("title", TAKEN)),
        Case("missing_field", "A field is missing", Error::Missing("user_ids")),
        Case("refused", "The request as a whole breaks a rule", nothing_to_find),
    ]);
    cases
}

fn of_sign_in() -> Vec<Case> {
    let unknown = Error::NotSignedIn("Invalid login credentials. Please try again.".into());
    let expired = Error::Unauthorized("Invalid or expired MFA token");
    vec![
        Case("wrong_code", "The code is not the right one", Error::WrongCode),
        Case("wrong_password", "Nobody has this address and password", unknown),
        Case("wrong_ticket", "What was to be shown with a code is not", expired),
        Case("nobody", "Nobody is signed in", Error::NobodySignedOut),
        Case("bad_link", "What stands in the link lets nobody in", Error::BadLink("Invalid token")),
        Case("wrong_field", "A field cannot be what it is", Error::invalid("email", NUL)),
    ]
}

fn of_platform() -> Vec<Case> {
    let no_mailboxes = Error::forbidden("Email channel migration is not enabled");
    let mut cases = sent_again();
    cases.extend([
        Case("no_app", "The token is no platform app's", NO_APP),
        Case("out_of_reach", "The app did not make it", OUT_OF_REACH),
        Case("not_enabled", "The installation does not do this", no_mailboxes),
        Case("not_found", "There is no such record", Error::NotFound),
        Case("wrong_field", "A field breaks a rule", Error::invalid("email", TAKEN)),
        Case("missing_field", "A field is missing", Error::Missing("user_id")),
    ]);
    cases
}

fn of_client_api() -> Vec<Case> {
    let no_number = Error::invalid("phone_number", "should be in e164 format");
    let mut cases = of_visitors(Error::NotOffered);
    cases.push(Case("wrong_field", "A field breaks a rule", no_number));
    cases
}

fn of_visitors(unknown: Error) -> Vec<Case> {
    let mut cases = sent_again();
    cases.extend([
        Case("not_proven", "Who they are is not signed", visitors::identity::WRONG),
        Case("suspended", "The account is suspended", SUSPENDED),
        Case("not_found", "There is no such inbox, contact or conversation", unknown),
    ]);
    cases
}

fn of_websites() -> Vec<Case> {
    let mut cases = of_visitors(Error::NotFound);
    let not_offered = Error::forbidden("The chat does not offer this");
    cases.extend([
        Case("not_offered", "The chat does not offer this", not_offered),
        Case("missing_field", "A field is missing", Error::Missing("message")),
    ]);
    cases
}

fn of_what_is_open() -> Vec<Case> {
    vec![
        Case("suspended", "The account is suspended", SUSPENDED),
        Case("wrong_field", "A parameter cannot be what it is", Error::invalid("query", NUL)),
        Case("not_found", "There is no such thing", Error::NotFound),
        Case("not_offered", "There is nothing at this address", Error::NotOffered),
    ]
}

/// The refusals that endpoints share, by area and status.
pub fn refusals(
    schemas: &mut Schemas,
    referred: &BTreeSet<(Area, u16)>,
) -> BTreeMap<String, Response> {
    let schema = schemas.answered::<reply::Refusal<'static>>();
    let mut responses = BTreeMap::new();
    for area in Area::ALL {
        let mut by_status: BTreeMap<u16, IndexMap<&'static str, Example>> = BTreeMap::new();
        for Case(name, summary, error) in area.cases() {
            let (status, value) = reply::shown(&error);
            by_status.entry(status.as_u16()).or_default().insert(name, Example { summary, value });
        }
        for (status, meaning) in MEANINGS {
            let status = status.as_u16();
            if !referred.contains(&(area, status)) {
                continue;
            }
            let examples = by_status.remove(&status).unwrap_or_default();
            let content = Content { examples, ..content_of(schema.clone()) };
            let response = Response::Own {
                description: meaning.to_owned(),
                headers: said(area, status),
                content: BTreeMap::from([("application/json", content)]),
            };
            responses.insert(area.key(status), response);
        }
    }
    responses
}

/// What a refusal says in headers.
fn said(area: Area, status: u16) -> BTreeMap<&'static str, Reference> {
    let mut said: Vec<Header> = headers::EVERYWHERE.to_vec();
    said.extend(area.says());
    if area == Area::Application {
        said.extend(headers::SESSION.map(Header::at_times));
    }
    match status {
        429 => said.push(headers::RETRY_AFTER),
        409 | 503 => said.push(headers::RETRY_AFTER.at_times()),
        _ => {}
    }
    said.into_iter().map(|header| (header.name, header.reference())).collect()
}
