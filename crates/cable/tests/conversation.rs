//! What clients and a server say to each other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::{sync::Arc, time::Duration};

use cable::{Channels, Hub, Performed, Socket, Subscribed, serve};
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinHandle};

/// The server's end of a socket that is a pair of queues.
struct Pipe {
    from_client: mpsc::Receiver<String>,
    to_client: mpsc::Sender<String>,
}

impl Socket for Pipe {
    async fn receive(&mut self) -> Option<String> {
        self.from_client.recv().await
    }

    async fn send(&mut self, parts: &[&str]) -> bool {
        self.to_client.send(parts.concat()).await.is_ok()
    }
}

/// Identifiers are names of streams; `nowhere` is none. What is performed is published to
/// the stream `performed`.
struct ByName(Hub);

impl Channels for ByName {
    type Room = String;

    async fn subscribe(&self, identifier: &str) -> Subscribed<String> {
        match identifier {
            "nowhere" => Subscribed::Nowhere,
            "later" => Subscribed::NotNow,
            _ => {
                let streams = vec![identifier.to_owned(), "everybody".to_owned()];
                Subscribed::To(identifier.to_owned(), streams)
            }
        }
    }

    async fn subscribed(&self, room: &mut String) {
        self.0.publish(room.as_str(), &Arc::from("\"subscribed\""));
    }

    async fn perform(&self, _: &str, room: &mut String, data: &Value) -> Performed {
        let told = json!([room, data]).to_string();
        self.0.publish("performed", &Arc::from(told));
        match data["action"].as_str() {
            Some("leave") => Performed::Gone,
            Some("move") => Performed::Reads(vec!["elsewhere".to_owned()]),
            Some("wait") => std::future::pending().await,
            _ => Performed::Same,
        }
    }

    fn now(&self) -> i64 {
        1_700_000_000
    }
}

struct Client {
    to_server: mpsc::Sender<String>,
    from_server: mpsc::Receiver<String>,
    task: JoinHandle<()>,
}

impl Client {
    fn connect(hub: &Hub, buffer: usize) -> Self {
        let (to_server, from_client) = mpsc::channel(64);
        let (to_client, from_server) = mpsc::channel(buffer);
        let (pipe, hub) = (Pipe { from_client, to_client }, hub.clone());
        #[expect(clippy::disallowed_methods, reason = "it ends with the client")]
        let task = tokio::spawn(async move {
            serve(pipe, &hub, ByName(hub.clone()), std::future::pending()).await;
        });
        Self { to_server, from_server, task }
    }

    async fn say(&self, command: &str, identifier: &str, data: Value) {
        let frame = json!({ "command": command, "identifier": identifier, "data": data });
        self.to_server.send(frame.to_string()).await.unwrap();
    }

    /// The next frame that is no ping.
    async fn hears(&mut self) -> Value {
        loop {
            let text = self.from_server.recv().await.expect("the server is there");
            let frame: Value = serde_json::from_str(&text).unwrap();
            if frame["type"] != "ping" {
                return frame;
            }
        }
    }

    async fn subscribe(&mut self, identifier: &str) {
        self.say("subscribe", identifier, Value::Null).await;
        let confirmed = json!({ "identifier": identifier, "type": "confirm_subscription" });
        assert_eq!(self.hears().await, confirmed);
        assert_eq!(
            self.hears().await,
            json!({ "identifier": identifier, "message": "subscribed" })
        );
    }
}

