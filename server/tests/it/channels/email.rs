//! The channel of a mailbox.

use serde_json::{Value, json};

use super::{add, change, is_at_work, path};
use crate::support::{Desk, Postbox, Receiver};

fn mailbox() -> Value {
    json!({ "type": "email", "email": "Help@Acme.test" })
}

#[tokio::test]
async fn a_new_mailbox_has_every_key_and_nothing_set() {
    let desk = Desk::open().await;

    let inbox = add(&desk, mailbox()).await.is(200);

    inbox.clone().holds(json!({
        "channel_type": "Channel::Email", "email": "help@acme.test", "forwarding_enabled": false,
        "imap_login": "", "imap_password": "", "imap_address": "", "imap_port": 0,
        "imap_enabled": false, "imap_enable_ssl": true,
        "smtp_login": "", "smtp_password": "", "smtp_address": "", "smtp_port": 0,
        "smtp_enabled": false, "smtp_domain": "", "smtp_enable_ssl_tls": false,
        "smtp_enable_starttls_auto": true, "smtp_openssl_verify_mode": "none",
        "smtp_authentication": "login", "provider": null, "hmac_mandatory": null,
        "website_token": null
    }));
    for foreign in ["forward_to_email", "hmac_token", "secret", "reauthorization_required"] {
        assert!(inbox.body.get(foreign).is_none(), "{foreign}");
    }
    desk.close().await;
}

#[tokio::test]
async fn mails_are_forwarded_to_an_address_of_ours_where_there_is_a_domain() {
    let desk =
        Desk::open_with(|config| config.mail.inbound_domain = "in.acme.test".to_owned()).await;

    let inbox = add(&desk, mailbox()).await.is(200).body;

    assert_eq!(inbox["forwarding_enabled"], true);
    let address = inbox["forward_to_email"].as_str().unwrap_or_default();
    let (key, domain) = address.split_once('@').unwrap_or_default();
    assert_eq!((key.len(), domain), (32, "in.acme.test"));
    assert!(key.chars().all(|character| character.is_ascii_hexdigit()), "{key}");
    desk.close().await;
}

