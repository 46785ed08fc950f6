//! Who asks too often waits. The tests come through a proxy on this machine, which is believed;
//! by themselves they are here, and not counted.

use std::time::Duration;

use frontdesk::config::{Config, Networks, SignUps};
use reqwest::Method;
use serde::Deserialize as _;
use serde_json::json;

use crate::{
    support::{Client, Desk, PASSWORD, Reply},
    widget::Site,
};

/// The same person, from an address on the other side of the proxy.
fn from(client: Client, address: &str) -> Client {
    client.showing(&[("x-forwarded-for", address)])
}

fn networks(text: &str) -> Networks {
    Networks::deserialize(json!(text)).unwrap()
}

#[track_caller]
fn is_refused(reply: &Reply, seconds: u64) {
    assert_eq!(reply.status, 429, "{}", reply.text);
    assert_eq!(reply.body["error"], "Rate limit exceeded");
    assert_eq!(reply.body["status"], 429);
    assert_eq!(reply.body["retry_after"], seconds);
    assert_eq!(reply.header("retry-after"), seconds.to_string());
    assert_eq!(reply.header("ratelimit-remaining"), "0");
    assert_eq!(reply.header("ratelimit-reset"), seconds.to_string());
}

/// Goes on to the beginning of a window.
fn align(desk: &Desk, seconds: u64) {
    let into = desk.clock.now().seconds().unsigned_abs() % seconds;
    desk.wait(Duration::from_secs(seconds - into));
}

#[tokio::test]
async fn seeds_vs_upstream_05_who_asks_too_often_is_told_in_json_for_how_long_to_wait() {
    let desk = Desk::open_with(|config| config.throttle.token_requests_per_minute = 2).await;
    align(&desk, 60);
    let agent = from(desk.agent(), "192.0.2.1");

    let first = agent.get("labels").await.is(200);
    assert_eq!(first.header("ratelimit-limit"), "2");
    assert_eq!(first.header("ratelimit-remaining"), "1");
    assert_eq!(first.header("ratelimit-reset"), "60");
    agent.get("labels").await.is(200);
    desk.wait(Duration::from_secs(48));

    is_refused(&agent.get("labels").await, 12);
    desk.wait(Duration::from_secs(12));
    agent.get("labels").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_06_programs_may_ask_60_times_a_minute_from_one_address() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    align(&desk, 60);
    let (agent, dashboard) = (desk.agent(), desk.sign_in("Ben").await);
    let here = from(agent.clone(), "192.0.2.1");
    for _ in 0..60 {
        here.get("labels").await.is(200);
    }

    is_refused(&here.get("labels").await, 60);
    // Another token from there is no way around it, and whoever is elsewhere is not held up.
    is_refused(&from(desk.admin(), "192.0.2.1").get("labels").await, 60);
    from(agent.clone(), "192.0.2.2").get("labels").await.is(200);
    // Who is signed in, or nobody, has a budget of their own.
    let dashboard = from(dashboard, "192.0.2.1");
    let shown = dashboard.get("labels").await.is(200);
    assert_eq!(shown.header("ratelimit-limit"), "3000");
    assert_eq!(shown.header("ratelimit-remaining"), "2999");
    // Probes are always answered, and so is who is on this machine.
    here.get("/health").await.is(200);
    for _ in 0..62 {
        let reply = agent.get("labels").await.is(200);
        assert!(!reply.headers.contains_key("ratelimit-limit"));
    }
    desk.close().await;
}

