//! Endpoints for contacts (contract `application-core.md`, 16).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Contact, ContactChange, Place, contact_inboxes,
    page::{self, Sorted, Wanted},
    picture, wire,
};
use crate::{
    app::App,
    contacts, conversations,
    error::{Error, Result},
    filters::Rule,
    http::{
        Admin, Agent, At, Brings, Done, Form, FromParameters, Input, Json, Listed, Payload, Upload,
    },
    id::ContactId,
    inboxes::{self, wire::InboxRow},
    labels::tags,
    looks_like,
    page::Part,
    removal,
    transfer::receive::Accepts,
    work::Work,
};

impl Form for ContactChange {}
impl Form for Place {}
impl Form for Sorted {}

impl<B: FromParameters> Brings for (ContactChange, B) {
    const FIELDS: &[&str] = &["avatar"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

/// Whether the inboxes in which a contact is known are told. The word `true` and nothing
/// at all mean yes (contract 16.1).
#[derive(JsonSchema, Deserialize)]
pub struct Include {
    include_contact_inboxes: Option<Value>,
}

impl Form for Include {}

impl Include {
    fn inboxes(&self) -> bool {
        match &self.include_contact_inboxes {
            None | Some(Value::Null | Value::Bool(_)) => true,
            Some(value) => matches!(value.as_str(), Some("" | "true")),
        }
    }
}

#[derive(JsonSchema, Deserialize)]
pub struct Filters {
    labels: Option<Labels>,
    q: Option<String>,
    payload: Option<Vec<Rule>>,
}

impl Form for Filters {}

/// All that a request for a list says.
type Asked = (Sorted, (Part, (Filters, Include)));

/// Custom attributes, by their keys.
#[derive(JsonSchema, Deserialize)]
pub struct Keys {
    custom_attributes: Option<Vec<String>>,
}

impl Form for Keys {}

/// Whether it is known for sure who a contact is.
#[derive(JsonSchema, Deserialize)]
pub struct Verified {
    hmac_verified: Option<bool>,
}

impl Form for Verified {}

/// Labels, as a list or as one text with commas. Anything else is no label.
#[derive(Deserialize)]
#[serde(from = "Value")]
pub struct Labels(pub Vec<String>);

looks_like! {
    Labels: { "type": ["array", "string"], "items": { "type": "string" } };
}

impl From<Value> for Labels {
    fn from(value: Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Labels(match &value {
            Value::Array(items) => items.iter().filter_map(text).collect(),
            value => text(value).into_iter().collect(),
        })
    }
}

/// The labels that a record is to carry. A text instead of a list clears them.
#[derive(JsonSchema, Deserialize)]
pub struct NewLabels {
    #[serde(default)]
    labels: Value,
}

impl Form for NewLabels {}

impl NewLabels {
    pub fn names(&self) -> Vec<String> {
        let items = self.labels.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }
}

pub async fn list(
    agent: Agent,
    app: App,
    Input((Sorted { sort }, (part, (filters, include)))): Input<Asked>,
) -> Result<Listed<wire::Page>> {
    let (current_page, wanted) = (part.page.get(), Wanted { sort, part });
    let labels = filters.labels.map_or_else(Vec::new, |labels| labels.0);
    let inboxes = include.inboxes();
    let (page, beside) = app
        .read(&agent, async move |work| {
            let labels = tags::names(&labels)?;
            let page = page::list(work, &wanted, &labels).await?;
            let beside = beside(work, &page.contacts, inboxes).await?;
            Ok::<_, Error>((page, beside))
        })
        .await?;
    Ok(listed(page, beside, current_page))
}

pub async fn filter(
    agent: Agent,
    app: App,
    Input((Sorted { sort }, (part, (filters, include)))): Input<Asked>,
) -> Result<Listed<wire::Page>> {
    let (current_page, wanted) = (part.page.get(), Wanted { sort, part });
    let rules = filters.payload.ok_or(Error::Missing("payload"))?;
    let inboxes = include.inboxes();
    let (page, beside) = app
        .read(&agent, async move |work| {
            let page = page::filter(work, &wanted, &rules).await?;
            let beside = beside(work, &page.contacts, inboxes).await?;
            Ok::<_, Error>((page, beside))
        })
        .await?;
    Ok(listed(page, beside, current_page))
}

fn listed(page: page::Page, beside: wire::Beside, current_page: u32) -> Listed<wire::Page> {
    let next = page.next.clone();
    Listed { list: wire::Page::of(page, beside, current_page), next }
}

/// The contacts who are there.
pub async fn active(
    agent: Agent,
    app: App,
    Input((Sorted { sort }, (part, include))): Input<(Sorted, (Part, Include))>,
) -> Result<Listed<wire::Page>> {
    let (current_page, inboxes) = (part.page.get(), include.inboxes());
    let wanted = Wanted { sort, part };
    let (page, beside) = app
        .read(&agent, async move |work| {
            let page = page::active(work, &wanted).await?;
            let beside = beside(work, &page.contacts, inboxes).await?;
            Ok::<_, Error>((page, beside))
        })
        .await?;
    Ok(listed(page, beside, current_page))
}

pub async fn search(
    agent: Agent,
    app: App,
    Input((Sorted { sort }, (part, (filters, include)))): Input<Asked>,
) -> Result<Listed<wire::Found>> {
    let (current_page, wanted) = (part.page.get(), Wanted { sort, part });
    let text = filters.q.unwrap_or_default();
    if text.trim().is_empty() {
        let meta = wire::FoundMeta { count: None, current_page, has_more: None };
        return Ok(Listed { list: wire::Found { meta, payload: Vec::new() }, next: None });
    }
    let inboxes = include.inboxes();
    let (found, beside) = app
        .read(&agent, async move |work| {
            let found = page::search(work, &wanted, &text).await?;
            let beside = beside(work, &found.contacts, inboxes).await?;
            Ok::<_, Error>((found, beside))
        })
        .await?;
    let count = Some(found.contacts.len());
    let meta = wire::FoundMeta { count, current_page, has_more: Some(found.has_more) };
    let payload = wire::Contact::all(found.contacts, beside);
    Ok(Listed { list: wire::Found { meta, payload }, next: found.next })
}

pub async fn show(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
    Input(include): Input<Include>,
) -> Result<Json<Payload<wire::Contact>>> {
    let inboxes = include.inboxes();
    let shown = app
        .read(&agent, async move |work| {
            let contact = contacts::show(work, id).await?;
            rendered(work, contact, inboxes).await
        })
        .await?;
    Ok(Payload::of(shown))
}

pub async fn create(
    agent: Agent,
    app: App,
    Upload((new, place)): Upload<(ContactChange, Place)>,
) -> Result<Json<Payload<wire::Created>>> {
    let created = app
        .write(&agent, async move |work| {
            let (contact, known) = contacts::create(work, &new, &place).await?;
            let inbox = match &known {
                Some(known) => inboxes::find(work, known.inbox_id).await?,
                None => None,
            };
            let inbox = inbox.map(|inbox| InboxRow::of(work.account, inbox));
            Ok::<_, Error>(wire::Created {
                contact: rendered(work, contact, true).await?,
                contact_inbox: wire::CreatedInbox::of(inbox, known),
            })
        })
        .await?;
    Ok(Payload::of(created))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
    Upload((change, include)): Upload<(ContactChange, Include)>,
) -> Result<Json<Payload<wire::Contact>>> {
    let inboxes = include.inboxes();
    let updated = app
        .write(&agent, async move |work| {
            let contact = contacts::update(work, id, &change).await?;
            rendered(work, contact, inboxes).await
        })
        .await?;
    Ok(Payload::of(updated))
}

pub async fn delete(admin: Admin, app: App, At(id): At<ContactId>) -> Result<Done> {
    app.write(&admin, async move |work| removal::contact(work, id).await).await?;
    Ok(Done)
}

pub async fn delete_avatar(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
) -> Result<Json<Payload<wire::Contact>>> {
    let contact = app
        .write(&agent, async move |work| {
            let contact = picture::remove(work, id).await?;
            rendered(work, contact, false).await
        })
        .await?;
    Ok(Payload::of(contact))
}

pub async fn destroy_custom_attributes(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
    Input(Keys { custom_attributes }): Input<Keys>,
) -> Result<Json<Payload<wire::Contact>>> {
    let keys = custom_attributes.ok_or(Error::Missing("custom_attributes"))?;
    let contact = app
        .write(&agent, async move |work| {
            let contact = contacts::destroy_custom_attributes(work, id, &keys).await?;
            rendered(work, contact, true).await
        })
        .await?;
    Ok(Payload::of(contact))
}

/// Where a contact can be written to.
pub async fn contactable_inboxes(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
) -> Result<Json<Payload<Vec<wire::KnownIn>>>> {
    let reachable =
        app.read(&agent, async move |work| contact_inboxes::reachable(work, id).await).await?;
    Ok(Payload::of(reachable.into_iter().map(Into::into).collect()))
}

/// Makes a contact known in an inbox.
pub async fn make_known(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
    Input((place, Verified { hmac_verified })): Input<(Place, Verified)>,
) -> Result<Json<wire::KnownIn>> {
    let (inbox, known) = app
        .write(&agent, async move |work| {
            contact_inboxes::make_known(work, id, &place, hmac_verified).await
        })
        .await?;
    Ok(Json(wire::KnownIn { source_id: known.source_id, inbox: inbox.into() }))
}

/// The contact who is known in an inbox by a source id.
pub async fn find_by_source(
    agent: Agent,
    app: App,
    Input(place): Input<Place>,
) -> Result<Json<wire::Contact>> {
    let contact = app
        .read(&agent, async move |work| {
            let contact = contact_inboxes::find_contact(work, &place).await?;
            rendered(work, contact, true).await
        })
        .await?;
    Ok(Json(contact))
}

pub async fn conversations(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
    Input(part): Input<Part>,
) -> Result<Listed<Payload<Vec<conversations::wire::Conversation>>>> {
    let (found, next) = app
        .read(&agent, async move |work| {
            contacts::show(work, id).await?;
            conversations::list::of_contact(work, id, &part).await
        })
        .await?;
    let render = |details| {
        conversations::wire::Conversation::of(agent.account, Some(&agent.member), details)
    };
    let Json(list) = Payload::of(found.into_iter().map(render).collect());
    Ok(Listed { list, next })
}

pub async fn labels(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
) -> Result<Json<Payload<Vec<String>>>> {
    let labels = app.read(&agent, async move |work| contacts::labels(work, id).await).await?;
    Ok(Payload::of(labels))
}

pub async fn set_labels(
    agent: Agent,
    app: App,
    At(id): At<ContactId>,
    Input(new): Input<NewLabels>,
) -> Result<Json<Payload<Vec<String>>>> {
    let names = new.names();
    let labels =
        app.write(&agent, async move |work| contacts::set_labels(work, id, &names).await).await?;
    Ok(Payload::of(labels))
}

/// A contact as clients see it.
pub async fn rendered(
    work: &mut Work<'_>,
    contact: Contact,
    inboxes: bool,
) -> Result<wire::Contact> {
    let beside = beside(work, std::slice::from_ref(&contact), inboxes).await?;
    let mut rendered = wire::Contact::all(vec![contact], beside);
    rendered.pop().ok_or(Error::NotFound)
}

async fn beside(work: &mut Work<'_>, contacts: &[Contact], inboxes: bool) -> Result<wire::Beside> {
    let known = if inboxes {
        let ids: Vec<i64> = contacts.iter().map(|contact| contact.id.0).collect();
        Some(contact_inboxes::of_contacts(work, &ids).await?)
    } else {
        None
    };
    let ids = contacts.iter().map(|contact| contact.id);
    Ok(wire::Beside { known, there: work.presence.contacts_of(work.account, ids, work.now) })
}
