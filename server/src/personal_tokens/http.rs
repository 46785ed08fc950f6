//! Endpoints for personal tokens.

use db::Tx;

use super::{NewToken, wire};
use crate::{
    app::{App, NOWHERE},
    error::Result,
    http::{At, Done, Form, InPerson, Input, Json, Payload},
    id::PersonalTokenId,
    personal_tokens,
    work::Work,
};

impl Form for NewToken {}

pub async fn list(person: InPerson, app: App) -> Result<Json<Payload<Vec<wire::Token>>>> {
    let user = person.user;
    let tokens = app.db.read(async move |tx: &mut Tx| personal_tokens::list(tx, user).await);
    Ok(Payload::of(tokens.await?.into_iter().map(Into::into).collect()))
}

pub async fn create(
    person: InPerson,
    app: App,
    Input(new): Input<NewToken>,
) -> Result<Json<wire::Made>> {
    let user = person.user;
    let made = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        personal_tokens::create(work, user, &new).await
    });
    let (token, access_token) = made.await?;
    Ok(Json(wire::Made { token: token.into(), access_token }))
}

pub async fn delete(person: InPerson, app: App, At(id): At<PersonalTokenId>) -> Result<Done> {
    let user = person.user;
    let gone = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        personal_tokens::delete(work, user, id).await
    });
    gone.await?;
    Ok(Done)
}
