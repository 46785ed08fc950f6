//! Rows 5 and 7: how often something may be tried by address, and how that is said.

use std::time::Duration;

use serde_json::json;

use crate::support::{Desk, PASSWORD};

#[tokio::test]
async fn seeds_vs_upstream_07_who_guesses_waits_a_quarter_of_an_hour_after_ten_attempts() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let (ada, nobody) = (desk.email_of("Ada"), "nobody@acme.test");
    for _ in 0..10 {
        desk.sign_in_as(&ada, "Secret#2").await.is(401);
        desk.sign_in_as(nobody, "Secret#2").await.is(401);
    }

    let refused = desk.sign_in_as(&ada, PASSWORD).await;

    refused.clone().says(429, "Too many attempts. Please try again later.");
    let said = json!({ "status": 429, "error": "Rate limit exceeded", "retry_after": 900 });
    assert_eq!(refused.header("retry-after"), "900");
    refused.holds(said);
    desk.sign_in_as(&ada.to_uppercase(), PASSWORD).await.is(429);
    desk.sign_in_as(nobody, PASSWORD).await.is(429);
    desk.wait(Duration::from_mins(15));
    desk.sign_in_as(&ada, PASSWORD).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_07_an_address_is_written_to_five_times_an_hour() {
    let desk = Desk::open().await;
    let ask =
        async |email: &str| desk.nobody().post("/auth/password", json!({ "email": email })).await;
    for _ in 0..5 {
        ask("eva@acme.test").await.is(200);
    }

    ask("Eva@acme.test").await.is(429);

    ask("ben@acme.test").await.is(200);
    desk.wait(Duration::from_hours(1));
    ask("eva@acme.test").await.is(200);
    desk.close().await;
}
