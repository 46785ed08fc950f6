//! A database of its own for each desk.
//!
//! On PostgreSQL it is a copy of a template, which is faster than bringing an empty one up
//! to date. The template is named after the schema and is kept for the next run.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::atomic::{AtomicU32, Ordering},
};

use frontdesk::{
    app::{App, Use},
    clock::Clock,
    config::{Config, Durability, Secret},
    schema::MIGRATIONS,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, NoTls};

use super::{MORNING, watch::Watched};

/// Names the server in which databases for tests are made.
const SERVER: &str = "FRONTDESK_TEST_POSTGRES_URL";

pub struct Database {
    place: Place,
    _watched: Watched,
}

enum Place {
    Folder(TempDir),
    /// Files are in a folder there too.
    Server {
        admin: String,
        name: String,
        files: TempDir,
    },
}

/// Numbers the databases of this run.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// How the template is copied, once this run knows that it is there.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    pub fn folder() -> Self {
        Self::at(Place::Folder(tempfile::tempdir().unwrap()), Watched::new())
    }

    pub async fn create() -> Self {
        let watched = Watched::new();
        #[expect(clippy::disallowed_methods, reason = "which engine is tested is no setting")]
        let Ok(admin) = std::env::var(SERVER) else { return Self::folder() };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("frontdesk_{}_{count}", std::process::id());
        let copying = TEMPLATE.get_or_init(|| template(&admin)).await;
        execute(&admin, &format!("create database {name} {copying}")).await;
        let files = tempfile::tempdir().unwrap();
        Self::at(Place::Server { admin, name, files }, watched)
    }

    fn at(place: Place, watched: Watched) -> Self {
        Self { place, _watched: watched }
    }

    pub fn configure(&self, config: &mut Config) {
        self.place.configure(config);
    }

    pub async fn remove(self) {
        if let Place::Server { admin, name, files: _ } = self.place {
            execute(&admin, &format!("drop database {name} with (force)")).await;
        }
    }
}

impl Place {
    fn configure(&self, config: &mut Config) {
        match self {
            Place::Folder(folder) => {
                folder.path().clone_into(&mut config.database.data_dir);
                config.database.durability = Durability::Normal;
            }
            Place::Server { admin, name, files } => {
                files.path().clone_into(&mut config.database.data_dir);
                let server = admin.rsplit_once('/').expect("the URL names a database").0;
                config.database.url = Secret::new(format!("{server}/{name}"));
                config.database.connections = 8;
            }
        }
    }
}

/// How a database with the schema and nothing in it is copied, which is made if there is none.
async fn template(admin: &str) -> String {
    let mut schema = DefaultHasher::new();
    MIGRATIONS.0.iter().for_each(|step| step.text.hash(&mut schema));
    let name = format!("frontdesk_template_{:016x}", schema.finish());
    let client = connect(admin).await;
    // Another run may be making it at this moment.
    client.batch_execute("select pg_advisory_lock(1)").await.unwrap();
    let known = "select 1 from pg_database where datname = $1";
    if client.query_opt(known, &[&name]).await.unwrap().is_none() {
        client.batch_execute(&format!("create database {name}")).await.unwrap();
        let mut config = Config::default();
        let files = tempfile::tempdir().unwrap();
        let place = Place::Server { admin: admin.to_owned(), name: name.clone(), files };
        place.configure(&mut config);
        let app = App::open(config, Clock::set_to(MORNING), Use::Command).await.unwrap();
        app.db.close().await;
    }
    // To copy its files takes a seventh of the time that it takes to write them to the log.
    let version = client.query_one("show server_version_num", &[]).await.unwrap();
    let knows_strategies = version.get::<_, &str>(0).parse::<u32>().unwrap() >= 150_000;
    let strategy = if knows_strategies { "strategy file_copy" } else { "" };
    format!("template {name} {strategy}")
}

async fn execute(admin: &str, statement: &str) {
    connect(admin).await.batch_execute(statement).await.unwrap();
}

async fn connect(admin: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(admin, NoTls).await.unwrap();
    #[expect(clippy::disallowed_methods, reason = "ends with the client")]
    tokio::spawn(connection);
    client
}