#[tokio::test]
async fn what_visitors_say_of_where_they_are_is_not_believed() {
    let one = |config: &mut Config| config.throttle.token_requests_per_minute = 1;
    let desk = Desk::open_with(one).await;
    align(&desk, 60);
    // The proxy adds whom it was called by behind what it was told.
    from(desk.agent(), "192.0.2.1").get("labels").await.is(200);
    for made_up in ["127.0.0.1, 192.0.2.1", "9.9.9.9,192.0.2.1", "::1,192.0.2.1"] {
        is_refused(&from(desk.agent(), made_up).get("labels").await, 60);
    }
    // All addresses of one network of version 6 are one.
    from(desk.agent(), "2001:db8::1").get("labels").await.is(200);
    is_refused(&from(desk.agent(), "2001:db8::2").get("labels").await, 60);
    from(desk.agent(), "2001:db8:0:1::2").get("labels").await.is(200);
    desk.close().await;

    // A proxy that is not named is whoever calls.
    let desk = Desk::open_with(|config| {
        one(config);
        config.server.trusted_proxies = networks("10.0.0.0/8");
    })
    .await;
    align(&desk, 60);
    from(desk.agent(), "192.0.2.1").get("labels").await.is(200);
    is_refused(&from(desk.agent(), "192.0.2.2").get("labels").await, 60);
    desk.close().await;
}

