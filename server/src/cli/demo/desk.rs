//! The account with its people, inboxes, teams, labels, custom attributes and help center.

use std::sync::Arc;

use super::{
    handbook,
    people::{People, Person},
    plan::Sizes,
    story::Crew,
    themes::{LABELS, TEAMS},
    words::{PLANS, PRODUCTS},
};
use crate::{
    access::{Credential, Holder},
    accounts,
    actor::{Availability, Member, Role},
    agents::{self, NewAgent},
    app::{App, TheProduct},
    clock::Timestamp,
    custom_attributes::{self, DefinitionChange, DisplayType, Model},
    error::Result,
    id::{AccountId, ContactId, InboxId, TeamId, UserId},
    inboxes::{
        self, InboxChange, SettingsChange,
        channel::{
            ChannelChange,
            email::EmailChange,
            website::{ReplyTime, WebsiteChange},
        },
        members,
    },
    installation::Vault,
    labels::{self, NewLabel},
    patch::Patch,
    teams::{self, NewTeam},
    users::{self, NewUser, PasswordHash},
    work::Work,
};

/// The company whose desk it is.
pub const COMPANY: &str = "Quillmoor";

/// Everybody and everything that conversations refer to.
pub struct Desk {
    pub account: AccountId,
    pub members: Vec<Arc<Member>>,
    pub inboxes: Vec<InboxId>,
    pub teams: Vec<TeamId>,
    pub contacts: Vec<ContactId>,
}

/// The one who may do everything, and who tries the demo.
#[derive(Clone, Debug)]
pub struct Administrator {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub token: String,
    pub pubsub_token: String,
}

/// Those who work at the desk, by number, and what they belong to.
#[derive(Debug)]
pub struct Staff {
    pub people: Vec<Person>,
    pub inboxes: Vec<Vec<usize>>,
    pub teams: Vec<Vec<usize>>,
}

impl Staff {
    pub fn new(seed: u64, sizes: &Sizes) -> Self {
        let names = People::new(!seed);
        let people = (0..sizes.agents).map(|agent| names.person(agent)).collect();
        // Each agent is in two or three inboxes beside each other, and in one team. The
        // administrator stands in where nobody else is.
        let in_inbox = |agent: usize, inbox: usize| {
            let from_first = (inbox + sizes.inboxes - agent % sizes.inboxes) % sizes.inboxes;
            from_first < 2 + agent % 2
        };
        let or_administrator = |agents: Vec<usize>| {
            if agents.is_empty() { vec![0] } else { agents }
        };
        let inboxes = (0..sizes.inboxes).map(|inbox| {
            or_administrator((0..sizes.agents).filter(|agent| in_inbox(*agent, inbox)).collect())
        });
        let teams = (0..TEAMS.len()).map(|team| {
            let agents = (0..sizes.agents).filter(|agent| agent % TEAMS.len() == team);
            or_administrator(agents.collect())
        });
        Self { people, inboxes: inboxes.collect(), teams: teams.collect() }
    }

    pub fn crew(&self) -> Crew {
        Crew {
            names: self.people.iter().map(|person| person.given).collect(),
            inboxes: self.inboxes.clone(),
            teams: self.teams.clone(),
        }
    }
}

/// Adds the account with everything but its contacts, as it was set up at `moment`.
pub async fn open(
    app: &App,
    staff: Staff,
    password: PasswordHash,
    moment: Timestamp,
) -> Result<(Desk, Administrator)> {
    let vault = app.vault.clone();
    let opened = app.write(&TheProduct(AccountId(0)), async move |work: &mut Work<'_>| {
        work.now = moment;
        set_up(work, &vault, &staff, &password).await
    });
    let (mut desk, administrator, tokens) = opened.await?;
    for token in &tokens {
        let shown = Credential::Token(token.clone());
        if let Holder::User(member) =
            app.access.seat(&app.db, &shown, desk.account, app.clock.now()).await?.holder
        {
            desk.members.extend(member);
        }
    }
    Ok((desk, administrator))
}

async fn set_up(
    work: &mut Work<'_>,
    vault: &Vault,
    staff: &Staff,
    password: &PasswordHash,
) -> Result<(Desk, Administrator, Vec<String>)> {
    let account = accounts::create(work, COMPANY).await?;
    let (mut ids, mut tokens) = (Vec::new(), Vec::new());
    for (number, person) in staff.people.iter().enumerate() {
        let (user, token) = add_agent(work, number, person, password).await?;
        ids.push(user);
        tokens.push(token);
    }
    let users_of = |agents: &[usize]| agents.iter().map(|agent| ids[*agent]).collect::<Vec<_>>();
    let mut inboxes = Vec::new();
    for (number, agents) in staff.inboxes.iter().enumerate() {
        inboxes.push(add_inbox(work, vault, number, &users_of(agents)).await?);
    }
    let mut teams = Vec::new();
    for ((name, description), agents) in TEAMS.iter().zip(&staff.teams) {
        teams.push(add_team(work, name, description, &users_of(agents)).await?);
    }
    for (title, description, color) in LABELS {
        add_label(work, title, description, color).await?;
    }
    for definition in definitions() {
        custom_attributes::create(work, &definition).await?;
    }
    handbook::write(work, &ids, inboxes[0]).await?;
    let first = &staff.people[0];
    let administrator = Administrator {
        user: ids[0],
        name: first.name.clone(),
        email: staff_address(first, account),
        token: tokens[0].clone(),
        pubsub_token: users::pubsub_token(work, ids[0]).await?,
    };
    let desk = Desk { account, members: Vec::new(), inboxes, teams, contacts: Vec::new() };
    Ok((desk, administrator, tokens))
}

