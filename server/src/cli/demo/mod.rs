//! `frontdesk demo`: an account that looks as if people had worked in it for weeks.
//!
//! A seed decides on everything, whatever the day and the database: who there is, what is
//! said, and in what order. It is planned first ([`plan`], in the time of [`calendar`]),
//! told conversation by conversation ([`story`], out of [`themes`]), put in the order of
//! time ([`history`]), and then done by the product's own actions ([`acting`]), each at its
//! moment.

mod acting;
mod calendar;
mod chance;
mod customers;
mod desk;
mod handbook;
mod history;
mod people;
mod plan;
mod story;
mod themes;
mod turns;
mod words;

use std::time::Duration;

use clap::{Args, value_parser};
use indicatif::{ProgressBar, ProgressStyle};

use self::{
    calendar::Calendar,
    desk::{Administrator, Desk, Staff},
    history::History,
    people::People,
    plan::Sizes,
};
use super::{Failure, account::Created, open, say};
use crate::{
    app::App,
    config::{Config, Durability},
    error::Result,
    id::{self, AccountId},
    report_cells::seal,
    users::PasswordHash,
};

#[derive(Args)]
pub struct Demo {
    /// Number that decides on every name and every word; the same number and sizes always
    /// give the same demo
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// How many people answer; the first of them is the administrator
    #[arg(long, value_name = "COUNT", default_value_t = 6, value_parser = value_parser!(u32).range(1..=1_000))]
    agents: u32,
    /// How many inboxes there are
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = value_parser!(u32).range(1..=100))]
    inboxes: u32,
    /// How many contacts there are; two for every three conversations, unless you say so
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(1..=10_000_000))]
    contacts: Option<u32>,
    /// How many conversations there are
    #[arg(long, value_name = "COUNT", default_value_t = 300, value_parser = value_parser!(u32).range(1..=10_000_000))]
    conversations: u32,
    /// How many messages a conversation has on average
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = value_parser!(u32).range(1..=200))]
    messages: u32,
    /// How many days ago the first conversation began
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = value_parser!(u32).range(1..=3_650))]
    days: u32,
    /// Print JSON at the end: `account_id`, and the administrator's `user_id`, `access_token`
    /// and `pubsub_token`, by which they listen to `/cable`
    #[arg(long)]
    json: bool,
}

impl Demo {
    fn sizes(&self) -> Sizes {
        let contacts = self.contacts.unwrap_or(self.conversations.div_ceil(3) * 2);
        let size = |count: u32| count as usize;
        Sizes {
            agents: size(self.agents),
            inboxes: size(self.inboxes),
            contacts: size(contacts),
            conversations: size(self.conversations),
            messages: size(self.messages),
            days: self.days,
        }
    }
}

pub async fn run(demo: Demo, mut config: Config) -> Result<(), Failure> {
    let frontend_url = config.server.frontend_url.clone();
    // A demo that is lost with the power can be made again. A server beside it still waits
    // for the disk.
    config.database.durability = Durability::Normal;
    let app = open(config).await?;
    let password = format!("Desk-{}7", &id::token()[..10]);
    let sizes = demo.sizes();
    let made = Box::pin(make(&app, demo.seed, &sizes, &password));
    let (account, administrator) = made.await?;
    app.close().await;

    if demo.json {
        let created = Created {
            account_id: account,
            user_id: administrator.user,
            access_token: administrator.token,
            pubsub_token: administrator.pubsub_token,
        };
        say(serde_json::to_string(&created)?);
        return Ok(());
    }
    let Sizes { agents, inboxes, contacts, conversations, messages, .. } = sizes;
    let Administrator { user: _, name, email, token, pubsub_token: _ } = administrator;
    say(format_args!(
        "Account {account} \"{}\" was added: {agents} people answer {conversations} conversations \
         ({} messages) of {contacts} contacts in {inboxes} inboxes.",
        desk::COMPANY,
        conversations * messages
    ));
    say("");
    say(format_args!("{name} is the administrator."));
    say(format_args!("  E-mail:       {email}"));
    say(format_args!("  Password:     {password} (everybody else there has it, too)"));
    say(format_args!("  Access token: {token}"));
    say("");
    say("Try it while the server runs:");
    say(format_args!(
        "  curl -H 'api_access_token: {token}' {frontend_url}/api/v1/accounts/{account}/conversations"
    ));
    Ok(())
}

async fn make(
    app: &App,
    seed: u64,
    sizes: &Sizes,
    password: &str,
) -> Result<(AccountId, Administrator)> {
    let calendar = Calendar::new(app.clock.now(), sizes.days);
    let staff = Staff::new(seed, sizes);
    let crew = staff.crew();
    // The first customers came long before the conversations that are shown.
    let founded = calendar.beginning().minus(Duration::from_hours(400 * 24));
    let password = PasswordHash::of(password)?;
    let (desk, administrator) = desk::open(app, staff, password, founded).await?;
    let account = desk.account;

    let people = People::new(seed);
    let outlines = plan::outlines(seed, sizes);
    let starts = plan::first_starts(seed, &outlines, sizes.contacts);
    let progress = progress(sizes);
    let contacts =
        customers::add_all(app, account, seed, &people, &starts, &calendar, &progress).await?;
    let history = History::new(seed, people, crew, outlines);
    Box::pin(acting::act_out(app, Desk { contacts, ..desk }, calendar, history, &progress)).await?;
    // A server beside this may have counted while the past was still being made.
    turns::write(app, account, async |work| Ok(seal::forget(work).await?)).await?;
    progress.finish_and_clear();
    Ok((account, administrator))
}

/// A bar on the terminal of whoever waits. Nothing is shown where there is none.
fn progress(sizes: &Sizes) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{bar:40} {percent}% of {len} messages and contacts, {eta} left",
    )
    .expect("the template is valid");
    let all = sizes.contacts + sizes.conversations * sizes.messages;
    ProgressBar::new(all as u64).with_style(style)
}
