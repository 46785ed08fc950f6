//! How notifications come and go.

use std::time::Duration;

use frontdesk::{
    access::{Credential, Holder},
    actor::Actor,
    app::TheProduct,
    events::{self, Position},
    id::{AccountId, ConversationId},
    notifications::{self, rules, upkeep},
    work::Work,
};
use serde_json::{Value, json};

use super::{conversation, given_to_ben, is_told, listed, only_one, unread_count};
use crate::support::{Desk, Told};

fn of_notifications(told: Vec<Told>) -> Vec<(String, Value)> {
    let told = told.into_iter().filter(|told| told.name.starts_with("notification."));
    told.map(|told| (told.name, told.data)).collect()
}

#[tokio::test]
async fn a_newer_one_takes_the_place_of_the_older_and_both_are_told() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.settle().await;
    let older = only_one(&desk, "Cleo").await["id"].clone();

    let told = desk.told(async {
        desk.contact_says(id, "Hello").await;
        desk.settle().await;
    });

    let told = told.await;
    let gone = told.iter().find(|told| told.name == "notification.deleted").unwrap();
    assert_eq!(json!(gone.subject), older);
    let cleo = desk.id_of("Cleo");
    let expected = [
        (
            "notification.deleted".to_owned(),
            json!({ "user_id": cleo, "unread_count": 1, "count": 1 }),
        ),
        ("notification.created".to_owned(), json!({ "user_id": cleo })),
    ];
    assert_eq!(of_notifications(told), expected);
    assert_ne!(only_one(&desk, "Cleo").await["id"], older);
    desk.close().await;
}

#[tokio::test]
async fn a_change_is_told_to_its_owner() {
    let desk = Desk::open().await;
    given_to_ben(&desk, 1).await;
    let path = format!("notifications/{}", only_one(&desk, "Ben").await["id"]);
    let ben = desk.agent();

    let told = desk.told(async {
        ben.patch(&path, json!({})).await.is(200);
        ben.post(&format!("{path}/unread"), json!({})).await.is(200);
    });

    let updated = ("notification.updated".to_owned(), json!({ "user_id": desk.id_of("Ben") }));
    assert_eq!(of_notifications(told.await), [updated.clone(), updated]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_told_twice_of_an_event() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.contact_says(id, "Hello").await;
    desk.settle().await;
    let before = only_one(&desk, "Cleo").await;

    let account = TheProduct(AccountId(desk.account));
    let again = desk.app.write(&account, async move |work: &mut Work<'_>| {
        let facts = events::after(work.tx, Position::default(), 1_000).await?.facts;
        let notices = rules::notices(work, &facts.iter().collect::<Vec<_>>()).await?;
        let last = notices.last().expect("somebody is told").1;
        upkeep::add(work, std::slice::from_ref(&last)).await?;
        Ok::<_, frontdesk::error::Error>(notices.len())
    });

    assert!(again.await.unwrap() >= 2);
    assert_eq!(only_one(&desk, "Cleo").await, before);
    desk.close().await;
}

#[tokio::test]
async fn a_member_has_the_newest_three_hundred_and_none_is_older_than_a_month() {
    let desk = Desk::open().await;
    let old = given_to_ben(&desk, 2).await;
    let told = desk.agent().get("notifications?sort_order=asc").await.is(200).body;
    let far = json!({ "snoozed_until": desk.clock.now().seconds() + 40 * 86_400 });
    let snooze = format!("notifications/{}/snooze", told["data"]["payload"][0]["id"]);
    desk.agent().post(&snooze, far).await.is(200);
    desk.wait(Duration::from_hours(24 * 31));
    assert_eq!(listed(&desk, "Ben", "").await, Vec::<Value>::new(), "it is too old");

    let lea = desk.contact("Max").await;
    let told = desk.told(async {
        for count in [1, 299, 3] {
            for _ in 0..count {
                let id = desk.conversation(lea, None).await;
                desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
            }
            desk.settle().await;
        }
    });
    let told = of_notifications(told.await);

    // Five went: one that was too old, the one that was put off, and three of these. Nobody looks
    // so far back; how many are unread is told with what is new.
    let gone: Vec<_> = told.iter().filter(|it| it.0 == "notification.deleted").collect();
    assert_eq!(gone, Vec::<&(String, Value)>::new());
    assert_eq!(unread_count(&desk, "Ben").await, 300);
    let all = desk.agent().get("notifications?includes[]=snoozed&includes[]=read").await.is(200);
    assert_eq!(all.body["data"]["meta"]["count"], 300);
    assert!(!listed(&desk, "Ben", "?sort_order=asc").await.contains(&json!(old[1])));
    desk.close().await;
}

