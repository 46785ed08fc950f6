//! Lists of conversations: which are in them, in what order, page by page.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, Desk, each};

/// The numbers on a page of a list, and the counts beside it.
async fn page(person: &Client, query: &str) -> (Vec<Value>, Value) {
    let list = person.get(&format!("conversations?{query}")).await.is(200).body;
    let meta = person.get(&format!("conversations/meta?{query}")).await.is(200).body;
    assert_eq!(meta["meta"], list["data"]["meta"], "both count the same for {query}");
    (each(&list["data"]["payload"], "id"), meta["meta"].clone())
}

/// The numbers on a page of a list, as one text.
async fn listed(desk: &Desk, query: &str) -> String {
    let (ids, _) = page(&desk.admin(), query).await;
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn second(desk: &Desk) {
    desk.wait(Duration::from_secs(1));
}

#[tokio::test]
async fn only_open_conversations_are_listed_unless_others_are_asked_for() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for status in ["open", "resolved", "pending", "snoozed"] {
        let id = desk.conversation(lea, None).await;
        desk.set_status(id, status).await;
    }
    let sorted =
        async |query: &str| listed(&desk, &format!("sort_by=created_at_asc&{query}")).await;

    assert_eq!(sorted("").await, "1");
    assert_eq!(sorted("status=").await, "1");
    assert_eq!(sorted("status=resolved").await, "2");
    assert_eq!(sorted("status[]=pending&status[]=snoozed").await, "3 4");
    assert_eq!(sorted("status=all").await, "1 2 3 4");
    assert_eq!(sorted("status[]=all&status[]=open").await, "1 2 3 4");
    assert_eq!(sorted("status=closed").await, "");
    assert_eq!(sorted("status[]=closed&status[]=open").await, "1");

    desk.close().await;
}

