//! `frontdesk demo`.

use clap::Args;

use super::Failure;
use crate::config::Config;

#[derive(Args)]
pub struct Demo {
    /// Print JSON at the end
    #[arg(long)]
    json: bool,
}

#[expect(clippy::unused_async, reason = "it will wait for the database")]
pub async fn run(demo: Demo, _: Config) -> Result<(), Failure> {
    let _ = demo.json;
    Err("not yet".into())
}
