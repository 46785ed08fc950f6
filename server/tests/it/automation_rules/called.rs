//! Rules whose addresses never answer, and rules that write too much.

use std::time::Duration;

use frontdesk::background;
use serde_json::{Value, json};

use super::{add, begins_with, does, labels, rule, runs};
use crate::support::{Desk, Postbox, Receiver, each, eventually, mails_to};

fn calls(receiver: &Receiver) -> Value {
    does("send_webhook_event", json!([receiver.url]))
}

#[tokio::test]
async fn an_address_that_never_answers_is_in_the_way_of_nobody() {
    // Nobody waits for so long here.
    let desk = Desk::open_with(|config| config.webhooks.timeout = Duration::from_mins(1)).await;
    let (silent, lively) = (Receiver::open().await, Receiver::open().await);
    silent.hang(true);
    add(&desk, rule("message_created", vec![], vec![calls(&silent)])).await;
    let marks = does("add_label", json!(["seen"]));
    add(&desk, rule("message_created", vec![], vec![calls(&lively), marks])).await;
    let hook = json!({ "url": lively.url, "subscriptions": ["message_created"] });
    desk.admin().post("webhooks", hook).await.is(200);
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.catch_up().await;
    let (mut asked, mut told) = (0, Vec::new());

    let all_others = eventually("the others are told", async || {
        asked += silent.take().len();
        told.extend(lively.take().iter().map(|it| it.event().to_owned()));
        asked == 1 && told.len() == 2
    });
    background::workers(&desk.app).run(all_others, Duration::from_millis(100)).await;

    told.sort_unstable();
    assert_eq!(told, ["automation_event.message_created", "message_created"]);
    assert_eq!(labels(&desk, id).await, json!(["seen"]));
    silent.hang(false);
    desk.settle().await;
    assert_eq!(silent.take().len(), 1, "it is told as soon as it answers");
    desk.close().await;
}

#[tokio::test]
async fn an_address_that_never_answers_is_given_up_for_the_moment() {
    let desk = Desk::open_with(|config| config.webhooks.timeout = Duration::from_secs(1)).await;
    let silent = Receiver::open().await;
    silent.hang(true);
    let marks = does("add_label", json!(["seen"]));
    let rule = add(&desk, rule("message_created", vec![], vec![calls(&silent), marks])).await;

    let id = begins_with(&desk, "Hello").await;

    assert_eq!(silent.take().len(), 1);
    assert_eq!(labels(&desk, id).await, json!(["seen"]));
    assert_eq!(runs(&desk, rule).await[0]["status"], "done");
    assert_eq!(desk.tasks("actions.call").await.len(), 1, "it is tried again");
    silent.hang(false);
    desk.wait(Duration::from_hours(1));
    desk.settle().await;
    assert_eq!(silent.take().len(), 1);
    assert!(desk.tasks("actions.call").await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn rules_write_to_teams_only_so_much_on_a_day() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let team = desk.add_team("sales", &["Ben", "Cleo"]).await;
    let letter = json!([{ "team_ids": [team], "message": "Somebody waits" }]);
    let writes = does("send_email_to_team", letter);
    let rule = add(&desk, rule("message_created", vec![], vec![writes])).await;
    let id = begins_with(&desk, "Hello").await;
    assert_eq!(postbox.take().len(), 2);

    desk.execute("update action_transcripts set sent = 999".to_owned()).await;
    desk.contact_says(id, "Hello?").await;
    desk.settle().await;

    assert_eq!(postbox.take().len(), 0, "all of them, or none");
    let problems = each(&runs(&desk, rule).await[0]["actions"], "problem");
    assert_eq!(problems, ["No more mails are sent today: there were 1,000"]);
    desk.wait(Duration::from_hours(24));
    desk.contact_says(id, "Hello??").await;
    desk.settle().await;
    assert_eq!(postbox.take().len(), 2, "the next day");
    desk.close().await;
}
