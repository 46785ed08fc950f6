//! Endpoints for reports (contract `behaviour.md`, 7.2 to 7.10).

use std::collections::BTreeMap;

use axum::{
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

use super::{
    About, Hours, Type, by,
    live::{self, Grouped, OfTeam, Whose},
    matrix::{self, Chosen, Counted},
    series,
    sheets::{self, Days},
    summary,
    time::{Division, Range},
    wire, year,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{Agent, Analyst, Call, Described, Form, Input, Json, headers},
    page,
};

impl Form for About {}
impl Form for Chosen {}
impl Form for Counted {}
impl Form for Days {}
impl Form for Division {}
impl Form for Grouped {}
impl Form for Hours {}
impl Form for OfTeam {}
impl Form for Range {}
impl Form for series::Wanted {}
impl Form for Whose {}
impl Form for year::Wanted {}

/// All that a series is asked for by.
type Asked = (series::Wanted, (About, (Range, Division)));

/// A table for spreadsheets, and the name of its file.
pub struct Sheet {
    name: &'static str,
    bytes: Vec<u8>,
}

impl IntoResponse for Sheet {
    fn into_response(self) -> Response {
        let Sheet { name, bytes } = self;
        let place = format!("attachment; filename={name}.csv");
        let headers = [(CONTENT_TYPE, "text/csv".to_owned()), (CONTENT_DISPOSITION, place)];
        (headers, bytes).into_response()
    }
}

impl Described for Sheet {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
        call.answers_as("text/csv", StatusCode::OK);
        call.says(StatusCode::OK, &[headers::CONTENT_DISPOSITION]);
    }
}

pub async fn series(
    analyst: Analyst,
    app: App,
    Input((wanted, (about, (range, division)))): Input<Asked>,
) -> Result<Json<wire::Series>> {
    let points = app
        .read(&analyst, async move |work| series::of(work, &wanted, &about, range, division).await);
    Ok(Json(points.await?.into()))
}

pub async fn summary(
    analyst: Analyst,
    app: App,
    Input((about, range)): Input<(About, Range)>,
) -> Result<Json<wire::Summary>> {
    let business_hours = about.business_hours;
    let summary =
        app.read(&analyst, async move |work| summary::of(work, &about, range).await).await?;
    Ok(Json(wire::Summary::of(&summary, business_hours)))
}

pub async fn bot_summary(
    analyst: Analyst,
    app: App,
    Input((about, range)): Input<(About, Range)>,
) -> Result<Json<wire::BotSummary>> {
    let summary = app.read(&analyst, async move |work| summary::of(work, &about, range).await);
    Ok(Json(summary.await?.into()))
}

pub async fn bot_metrics(
    analyst: Analyst,
    app: App,
    Input(range): Input<Range>,
) -> Result<Json<wire::BotMetrics>> {
    let bots = app.read(&analyst, async move |work| summary::of_bots(work, range).await);
    Ok(Json(bots.await?.into()))
}

pub async fn conversations(
    analyst: Analyst,
    app: App,
    Input((whose, page)): Input<(Whose, page::Wanted)>,
) -> Result<Json<wire::Conversations>> {
    let Some(kind) = whose.r#type.clone() else { return Err(Error::Missing("type")) };
    if kind == Type::Account.as_str() {
        let counts =
            app.read(&analyst, async move |work| live::counts(work, &OfTeam::default()).await);
        return Ok(Json(wire::Conversations::Account(wire::Live::of_open(counts.await?))));
    }
    let members = app.read(&analyst, async move |work| live::members(work, &whose, page).await);
    let members = members.await?.into_iter().map(Into::into).collect();
    Ok(Json(wire::Conversations::Members(members)))
}

pub async fn live(
    analyst: Analyst,
    app: App,
    Input(of): Input<OfTeam>,
) -> Result<Json<wire::Live>> {
    let counts = app.read(&analyst, async move |work| live::counts(work, &of).await).await?;
    Ok(Json(counts.into()))
}

pub async fn live_groups(
    analyst: Analyst,
    app: App,
    Input((by, of)): Input<(Grouped, OfTeam)>,
) -> Result<Json<Vec<wire::Group>>> {
    let groups = app.read(&analyst, async move |work| live::groups(work, &by, &of).await).await?;
    Ok(Json(wire::Group::all(groups)))
}

