//! What can be sent to the routes of funnels.

use serde_json::json;

use super::forms::{Form, Kind, LONG, SHORT};
use crate::isolation::Records;

pub fn funnels(own: &Records) -> Vec<Form> {
    let path = format!("funnels/{}", own.funnel);
    let stages = json!([{ "name": own.stage }]);
    let funnel = |form: Form| {
        form.takes(SHORT, &["name", "stages.0.name", "stages.0.color"])
            .takes(LONG, &["description"])
            .takes(Kind::Number, &["stages.0.order"])
    };
    let card = |action: &str| format!("{path}/kanban/{action}");
    vec![
        funnel(Form::new("POST", "/{account}/funnels", "funnels"))
            .valid(json!({ "name": "New", "stages": stages })),
        funnel(Form::new("PUT PATCH", "/{account}/funnels/{id}", &path))
            .valid(json!({ "description": "x", "stages": stages }))
            .takes(Kind::Word, &["move_to"]),
        Form::new(
            "POST",
            "/{account}/funnels/{id}/kanban/move_conversation",
            card("move_conversation"),
        )
        .valid(json!({ "conversation_id": own.conversation, "stage_name": own.stage }))
        .takes(Kind::Number, &["conversation_id", "position"])
        .takes(Kind::Word, &["stage_name"]),
        Form::new(
            "POST",
            "/{account}/funnels/{id}/kanban/remove_conversation",
            card("remove_conversation"),
        )
        .valid(json!({ "conversation_id": own.conversation }))
        .takes(Kind::Number, &["conversation_id"]),
    ]
}
