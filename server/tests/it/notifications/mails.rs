//! What mails about notifications say, and when there is none.

use std::time::Duration;

use serde_json::json;

use super::alerts::{assign, confirm_all, conversation, over};
use crate::{
    sla_policies::{after, gold},
    support::{Desk, Postbox},
};

const WHY: &str = "You are told of this because your notification settings say so. \
                   You can change them in your profile.";

/// All that Cleo, who wishes to be told of everything, is written to: of a conversation of Eva's.
struct Scene {
    desk: Desk,
    postbox: Postbox,
    inbox: i64,
    /// Whether her dashboard says that she is there.
    is_there: bool,
}

/// A mail that is expected.
struct Expected<'e> {
    subject: &'e str,
    opening: &'e str,
    /// What was said, and by whom.
    said: &'e [(&'e str, &'e str)],
}

impl Scene {
    async fn open(is_there: bool) -> Self {
        let postbox = Postbox::open().await;
        let desk = Desk::open_with(over(&postbox)).await;
        confirm_all(&desk).await;
        let named =
            format!("update users set display_name = 'C.' where id = {}", desk.id_of("Cleo"));
        desk.execute(named).await;
        let all = desk.outsider().get("notification_settings").await.is(200).body;
        let wishes = json!({ "selected_email_flags": all["all_email_flags"] });
        let wishes = json!({ "notification_settings": wishes });
        desk.outsider().patch("notification_settings", wishes).await.is(200);
        let inbox = desk.add_inbox("Sales <& Care>", &["Ben", "Cleo"]).await;
        Scene { desk, postbox, inbox, is_there }
    }

    /// A conversation begins, in which Eva asks something.
    async fn begin(&self) -> i64 {
        let new = json!({
            "inbox_id": self.inbox, "contact_id": self.desk.contact("Eva").await,
            "message": { "content": "Where is\nmy *order* & co?", "message_type": "incoming" }
        });
        self.desk.conversation_with(new).await
    }

    /// Says what Cleo is written to, and nothing else, of what has happened.
    async fn writes(&self, id: i64, expected: Option<&Expected<'_>>) {
        if self.is_there {
            self.desk.hear("Cleo");
        }
        self.desk.settle().await;
        let mut mails = self.postbox.take();
        mails.retain(|mail| mail.to[0].starts_with("cleo-"));
        let Some(Expected { subject, opening, said }) = expected else {
            assert!(mails.is_empty(), "{mails:#?}");
            return;
        };
        assert_eq!(mails.len(), 1, "{subject}: {mails:#?}");
        assert_eq!(mails[0].header("Subject"), *subject);
        let url =
            format!("https://desk.test/app/accounts/{}/conversations/{id}", self.desk.account);
        let quote =
            |(who, text): &(&str, &str)| format!("{who}:\n> {}", text.replace('\n', "\n> "));
        let quotes: Vec<String> = said.iter().map(quote).collect();
        let expected = format!(
            "Hi C.,\n\n{opening}\n\n{}\n\nOpen the conversation: {url}\n\n-- \n{WHY}\n",
            quotes.join("\n\n")
        );
        assert_eq!(mails[0].says("text/plain"), expected);
        let html = mails[0].says("text/html");
        for part in [subject, "Hi C.,", opening, WHY].map(escaped) {
            assert!(html.contains(&part), "{part}: {html}");
        }
        assert!(html.contains(&format!("<a href=\"{url}\"")), "{html}");
        let mut rest = html.as_str();
        for (who, text) in *said {
            for part in [who, text].map(|part| escaped(part)) {
                let found = rest.find(&part).unwrap_or_else(|| panic!("{part}: {rest}"));
                rest = &rest[found + part.len()..];
            }
        }
    }