pub async fn by_agent(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Json<Vec<wire::PartSummary>>> {
    let parts = app.read(&analyst, async move |work| by::agent(work, range).await).await?;
    Ok(Json(wire::PartSummary::all(&parts, hours.business_hours)))
}

pub async fn by_team(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Json<Vec<wire::PartSummary>>> {
    let parts = app.read(&analyst, async move |work| by::team(work, range).await).await?;
    Ok(Json(wire::PartSummary::all(&parts, hours.business_hours)))
}

pub async fn by_inbox(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Json<Vec<wire::PartSummary>>> {
    let parts = app.read(&analyst, async move |work| by::inbox(work, range).await).await?;
    Ok(Json(wire::PartSummary::all(&parts, hours.business_hours)))
}

pub async fn by_label(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Json<Vec<wire::LabelSummary>>> {
    let parts = app.read(&analyst, async move |work| by::label(work, range).await).await?;
    Ok(Json(wire::LabelSummary::all(parts, hours.business_hours)))
}

pub async fn by_channel(
    analyst: Analyst,
    app: App,
    Input(range): Input<Range>,
) -> Result<Json<BTreeMap<String, wire::ChannelSummary>>> {
    let channels = app.read(&analyst, async move |work| by::channel(work, range).await).await?;
    Ok(Json(wire::by_channel(channels)))
}

pub async fn matrix(
    analyst: Analyst,
    app: App,
    Input((chosen, range)): Input<(Chosen, Range)>,
) -> Result<Json<wire::InboxLabelMatrix>> {
    let matrix = app.read(&analyst, async move |work| {
        matrix::of_inboxes_and_labels(work, &chosen, range).await
    });
    Ok(Json(matrix.await?.into()))
}

pub async fn first_responses(
    analyst: Analyst,
    app: App,
    Input(range): Input<Range>,
) -> Result<Json<BTreeMap<String, wire::FirstResponses>>> {
    let distributions =
        app.read(&analyst, async move |work| matrix::of_first_responses(work, range).await).await?;
    Ok(Json(wire::by_channel(distributions)))
}

pub async fn messages(
    analyst: Analyst,
    app: App,
    Input((counted, range)): Input<(Counted, Range)>,
) -> Result<Json<Vec<wire::Said>>> {
    let said =
        app.read(&analyst, async move |work| matrix::of_messages(work, &counted, range).await);
    Ok(Json(said.await?.into_iter().map(Into::into).collect()))
}

pub async fn agents_sheet(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Sheet> {
    let bytes = app.read(&analyst, async move |work| sheets::agents(work, range, hours).await);
    Ok(Sheet { name: "agents_report", bytes: bytes.await? })
}

pub async fn inboxes_sheet(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Sheet> {
    let bytes = app.read(&analyst, async move |work| sheets::inboxes(work, range, hours).await);
    Ok(Sheet { name: "inboxes_report", bytes: bytes.await? })
}

pub async fn labels_sheet(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Sheet> {
    let bytes = app.read(&analyst, async move |work| sheets::labels(work, range, hours).await);
    Ok(Sheet { name: "labels_report", bytes: bytes.await? })
}

pub async fn teams_sheet(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Sheet> {
    let bytes = app.read(&analyst, async move |work| sheets::teams(work, range, hours).await);
    Ok(Sheet { name: "teams_report", bytes: bytes.await? })
}

pub async fn conversations_sheet(
    analyst: Analyst,
    app: App,
    Input((hours, range)): Input<(Hours, Range)>,
) -> Result<Sheet> {
    let bytes =
        app.read(&analyst, async move |work| sheets::conversations(work, range, hours).await);
    Ok(Sheet { name: "conversations_summary_report", bytes: bytes.await? })
}

pub async fn traffic_sheet(analyst: Analyst, app: App, Input(days): Input<Days>) -> Result<Sheet> {
    let bytes = app.read(&analyst, async move |work| sheets::traffic(work, &days).await).await?;
    Ok(Sheet { name: "conversation_traffic_reports", bytes })
}

pub async fn year_in_review(
    agent: Agent,
    app: App,
    Input(wanted): Input<year::Wanted>,
) -> Result<Json<wire::YearInReview>> {
    let user = agent.member.user;
    let review = app.read(&agent, async move |work| year::review(work, user, &wanted).await);
    Ok(Json(review.await?.into()))
}