#[tokio::test]
async fn what_was_put_off_for_long_is_kept_until_then() {
    let desk = Desk::open().await;
    given_to_ben(&desk, 1).await;
    let path = format!("notifications/{}/snooze", only_one(&desk, "Ben").await["id"]);
    let far = json!({ "snoozed_until": desk.clock.now().seconds() + 40 * 86_400 });
    desk.agent().post(&path, far).await.is(200);

    desk.wait(Duration::from_hours(24 * 39));
    let max = desk.contact("Max").await;
    let other = desk.conversation(max, None).await;
    desk.assign(other, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.settle().await;
    desk.wait(Duration::from_hours(24));
    desk.settle().await;

    assert_eq!(unread_count(&desk, "Ben").await, 2);
    desk.close().await;
}

#[tokio::test]
async fn what_is_removed_takes_its_notifications_with_it() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let max = desk.contact("Max").await;
    let other = desk.conversation(max, None).await;
    for conversation in [id, other] {
        desk.assign(conversation, json!({ "assignee_id": desk.id_of("Ben") })).await;
    }
    desk.settle().await;

    let told = desk.told(desk.admin().delete(&format!("contacts/{max}"))).await;

    let left = json!({ "user_id": desk.id_of("Ben"), "unread_count": 1, "count": 1 });
    assert_eq!(of_notifications(told), [("notification.deleted".to_owned(), left)]);
    is_told(&desk, "Ben", &[("conversation_assignment", id)]).await;
    let inbox = desk.show(id).await["inbox_id"].clone();
    desk.admin().delete(&format!("inboxes/{inbox}")).await.is(200);
    is_told(&desk, "Ben", &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn who_does_not_see_a_conversation_any_more_is_told_no_more_of_it() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let inbox = desk.show(id).await["inbox_id"].clone();
    let team = desk.add_team("Sales", &["Cleo"]).await;
    let cleo = json!({ "user_ids": [desk.id_of("Cleo")] });
    let participants = format!("conversations/{id}/participants");
    let left = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Cleo")] });
    desk.admin().post(&participants, cleo.clone()).await.is(200);
    desk.assign(id, json!({ "team_id": team })).await;
    desk.contact_says(id, "Hello").await;
    let message = [("participating_conversation_new_message", id)];
    is_told(&desk, "Cleo", &message).await;

    desk.admin().delete_with("inbox_members", left).await.is(200);
    is_told(&desk, "Cleo", &message).await;
    let members = format!("teams/{team}/team_members");
    desk.admin().delete_with(&members, cleo).await.is(200);

    is_told(&desk, "Cleo", &[]).await;
    assert_eq!(desk.admin().get(&participants).await.is(200).body, json!([]));
    desk.contact_says(id, "Are you there?").await;
    is_told(&desk, "Cleo", &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn an_administrator_who_is_one_no_more_is_told_of_their_inboxes_only() {
    let desk = Desk::open().await;
    let (id, other) = {
        let id = conversation(&desk).await;
        let inbox = desk.add_inbox("Apart", &[]).await;
        let max = desk.contact("Max").await;
        (id, desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": max })).await)
    };
    let path = format!("agents/{}", desk.id_of("Cleo"));
    desk.admin().patch(&path, json!({ "role": "administrator" })).await.is(200);
    for conversation in [id, other] {
        let cleo = json!({ "user_ids": [desk.id_of("Cleo")] });
        desk.admin()
            .post(&format!("conversations/{conversation}/participants"), cleo)
            .await
            .is(200);
        desk.contact_says(conversation, "Hello").await;
    }
    let message = "participating_conversation_new_message";
    is_told(&desk, "Cleo", &[(message, other), (message, id)]).await;

    desk.admin().patch(&path, json!({ "role": "agent" })).await.is(200);

    is_told(&desk, "Cleo", &[(message, id)]).await;
    desk.close().await;
}

#[tokio::test]
async fn who_leaves_the_account_finds_nothing_when_they_come_back() {
    let desk = Desk::open().await;
    given_to_ben(&desk, 2).await;
    let ben = desk.admin().get("agents").await.body[1].clone();
    desk.neighbour().await.post("agents", json!({ "email": ben["email"] })).await.is(200);

    desk.admin().delete(&format!("agents/{}", ben["id"])).await.is(200);
    desk.settle().await;
    desk.admin().post("agents", json!({ "email": ben["email"] })).await.is(200);

    is_told(&desk, "Ben", &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn whoever_looks_at_a_conversation_has_read_what_they_were_told_of_it() {
    let desk = Desk::open().await;
    let ids = given_to_ben(&desk, 2).await;
    let row = desk.agent().get("notifications?sort_order=asc").await.is(200).body;
    let row = ConversationId(row["data"]["payload"][0]["primary_actor_id"].as_i64().unwrap());
    let shown = Credential::Token(desk.token_of("Ben").to_owned());
    let account = AccountId(desk.account);
    let seat = desk.app.access.seat(&desk.app.db, &shown, account, desk.clock.now()).await.unwrap();
    let Holder::User(Some(ben)) = seat.holder else { panic!("Ben is a member") };
    let ben = Actor::Member(ben);

    let told = desk.told(async {
        let account = TheProduct(account);
        let seen = desk.app.write(&account, async move |work: &mut Work<'_>| {
            work.actor = ben.clone();
            notifications::see(work, row).await
        });
        seen.await.unwrap();
    });

    let updated = ("notification.updated".to_owned(), json!({ "user_id": desk.id_of("Ben") }));
    assert_eq!(of_notifications(told.await), [updated]);
    assert_eq!(listed(&desk, "Ben", "").await, [ids[1]]);
    desk.close().await;
}
