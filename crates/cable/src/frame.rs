//! Frames: the JSON texts that go to and fro.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

/// The sub-protocols that a client may offer. One that offers none is served all the same.
pub const PROTOCOLS: [&str; 2] = ["actioncable-v1-json", "actioncable-unsupported"];

/// What a server says when it has accepted a socket.
pub const WELCOME: &str = r#"{"type":"welcome"}"#;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Subscribe {
        identifier: String,
    },
    Unsubscribe {
        identifier: String,
    },
    /// An action of a channel, with what it is told.
    Message {
        identifier: String,
        data: Value,
    },
}

impl Command {
    /// Reads a frame of a client. What is not understood is none.
    pub fn read(text: &str) -> Option<Self> {
        let Frame { command, identifier, data } = serde_json::from_str(text).ok()?;
        match command.as_str() {
            "subscribe" => Some(Command::Subscribe { identifier }),
            "unsubscribe" => Some(Command::Unsubscribe { identifier }),
            "message" => Some(Command::Message { identifier, data: spelled_out(data)? }),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Frame {
    command: String,
    identifier: String,
    #[serde(default)]
    data: Value,
}

/// Most clients send the data as a text that holds JSON, some as JSON.
fn spelled_out(data: Value) -> Option<Value> {
    match data {
        Value::String(text) => serde_json::from_str(&text).ok(),
        Value::Object(_) => Some(data),
        _ => None,
    }
}

/// Tells that the connection lives. `now` is in seconds since 1970.
pub fn ping(now: i64) -> String {
    format!(r#"{{"type":"ping","message":{now}}}"#)
}

/// Tells why a connection ends, and whether the client is to connect again.
pub fn disconnect(reason: &str, reconnect: bool) -> String {
    format!(r#"{{"type":"disconnect","reason":"{reason}","reconnect":{reconnect}}}"#)
}

/// Frames about one subscription, which name it as its client does.
#[derive(Clone, Debug)]
pub struct Named {
    /// The beginning of each: the identifier as a JSON text, ready to be followed.
    head: Arc<str>,
}

impl Named {
    pub fn new(identifier: &str) -> Self {
        let quoted = Value::from(identifier).to_string();
        Self { head: format!(r#"{{"identifier":{quoted},"#).into() }
    }

    /// Tells that the client is subscribed.
    pub fn confirmed(&self) -> String {
        format!(r#"{}"type":"confirm_subscription"}}"#, self.head)
    }

    /// Hands over a message, which is JSON: in parts, since a long one may be told to many.
    pub fn message<'a>(&'a self, message: &'a str) -> [&'a str; 4] {
        [&self.head, r#""message":"#, message, "}"]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Command, Named};

    #[test]
    fn commands_are_read_in_both_ways_of_writing_data() {
        let identifier = r#"{"channel":"RoomChannel"}"#;
        let data = json!({ "action": "update_presence" });
        let expected = Command::Message { identifier: identifier.to_owned(), data: data.clone() };
        let as_text =
            json!({ "command": "message", "identifier": identifier, "data": data.to_string() });
        let as_json = json!({ "command": "message", "identifier": identifier, "data": data });
        for frame in [as_text, as_json] {
            assert_eq!(Command::read(&frame.to_string()), Some(expected.clone()));
        }
    }

    #[test]
    fn what_is_not_understood_is_no_command() {
        for text in [
            "",
            "[]",
            "{",
            "null",
            r#"{"command":"subscribe"}"#,
            r#"{"command":"dance","identifier":"x"}"#,
            r#"{"command":"message","identifier":"x"}"#,
            r#"{"command":"message","identifier":"x","data":"{"}"#,
            r#"{"command":"subscribe","identifier":{"channel":"RoomChannel"}}"#,
        ] {
            assert_eq!(Command::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_identifier_comes_back_byte_for_byte(identifier in ".*") {
            let named = Named::new(&identifier);
            for frame in [named.confirmed(), named.message("{\"a\":1}").concat()] {
                let frame: Value = serde_json::from_str(&frame).unwrap();
                prop_assert_eq!(&frame["identifier"], &Value::from(identifier.as_str()));
            }
        }

        #[test]
        fn a_frame_that_is_broken_anywhere_is_read_or_is_no_command(
            command in "subscribe|unsubscribe|message|[a-z]{0,9}",
            identifier in ".*",
            data in prop_oneof![Just(Value::Null), any::<i64>().prop_map(Value::from), ".*".prop_map(Value::from),
                ".*".prop_map(|text| json!({ "action": text })), ".*".prop_map(|text| json!({ "action": text }).to_string().into())],
            end in any::<proptest::sample::Index>(),
        ) {
            let frame = json!({ "command": command, "identifier": identifier, "data": data });
            let text = frame.to_string();
            let known = ["subscribe", "unsubscribe"].contains(&command.as_str());
            match Command::read(&text) {
                Some(Command::Subscribe { identifier: read } | Command::Unsubscribe { identifier: read }) => {
                    prop_assert!(known && read == identifier);
                }
                Some(Command::Message { identifier: read, .. }) => {
                    prop_assert!(command == "message" && read == identifier);
                }
                None => prop_assert!(!known),
            }
            let cut = (0..text.len()).rev().find(|at| *at <= end.index(text.len()) && text.is_char_boundary(*at));
            prop_assert_eq!(Command::read(&text[..cut.unwrap_or(0)]), None);
        }
    }
}
