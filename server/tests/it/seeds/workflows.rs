//! The technical reference, its workflows: several requests, one after the other.

use serde_json::{Value, json};

use crate::support::Desk;

/// A team with this name.
async fn team(desk: &Desk, name: &str) -> Value {
    desk.admin().post("teams", json!({ "name": name })).await.is(200).body["id"].clone()
}

#[tokio::test]
async fn a_conversation_is_escalated() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, Some("I will leave you")).await;
    let senior_support = team(&desk, "Senior support").await;
    let path = format!("conversations/{id}");
    let labels = ["escalated", "urgent", "requires-manager"];
    let note = "ESCALATED: Customer is enterprise tier and threatening to churn. Requires \
                immediate manager attention.";

    let steps = [
        ("toggle_priority", json!({ "priority": "urgent" })),
        ("labels", json!({ "labels": labels })),
        ("assignments", json!({ "team_id": senior_support })),
        ("messages", json!({ "content": note, "message_type": "outgoing", "private": true })),
    ];
    for (action, body) in steps {
        desk.admin().post(&format!("{path}/{action}"), body).await.is(200);
    }

    desk.admin().get(&path).await.is(200).holds(json!({
        "priority": "urgent",
        "labels": labels,
        "meta": { "team": { "id": senior_support } },
        "messages": [{ "content": note, "private": true }]
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_lead_is_qualified() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, Some("Tell me more")).await;
    let sales = team(&desk, "Sales").await;
    let path = format!("conversations/{id}");
    let labels = ["qualified", "hot-lead", "enterprise-interest"];
    let attributes = json!({
        "lead_score": 85,
        "deal_value": 50000,
        "industry": "Technology",
        "company_size": "51-200",
        "next_follow_up": "2025-10-20"
    });
    let note = "**Lead Qualified**\n\nScore: 85/100\nEstimated Deal Value: $50000\n\
                Company: Acme Corp (51-200 employees)\nIndustry: Technology\n\nNext Steps:\n\
                - Schedule discovery call\n- Send pricing deck\n- Add to CRM";

    let steps = [
        ("labels", json!({ "labels": labels })),
        ("custom_attributes", json!({ "custom_attributes": attributes })),
        ("toggle_priority", json!({ "priority": "high" })),
        ("assignments", json!({ "team_id": sales })),
        ("messages", json!({ "content": note, "message_type": "outgoing", "private": true })),
    ];
    for (action, body) in steps {
        desk.admin().post(&format!("{path}/{action}"), body).await.is(200);
    }

    desk.admin().get(&path).await.is(200).holds(json!({
        "labels": labels,
        "custom_attributes": attributes,
        "priority": "high",
        "meta": { "team": { "id": sales } },
        "messages": [{ "content": note, "private": true }]
    }));
    desk.close().await;
}

/// The handler asks for nothing before it writes: the labels come with the event. Here
/// they are those of the conversation.
#[tokio::test]
async fn a_message_is_tagged_and_scored_by_what_it_says() {
    let desk = Desk::open().await;
    let message = "We are an enterprise with a budget. What is the price of a demo?";
    let id = desk.conversation(desk.contact("John").await, Some(message)).await;
    let path = format!("conversations/{id}");
    let known = json!({ "labels": ["support"] });
    desk.admin().post(&format!("{path}/labels"), known).await.is(200);

    let labels = json!(["support", "pricing-inquiry", "enterprise-lead", "sales-qualified"]);
    let tagged = desk.admin().post(&format!("{path}/labels"), json!({ "labels": labels })).await;
    let score = json!({ "custom_attributes": { "lead_score": 75 } });
    let scored = desk.admin().post(&format!("{path}/custom_attributes"), score.clone()).await;

    tagged.is(200).holds(json!({ "payload": labels }));
    scored.is(200).holds(score.clone());
    desk.admin().get(&path).await.is(200).holds(score).holds(json!({ "labels": labels }));
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_updated_in_a_batch() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(desk.conversation(contact, None).await);
    }
    let labels = ["Q4-campaign", "follow-up-needed"];
    let attributes = json!({ "campaign_source": "email-blast-oct" });

    for id in &ids {
        let path = format!("conversations/{id}");
        let labelled =
            desk.admin().post(&format!("{path}/labels"), json!({ "labels": labels })).await;
        let attributed = json!({ "custom_attributes": attributes });
        let attributed = desk.admin().post(&format!("{path}/custom_attributes"), attributed).await;
        let priority = json!({ "priority": "medium" });
        let prioritized = desk.admin().post(&format!("{path}/toggle_priority"), priority).await;
        let status = json!({ "status": "pending" });
        let toggled = desk.admin().post(&format!("{path}/toggle_status"), status).await;

        // Row 18 of seeds-vs-upstream: what is no label is kept as it was typed.
        labelled.is(200).holds(json!({ "payload": labels }));
        attributed.is(200).holds(json!({ "custom_attributes": attributes }));
        prioritized.is(200).holds(json!({ "id": id, "priority": "medium" }));
        toggled.is(200).holds(json!({ "payload": { "current_status": "pending" } }));
    }
    desk.close().await;
}