#[tokio::test]
async fn agents_see_the_conversations_of_their_inboxes() {
    let desk = Desk::open().await;
    let (lea, support) = (desk.contact("Lea").await, desk.inbox().await);
    let sales = desk.add_inbox("Sales", &["Cleo"]).await;
    let both = desk.add_inbox("Both", &["Ben", "Cleo"]).await;
    for inbox in [support, sales, both] {
        desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await;
        second(&desk);
    }
    let (ben, cleo) = (desk.agent(), desk.outsider());

    assert_eq!(page(&desk.admin(), "").await.0, [3, 2, 1]);
    assert_eq!(page(&ben, "").await.0, [3, 1]);
    assert_eq!(page(&cleo, "").await.0, [3, 2]);
    assert_eq!(page(&cleo, "").await.1["all_count"], 2);
    assert_eq!(page(&ben, &format!("inbox_id={both}")).await.0, [3]);
    let (theirs, counts) = page(&ben, &format!("inbox_id={sales}")).await;
    assert_eq!((theirs, &counts["all_count"]), (vec![], &json!(0)), "as if it were empty");
    assert_eq!(page(&desk.admin(), "inbox_id=999").await.0, Vec::<Value>::new());

    let members = json!({ "inbox_id": both, "user_ids": [desk.id_of("Cleo")] });
    desk.admin().delete_with("inbox_members", members).await.is(200);
    let members = json!({ "inbox_id": sales, "user_ids": [desk.id_of("Cleo")] });
    desk.admin().delete_with("inbox_members", members).await.is(200);
    let (none, counts) = page(&cleo, "").await;
    assert_eq!((none, &counts["all_count"]), (vec![], &json!(0)));
    assert_eq!(page(&cleo, "labels=x&q=y&status=all").await.0, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_sorted_by_activity_creation_priority_or_waiting() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    // Created and answered in this order, then touched in another.
    for (priority, answered) in
        [("high", true), ("none", false), ("low", false), ("high", true), ("none", false)]
    {
        let id = desk.conversation(lea, Some("Hello")).await;
        let path = format!("conversations/{id}/toggle_priority");
        desk.admin().post(&path, json!({ "priority": priority })).await.is(200);
        if answered {
            desk.agent_says(id, "Hi").await;
        }
        second(&desk);
    }
    for id in [3, 1, 5] {
        let note = json!({ "content": "A note", "private": true });
        desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
        second(&desk);
    }
    let orders = [
        ("last_activity_at_desc", "5 1 3 4 2"),
        ("last_activity_at_asc", "2 4 3 1 5"),
        ("created_at_desc", "5 4 3 2 1"),
        ("created_at_asc", "1 2 3 4 5"),
        ("priority_desc", "1 4 3 5 2"),
        ("priority_asc", "3 1 4 5 2"),
        ("waiting_since_asc", "2 3 5 1 4"),
        ("waiting_since_desc", "5 3 2 1 4"),
        ("priority_desc_created_at_asc", "1 4 3 2 5"),
        ("latest", "5 1 3 4 2"),
        ("sort_on_created_at", "1 2 3 4 5"),
        ("sort_on_priority", "1 4 3 5 2"),
        ("sort_on_waiting_since", "2 3 5 1 4"),
        ("", "5 1 3 4 2"),
        ("shoe_size", "5 1 3 4 2"),
    ];

    for (sort, order) in orders {
        assert_eq!(listed(&desk, &format!("sort_by={sort}")).await, order, "{sort}");
        let (bens, _) = page(&desk.agent(), &format!("sort_by={sort}")).await;
        let bens: Vec<String> = bens.iter().map(ToString::to_string).collect();
        assert_eq!(bens.join(" "), order, "Ben's by {sort}");
    }

    desk.close().await;
}

#[tokio::test]
async fn what_happened_at_the_same_moment_is_ordered_by_age() {
    let desk = Desk::open().await;
    let (lea, sales) = (desk.contact("Lea").await, desk.add_inbox("Sales", &["Ben"]).await);
    for inbox in [desk.inbox().await, sales, sales, desk.inbox().await] {
        desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await;
    }

    for (sort, order) in [
        ("last_activity_at_desc", [4, 3, 2, 1]),
        ("last_activity_at_asc", [1, 2, 3, 4]),
        ("created_at_desc", [4, 3, 2, 1]),
        ("created_at_asc", [1, 2, 3, 4]),
        ("priority_desc", [4, 3, 2, 1]),
        ("waiting_since_desc", [1, 2, 3, 4]),
        ("priority_desc_created_at_asc", [1, 2, 3, 4]),
    ] {
        let query = format!("sort_by={sort}");
        assert_eq!(page(&desk.admin(), &query).await.0, order, "{sort}");
        assert_eq!(page(&desk.agent(), &query).await.0, order, "of two inboxes by {sort}");
    }

    desk.close().await;
}

#[tokio::test]
async fn a_page_has_twenty_five_conversations() {
    let desk = Desk::open().await;
    let (lea, sales) = (desk.contact("Lea").await, desk.add_inbox("Sales", &["Ben"]).await);
    let inboxes = [desk.inbox().await, sales];
    for number in 0..53 {
        let inbox = inboxes[number % 2];
        desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await;
    }
    let numbers = |range: std::ops::Range<i64>| range.rev().map(|id| json!(id)).collect::<Vec<_>>();

    for person in [desk.admin(), desk.agent()] {
        assert_eq!(page(&person, "").await.0, numbers(29..54));
        assert_eq!(page(&person, "page=2").await.0, numbers(4..29));
        assert_eq!(page(&person, "page=3").await.0, numbers(1..4));
        assert_eq!(page(&person, "page=4").await.0, Vec::<Value>::new());
        for first in ["0", "-3", "x", ""] {
            assert_eq!(page(&person, &format!("page={first}")).await.0, numbers(29..54), "{first}");
        }
        assert_eq!(page(&person, "page=4").await.1["all_count"], 53);
    }

    let far = desk.admin().get("conversations?page=4294967295").await.is(200);
    assert_eq!(far.body["data"]["payload"], json!([]));
    desk.admin().get("conversations?page=99999999999999999999").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_found_by_what_was_said() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    desk.conversation(lea, Some("Rechnung Nr. 12: 100% FALSCH")).await;
    desk.conversation(lea, Some("under_score")).await;
    desk.conversation(lea, None).await;
    desk.agent_says(3, "Ihre RECHNUNG ist bezahlt, Ärger vorbei").await;
    desk.set_status(3, "resolved").await;
    let activity = json!({ "content": "Rechnung", "message_type": "activity" });
    desk.admin().post("conversations/2/messages", activity).await.is(200);
    let found = async |text: &str| listed(&desk, &format!("sort_by=created_at_asc&q={text}")).await;

    assert_eq!(found("rechnung").await, "1 3", "whatever their status");
    assert_eq!(found("%C3%84RGER").await, "3");
    assert_eq!(found("falsch").await, "1");
    assert_eq!(found("fal").await, "1", "the beginning of a word is enough");
    assert_eq!(found("100%25").await, "1");
    assert_eq!(found("bezahlt+rechnung").await, "3");
    assert_eq!(found("rechnung+12+bezahlt").await, "", "all words are in one message");
    assert_eq!(found("%25").await, "", "there is no word in it");
    assert_eq!(found("under_score").await, "2");
    assert_eq!(found("score").await, "2");
    assert_eq!(found("nothing").await, "");
    assert_eq!(found("").await, "1 2", "no text is no filter");
    assert_eq!(found("rechnung&status=open").await, "1 3");

    let (_, counts) = page(&desk.admin(), "q=rechnung").await;
    assert_eq!(counts["all_count"], 2);
    let long = "x".repeat(10_001);
    desk.admin().get(&format!("conversations?q={long}")).await.refuses(&["q"]);
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_listed_by_any_of_their_labels() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for labels in [json!(["vip", "late"]), json!(["Late"]), json!([]), json!(["a b"])] {
        let id = desk.conversation(lea, None).await;
        let path = format!("conversations/{id}/labels");
        desk.agent().post(&path, json!({ "labels": labels })).await.is(200);
    }
    let labelled =
        async |query: &str| listed(&desk, &format!("sort_by=created_at_asc&{query}")).await;

    assert_eq!(labelled("labels[]=vip").await, "1");
    assert_eq!(labelled("labels=LATE").await, "1 2");
    assert_eq!(labelled("labels=vip,a%20b").await, "1 4");
    assert_eq!(labelled("labels[]=vip&labels[]=a+b").await, "1 4");
    assert_eq!(labelled("labels=nobody").await, "");
    assert_eq!(labelled("labels=").await, "1 2 3 4");

    desk.assign(1, json!({ "assignee_id": desk.id_of("Ada") })).await;
    let (_, counts) = page(&desk.admin(), "labels=late&assignee_type=unassigned").await;
    let expected = json!({
        "mine_count": 1,
        "assigned_count": 1,
        "unassigned_count": 1,
        "all_count": 2
    });
    assert_eq!(counts, expected, "counts do not look at who was asked for");
    desk.close().await;
}

#[tokio::test]
async fn unattended_conversations_were_never_answered_or_wait_again() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for _ in 0..4 {
        desk.conversation(lea, Some("Hello")).await;
    }
    for id in [2, 3, 4] {
        desk.agent_says(id, "Hi").await;
    }
    desk.contact_says(3, "And?").await;
    let note = json!({ "content": "A note", "private": true });
    desk.agent().post("conversations/1/messages", note).await.is(200);

    let unattended = listed(&desk, "sort_by=created_at_asc&conversation_type=unattended").await;

    assert_eq!(unattended, "1 3");
    let (_, counts) = page(&desk.agent(), "conversation_type=unattended").await;
    assert_eq!(counts["all_count"], 2);
    assert_eq!(listed(&desk, "conversation_type=mention").await, "");
    assert_eq!(listed(&desk, "sort_by=created_at_asc&conversation_type=x").await, "1 2 3 4");
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_listed_by_how_their_contact_is_known() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    for source in ["one", "two", "one"] {
        let new = json!({ "inbox_id": inbox, "contact_id": lea, "source_id": source });
        desk.conversation_with(new).await;
    }

    let one = listed(&desk, "source_id=one&sort_by=created_at_asc").await;

    assert_eq!(one, "1 3");
    assert_eq!(listed(&desk, "source_id=three").await, "");
    assert_eq!(listed(&desk, "source_id=&sort_by=created_at_asc").await, "1 2 3");
    assert_eq!(page(&desk.agent(), "source_id=two").await.1["all_count"], 1);
    desk.close().await;
}

