//! A database of its own for each desk.

use std::sync::atomic::{AtomicU32, Ordering};

use frontdesk::config::{Config, Durability, Secret};
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// Names the server in which databases for tests are made.
const SERVER: &str = "FRONTDESK_TEST_POSTGRES_URL";

pub enum Database {
    File(TempDir),
    Server { admin: String, name: String },
}

impl Database {
    pub async fn create() -> Self {
        #[expect(clippy::disallowed_methods, reason = "which engine is tested is no setting")]
        let Ok(admin) = std::env::var(SERVER) else {
            return Database::File(tempfile::tempdir().unwrap());
        };
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("frontdesk_{}_{count}", std::process::id());
        execute(&admin, &format!("create database {name}")).await;
        Database::Server { admin, name }
    }

    pub fn configure(&self, config: &mut Config) {
        match self {
            Database::File(folder) => {
                config.database.data_dir = folder.path().to_owned();
                config.database.durability = Durability::Normal;
            }
            Database::Server { admin, name } => {
                let server = admin.rsplit_once('/').expect("the URL names a database").0;
                config.database.url = Secret::new(format!("{server}/{name}"));
                config.database.connections = 4;
            }
        }
    }

    pub async fn remove(self) {
        if let Database::Server { admin, name } = self {
            execute(&admin, &format!("drop database {name} with (force)")).await;
        }
    }
}

async fn execute(admin: &str, statement: &str) {
    let (client, connection) = tokio_postgres::connect(admin, NoTls).await.unwrap();
    #[expect(clippy::disallowed_methods, reason = "ends with the client")]
    let connection = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}
