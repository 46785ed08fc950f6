//! Mailboxes that come along from another installation.

use frontdesk::{
    app::TheProduct,
    config::Config,
    id::{AccountId, InboxId},
    inboxes::{self, channel::email::Grant},
    work::Work,
};
use serde_json::{Value, json};

use super::{account, app, at, join, user};
use crate::support::{Desk, each};

fn allow(config: &mut Config) {
    config.platform.email_channel_migration = true;
}

#[tokio::test]
async fn mailboxes_come_along_with_what_was_granted_to_them() {
    let desk = Desk::open_with(allow).await;
    let (_, app) = app(&desk, "Movers").await;
    let id = account(&app, "Acme").await;
    let ada = user(&app, "Ada").await;
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    let path = at(&format!("accounts/{id}/email_channel_migrations"));
    let granted = json!({ "access_token": "granted-now", "refresh_token": "granted-on", "expires_on": "soon" });

    let told = app
        .post(
            &path,
            json!({ "migrations": [
                { "email": "Help@acme.test", "provider": "google", "provider_config": granted },
                { "email": "b@acme.test", "provider": "yahoo" },
                { "email": "help@acme.test", "provider": "google" },
                {
                    "email": "sales@acme.test", "provider": "microsoft", "inbox_name": "Sales",
                    "imap_login": "me", "imap_port": 143, "imap_enable_ssl": false,
                    "imap_enabled": false
                }
            ] }),
        )
        .await
        .is(200)
        .body;

    let results = told["results"].as_array().unwrap();
    assert_eq!(
        (&results[0]["email"], &results[0]["status"]),
        (&json!("Help@acme.test"), &json!("success"))
    );
    let unsupported = "Unsupported provider 'yahoo'. Must be one of: google, microsoft";
    let refused = json!({ "email": "b@acme.test", "status": "error", "message": unsupported });
    assert_eq!(results[1], refused);
    assert_eq!(results[2]["status"], "error");
    assert_eq!(results[2]["message"], "Email has already been taken");
    let of = async |at: usize| {
        let inbox = admin.get(&format!("inboxes/{}", results[at]["inbox_id"])).await.is(200);
        inbox.holds(json!({ "channel_id": results[at]["channel_id"] }))
    };
    let expected = json!({
        "name": "Migrated Google: Help@acme.test", "email": "help@acme.test",
        "provider": "google", "imap_enabled": true, "imap_address": "imap.gmail.com",
        "imap_port": 993, "imap_login": "Help@acme.test", "imap_enable_ssl": true,
        "imap_password": "", "reauthorization_required": false
    });
    of(0).await.holds(expected);
    let expected = json!({
        "name": "Sales", "provider": "microsoft", "imap_enabled": false,
        "imap_address": "outlook.office365.com", "imap_port": 143, "imap_login": "me",
        "imap_enable_ssl": false
    });
    of(3).await.holds(expected);
    let kept = format!("{:?}", desk.contents().await);
    assert!(kept.contains("help@acme.test") && !kept.contains("granted-"), "it is encrypted");
    let inbox = InboxId(results[0]["inbox_id"].as_i64().unwrap());
    let (account, vault) = (TheProduct(AccountId(id)), desk.app.vault.clone());
    let shown = desk
        .app
        .read(&account, async move |work: &mut Work<'_>| inboxes::details(work, inbox).await);
    let secrets = shown.await.unwrap().channel.secrets(&vault).unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        secrets.mail.grant,
        Some(Grant {
            access_token: text("granted-now"),
            refresh_token: text("granted-on"),
            expires_on: text("soon"),
        })
    );
    desk.close().await;
}

#[tokio::test]
async fn a_request_that_is_sent_again_adds_no_mailbox_again() {
    let desk = Desk::open_with(allow).await;
    let (_, movers) = app(&desk, "Movers").await;
    let id = account(&movers, "Acme").await;
    let movers = movers.showing(&[("Idempotency-Key", "move")]);
    let path = at(&format!("accounts/{id}/email_channel_migrations"));
    let granted = json!({ "access_token": null, "refresh_token": "r" });
    let one = json!({ "email": "a@acme.test", "provider": "google", "provider_config": granted });
    let two = json!({ "email": "b@acme.test", "provider": "microsoft" });
    let both = json!({ "migrations": [one, two] });

    let first = movers.post(&path, both.clone()).await.is(200);
    let again = movers.post(&path, both).await.is(200);

    assert_eq!(each(&first.body["results"], "status"), ["success"; 2]);
    assert_eq!(again.text, first.text);
    let other = json!({ "migrations": [{ "email": "c@acme.test", "provider": "google" }] });
    movers.post(&path, other).await.is(409);
    desk.close().await;
}

#[tokio::test]
async fn mailboxes_come_along_only_where_that_is_wanted() {
    let desk = Desk::open().await;
    let (_, movers) = app(&desk, "Movers").await;
    let id = account(&movers, "Acme").await;
    let path = at(&format!("accounts/{id}/email_channel_migrations"));
    let one = json!({ "migrations": [{ "email": "a@acme.test", "provider": "google" }] });
    movers.post(&path, one.clone()).await.says(403, "Email channel migration is not enabled");
    desk.close().await;

    let desk = Desk::open_with(allow).await;
    let (_, movers) = app(&desk, "Movers").await;
    let (_, strangers) = app(&desk, "Strangers").await;
    let id = account(&movers, "Acme").await;
    let path = at(&format!("accounts/{id}/email_channel_migrations"));
    let before = desk.contents().await;
    strangers.post(&path, one.clone()).await.says(401, "Non permissible resource");
    movers.post(&at("accounts/999/email_channel_migrations"), one.clone()).await.is(404);
    for none in [json!({}), json!({ "migrations": [] })] {
        movers.post(&path, none).await.says(422, "Missing migrations parameter");
    }
    let many = json!({ "migrations": vec![one["migrations"][0].clone(); 26] });
    movers.post(&path, many).await.says(422, "Too many migrations (max 25)");
    let bad = json!({ "migrations": [
        { "email": "nobody", "provider": "google" },
        { "email": "a@acme.test", "provider": "google", "imap_address": "http://10.0.0.1/" },
        { "email": "a@acme.test", "provider": "google", "imap_port": 70_000 },
        {
            "email": "a@acme.test", "provider": "google",
            "provider_config": { "access_token": "x".repeat(20_001) }
        },
        { "email": "a@acme.test", "provider": "google", "imap_port": "x" },
        { "email": null, "provider": null },
        7,
    ] });
    let told = movers.post(&path, bad).await.is(200).body;
    let statuses: Vec<&Value> =
        told["results"].as_array().unwrap().iter().map(|result| &result["status"]).collect();
    assert_eq!(statuses, ["error"; 7]);
    assert_eq!(desk.contents().await, before, "nothing is half done");
    desk.close().await;
}
