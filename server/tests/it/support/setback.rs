//! A table that does not take what it should, until it is mended.

use db::{Kind, Sql, Tx, args};

use super::Desk;

/// What a database says of what it does not take.
#[derive(Clone, Copy, Debug)]
pub enum Setback {
    /// Something that nobody expects.
    Mistake,
    /// That something has gone that a row refers to.
    Gone,
}

impl Desk {
    /// Has a table refuse what fits a condition about `new`, on an occasion such as `update`.
    pub async fn refuse(&self, occasion: &str, table: &str, condition: &str, setback: Setback) {
        let on_sqlite = {
            let words = match setback {
                Setback::Mistake => "as it was told",
                Setback::Gone => "FOREIGN KEY constraint failed",
            };
            format!(
                "create trigger setback before {occasion} on {table} when {condition}
                 begin select raise(abort, '{words}'); end"
            )
        };
        let on_postgres = {
            let code = match setback {
                Setback::Mistake => "P0001",
                Setback::Gone => "23503",
            };
            [
                format!(
                    "create function setback() returns trigger language plpgsql as
                     'begin raise exception ''as it was told'' using errcode = ''{code}''; end'"
                ),
                format!(
                    "create trigger setback before {occasion} on {table} for each row
                     when ({condition}) execute function setback()"
                ),
            ]
        };
        match self.app.db.kind() {
            Kind::Sqlite => self.run(&on_sqlite).await,
            Kind::Postgres => {
                for statement in on_postgres {
                    self.run(&statement).await;
                }
            }
        }
    }

    /// Has a table take again what it refused.
    pub async fn mend(&self, table: &str) {
        match self.app.db.kind() {
            Kind::Sqlite => self.run("drop trigger setback").await,
            Kind::Postgres => {
                self.run(&format!("drop trigger setback on {table}")).await;
                self.run("drop function setback()").await;
            }
        }
    }

    /// Does something to the database itself.
    pub async fn run(&self, statement: &str) {
        let statement = statement.to_owned();
        let ran = self.app.db.write(async move |tx: &mut Tx| {
            tx.exec(&Sql::portable(statement.clone()), args![]).await
        });
        ran.await.unwrap();
    }
}
