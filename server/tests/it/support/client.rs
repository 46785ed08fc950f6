//! Sends requests as a person, and looks at the answers.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;

use super::reference;

/// How long an answer may take, to its end.
const PATIENCE: Duration = Duration::from_mins(1);

/// Someone who sends requests to one account.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// Where paths begin, down to the account.
    base: String,
    token: Option<String>,
    /// Headers that are sent beside it.
    headers: HeaderMap,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// The JSON of the answer; null when there is none.
    pub body: Value,
}

impl Client {
    pub fn new(url: &str, account: i64, token: Option<String>) -> Self {
        let base = format!("{url}/api/v1/accounts/{account}");
        let http = reqwest::Client::builder().timeout(PATIENCE).build().unwrap();
        Self { http, base, token, headers: HeaderMap::new() }
    }

    /// The same person, who asks for things of another account.
    pub fn at(&self, account: i64) -> Self {
        let (accounts, _) = self.base.rsplit_once('/').expect("the base names an account");
        Self { base: format!("{accounts}/{account}"), ..self.clone() }
    }

    /// The same person, who sends other headers too.
    pub fn showing(&self, headers: &[(&'static str, &str)]) -> Self {
        let mut shown = self.clone();
        for (name, value) in headers {
            shown.headers.insert(*name, value.parse().unwrap());
        }
        shown
    }

    /// The account whose things are asked for.
    pub fn account(&self) -> i64 {
        let (_, account) = self.base.rsplit_once('/').expect("the base names an account");
        account.parse().expect("an account is a number")
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub async fn delete_with(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::DELETE, path).json(&body)).await
    }

    /// A request to be finished by the test. A path that begins with a slash is taken as
    /// it is, one that begins with `v2/` as one of the account in that version of the API, and
    /// any other as one of the account.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = match path {
            "" => self.base.clone(),
            path if path.starts_with("v2/") => {
                format!("{}{}", self.base.replace("/api/v1/", "/api/v2/"), &path[2..])
            }
            path if path.starts_with('/') => {
                let end = self.base.find("/api/v1").expect("the base has an API");
                format!("{}{path}", &self.base[..end])
            }
            path => format!("{}/{path}", self.base),
        };
        let request = self.http.request(method, url).headers(self.headers.clone());
        match &self.token {
            Some(token) => request.header("api_access_token", token),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Reply {
        let request = request.build().unwrap();
        let method = request.method().to_string();
        let response = self.http.execute(request).await.unwrap();
        // Where it was led to, if it was.
        let path = response.url().path().to_owned();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or_default();
        let reply = Reply { status, headers, text, body };
        reference::hold(&method, &path, &reply);
        reply
    }
}

impl Reply {
    /// Says that this was to be expected.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Says that the fields were refused, and are named.
    #[track_caller]
    pub fn refuses(self, fields: &[&str]) -> Self {
        assert_eq!(self.status, 422, "{}", self.text);
        assert_eq!(self.body["attributes"], serde_json::json!(fields), "{}", self.text);
        assert!(self.body["message"].is_string(), "{}", self.text);
        self
    }

    /// Says that the request was refused, in these words.
    #[track_caller]
    pub fn says(self, status: u16, words: &str) -> Self {
        assert_eq!((self.status, &self.body["message"]), (status, &words.into()), "{}", self.text);
        self
    }

    /// The id of the record that was answered with.
    #[track_caller]
    pub fn id(&self) -> i64 {
        assert_eq!(self.status, 200, "{}", self.text);
        self.body["id"].as_i64().unwrap_or_else(|| panic!("no id in {}", self.text))
    }

    /// Says that the answer holds at least this. Lists have as many items, and an empty
    /// object is empty.
    #[track_caller]
    pub fn holds(self, expected: Value) -> Self {
        if let Some(difference) = difference("the answer", &self.body, expected) {
            panic!("{difference}: {}", self.text);
        }
        self
    }
}

/// What is missing in a value or not as expected, and where.
fn difference(place: &str, found: &Value, expected: Value) -> Option<String> {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) if !expected.is_empty() => {
            expected.into_iter().find_map(|(key, expected)| match found.get(&key) {
                Some(found) => difference(&format!("{place}.{key}"), found, expected),
                None => Some(format!("{place}.{key} is not there")),
            })
        }
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
            let mut pairs = found.iter().zip(expected).enumerate();
            pairs.find_map(|(at, (found, expected))| {
                difference(&format!("{place}[{at}]"), found, expected)
            })
        }
        (found, expected) if *found == expected => None,
        (found, expected) => Some(format!("{place} is {found}, not {expected}")),
    }
}