async fn add_agent(
    work: &mut Work<'_>,
    number: usize,
    person: &Person,
    password: &PasswordHash,
) -> Result<(UserId, String)> {
    let new = NewUser {
        name: person.name.clone(),
        email: staff_address(person, work.account),
        password: Some(password.clone()),
        confirmed: true,
    };
    let user = users::create(work, &new).await?;
    let role = if number == 0 { Role::Administrator } else { Role::Agent };
    let availability = match number % 4 {
        2 => Availability::Busy,
        3 => Availability::Offline,
        _ => Availability::Online,
    };
    let member = NewAgent {
        email: user.email,
        role: Some(role),
        availability: Some(availability),
        auto_offline: Some(false),
        ..NewAgent::default()
    };
    agents::add(work, &member).await?;
    Ok((user.id, users::access_token(work, user.id).await?))
}

/// An address at the company, which differs by account because addresses are unique.
fn staff_address(person: &Person, account: AccountId) -> String {
    format!("{}@{}-{account}.example", person.mailbox, COMPANY.to_lowercase())
}

/// What inboxes are called. Some of them are more than a name.
const INBOXES: [&str; 8] = [
    "Shop app",
    "Website",
    "Help centre",
    "Partner portal",
    "Wholesale",
    "Showroom",
    "Returns desk",
    "Gift cards",
];

/// Whether mails come in at the inbox with this number.
pub fn is_mailbox(number: usize) -> bool {
    number == 2
}

async fn add_inbox(
    work: &mut Work<'_>,
    vault: &Vault,
    number: usize,
    agents: &[UserId],
) -> Result<InboxId> {
    let name = match (INBOXES[number % INBOXES.len()], number / INBOXES.len()) {
        (name, 0) => name.to_owned(),
        (name, round) => format!("{name} {}", round + 1),
    };
    let away = "Thank you for writing. We are back at nine in the morning and answer first thing.";
    let new = InboxChange {
        settings: SettingsChange {
            name: Some(name),
            // Who has what is part of the story, and so is what is said.
            enable_auto_assignment: Some(false),
            enable_email_collect: Some(false),
            working_hours_enabled: Some(true),
            out_of_office_message: Patch::Set(away.to_owned()),
            business_name: Patch::Set(COMPANY.to_owned()),
            ..SettingsChange::default()
        },
        channel: Some(channel(work.account, number)),
        ..InboxChange::default()
    };
    let inbox = inboxes::create(work, vault, &new).await?.inbox.id;
    members::add(work, inbox, agents).await?;
    Ok(inbox)
}

/// The second inbox is that of the website, the third takes mails.
fn channel(account: AccountId, number: usize) -> ChannelChange {
    let company = COMPANY.to_lowercase();
    let kind = match number {
        1 => "web_widget",
        _ if is_mailbox(number) => "email",
        _ => "api",
    };
    ChannelChange {
        kind: Some(kind.to_owned()),
        website: WebsiteChange {
            website_url: Some(format!("https://www.{company}.example")),
            widget_color: Some("#2f6f5e".to_owned()),
            welcome_title: Patch::Set("Good to see you".to_owned()),
            welcome_tagline: Patch::Set("Ask us anything about your order.".to_owned()),
            reply_time: Some(ReplyTime::FewHours),
            ..WebsiteChange::default()
        },
        email: EmailChange {
            email: Some(format!("help@{company}-{account}.example")),
            ..EmailChange::default()
        },
        ..ChannelChange::default()
    }
}

async fn add_team(
    work: &mut Work<'_>,
    name: &str,
    description: &str,
    agents: &[UserId],
) -> Result<TeamId> {
    let new = NewTeam {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        allow_auto_assign: Some(false),
    };
    let team = teams::create(work, &new).await?.id;
    teams::add_members(work, team, agents).await?;
    Ok(team)
}

async fn add_label(work: &mut Work<'_>, title: &str, description: &str, color: &str) -> Result<()> {
    let new = NewLabel {
        title: title.to_owned(),
        description: Some(description.to_owned()),
        color: Some(color.to_owned()),
        show_on_sidebar: Some(true),
    };
    labels::create(work, &new).await.map(drop)
}

fn definitions() -> Vec<DefinitionChange> {
    use DisplayType::{Checkbox, Currency, Date, List, Number, Text};
    let define = |model, key: &str, name: &str, display_type, values: &[&str]| DefinitionChange {
        attribute_display_name: Some(name.to_owned()),
        attribute_display_type: Some(display_type),
        attribute_key: Some(key.to_owned()),
        attribute_model: Some(model),
        attribute_values: Some(values.iter().map(|value| (*value).to_owned()).collect()),
        ..DefinitionChange::default()
    };
    let (conversation, contact) = (Model::ConversationAttribute, Model::ContactAttribute);
    vec![
        define(conversation, "order_number", "Order number", Text, &[]),
        define(conversation, "product", "Product", List, PRODUCTS),
        define(conversation, "refund_amount", "Refund", Currency, &[]),
        define(conversation, "app_version", "App version", Text, &[]),
        define(contact, "plan", "Plan", List, PLANS),
        define(contact, "orders", "Orders so far", Number, &[]),
        define(contact, "customer_since", "Customer since", Date, &[]),
        define(contact, "newsletter", "Newsletter", Checkbox, &[]),
    ]
}