#[tokio::test]
async fn what_changed_lately_is_listed_whole() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for _ in 0..30 {
        desk.conversation(lea, None).await;
    }
    desk.wait(Duration::from_secs(100));
    desk.contact_says(7, "Hello").await;

    let (all, counts) = page(&desk.admin(), "updated_within=100").await;

    assert_eq!((all.len(), &counts["all_count"]), (30, &json!(30)), "without pages");
    assert_eq!(page(&desk.admin(), "updated_within=100&page=9").await.0.len(), 30);
    assert_eq!(listed(&desk, "updated_within=99").await, "7");
    assert_eq!(listed(&desk, "updated_within=0").await, "7");
    assert_eq!(listed(&desk, "updated_within=-5").await, "7");
    desk.admin().get("conversations?updated_within=soon").await.refuses(&["updated_within"]);
    desk.close().await;
}

#[tokio::test]
async fn how_many_are_on_a_page_is_a_setting() {
    let desk = Desk::open_with(|config| config.conversations.per_page = 2).await;
    for name in ["Lea", "Max", "Eva"] {
        desk.conversation(desk.contact(name).await, Some("Hello")).await;
    }
    let count = async |path: &str| {
        let body = desk.agent().get(path).await.is(200).body;
        let list =
            if body["data"].is_object() { &body["data"]["payload"] } else { &body["payload"] };
        list.as_array().map(Vec::len)
    };

    assert_eq!(count("conversations").await, Some(2));
    assert_eq!(count("conversations?page=2").await, Some(1));
    assert_eq!(count("conversations?per_page=3").await, Some(3));
    assert_eq!(count("conversations/search?q=Hello").await, Some(2));
    let open = json!({ "payload": [{
        "attribute_key": "status", "filter_operator": "equal_to", "values": ["open"]
    }] });
    let all = desk.agent().post("conversations/filter", open).await.is(200).body;
    assert_eq!(all["payload"].as_array().map(Vec::len), Some(3), "filters are not changed by it");
    desk.close().await;
}

