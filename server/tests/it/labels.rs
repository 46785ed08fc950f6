//! Labels, and the words that conversations and contacts carry.

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// Labels a conversation and tells what it carries then.
async fn label(desk: &Desk, conversation: i64, labels: Value) -> Value {
    let path = format!("conversations/{conversation}/labels");
    let reply = desk.agent().post(&path, json!({ "labels": labels })).await.is(200);
    assert_eq!(desk.agent().get(&path).await.is(200).body, reply.body, "it is what is kept");
    reply.body["payload"].clone()
}

#[tokio::test]
async fn labels_are_listed_by_title() {
    let desk = Desk::open().await;
    for title in ["vip", "billing", "Änderung"] {
        desk.admin().post("labels", json!({ "title": title })).await.is(200);
    }

    let labels = desk.agent().get("labels").await.is(200);

    assert_eq!(each(&labels.body["payload"], "title"), ["billing", "vip", "änderung"]);
    let first = labels.body["payload"][0].clone();
    let expected = json!({
        "id": first["id"],
        "title": "billing",
        "description": null,
        "color": "#1f93ff",
        "show_on_sidebar": null
    });
    assert_eq!(first, expected);
    desk.close().await;
}

#[tokio::test]
async fn titles_are_at_least_two_letters_or_digits() {
    let desk = Desk::open().await;
    let (before, admin) = (desk.contents().await, desk.admin());

    for title in ["x", "two words", "-dash", "_line", "a,b", "né!", "🎉🎉", "x\n"] {
        let reply = admin.post("labels", json!({ "title": title })).await;
        assert_eq!(reply.refuses(&["title"]).body["message"], "Title is invalid", "{title:?}");
    }
    for title in ["", "  "] {
        let reply = admin.post("labels", json!({ "title": title })).await.refuses(&["title"]);
        assert_eq!(reply.body["message"], "Title must not be blank");
    }
    admin.post("labels", json!({ "title": "x".repeat(256) })).await.refuses(&["title"]);
    admin.post("labels", json!({ "color": "#fff" })).await.refuses(&["title"]);

    desk.contents().await.are(&before, "a refused label");
    for title in ["x1", "a_b", "a-b", "größe", "標籤", "12", &"y".repeat(255)] {
        admin.post("labels", json!({ "label": { "title": title } })).await.is(200);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_title_is_taken_whatever_its_case() {
    let desk = Desk::open().await;
    let vip = desk.admin().post("labels", json!({ "title": "VIP" })).await.is(200);
    let other = desk.admin().post("labels", json!({ "title": "other" })).await.id();

    let again = desk.admin().post("labels", json!({ "title": "vIp" })).await;

    assert_eq!(vip.body["title"], "vip");
    assert_eq!(again.refuses(&["title"]).body["message"], "Title has already been taken");
    let path = format!("labels/{other}");
    desk.admin().patch(&path, json!({ "title": "ViP" })).await.refuses(&["title"]);
    assert_eq!(desk.admin().get(&path).await.is(200).body["title"], "other");
    desk.close().await;
}

#[tokio::test]
async fn labels_are_for_administrators_to_change() {
    let desk = Desk::open().await;
    let path =
        format!("labels/{}", desk.admin().post("labels", json!({ "title": "vip" })).await.id());
    let ben = desk.agent();

    let refused = [
        ben.get(&path).await,
        ben.post("labels", json!({ "title": "mine" })).await,
        ben.put(&path, json!({ "title": "mine" })).await,
        ben.delete(&path).await,
    ];

    for reply in refused {
        reply.says(401, "You are not authorized to do this action");
    }
    let change = json!({ "color": "#000000", "show_on_sidebar": true, "description": "Pays" });
    let changed = desk.admin().patch(&path, change).await.is(200).body;
    assert_eq!((&changed["title"], &changed["color"]), (&json!("vip"), &json!("#000000")));
    let cleared = json!({ "show_on_sidebar": null, "description": null });
    let changed = desk.admin().put(&path, cleared).await.is(200).body;
    assert_eq!(
        (&changed["show_on_sidebar"], &changed["description"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(desk.admin().delete(&path).await.is(200).text, "");
    desk.admin().get(&path).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn any_words_can_be_carried_in_the_order_they_were_given() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;

    let carried =
        label(&desk, conversation, json!(["zebra", " a b ", "ärger,VIP", "", "vip"])).await;

    assert_eq!(carried, json!(["zebra", "a b", "ärger", "VIP"]));
    assert_eq!(desk.show(conversation).await["labels"], carried);
    let fewer = label(&desk, conversation, json!(["ÄRGER", "zebra"])).await;
    assert_eq!(fewer, json!(["ärger", "zebra"]), "a word is spelled as it was the first time");
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_list_clears_the_labels() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;

    for nothing in [json!("vip"), Value::Null, json!([])] {
        label(&desk, conversation, json!(["a", "b"])).await;
        assert_eq!(label(&desk, conversation, nothing).await, json!([]));
    }

    label(&desk, conversation, json!(["a"])).await;
    let path = format!("conversations/{conversation}/labels");
    let absent = desk.agent().post(&path, json!({})).await.is(200);
    assert_eq!(absent.body, json!({ "payload": [] }));
    desk.close().await;
}

#[tokio::test]
async fn labels_of_forms_are_lists_too() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let agent = desk.agent();

    let request = agent
        .request(reqwest::Method::POST, &format!("conversations/{conversation}/labels"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("labels[]=vip&labels%5B%5D=late+again");
    let labelled = agent.send(request).await.is(200);

    assert_eq!(labelled.body, json!({ "payload": ["vip", "late again"] }));
    desk.close().await;
}

#[tokio::test]
async fn too_many_and_too_long_labels_are_refused() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    label(&desk, conversation, json!(["kept"])).await;
    let path = format!("conversations/{conversation}/labels");
    let many: Vec<String> = (0..201).map(|number| format!("label-{number}")).collect();

    for labels in [json!(many), json!(["x".repeat(256)]), json!([many.join(",")])] {
        desk.agent().post(&path, json!({ "labels": labels })).await.refuses(&["labels"]);
    }

    assert_eq!(desk.show(conversation).await["labels"], json!(["kept"]));
    label(&desk, conversation, json!(many[..200])).await;
    desk.close().await;
}

#[tokio::test]
async fn renaming_a_label_renames_it_everywhere() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    let path =
        format!("labels/{}", desk.admin().post("labels", json!({ "title": "vip" })).await.id());
    label(&desk, conversation, json!(["first", "VIP", "last"])).await;
    let contact = format!("contacts/{lea}/labels");
    desk.agent().post(&contact, json!({ "labels": ["vip"] })).await.is(200);

    desk.admin().patch(&path, json!({ "title": "Gold" })).await.is(200);

    assert_eq!(desk.show(conversation).await["labels"], json!(["first", "gold", "last"]));
    assert_eq!(desk.agent().get(&contact).await.body, json!({ "payload": ["gold"] }));
    let found = desk.admin().get("conversations?labels=gold").await.is(200);
    assert_eq!(each(&found.body["data"]["payload"], "id"), [conversation]);
    desk.close().await;
}

#[tokio::test]
async fn renaming_to_a_word_that_is_carried_already_makes_them_one() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let both = desk.conversation(lea, None).await;
    let old = desk.conversation(lea, None).await;
    let path =
        format!("labels/{}", desk.admin().post("labels", json!({ "title": "vip" })).await.id());
    label(&desk, both, json!(["gold", "vip", "last"])).await;
    label(&desk, old, json!(["vip"])).await;
    let contact = format!("contacts/{lea}/labels");
    desk.agent().post(&contact, json!({ "labels": ["vip", "gold"] })).await.is(200);

    desk.admin().patch(&path, json!({ "title": "gold" })).await.is(200);

    assert_eq!(desk.show(both).await["labels"], json!(["gold", "last"]));
    assert_eq!(desk.show(old).await["labels"], json!(["gold"]));
    assert_eq!(desk.agent().get(&contact).await.body, json!({ "payload": ["gold"] }));
    desk.close().await;
}

#[tokio::test]
async fn what_carries_a_label_goes_on_doing_so_when_it_is_removed() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path =
        format!("labels/{}", desk.admin().post("labels", json!({ "title": "vip" })).await.id());
    label(&desk, conversation, json!(["vip"])).await;

    desk.admin().delete(&path).await.is(200);

    assert_eq!(desk.show(conversation).await["labels"], json!(["vip"]));
    desk.close().await;
}

#[tokio::test]
async fn contacts_carry_labels_of_their_own() {
    let desk = Desk::open().await;
    let path = format!("contacts/{}/labels", desk.contact("Lea").await);

    let labelled = desk.outsider().post(&path, json!({ "labels": ["vip", "Late"] })).await.is(200);

    assert_eq!(labelled.body, json!({ "payload": ["vip", "Late"] }));
    let replaced = desk.agent().post(&path, json!({ "labels": ["late"] })).await.is(200);
    assert_eq!(replaced.body, json!({ "payload": ["Late"] }));
    assert_eq!(desk.agent().get(&path).await.is(200).body, replaced.body);
    desk.agent().get("contacts/999999/labels").await.is(404);
    desk.agent().post("contacts/999999/labels", json!({ "labels": ["vip"] })).await.is(404);
    desk.close().await;
}
