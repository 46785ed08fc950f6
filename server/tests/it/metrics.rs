//! `GET /metrics`: what it tells, and to whom.

use db::Kind;
use frontdesk::config::Secret;
use jobs::NewJob;
use reqwest::Method;
use serde_json::json;

use crate::support::{Desk, Receiver, Reply};

async fn ask(desk: &Desk, headers: &[(&str, &str)]) -> Reply {
    let nobody = desk.nobody();
    let request = nobody.request(Method::GET, "/metrics");
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    nobody.send(request).await
}

/// The value of what is written like that.
fn value(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.map(|value| value.parse().unwrap())
}

#[tokio::test]
async fn requests_are_counted_by_the_path_that_they_take_in_the_route_table() {
    let desk = Desk::open().await;
    for title in ["billing", "shipping", "?"] {
        desk.admin().post("labels", json!({ "title": title })).await;
    }
    for number in 0..50 {
        desk.admin().request(Method::GET, &format!("/nowhere/{number}")).send().await.unwrap();
    }

    let reply = ask(&desk, &[]).await.is(200);

    let text = &reply.text;
    assert_eq!(reply.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let labels = "{route=\"/api/v1/accounts/{account}/labels\",method=\"POST\"";
    let count = |status: &str| {
        value(text, &format!("frontdesk_http_requests_total{labels},status=\"{status}\"}}"))
    };
    assert_eq!((count("2xx"), count("4xx"), count("5xx")), (Some(2.0), Some(1.0), None), "{text}");
    let took = format!("frontdesk_http_request_duration_seconds_count{labels}}}");
    assert_eq!(value(text, &took), Some(3.0), "{text}");
    let unknown = "frontdesk_http_requests_total{route=\"none\",method=\"GET\",status=\"4xx\"}";
    assert_eq!(value(text, unknown), Some(50.0), "{text}");
    assert!(!text.contains("nowhere"));
    desk.close().await;
}

#[tokio::test]
async fn it_is_told_what_the_database_and_the_process_are_at() {
    let desk = Desk::open().await;

    let text = ask(&desk, &[]).await.is(200).text;

    let of = |name: &str| value(&text, name).unwrap_or_else(|| panic!("no {name} in {text}"));
    let commits = of("frontdesk_database_commits_total");
    assert!(commits > 5.0);
    assert!(of("frontdesk_database_transactions_total") >= commits);
    for name in ["frontdesk_database_commit_transactions", "frontdesk_database_commit_seconds"] {
        assert!((of(&format!("{name}_count")) - commits).abs() < 0.5);
        assert!((of(&format!("{name}_bucket{{le=\"+Inf\"}}")) - commits).abs() < 0.5, "{text}");
        assert!(of(&format!("{name}_sum")) > 0.0);
    }
    assert!(of("process_resident_memory_bytes") > 1e6);
    for name in ["sockets", "sockets_let_go_total", "neighbours", "database_waiting_to_read"] {
        assert!(of(&format!("frontdesk_{name}")).abs() < 0.5, "{name}");
    }
    let (engine, has_pool) = match desk.app.db.kind() {
        Kind::Sqlite => ("sqlite", false),
        Kind::Postgres => ("postgresql", true),
    };
    assert_eq!(value(&text, "frontdesk_database_connections_limit").is_some(), has_pool);
    let version = env!("CARGO_PKG_VERSION");
    let build = format!("frontdesk_build_info{{version=\"{version}\",database=\"{engine}\"}}");
    assert_eq!(value(&text, &build), Some(1.0), "{text}");
    desk.close().await;
}

#[tokio::test]
async fn it_is_told_what_is_left_to_do_and_how_webhooks_fare() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let new = json!({ "url": receiver.url, "subscriptions": ["contact_created"] });
    desk.admin().post("webhooks", new).await.is(200);
    desk.settle().await;
    desk.agent().get("search/messages?q=hello").await.is(200);
    receiver.answer([500]);
    for name in ["Lea", "Max"] {
        desk.admin().post("contacts", json!({ "name": name })).await.is(200);
    }
    desk.wait(std::time::Duration::from_secs(90));

    let before = ask(&desk, &[]).await.is(200).text;
    let asked = desk.app.db.write(async |tx: &mut db::Tx| {
        for (key, kind) in [("a", "webhooks.tell"), ("b", "mail.unknown")] {
            let job = NewJob { kind, key: Some(key), payload: "nothing", at: 0 };
            jobs::enqueue(tx, &job).await?;
        }
        Ok::<_, db::Error>(())
    });
    asked.await.unwrap();
    desk.settle().await;
    let after = ask(&desk, &[]).await.is(200).text;

    let facts = value(&before, "frontdesk_dispatcher_facts_behind").unwrap();
    assert!(facts >= 2.0, "{before}");
    assert_eq!(value(&before, "frontdesk_dispatcher_seconds_behind"), Some(90.0), "{before}");
    assert_eq!(value(&after, "frontdesk_dispatcher_facts_behind"), Some(0.0));
    assert_eq!(value(&after, "frontdesk_dispatcher_seconds_behind"), Some(0.0));
    assert!(value(&before, "frontdesk_index_facts_behind").unwrap() >= 2.0, "{before}");
    assert_eq!(value(&before, "frontdesk_index_seconds_behind"), Some(90.0), "{before}");
    // Whoever searches does not wait for the index.
    desk.agent().get("search/messages?q=hello").await.is(200);
    let found = ask(&desk, &[]).await.is(200).text;
    assert_eq!(value(&found, "frontdesk_index_facts_behind"), Some(0.0), "{found}");
    let jobs = |kind: &str, state: &str| {
        value(&after, &format!("frontdesk_jobs{{kind=\"{kind}\",state=\"{state}\"}}"))
    };
    assert_eq!(jobs("webhooks.tell", "dead"), Some(1.0), "{after}");
    assert_eq!(jobs("webhooks.tell", "waiting"), Some(1.0), "the one that failed");
    assert_eq!(jobs("mail.unknown", "waiting"), Some(1.0), "nobody does such jobs");
    let age = value(&after, "frontdesk_jobs_oldest_due_seconds{kind=\"mail.unknown\"}").unwrap();
    assert!(age > 1e9, "{age}");
    let waits = value(&after, "frontdesk_jobs_oldest_due_seconds{kind=\"webhooks.tell\"}");
    assert_eq!(waits, Some(0.0), "it is not due");
    let told = |outcome: &str| {
        value(&after, &format!("frontdesk_webhook_attempts_total{{outcome=\"{outcome}\"}}"))
    };
    assert_eq!((told("failed"), told("delivered")), (Some(1.0), Some(0.0)), "{after}");
    for name in ["paused", "disabled"] {
        assert_eq!(value(&after, &format!("frontdesk_webhooks_{name}")), Some(0.0));
    }
    let removed = desk.app.db.write(async |tx: &mut db::Tx| {
        let sql = db::Sql::portable("delete from jobs where payload = 'nothing'".to_owned());
        tx.exec(&sql, &[]).await
    });
    removed.await.unwrap();
    desk.close().await;
}

#[tokio::test]
async fn others_than_this_machine_need_the_token() {
    let desk = Desk::open_with(|config| config.metrics.token = Secret::new("hush")).await;
    let nothing = desk.nobody().request(Method::GET, "/nothing").send().await.unwrap();
    let nothing = nothing.text().await.unwrap();

    for forwarded in [
        ("x-forwarded-for", "203.0.113.7"),
        ("forwarded", "for=203.0.113.7"),
        ("x-real-ip", "203.0.113.7"),
        ("host", "desk.acme.test"),
    ] {
        let refused = ask(&desk, &[forwarded]).await.is(404);
        assert_eq!(refused.text, nothing, "as if there were nothing");
        ask(&desk, &[forwarded, ("authorization", "Bearer push")]).await.is(404);
        ask(&desk, &[forwarded, ("authorization", "Bearer hush")]).await.is(200);
    }
    ask(&desk, &[]).await.is(200);
    desk.close().await;
}
