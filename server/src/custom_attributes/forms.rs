//! The forms of websites ask visitors for custom attributes, and follow their definitions
//! (contract `behaviour.md`, 9.2).

use super::{Definition, Model};
use crate::{
    error::Result,
    inboxes::channel::pre_chat::{self, Field, FieldType, Form},
    work::Work,
};

/// Has forms ask for an attribute as it is defined now, or not any more where it is not.
pub async fn follow(
    work: &mut Work<'_>,
    before: &Definition,
    after: Option<&Definition>,
) -> Result<()> {
    let asks = |field: &Field| {
        field.field_type == Some(asked_as(before.model)) && field.name == before.key
    };
    pre_chat::change_all(work, |form: &mut Form| {
        if !form.pre_chat_fields.iter().any(asks) {
            return false;
        }
        match after {
            None => form.pre_chat_fields.retain(|field| !asks(field)),
            Some(definition) => {
                form.pre_chat_fields
                    .iter_mut()
                    .filter(|field| asks(field))
                    .for_each(|field| ask_for(definition, field));
            }
        }
        true
    })
    .await
}

fn ask_for(definition: &Definition, field: &mut Field) {
    field.field_type = Some(asked_as(definition.model));
    field.name.clone_from(&definition.key);
    field.label = Some(definition.display_name.clone());
    field.placeholder = Some(definition.display_name.clone());
    field.values = Some(definition.values.clone());
    field.regex_pattern.clone_from(&definition.regex_pattern);
    field.regex_cue.clone_from(&definition.regex_cue);
}

fn asked_as(model: Model) -> FieldType {
    match model {
        Model::ContactAttribute => FieldType::ContactAttribute,
        Model::ConversationAttribute => FieldType::ConversationAttribute,
    }
}
