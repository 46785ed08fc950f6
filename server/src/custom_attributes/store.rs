//! Rows of `custom_attribute_definitions`.

use db::{FromRow, Row, args, sql};

use super::{Definition, Model};
use crate::{id::DefinitionId, work::Work};

const COLUMNS: &str = "id, attribute_model, attribute_key, attribute_display_name,
    attribute_display_type, attribute_description, attribute_values, regex_pattern, regex_cue,
    created_at, updated_at";

impl FromRow for Definition {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Definition {
            id: row.take()?,
            model: row.take()?,
            key: row.take()?,
            display_name: row.take()?,
            display_type: row.take()?,
            description: row.take()?,
            values: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| db::Error::Shape(error.to_string()))?,
            regex_pattern: row.take()?,
            regex_cue: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Definition>> {
    let sql = sql!(
        "select {COLUMNS} from custom_attribute_definitions where account_id = $1 order by id"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn of_model(work: &mut Work<'_>, model: Model) -> db::Result<Vec<Definition>> {
    let sql = sql!(
        "select {COLUMNS} from custom_attribute_definitions
         where account_id = $1 and attribute_model = $2 order by id"
    );
    work.tx.all(sql, args![work.account, model]).await
}

pub async fn find(work: &mut Work<'_>, id: DefinitionId) -> db::Result<Option<Definition>> {
    let sql = sql!(
        "select {COLUMNS} from custom_attribute_definitions where account_id = $1 and id = $2"
    );
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn insert(work: &mut Work<'_>, new: &Definition) -> db::Result<Definition> {
    let sql = sql!(
        "insert into custom_attribute_definitions (account_id, attribute_model, attribute_key,
           attribute_display_name, attribute_display_type, attribute_description,
           attribute_values, regex_pattern, regex_cue, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) returning {COLUMNS}"
    );
    let args = args![
        work.account,
        new.model,
        &new.key,
        &new.display_name,
        new.display_type,
        &new.description,
        listed(&new.values),
        &new.regex_pattern,
        &new.regex_cue,
        work.now,
    ];
    work.tx.one(sql, args).await
}

pub async fn update(work: &mut Work<'_>, definition: &Definition) -> db::Result<Definition> {
    let sql = sql!(
        "update custom_attribute_definitions set attribute_model = $3, attribute_key = $4,
           attribute_display_name = $5, attribute_display_type = $6, attribute_description = $7,
           attribute_values = $8, regex_pattern = $9, regex_cue = $10, updated_at = $11
         where account_id = $1 and id = $2 returning {COLUMNS}"
    );
    let args = args![
        work.account,
        definition.id,
        definition.model,
        &definition.key,
        &definition.display_name,
        definition.display_type,
        &definition.description,
        listed(&definition.values),
        &definition.regex_pattern,
        &definition.regex_cue,
        work.now,
    ];
    work.tx.one(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: DefinitionId) -> db::Result<()> {
    let sql = sql!("delete from custom_attribute_definitions where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

fn listed(values: &[String]) -> String {
    serde_json::to_string(values).expect("texts are JSON")
}
