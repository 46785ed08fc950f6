//! Mails, sent to a mail server of the test.

use std::time::Duration;

use frontdesk::{
    app::TheProduct,
    id::AccountId,
    mail::{Letter, Mail},
};

use crate::support::{Desk, Postbox, mails_to};

async fn ask_for(desk: &Desk, subject: &'static str) {
    let who = TheProduct(AccountId(desk.account));
    let asked = desk.app.write(&who, async move |work| {
        let letter = Letter::new().paragraph("Grüße").action("Open it", "http://desk.test/1");
        work.enqueue(Mail::new("eva@example.net", subject, &letter)).await
    });
    asked.await.unwrap();
}

#[tokio::test]
async fn a_mail_is_sent_as_text_and_as_html() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;

    ask_for(&desk, "Hello\r\nBcc: mallory@example.net").await;
    desk.settle().await;

    let mails = postbox.take();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(
        (mail.from.as_str(), &mail.to[..]),
        ("desk@desk.test", &["eva@example.net".to_owned()][..])
    );
    assert_eq!(mail.header("From"), "Desk <desk@desk.test>");
    assert_eq!(mail.header("Subject"), "Hello Bcc: mallory@example.net");
    assert!(mail.header("Message-ID").ends_with("@desk.test>"));
    assert!(mail.header("Content-Type").starts_with("multipart/alternative"));
    assert!(mail.data.contains("text/plain") && mail.data.contains("text/html"));
    assert!(mail.data.contains("http://desk.test/1"));
    desk.close().await;
}

#[tokio::test]
async fn a_mail_waits_until_the_server_takes_it() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    postbox.refuse(true);
    ask_for(&desk, "Hello").await;
    desk.settle().await;
    assert!(postbox.take().is_empty());

    postbox.refuse(false);
    desk.wait(Duration::from_hours(1));
    desk.settle().await;

    assert_eq!(postbox.take().len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_sent_and_nothing_waits() {
    let desk = Desk::open().await;

    ask_for(&desk, "Hello").await;
    desk.settle().await;

    assert!(desk.tasks("mail.send").await.is_empty());
    desk.close().await;
}
