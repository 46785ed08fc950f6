//! Notes that call somebody.

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// A conversation in an inbox of Ben and Cleo.
async fn conversation(desk: &Desk) -> i64 {
    let inbox = desk.add_inbox("Sales", &["Ben", "Cleo"]).await;
    let lea = desk.contact("Lea").await;
    desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await
}

/// Ben notes something.
async fn note(desk: &Desk, conversation: i64, content: &str) {
    let note = json!({ "content": content, "private": true });
    desk.agent().post(&format!("conversations/{conversation}/messages"), note).await.is(200);
}

fn link(desk: &Desk, name: &str) -> String {
    format!("[@{name}](mention://user/{}/{name})", desk.id_of(name))
}

/// Who was told that they were mentioned, in order.
async fn told(desk: &Desk) -> Vec<i64> {
    let told = desk.all_told().await.into_iter();
    let mentions = told.filter(|told| told.name == "conversation.mentioned");
    mentions.map(|told| told.subject.expect("a user")).collect()
}

/// The conversations in which someone was mentioned.
async fn mentioning(desk: &Desk, name: &str) -> Vec<Value> {
    let listed = desk.client(name).get("conversations?conversation_type=mention").await.is(200);
    each(&listed.body["data"]["payload"], "id")
}

async fn taking_part(desk: &Desk, id: i64) -> Vec<Value> {
    let all = desk.admin().get(&format!("conversations/{id}/participants")).await.is(200);
    each(&all.body, "name")
}

#[tokio::test]
async fn who_is_mentioned_is_told_and_takes_part() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;

    note(&desk, id, &format!("Can you help, {}?", link(&desk, "Cleo"))).await;

    assert_eq!(told(&desk).await, [desk.id_of("Cleo")]);
    assert_eq!(mentioning(&desk, "Cleo").await, [id]);
    assert_eq!(mentioning(&desk, "Ben").await, Vec::<Value>::new());
    assert_eq!(taking_part(&desk, id).await, ["Cleo"]);

    note(&desk, id, &format!("{} or {}?", link(&desk, "Cleo"), link(&desk, "Ben"))).await;
    let (ben, cleo) = (desk.id_of("Ben"), desk.id_of("Cleo"));
    assert_eq!(told(&desk).await, [cleo, cleo, ben], "each time, and also of their own notes");
    desk.close().await;
}

#[tokio::test]
async fn a_team_is_its_members_and_everybody_is_told_once() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let team = desk.add_team("Second level", &["Ada", "Cleo"]).await;

    let both = format!("{} [@x](mention://team/{team}/Second%20level)", link(&desk, "Cleo"));
    note(&desk, id, &both).await;

    let mut told = told(&desk).await;
    told.sort_unstable();
    assert_eq!(told, [desk.id_of("Ada"), desk.id_of("Cleo")]);
    desk.close().await;
}

#[tokio::test]
async fn a_word_counts_when_it_names_exactly_one() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let dan = |surname: &str| {
        let email = format!("{}@acme.test", surname.to_lowercase());
        json!({ "name": format!("Dan {surname}"), "email": email, "role": "administrator" })
    };
    let ott = desk.admin().post("agents", dan("Ott")).await.id();
    let (ben, cleo) = (desk.id_of("Ben"), desk.id_of("Cleo"));
    desk.add_team("Second level", &["Cleo"]).await;
    let mut expected = Vec::new();

    for (content, named) in [
        ("@Cleo please", vec![cleo]),
        ("cc @CLEO.", vec![cleo]),
        ("@dan", vec![ott]),
        ("@danott", vec![ott]),
        ("@ott", vec![ott]),
        ("@secondlevel", vec![cleo]),
        ("@nobody and lea@cleo.test", vec![]),
        (&*format!("@ben-{}", desk.account), vec![ben]),
    ] {
        note(&desk, id, content).await;
        expected.extend(named);
        assert_eq!(told(&desk).await, expected, "{content}");
    }

    desk.admin().post("agents", dan("Ull")).await.is(200);
    note(&desk, id, "@dan").await;
    assert_eq!(told(&desk).await, expected, "there are two of them now");
    desk.close().await;
}

#[tokio::test]
async fn who_does_not_see_the_inbox_is_not_told() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let zoe = desk.neighbour().await.get("agents").await.body[0]["id"].as_i64().unwrap();
    let theirs = desk.add_team("Sales", &["Cleo"]).await;

    let all = format!(
        "{} (mention://user/{zoe}/Zoe) (mention://user/999999/x) (mention://team/{theirs}/x) \
         (mention://team/999999/x) @cleo {}",
        link(&desk, "Cleo"),
        link(&desk, "Ada")
    );
    note(&desk, id, &all).await;

    assert_eq!(told(&desk).await, [desk.id_of("Ada")], "an administrator sees every inbox");
    assert_eq!(taking_part(&desk, id).await, ["Ada"]);
    desk.close().await;
}

#[tokio::test]
async fn what_a_contact_can_read_mentions_nobody() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;

    desk.agent_says(id, &link(&desk, "Cleo")).await;
    desk.contact_says(id, &link(&desk, "Cleo")).await;
    note(&desk, id, "Nobody in particular").await;

    assert_eq!(told(&desk).await, Vec::<i64>::new());
    assert_eq!(mentioning(&desk, "Cleo").await, Vec::<Value>::new());
    desk.close().await;
}