    /// What is said in a conversation is written of only to those who are away.
    async fn writes_of_talk(&self, id: i64, expected: &Expected<'_>) {
        self.writes(id, Some(expected).filter(|_| !self.is_there)).await;
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\n', "<br>\n")
}

async fn each_type_is_written_of(is_there: bool) {
    let scene = Scene::open(is_there).await;
    let desk = &scene.desk;
    let gold = gold(desk).await;
    let id = scene.begin().await;
    let eva = ("Eva", "Where is\nmy *order* & co?");
    let expected = Expected {
        subject: &format!("C., A new conversation [ID - {id}] has been created in Sales Care."),
        opening: &format!("Conversation #{id} has begun in Sales <& Care>."),
        said: &[eva],
    };
    scene.writes(id, Some(&expected)).await;

    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    let expected = Expected {
        subject: &format!("C., A new conversation [ID - {id}] has been assigned to you."),
        opening: &format!("Conversation #{id} in Sales <& Care> is yours now."),
        said: &[eva],
    };
    scene.writes(id, Some(&expected)).await;

    desk.contact_says(id, "Hello?").await;
    let hello = ("Eva", "Hello?");
    let expected = Expected {
        subject: &format!("C., New message in your assigned conversation [ID - {id}]."),
        opening: &format!("There is something new in your conversation #{id} in Sales <& Care>."),
        said: &[eva, hello],
    };
    scene.writes_of_talk(id, &expected).await;

    let note = json!({ "content": "Only this once, @cleo", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
    let expected = Expected {
        subject: &format!("C., You have been mentioned in conversation [ID - {id}]"),
        opening: &format!("Somebody wants you to look at conversation #{id} in Sales <& Care>."),
        said: &[eva, hello, ("Ben", "Only this once, @cleo")],
    };
    scene.writes(id, Some(&expected)).await;

    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    scene.writes(id, None).await;
    desk.agent_says(id, "On its way").await;
    let sent = ("Ben", "On its way");
    let expected = Expected {
        subject: &format!("C., New message in your participating conversation [ID - {id}]."),
        opening: &format!(
            "There is something new in conversation #{id} in Sales <& Care>, \
             in which you take part."
        ),
        said: &[eva, hello, sent],
    };
    scene.writes_of_talk(id, &expected).await;

    let held = json!({ "sla_policy_id": gold });
    desk.agent().patch(&format!("conversations/{id}"), held).await.is(200);
    let here = format!("onversation #{id} in Sales <& Care>");
    let misses = [
        (20, "next response", format!("Nobody has answered again in c{here} in time.")),
        (120, "resolution time", format!("C{here} was not resolved in time.")),
    ];
    desk.contact_says(id, "Since when?").await;
    desk.settle().await;
    scene.postbox.take();
    let said = [eva, hello, sent, ("Eva", "Since when?")];
    for (minutes, missed, opening) in misses {
        desk.wait(Duration::from_mins(minutes));
        let expected = Expected {
            subject: &format!("Conversation [ID - {id}] missed SLA for {missed}"),
            opening: &opening,
            said: &said,
        };
        scene.writes(id, Some(&expected)).await;
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn each_type_has_its_own_words() {
    Box::pin(each_type_is_written_of(false)).await;
}

#[tokio::test]
async fn whoever_is_there_is_not_written_to_of_what_they_see_being_said() {
    Box::pin(each_type_is_written_of(true)).await;
}

#[tokio::test]
async fn a_first_response_that_is_missed_is_written_of() {
    let scene = Scene::open(false).await;
    let desk = &scene.desk;
    let gold = gold(desk).await;
    let id = scene.begin().await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    let held = json!({ "sla_policy_id": gold });
    desk.agent().patch(&format!("conversations/{id}"), held).await.is(200);
    desk.settle().await;
    scene.postbox.take();

    after(desk, 10).await;

    let expected = Expected {
        subject: &format!("Conversation [ID - {id}] missed SLA for first response"),
        opening: &format!("Nobody has answered conversation #{id} in Sales <& Care> in time."),
        said: &[("Eva", "Where is\nmy *order* & co?")],
    };
    scene.writes(id, Some(&expected)).await;
    scene.desk.close().await;
}

#[tokio::test]
async fn the_last_five_things_that_were_said_are_shown_and_the_note_that_mentions_somebody() {
    let scene = Scene::open(false).await;
    let desk = &scene.desk;
    let id = scene.begin().await;
    let note = json!({ "content": "@cleo please", "private": true });
    desk.settle().await;
    scene.postbox.take();

    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
    let other = json!({ "content": "Not for mails", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), other).await.is(200);
    let wishes = json!({ "selected_email_flags": ["email_conversation_mention"] });
    let wishes = json!({ "notification_settings": wishes });
    desk.outsider().patch("notification_settings", wishes).await.is(200);
    for number in 1..=6 {
        desk.agent_says(id, &format!("Line {number}")).await;
    }

    let lines: Vec<String> = (2..=6).map(|number| format!("Line {number}")).collect();
    let mut said = vec![("Ben", "@cleo please")];
    said.extend(lines.iter().map(|line| ("Ben", line.as_str())));
    let expected = Expected {
        subject: &format!("C., You have been mentioned in conversation [ID - {id}]"),
        opening: &format!("Somebody wants you to look at conversation #{id} in Sales <& Care>."),
        said: &said,
    };
    scene.writes(id, Some(&expected)).await;
    scene.desk.close().await;
}

#[tokio::test]
async fn nobody_is_written_to_of_what_they_have_read() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(over(&postbox)).await;
    confirm_all(&desk).await;
    let id = conversation(&desk).await;
    let look = format!("conversations/{id}/update_last_seen");
    for does in ["reads", "looks", "reads all", "puts off", "removes"] {
        let to = json!({ "assignee_id": desk.id_of("Ben") });
        desk.assign(id, to).await;
        desk.catch_up().await;
        let told = desk.agent().get("notifications").await.is(200).body["data"].clone();
        let path = format!("notifications/{}", told["payload"][0]["id"]);
        match does {
            "reads" => drop(desk.agent().patch(&path, json!({})).await.is(200)),
            "looks" => drop(desk.agent().post(&look, json!({})).await.is(200)),
            "reads all" => {
                desk.agent().post("notifications/read_all", json!({})).await.is(200);
            }
            "puts off" => {
                let until = json!({ "snoozed_until": desk.clock.now().seconds() + 3_600 });
                desk.agent().post(&format!("{path}/snooze"), until).await.is(200);
            }
            _ => drop(desk.agent().delete(&path).await.is(200)),
        }
        desk.settle().await;
        assert_eq!(postbox.take().len(), 0, "{does}");
        assign(&desk, id, "Cleo").await;
        postbox.take();
    }
    desk.close().await;
}