#[tokio::test]
async fn whoever_the_settings_allow_is_not_counted() {
    let desk = Desk::open_with(|config| {
        config.throttle.token_requests_per_minute = 1;
        config.throttle.allowed_ips = networks("192.0.2.0/24, 198.51.100.7");
    })
    .await;
    for _ in 0..3 {
        from(desk.agent(), "192.0.2.77").get("labels").await.is(200);
        from(desk.agent(), "198.51.100.7").get("labels").await.is(200);
    }
    from(desk.agent(), "198.51.100.8").get("labels").await.is(200);
    from(desk.agent(), "198.51.100.8").get("labels").await.is(429);
    desk.close().await;

    let desk = Desk::open_with(|config| {
        config.throttle.enabled = false;
        config.throttle.token_requests_per_minute = 1;
    })
    .await;
    for _ in 0..3 {
        from(desk.agent(), "198.51.100.8").get("labels").await.is(200);
    }
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_07_five_sign_ins_in_20_seconds_from_one_address() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    align(&desk, 20);
    let try_it = async |address: &str| {
        let shown = json!({ "email": desk.email_of("Ada"), "password": PASSWORD });
        from(desk.nobody(), address).post("/auth/sign_in", shown).await
    };
    for _ in 0..5 {
        try_it("192.0.2.1").await.is(200);
    }

    is_refused(&try_it("192.0.2.1").await, 20);
    try_it("192.0.2.2").await.is(200);
    desk.wait(Duration::from_secs(20));
    try_it("192.0.2.1").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_07_twenty_sign_ins_in_five_minutes_by_one_address_of_mail() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let ada = desk.email_of("Ada");
    for number in 0..20 {
        let shown = json!({ "email": ada, "password": PASSWORD });
        let somewhere = from(desk.nobody(), &format!("192.0.2.{number}"));
        somewhere.post("/auth/sign_in", shown).await.is(200);
    }

    desk.sign_in_as(&ada, PASSWORD).await.is(429);
    desk.wait(Duration::from_mins(5));
    desk.sign_in_as(&ada, PASSWORD).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_07_five_sign_ups_in_five_minutes_from_one_address() {
    let desk = Desk::open_with(|config| config.sign_up.enabled = SignUps::True).await;
    align(&desk, 300);
    let sign_up = async |number: usize, address: &str| {
        let new = json!({
            "account_name": "Acme", "user_full_name": "Eva",
            "email": format!("eva-{number}@rossi.test"), "password": PASSWORD,
        });
        from(desk.nobody(), address).post("/api/v1/accounts", new).await
    };
    for number in 0..5 {
        sign_up(number, "192.0.2.1").await.is(200);
    }

    is_refused(&sign_up(5, "192.0.2.1").await, 300);
    sign_up(5, "192.0.2.2").await.is(200);
    desk.wait(Duration::from_mins(5));
    sign_up(6, "192.0.2.1").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn what_is_dear_has_limits_for_each_caller_in_an_account() {
    let desk = Desk::open_with(|config| {
        config.throttle.contact_searches_per_minute = 1;
        config.throttle.conversation_counts_per_minute = 1;
        config.throttle.transcripts_per_hour = 1;
    })
    .await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    align(&desk, 3600);
    let (ben, ada) = (from(desk.agent(), "192.0.2.1"), from(desk.admin(), "192.0.2.1"));
    for path in ["contacts/search?q=lea", "conversations/meta"] {
        ben.get(path).await.is(200);
        is_refused(&ben.get(path).await, 60);
        is_refused(&ben.get(&path.replace('?', "/?")).await, 60);
        ada.get(path).await.is(200);
    }
    let only_head = ben.send(ben.request(Method::HEAD, "conversations/meta")).await;
    assert_eq!(only_head.status, 429, "it is counted as the whole is");
    let transcript = format!("conversations/{id}/transcript");
    let to = json!({ "email": "lea@x.test" });
    let first = ben.post(&transcript, to.clone()).await.status;
    assert_ne!(first, 429);
    is_refused(&ben.post(&transcript, to).await, 3600);
    // Somebody who shows nothing uses up nobody's share.
    from(desk.nobody(), "192.0.2.1").get("conversations/meta").await.is(401);
    desk.wait(Duration::from_mins(1));
    for _ in 0..2 {
        from(desk.nobody(), "192.0.2.1").get("conversations/meta").await;
    }
    ben.get("conversations/meta").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn conversations_of_visitors_are_counted_unless_the_settings_say_otherwise() {
    let path = "/api/v1/widget/conversations";
    for (widget, last) in [(true, 429), (false, 404)] {
        let desk = Desk::open_with(|config| config.throttle.widget = widget).await;
        let visitor = from(desk.nobody(), "192.0.2.1");
        let begin = async || visitor.request(Method::POST, path).send().await.unwrap().status();
        for _ in 0..60 {
            assert_eq!(begin().await, 404);
        }
        assert_eq!(begin().await, last);
        desk.close().await;
    }
}

#[tokio::test]
async fn a_thousand_visitors_are_new_in_an_hour_from_one_address() {
    let desk = Desk::open_with(|config| config.throttle.other_requests_per_minute = 10_000).await;
    let site = Site::open(&desk).await;
    let known = site.visited().await;
    let path = format!("/api/v1/widget/config?website_token={}", site.token);
    let open = async |address| from(desk.nobody(), address).post(&path, json!({})).await;

    for _ in 0..1_000 {
        open("192.0.2.1").await.is(200);
    }

    open("192.0.2.1").await.is(429);
    open("192.0.2.2").await.is(200);
    let page = format!("/widget?website_token={}&cw_conversation=", site.token);
    let visitor = from(desk.nobody(), "192.0.2.1");
    let shown = async |token: &str| {
        let page = visitor.request(Method::GET, &format!("{page}{token}"));
        page.send().await.unwrap().status()
    };
    assert_eq!(shown("nonsense").await, 429);
    assert_eq!(shown(&known.token).await, 200, "who is known is not counted");
    desk.close().await;
}

#[tokio::test]
async fn visitors_send_files_300_times_an_hour_from_one_address() {
    let desk = Desk::open_with(|config| config.throttle.other_requests_per_minute = 1_000).await;
    align(&desk, 3_600);
    let inbox = desk.admin().get(&format!("inboxes/{}", desk.inbox().await)).await.is(200).body;
    let identifier = inbox["inbox_identifier"].as_str().unwrap();
    let path = format!("/public/api/v1/inboxes/{identifier}/contacts");
    let upload = async |address: &str| {
        let visitor = from(desk.nobody(), address);
        let form = reqwest::multipart::Form::new().text("name", "Lea");
        visitor.send(visitor.request(Method::POST, &path).multipart(form)).await
    };

    for _ in 0..300 {
        upload("192.0.2.1").await.is(200);
    }

    is_refused(&upload("192.0.2.1").await, 3_600);
    upload("192.0.2.2").await.is(200);
    from(desk.nobody(), "192.0.2.1").post(&path, json!({})).await.is(200);
    desk.close().await;
}
