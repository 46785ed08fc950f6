//! Endpoints of the search (contract `application-core.md`, 20).

use super::{
    PAGE, Wanted,
    wire::{Articles, Contacts, Conversation, Conversations, Everything, Messages},
};
use crate::{
    app::App,
    delivery::indexer,
    error::{Error, Result},
    help_center::articles::wire::FoundArticle,
    http::{Agent, Form, Input, Json, Listed, Payload},
    page::{self, Part},
    search,
};

impl Form for Wanted {}

pub async fn everything(
    agent: Agent,
    app: App,
    Input((wanted, page)): Input<(Wanted, page::Wanted)>,
) -> Result<Json<Payload<Everything>>> {
    wanted.check()?;
    let (part, window) = (Part::from(page), page.window(PAGE));
    indexer::catch_up(&app).await;
    let account = agent.account;
    let found = app.read(&agent, async move |work| {
        let (conversations, _) = search::conversations(work, &wanted, &part).await?;
        let (contacts, _) = search::contacts(work, &wanted, &part).await?;
        let messages = search::messages(work, &wanted, window).await?.into_iter();
        let articles = search::articles(work, &wanted, window).await?.into_iter();
        Ok::<_, Error>(Everything {
            conversations: conversations
                .into_iter()
                .map(|found| Conversation::of(account, found).in_short())
                .collect(),
            contacts: contacts.into_iter().map(Into::into).collect(),
            messages: messages.map(Into::into).collect(),
            articles: articles.map(|found| FoundArticle::of(account, found)).collect(),
        })
    });
    Ok(Payload::of(found.await?))
}

pub async fn conversations(
    agent: Agent,
    app: App,
    Input((wanted, part)): Input<(Wanted, Part)>,
) -> Result<Listed<Payload<Conversations>>> {
    wanted.check()?;
    let (found, next) = app
        .read(&agent, async move |work| search::conversations(work, &wanted, &part).await)
        .await?;
    let conversations =
        found.into_iter().map(|found| Conversation::of(agent.account, found)).collect();
    Ok(Listed { list: Payload::of(Conversations { conversations }).0, next })
}

pub async fn contacts(
    agent: Agent,
    app: App,
    Input((wanted, part)): Input<(Wanted, Part)>,
) -> Result<Listed<Payload<Contacts>>> {
    wanted.check()?;
    let (found, next) =
        app.read(&agent, async move |work| search::contacts(work, &wanted, &part).await).await?;
    let contacts = found.into_iter().map(Into::into).collect();
    Ok(Listed { list: Payload::of(Contacts { contacts }).0, next })
}

pub async fn messages(
    agent: Agent,
    app: App,
    Input((wanted, page)): Input<(Wanted, page::Wanted)>,
) -> Result<Json<Payload<Messages>>> {
    wanted.check()?;
    let window = page.window(PAGE);
    indexer::catch_up(&app).await;
    let found =
        app.read(&agent, async move |work| search::messages(work, &wanted, window).await).await?;
    Ok(Payload::of(Messages { messages: found.into_iter().map(Into::into).collect() }))
}

pub async fn articles(
    agent: Agent,
    app: App,
    Input((wanted, page)): Input<(Wanted, page::Wanted)>,
) -> Result<Json<Payload<Articles>>> {
    wanted.check()?;
    let window = page.window(PAGE);
    let found =
        app.read(&agent, async move |work| search::articles(work, &wanted, window).await).await?;
    let article = |found| FoundArticle::of(agent.account, found);
    Ok(Payload::of(Articles { articles: found.into_iter().map(article).collect() }))
}