#[tokio::test]
async fn a_client_is_welcomed_subscribes_and_reads() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    assert_eq!(client.hears().await, json!({ "type": "welcome" }));
    client.subscribe("a").await;

    hub.publish("a", &Arc::from(r#"{"event":"x"}"#));
    hub.publish("b", &Arc::from(r#"{"event":"y"}"#));
    hub.publish("everybody", &Arc::from(r#"{"event":"z"}"#));

    assert_eq!(client.hears().await, json!({ "identifier": "a", "message": { "event": "x" } }));
    assert_eq!(client.hears().await, json!({ "identifier": "a", "message": { "event": "z" } }));
}

#[tokio::test]
async fn a_command_before_the_welcome_is_not_lost() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.say("subscribe", "a", Value::Null).await;

    assert_eq!(client.hears().await["type"], "welcome");
    assert_eq!(client.hears().await["type"], "confirm_subscription");
}

#[tokio::test]
async fn what_leads_nowhere_is_not_answered_and_not_done() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    let mut witness = Client::connect(&hub, 64);
    witness.hears().await;
    witness.subscribe("performed").await;
    client.hears().await;

    client.say("subscribe", "nowhere", Value::Null).await;
    client.say("message", "nowhere", json!({ "action": "x" })).await;
    client.say("message", "never named", json!({ "action": "x" })).await;
    client.say("dance", "a", Value::Null).await;
    client.to_server.send("nonsense".to_owned()).await.unwrap();
    client.subscribe("a").await;
    client.say("message", "a", json!(r#"{"action":"wave"}"#)).await;

    let expected = json!({ "identifier": "performed", "message": ["a", { "action": "wave" }] });
    assert_eq!(witness.hears().await, expected);
}

#[tokio::test]
async fn a_second_subscription_of_the_same_name_is_the_first() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.hears().await;
    client.subscribe("a").await;

    client.say("subscribe", "a", Value::Null).await;
    client.subscribe("b").await;
    hub.publish("a", &Arc::from("1"));
    hub.publish("a", &Arc::from("2"));

    assert_eq!(client.hears().await["message"], 1);
    assert_eq!(client.hears().await["message"], 2);
}

#[tokio::test]
async fn a_subscription_that_leads_nowhere_any_more_reads_nothing_and_is_not_looked_up_again() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.hears().await;
    client.subscribe("a").await;

    client.say("message", "a", json!({ "action": "leave" })).await;
    client.say("subscribe", "a", Value::Null).await;
    client.subscribe("b").await;
    hub.publish("a", &Arc::from("1"));
    hub.publish("b", &Arc::from("2"));

    assert_eq!(client.hears().await, json!({ "identifier": "b", "message": 2 }));
    assert!(!hub.is_read("a"));
}

#[tokio::test]
async fn a_subscription_may_come_to_read_other_streams() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.hears().await;
    client.subscribe("a").await;

    client.say("message", "a", json!({ "action": "move" })).await;
    client.subscribe("b").await;
    hub.publish("a", &Arc::from("1"));
    hub.publish("elsewhere", &Arc::from("2"));

    assert_eq!(client.hears().await, json!({ "identifier": "a", "message": 2 }));
    assert!(!hub.is_read("a"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_keeps_nobody_from_their_pings() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.hears().await;
    client.subscribe("a").await;

    for _ in 0..4 {
        client.say("message", "a", json!({ "action": "wait" })).await;
    }
    let mut last = tokio::time::Instant::now();
    for _ in 0..4 {
        client.from_server.recv().await.unwrap();
        assert!(last.elapsed() < Duration::from_secs(6), "{:?}", last.elapsed());
        last = tokio::time::Instant::now();
    }
}

#[tokio::test]
async fn a_client_that_asks_without_end_is_not_kept() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 4_096);
    client.hears().await;

    let asking = async {
        for number in 0..1_100 {
            let identifier = number.to_string();
            for command in ["subscribe", "unsubscribe"] {
                let frame = json!({ "command": command, "identifier": identifier });
                if client.to_server.send(frame.to_string()).await.is_err() {
                    return;
                }
            }
        }
    };
    asking.await;

    client.task.await.unwrap();
    assert_eq!(hub.stats().connections, 0);
}

#[tokio::test]
async fn who_unsubscribes_or_goes_reads_no_more() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.hears().await;
    client.subscribe("a").await;
    client.subscribe("b").await;

    client.say("unsubscribe", "a", Value::Null).await;
    client.subscribe("c").await;
    hub.publish("a", &Arc::from("1"));
    hub.publish("b", &Arc::from("2"));
    assert_eq!(client.hears().await["message"], 2);
    assert_eq!(hub.stats().connections, 1);

    drop((client.to_server, client.from_server));
    client.task.await.unwrap();
    assert!(!hub.is_read("b") && !hub.is_read("everybody"));
    assert_eq!(hub.stats().connections, 0);
}

#[tokio::test]
async fn who_reads_too_slowly_is_let_go_and_others_are_not_held_up() {
    let hub = Hub::default();
    let mut slow = Client::connect(&hub, 4);
    slow.hears().await;
    slow.subscribe("a").await;
    let mut quick = Client::connect(&hub, 1_024);
    quick.hears().await;
    quick.subscribe("a").await;

    for number in 0..600 {
        hub.publish("a", &long(number, 32 << 10));
        // The quick one reads meanwhile.
        tokio::task::yield_now().await;
    }

    for number in 0..600 {
        assert_eq!(quick.hears().await["message"]["number"], number);
    }
    slow.task.await.unwrap();
    assert_eq!(hub.stats().connections, 1);
    assert!(hub.stats().let_go > 0);
}

/// A message of about so many bytes.
fn long(number: usize, bytes: usize) -> Arc<str> {
    json!({ "number": number, "text": "x".repeat(bytes) }).to_string().into()
}

/// Says two thousand things of 16 KB each to everybody, as fast as that is done: four times of
/// what may wait. Two clients read as it comes, through sockets that hold very little, and one
/// does not read at all.
async fn much_is_said_at_once() {
    const SAID: usize = 2_000;
    let hub = Hub::default();
    let mut stalled = Client::connect(&hub, 4);
    stalled.hears().await;
    stalled.subscribe("stalled").await;
    let mut reading = Vec::new();
    for name in ["one", "other"] {
        let mut client = Client::connect(&hub, 4);
        client.hears().await;
        client.subscribe(name).await;
        #[expect(clippy::disallowed_methods, reason = "it is waited for below")]
        reading.push(tokio::spawn(async move {
            for number in 0..SAID {
                assert_eq!(client.hears().await["message"]["number"], number);
            }
            client
        }));
    }

    let speaking = hub.clone();
    #[expect(clippy::disallowed_methods, reason = "it is waited for at once")]
    let said = tokio::spawn(async move {
        let mut burst = speaking.burst();
        for number in 0..SAID {
            burst.publish(&["everybody".to_owned()], &long(number, 16 << 10)).await;
        }
    });
    said.await.unwrap();

    let mut readers = Vec::new();
    for client in reading {
        readers.push(client.await.unwrap());
    }
    stalled.task.await.unwrap();
    assert_eq!(hub.stats().connections, 2, "who reads is still there");
    assert_eq!(readers.len(), 2);
}

#[tokio::test]
async fn whoever_reads_is_not_let_go_when_much_is_said_at_once() {
    much_is_said_at_once().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_are_they_when_others_run_beside_them() {
    much_is_said_at_once().await;
}

#[tokio::test]
async fn who_is_sent_away_is_asked_to_come_again_and_others_stay() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.hears().await;
    client.subscribe("a").await;
    let mut other = Client::connect(&hub, 64);
    other.hears().await;
    other.subscribe("b").await;

    hub.send_away("a");

    let last = json!({ "type": "disconnect", "reason": "remote", "reconnect": true });
    assert_eq!(client.hears().await, last);
    client.task.await.unwrap();
    hub.publish("everybody", &Arc::from("1"));
    assert_eq!(other.hears().await["message"], 1);
    assert_eq!(hub.stats().connections, 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_is_told_every_three_seconds_that_the_connection_lives() {
    let hub = Hub::default();
    let mut client = Client::connect(&hub, 64);
    client.hears().await;
    let begun = tokio::time::Instant::now();

    for pings in 1..=3 {
        let frame: Value = serde_json::from_str(&client.from_server.recv().await.unwrap()).unwrap();
        assert_eq!(frame, json!({ "type": "ping", "message": 1_700_000_000 }));
        assert_eq!(begun.elapsed().as_secs(), pings * 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_has_stopped_to_read_is_not_kept_for_ever() {
    let hub = Hub::default();
    let client = Client::connect(&hub, 1);

    tokio::time::timeout(Duration::from_mins(1), client.task).await.unwrap().unwrap();

    assert_eq!(hub.stats().connections, 0);
}
