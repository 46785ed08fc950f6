//! What is asked of the routes of inboxes, and of what is set up around them.

use serde_json::json;

use super::{
    records::Records,
    rows::{
        Asked, NOTHING,
        Outcome::{Answered, Pointless, Refused},
    },
};

pub fn inboxes(own: &Records, other: &Records) -> Asked {
    let inbox = format!("inboxes/{}", other.inbox);
    let of = |inbox: i64, user: i64| json!({ "inbox_id": inbox, "user_ids": [user] });
    let (theirs, mine) = (of(other.inbox, own.agent), of(own.inbox, other.agent));
    let new = json!({ "name": "New", "channel": { "type": "api" } });
    let members = "/{account}/inbox_members";
    let part = |more: &str| format!("{inbox}/{more}");
    let (all, one) = ("/{account}/assignable_agents", "/{account}/inboxes/{id}/assignable_agents");
    let of_all = format!("assignable_agents?inbox_ids[]={}", other.inbox);
    let site = json!({ "type": "web_widget", "website_url": "https://acme.test" });
    let site = json!({ "name": "Site", "channel": site });
    let (campaigns, secret) =
        ("/{account}/inboxes/{id}/campaigns", "/{account}/inboxes/{id}/reset_secret");
    let (templates, survey) =
        ("/{account}/inboxes/{id}/sync_templates", "/{account}/inboxes/{id}/csat_template");
    let (health, webhook) =
        ("/{account}/inboxes/{id}/health", "/{account}/inboxes/{id}/register_webhook");
    vec![
        (Answered, "POST", "/{account}/inboxes", "inboxes".into(), site),
        (Refused, "GET", all, of_all, NOTHING),
        (Refused, "GET", one, part("assignable_agents"), NOTHING),
        (Refused, "GET", campaigns, part("campaigns"), NOTHING),
        (Refused, "POST", secret, part("reset_secret"), NOTHING),
        (Pointless, "POST", templates, part("sync_templates"), NOTHING),
        (Pointless, "GET POST", survey, part("csat_template"), NOTHING),
        (Pointless, "GET", health, part("health"), NOTHING),
        (Pointless, "POST", webhook, part("register_webhook"), NOTHING),
        (Answered, "GET", "/{account}/inboxes", "inboxes".into(), NOTHING),
        (Answered, "POST", "/{account}/inboxes", "inboxes".into(), new),
        (Refused, "GET", "/{account}/inboxes/{id}", inbox.clone(), NOTHING),
        (Refused, "PUT PATCH", "/{account}/inboxes/{id}", inbox, json!({ "timezone": "UTC" })),
        (Refused, "POST PUT PATCH DELETE", members, "inbox_members".into(), theirs),
        (Refused, "POST PUT PATCH", members, "inbox_members".into(), mine.clone()),
        (Answered, "DELETE", members, "inbox_members".into(), mine),
        (
            Refused,
            "GET",
            "/{account}/inbox_members/{id}",
            format!("inbox_members/{}", other.inbox),
            NOTHING,
        ),
    ]
}

pub fn agent_bots(own: &Records, other: &Records) -> Asked {
    let bot = format!("agent_bots/{}", other.agent_bot);
    let of = |what: &str| format!("{bot}/{what}");
    let one = "/{account}/agent_bots/{id}";
    let (token, secret) = (
        "/{account}/agent_bots/{id}/reset_access_token",
        "/{account}/agent_bots/{id}/reset_secret",
    );
    let (shown, set) =
        ("/{account}/inboxes/{id}/agent_bot", "/{account}/inboxes/{id}/set_agent_bot");
    let inbox = |inbox: i64, what: &str| format!("inboxes/{inbox}/{what}");
    let chosen = |bot: i64| json!({ "agent_bot": bot });
    vec![
        (Answered, "GET", "/{account}/agent_bots", "agent_bots".into(), NOTHING),
        (Answered, "POST", "/{account}/agent_bots", "agent_bots".into(), json!({ "name": "New" })),
        (Refused, "GET", one, bot.clone(), NOTHING),
        (Refused, "PUT PATCH", one, bot.clone(), json!({ "description": "x" })),
        (Refused, "DELETE", "/{account}/agent_bots/{id}/avatar", of("avatar"), NOTHING),
        (Refused, "POST", token, of("reset_access_token"), NOTHING),
        (Refused, "POST", secret, of("reset_secret"), NOTHING),
        (Refused, "POST", set, inbox(other.inbox, "set_agent_bot"), chosen(own.agent_bot)),
        (Refused, "POST", set, inbox(own.inbox, "set_agent_bot"), chosen(other.agent_bot)),
        (Refused, "GET", shown, inbox(other.inbox, "agent_bot"), NOTHING),
    ]
}

pub fn dashboard_apps(other: &Records) -> Asked {
    let (all, one) = ("/{account}/dashboard_apps", "/{account}/dashboard_apps/{id}");
    let app = format!("dashboard_apps/{}", other.dashboard_app);
    let frames = json!([{ "url": "https://a.test", "type": "frame" }]);
    let new = json!({ "title": "New", "content": frames });
    vec![
        (Answered, "GET", all, "dashboard_apps".into(), NOTHING),
        (Answered, "POST", all, "dashboard_apps".into(), new),
        (Refused, "GET", one, app.clone(), NOTHING),
        (Refused, "PUT PATCH", one, app, json!({ "title": "x" })),
    ]
}
