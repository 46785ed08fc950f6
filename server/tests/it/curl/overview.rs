//! The commands of the overview and of the reference.

use serde_json::json;

use super::Shell;
use crate::support::{Desk, each};

#[tokio::test]
async fn the_commands_of_the_overview_connect_and_list() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let id = desk.conversation(desk.contact("John").await, None).await;

    let authenticated = shell
        .run(
            r#"
curl -X GET https://chat.yourdomain.com/api/v1/accounts/1/conversations \
  -H "api_access_token: YOUR_TOKEN_HERE" \
  -H "Content-Type: application/json"
"#,
            &[],
        )
        .await;
    let accounts = shell
        .run(
            r#"
curl -X GET https://chat.yourdomain.com/api/v1/accounts \
  -H "api_access_token: YOUR_TOKEN"
"#,
            &[],
        )
        .await;
    let conversations = shell
        .run(
            r#"
curl -X GET https://chat.yourdomain.com/api/v1/accounts/1/conversations \
  -H "api_access_token: YOUR_TOKEN"
"#,
            &[],
        )
        .await;

    assert_eq!(each(&authenticated["data"]["payload"], "id"), [id]);
    assert_eq!(each(&accounts, "id"), [desk.account]);
    assert_eq!(conversations, authenticated);
    desk.close().await;
}

#[tokio::test]
async fn the_command_of_the_reference_lists_contacts() {
    let desk = Desk::open().await;
    let shell = Shell::of(&desk);
    let id = desk.contact("John").await;

    let contacts = shell
        .run(
            r"
curl --request GET \
  --url https://app.chatwoot.com/api/v1/accounts/{account_id}/contacts \
  --header 'api_access_token: <your_api_key>'
",
            &[],
        )
        .await;

    assert_eq!(contacts["meta"], json!({ "count": 1, "current_page": 1 }));
    assert_eq!(each(&contacts["payload"], "id"), [id]);
    desk.close().await;
}