#[tokio::test]
async fn passwords_are_kept_encrypted_and_told_to_administrators_only() {
    let desk = Desk::open().await;
    let inbox = add(&desk, mailbox()).await.is(200).body;
    let ben = json!({ "inbox_id": inbox["id"], "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", ben).await.is(200);
    let set = json!({
        "imap_login": "help", "imap_password": "open sesame", "imap_address": "imap.acme.test",
        "imap_port": 993, "smtp_password": "shut sesame", "provider": "google"
    });

    let after = change(&desk, &inbox, set.clone()).await.is(200).holds(set);

    let after = after.holds(json!({ "reauthorization_required": false })).body;
    let one = change(&desk, &inbox, json!({ "imap_password": "other" })).await.is(200).body;
    assert_eq!(
        (&one["imap_password"], &one["smtp_password"]),
        (&json!("other"), &json!("shut sesame"))
    );
    let none = change(&desk, &inbox, json!({ "smtp_password": "" })).await.is(200).body;
    assert_eq!((&none["imap_password"], &none["smtp_password"]), (&json!("other"), &json!("")));
    let kept = format!("{:?}", desk.contents().await);
    for password in ["open sesame", "shut sesame"] {
        assert!(!kept.contains(password), "{password} can be read in the database");
    }
    let shown = desk.agent().get(&path(&inbox)).await.is(200).body;
    assert_eq!(shown["email"], after["email"]);
    assert_eq!(shown["provider"], "google");
    let hidden = after.as_object().expect("an object").keys();
    for key in hidden.filter(|key| key.starts_with("imap") || key.starts_with("smtp")) {
        assert!(shown.get(key).is_none(), "{key}");
    }
    desk.close().await;
}

#[tokio::test]
async fn webhooks_are_told_of_a_mailbox_without_what_lets_somebody_in() {
    let (desk, receiver) = (Desk::open().await, Receiver::open().await);
    desk.settle().await;
    let hook = json!({ "url": receiver.url, "subscriptions": ["inbox_created"] });
    desk.admin().post("webhooks", hook).await.is(200);
    let mut new = mailbox();
    new["imap_password"] = json!("open sesame");
    new["imap_login"] = json!("help-login");

    add(&desk, new).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(told.len(), 1);
    let body = told[0].body.to_string();
    assert_eq!(told[0].body["email"], "help@acme.test");
    assert!(!body.contains("open sesame") && !body.contains("help-login"), "{body}");
    desk.close().await;
}

#[tokio::test]
async fn an_address_belongs_to_one_inbox_of_the_installation() {
    let desk = Desk::open().await;
    add(&desk, mailbox()).await.is(200);
    let other = add(&desk, json!({ "type": "email", "email": "sales@acme.test" })).await.is(200);
    let neighbour = desk.neighbour().await;
    let before = desk.contents().await;

    let again = json!({ "name": "Theirs", "channel": mailbox() });
    let refused = neighbour.post("inboxes", again).await.refuses(&["email"]);
    assert_eq!(refused.body["message"], "Email has already been taken");
    let taken = json!({ "email": "HELP@acme.test" });
    change(&desk, &other.body, taken).await.refuses(&["email"]);

    desk.contents().await.are(&before, "an address that is taken");
    desk.close().await;
}

#[tokio::test]
async fn what_is_set_at_the_same_time_is_kept_together() {
    let desk = Desk::open().await;
    let added = tokio::join!(add(&desk, mailbox()), add(&desk, mailbox()));
    let (first, second) = (added.0.status.min(added.1.status), added.0.status.max(added.1.status));
    assert_eq!((first, second), (200, 422), "an address is given once");
    let inbox = if added.0.status == 200 { added.0.body } else { added.1.body };

    let changed = tokio::join!(
        change(&desk, &inbox, json!({ "imap_password": "one" })),
        change(&desk, &inbox, json!({ "smtp_password": "two" })),
        change(&desk, &inbox, json!({ "smtp_domain": "three" })),
    );

    for reply in [changed.0, changed.1, changed.2] {
        reply.is(200);
    }
    let all = json!({ "imap_password": "one", "smtp_password": "two", "smtp_domain": "three" });
    desk.admin().get(&path(&inbox)).await.is(200).holds(all);
    desk.close().await;
}

#[tokio::test]
async fn bad_mailboxes_are_refused_by_name() {
    let desk = Desk::open().await;
    let inbox = add(&desk, mailbox()).await.is(200).body;
    let before = desk.contents().await;
    let refused = [
        (json!({ "email": "" }), "email"),
        (json!({ "email": "nobody" }), "email"),
        (json!({ "imap_address": "imap.acme.test/x" }), "imap_address"),
        (json!({ "smtp_address": "a b" }), "smtp_address"),
        (json!({ "smtp_domain": "a\r\nQUIT" }), "smtp_domain"),
        (json!({ "imap_port": 65_536 }), "imap_port"),
        (json!({ "smtp_port": -1 }), "smtp_port"),
        (json!({ "imap_login": "x".repeat(256) }), "imap_login"),
        (json!({ "smtp_password": "x".repeat(256) }), "smtp_password"),
        (json!({ "provider": "x".repeat(256) }), "provider"),
        (json!({ "smtp_authentication": "trust" }), "channel.smtp_authentication"),
        (json!({ "smtp_openssl_verify_mode": "never" }), "channel.smtp_openssl_verify_mode"),
    ];

    for (channel, field) in refused {
        let reply = change(&desk, &inbox, channel.clone()).await;
        assert!(reply.status == 422, "{channel}: {}", reply.text);
        assert_eq!(reply.body["attributes"][0], field, "{channel}");
    }

    desk.contents().await.are(&before, "a refused mailbox");
    desk.close().await;
}

#[tokio::test]
async fn a_mail_server_is_asked_before_answers_leave_by_it() {
    let (desk, postbox) = (Desk::open().await, Postbox::open().await);
    postbox.lets_in("sesame");
    let inbox = add(&desk, mailbox()).await.is(200).body;
    let server = |password: &str| {
        json!({
            "smtp_enabled": true, "smtp_address": "127.0.0.1", "smtp_port": postbox.port,
            "smtp_login": "help", "smtp_password": password
        })
    };
    let before = desk.contents().await;

    let wrong = change(&desk, &inbox, server("guess")).await.refuses(&["smtp_login"]);

    let said = "SMTP authentication failed. Please verify your login credentials.";
    assert_eq!(wrong.body["message"], said);
    desk.contents().await.are(&before, "a server that lets nobody in");
    let after = change(&desk, &inbox, server("sesame")).await.is(200).body;
    assert_eq!(after["smtp_enabled"], true);
    assert_eq!(postbox.take().len(), 0, "nothing is sent to find out");
    drop(postbox);
    change(&desk, &inbox, json!({ "imap_enabled": true })).await.is(200);
    let others = json!({ "smtp_login": "others", "smtp_password": "sesame" });
    let moved = change(&desk, &inbox, others).await;
    let said = "Could not connect to SMTP server. Please check the server address and port.";
    assert_eq!(moved.refuses(&["smtp_address"]).body["message"], said);
    desk.close().await;
}

#[tokio::test]
async fn a_password_that_is_kept_is_not_shown_to_another_server() {
    let (desk, postbox, other) = (Desk::open().await, Postbox::open().await, Postbox::open().await);
    let inbox = add(&desk, mailbox()).await.is(200).body;
    let server = json!({
        "smtp_enabled": true, "smtp_address": "127.0.0.1", "smtp_port": postbox.port,
        "smtp_login": "help", "smtp_password": "sesame",
        "imap_address": "mail.test", "imap_password": "shut"
    });
    change(&desk, &inbox, server).await.is(200);
    let before = desk.contents().await;

    for moved in [
        json!({ "smtp_port": other.port }),
        json!({ "smtp_port": other.port, "smtp_enabled": false }),
        json!({ "smtp_address": "localhost" }),
        json!({ "smtp_login": "others" }),
        json!({ "smtp_enable_starttls_auto": false }),
    ] {
        change(&desk, &inbox, moved).await.refuses(&["smtp_password"]);
    }
    change(&desk, &inbox, json!({ "imap_address": "other.test" }))
        .await
        .refuses(&["imap_password"]);

    let cleared = json!({ "smtp_enabled": false, "smtp_address": "", "smtp_login": "" });
    assert_eq!(other.guests(), 0);
    desk.contents().await.are(&before, "a server that was refused");
    let moved = json!({ "smtp_port": other.port, "smtp_password": "sesame" });
    change(&desk, &inbox, moved).await.is(200);
    change(&desk, &inbox, cleared).await.is(200);
    let back = json!({ "smtp_address": "127.0.0.1" });
    change(&desk, &inbox, back).await.refuses(&["smtp_password"]);
    desk.close().await;
}

#[tokio::test]
async fn a_mail_server_that_is_no_server_is_refused() {
    let desk = Desk::open().await;
    let inbox = add(&desk, mailbox()).await.is(200).body;
    let before = desk.contents().await;
    let nowhere = [
        json!({ "smtp_enabled": true }),
        json!({ "smtp_enabled": true, "smtp_address": "no-such-host.invalid", "smtp_port": 25 }),
        json!({ "smtp_enabled": true, "smtp_address": "127.0.0.1", "smtp_port": 0 }),
    ];

    for server in nowhere {
        change(&desk, &inbox, server).await.refuses(&["smtp_address"]);
    }

    let postbox = Postbox::open().await;
    let secured = json!({
        "smtp_enabled": true, "smtp_address": "127.0.0.1", "smtp_port": postbox.port,
        "smtp_enable_ssl_tls": true
    });
    change(&desk, &inbox, secured).await.is(422);
    desk.contents().await.are(&before, "a server that is none");
    desk.close().await;
}

#[tokio::test]
async fn a_mail_server_inside_of_our_network_is_not_asked() {
    let desk = Desk::open_with(|config| config.outbound.allow_private_urls = false).await;
    let postbox = Postbox::open().await;
    let inbox = add(&desk, mailbox()).await.is(200).body;

    for host in ["127.0.0.1", "localhost", "::1", "169.254.169.254", "10.0.0.1"] {
        let server =
            json!({ "smtp_enabled": true, "smtp_address": host, "smtp_port": postbox.port });
        change(&desk, &inbox, server).await.refuses(&["smtp_address"]);
    }

    assert_eq!(postbox.guests(), 0);
    desk.close().await;
}

#[tokio::test]
async fn agents_write_to_those_who_have_an_address() {
    let desk = Desk::open().await;
    let inbox = add(&desk, mailbox()).await.is(200).body;

    let contact = is_at_work(&desk, &inbox).await;

    assert_eq!(contact["contact_inboxes"][0]["source_id"], "lea@example.net");
    let unknown = desk.contact_with(json!({ "name": "Max", "phone_number": "+49301234567" })).await;
    let new = json!({ "inbox_id": inbox["id"], "contact_id": unknown });
    let refused = desk.admin().post("conversations", new).await;
    refused.says(422, "param is missing or the value is empty: contact email");
    desk.close().await;
}

#[tokio::test]
async fn an_address_that_has_changed_hands_leads_to_who_has_it_now() {
    let desk = Desk::open().await;
    let inbox = add(&desk, mailbox()).await.is(200).body;
    let begin = async |contact: i64| {
        desk.conversation_with(json!({ "inbox_id": inbox["id"], "contact_id": contact })).await
    };
    let lea = desk.contact("Lea").await;
    let before = begin(lea).await;
    let moved = json!({ "email": "lea@elsewhere.test" });
    desk.admin().patch(&format!("contacts/{lea}"), moved).await.is(200);
    let max = desk.contact_with(json!({ "name": "Max", "email": "lea@example.net" })).await;

    let after = begin(max).await;

    assert_eq!(desk.show(after).await["meta"]["sender"]["name"], "Max");
    assert_eq!(desk.show(before).await["meta"]["sender"]["name"], "Lea");
    let max = desk.admin().get(&format!("contacts/{max}")).await.is(200).body;
    assert_eq!(max["payload"]["contact_inboxes"][0]["source_id"], "lea@example.net");
    desk.close().await;
}
