//! The endpoint for bulk actions.

use super::BulkAction;
use crate::{
    app::App,
    bulk_actions,
    error::Result,
    http::{Agent, Done, Form, Input},
};

impl Form for BulkAction {}

pub async fn begin(agent: Agent, app: App, Input(wanted): Input<BulkAction>) -> Result<Done> {
    app.write(&agent, async move |work| bulk_actions::begin(work, &wanted).await).await?;
    Ok(Done)
}
