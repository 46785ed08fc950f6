//! A contact as its row, which is what contacts see of themselves (contract
//! `realtime-client-platform.md`, 0.12). How agents sort contacts by labels is not for them.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Contact, ContactType};
use crate::{
    clock::{self, Timestamp},
    id::{AccountId, CompanyId, ContactId},
    json::Object,
};

#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ContactRow {
    pub id: ContactId,
    pub name: String,
    pub email: Option<String>,
    pub phone_number: Option<String>,
    pub account_id: AccountId,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    pub additional_attributes: Object,
    pub identifier: Option<String>,
    pub custom_attributes: Object,
    #[serde(with = "clock::IsoOrNull")]
    pub last_activity_at: Option<Timestamp>,
    pub contact_type: ContactType,
    /// Names are kept as a whole.
    pub middle_name: &'static str,
    pub last_name: &'static str,
    pub location: Option<String>,
    pub country_code: Option<String>,
    pub blocked: bool,
    pub company_id: Option<CompanyId>,
    pub label_list: Vec<String>,
}

/// Where somebody is, as far as that is known of them.
pub struct Whereabouts {
    pub city: Option<String>,
    pub country_code: Option<String>,
}

impl Contact {
    pub(super) fn whereabouts(&self) -> Whereabouts {
        let known = self.additional_attributes.to_map();
        let text = |key| known.get(key).and_then(Value::as_str).map(str::to_owned);
        let country_code = text("country_code").or_else(|| text("country"));
        Whereabouts { city: text("city"), country_code }
    }
}

impl ContactRow {
    pub fn of(account_id: AccountId, contact: Contact, updated_at: Timestamp) -> Self {
        let Whereabouts { city, country_code } = contact.whereabouts();
        let Contact {
            id,
            name,
            email,
            phone_number,
            identifier,
            contact_type,
            blocked,
            avatar: _,
            company_id,
            additional_attributes,
            custom_attributes,
            last_activity_at,
            created_at,
            updated_at: _,
        } = contact;
        ContactRow {
            location: city,
            country_code,
            id,
            name,
            email,
            phone_number,
            account_id,
            created_at,
            updated_at,
            additional_attributes,
            identifier,
            custom_attributes,
            last_activity_at,
            contact_type,
            middle_name: "",
            last_name: "",
            blocked,
            company_id,
            label_list: Vec::new(),
        }
    }
}
