//! `frontdesk migrate`.

use clap::Args;
use db::Db;

use super::{Failure, say};
use crate::{
    app::{self, Use},
    config::Config,
    schema::MIGRATIONS,
};

#[derive(Args)]
pub struct Migrate {
    /// Only tell what would be done
    #[arg(long)]
    pending: bool,
}

pub async fn run(migrate: Migrate, config: Config) -> Result<(), Failure> {
    super::log(&config.log)?;
    let db = Db::open(app::options(&config, Use::Command)?).await?;
    let pending = MIGRATIONS.pending(&db).await?;
    if migrate.pending {
        for step in &pending {
            say(format_args!("{} is missing", step.name));
        }
        if pending.is_empty() {
            say("The schema is up to date.");
        }
    } else {
        let applied = MIGRATIONS.apply(&db).await?;
        say(match applied {
            0 => "The schema was up to date already.".to_owned(),
            applied => format!("The schema is up to date: {applied} migrations were applied."),
        });
    }
    db.close().await;
    Ok(())
}