#[tokio::test]
async fn many_that_carry_a_label_are_listed_in_pages_whatever_their_status() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let mut carrying = Vec::new();
    for number in 0..60 {
        let id = desk.conversation(lea, None).await;
        desk.set_status(id, ["open", "resolved", "pending"][number % 3]).await;
        let is_carried = number % 2 == 0;
        let labels = if is_carried { json!(["vip"]) } else { json!(["late"]) };
        let path = format!("conversations/{id}/labels");
        desk.agent().post(&path, json!({ "labels": labels })).await.is(200);
        if is_carried {
            carrying.push((id, number % 3));
        }
    }
    carrying.reverse();
    let ids = |wanted: Option<usize>| -> Vec<i64> {
        let fits = |(_, status): &&(i64, usize)| wanted.is_none_or(|wanted| *status == wanted);
        carrying.iter().filter(fits).map(|(id, _)| *id).collect()
    };
    let listed = async |query: &str| -> Vec<i64> {
        let page = desk.admin().get(&format!("conversations?{query}")).await.is(200).body;
        let page = page["data"]["payload"].as_array().unwrap().clone();
        page.iter().map(|conversation| conversation["id"].as_i64().unwrap()).collect()
    };

    let (all, open) = (ids(None), ids(Some(0)));
    assert_eq!(all.len(), 30);
    assert_eq!(listed("labels[]=vip&status=all").await, all[..25]);
    assert_eq!(listed("labels[]=vip&status=all&page=2").await, all[25..]);
    assert_eq!(listed("labels[]=vip&status=open&per_page=4").await, open[..4]);
    assert_eq!(listed("labels[]=vip&status=open&per_page=4&page=3").await, open[8..]);
    let oldest = "labels[]=vip&status=all&sort_by=last_activity_at_asc&per_page=3";
    assert_eq!(listed(oldest).await, all.iter().rev().take(3).copied().collect::<Vec<_>>());
    let filter = json!({ "payload": [
        { "attribute_key": "labels", "filter_operator": "equal_to", "values": ["vip"] },
    ] });
    let filtered = desk.admin().post("conversations/filter", filter).await.is(200).body;
    assert_eq!(filtered["meta"]["all_count"], 30);
    let filtered = filtered["payload"].as_array().unwrap().iter();
    assert!(
        filtered
            .map(|conversation| conversation["id"].as_i64().unwrap())
            .eq(all[..25].iter().copied())
    );
    desk.close().await;
}
