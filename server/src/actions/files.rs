//! Files that the actions of a rule or a macro send.
//!
//! An action names them by their ids. A client that has uploaded one sends its signed id, which
//! is taken here and replaced; ids of files that the rule or macro has already are left.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};
use serde_json::Value;

use super::{Action, Kind};
use crate::{
    error::{Error, Result},
    files,
    id::{ActionFileId, AutomationRuleId, BlobId, MacroId},
    work::Work,
};

/// Files of a rule or a macro at most.
const MOST: usize = 15;

const SEND: &str = "send_attachment";

/// Whose files they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Rule(AutomationRuleId),
    Macro(MacroId),
}

/// A file, and where it is found.
#[derive(Clone, Debug)]
pub struct ActionFile {
    pub id: ActionFileId,
    pub blob: BlobId,
    pub filename: String,
    pub content_type: String,
    pub url: String,
}

struct Stored {
    owner: i64,
    file: ActionFile,
}

impl FromRow for Stored {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Stored {
            owner: row.take()?,
            file: ActionFile {
                id: row.take()?,
                blob: row.take()?,
                filename: row.take()?,
                content_type: row.take()?,
                url: String::new(),
            },
        })
    }
}

impl Owner {
    fn columns(self) -> (Option<AutomationRuleId>, Option<MacroId>) {
        match self {
            Owner::Rule(id) => (Some(id), None),
            Owner::Macro(id) => (None, Some(id)),
        }
    }

    fn id(self) -> i64 {
        match self {
            Owner::Rule(id) => id.0,
            Owner::Macro(id) => id.0,
        }
    }
}

/// Takes the files that actions name by signed ids. Returns the actions with the ids of the
/// files, and which of them are new to whoever has `known` already.
pub async fn take(
    work: &mut Work<'_>,
    known: &[BlobId],
    actions: &[Action],
) -> Result<(Vec<Action>, Vec<BlobId>)> {
    let (mut actions, mut new) = (actions.to_vec(), Vec::new());
    for action in actions.iter_mut().filter(|action| action.action_name == SEND) {
        for param in &mut action.action_params {
            let id = match param {
                Value::String(signed) => taken(work, known, &new, signed).await?,
                Value::Number(id) => id.as_i64().map(BlobId),
                _ => None,
            };
            let id = id.ok_or_else(invalid)?;
            if param.is_string() && !known.contains(&id) && !new.contains(&id) {
                new.push(id);
            }
            if !known.contains(&id) && !new.contains(&id) {
                return Err(invalid());
            }
            *param = id.0.into();
        }
    }
    Ok((actions, new))
}

/// Refuses more files than a rule or a macro may have.
pub fn check(new: &[BlobId]) -> Result<()> {
    if new.len() > MOST {
        return Err(Error::said("actions", format!("There are too many files (at most {MOST})")));
    }
    Ok(())
}

/// Actions with the ids of the files that they name by signed ids, of which none is taken.
pub fn readable(work: &Work<'_>, actions: &[Action]) -> Vec<Action> {
    let mut actions = actions.to_vec();
    let sending = actions.iter_mut().filter(|action| action.action_name == SEND);
    for param in sending.flat_map(|action| &mut action.action_params) {
        if let Some(id) = param.as_str().and_then(|signed| work.links.blob_of(signed)) {
            *param = id.0.into();
        }
    }
    actions
}

/// The file that a signed id is of, taken if nobody has it yet.
async fn taken(
    work: &mut Work<'_>,
    known: &[BlobId],
    new: &[BlobId],
    signed: &str,
) -> Result<Option<BlobId>> {
    let id = work.links.blob_of(signed).or_else(|| signed.parse().ok().map(BlobId));
    let Some(id) = id else { return Ok(None) };
    if known.contains(&id) || new.contains(&id) {
        return Ok(Some(id));
    }
    match files::claim(work, "actions", &[signed.to_owned()]).await {
        Ok(_) => Ok(Some(id)),
        Err(Error::Invalid(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn invalid() -> Error {
    Error::said("actions", "Invalid attachment")
}

/// Notes that somebody has these files from now on.
pub async fn keep(work: &mut Work<'_>, owner: Owner, new: &[BlobId]) -> Result<()> {
    let (rule, of_macro) = owner.columns();
    let sql = sql!(
        "insert into action_files (account_id, rule_id, macro_id, blob_id)
         values ($1, $2, $3, $4)"
    );
    for blob in new {
        work.tx.push(sql, args![work.account, rule, of_macro, *blob]).await?;
    }
    Ok(())
}

/// Gives somebody the files that another has.
pub async fn copy(work: &mut Work<'_>, from: &[ActionFile], to: Owner) -> Result<()> {
    let ids: Vec<i64> = from.iter().map(|file| file.blob.0).collect();
    let shared = files::share(work, &ids).await?;
    let shared: Vec<BlobId> = shared.iter().map(|blob| blob.id).collect();
    keep(work, to, &shared).await
}

/// Lets go of the files that no action names any more.
pub async fn let_go(
    work: &mut Work<'_>,
    owner: Owner,
    known: &[BlobId],
    actions: &[Action],
) -> Result<()> {
    let named = |id: BlobId| {
        let sends = actions.iter().filter(|action| action.action_name == SEND);
        sends.flat_map(|action| &action.action_params).any(|param| param.as_i64() == Some(id.0))
    };
    let gone: Vec<i64> = known.iter().filter(|id| !named(**id)).map(|id| id.0).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let sql = match owner {
        Owner::Rule(_) => sql!(
            "delete from action_files
             where account_id = $1 and rule_id = $2 and blob_id = any($3)"
        ),
        Owner::Macro(_) => sql!(
            "delete from action_files
             where account_id = $1 and macro_id = $2 and blob_id = any($3)"
        ),
    };
    work.tx.push(sql, args![work.account, owner.id(), &gone]).await?;
    files::doom(work, &gone).await
}

/// The files of all rules, or of all macros, of the account, by whose they are.
pub async fn of_all(work: &mut Work<'_>, kind: Kind) -> Result<HashMap<i64, Vec<ActionFile>>> {
    let sql = match kind {
        Kind::Rule => sql!(
            "select rule_id, action_files.id, blobs.id, blobs.filename, blobs.content_type
             from automation_rules join action_files on action_files.rule_id = automation_rules.id
               join blobs on blobs.id = action_files.blob_id
             where automation_rules.account_id = $1 order by action_files.id"
        ),
        Kind::Macro => sql!(
            "select macro_id, action_files.id, blobs.id, blobs.filename, blobs.content_type
             from macros join action_files on action_files.macro_id = macros.id
               join blobs on blobs.id = action_files.blob_id
             where macros.account_id = $1 order by action_files.id"
        ),
    };
    let found = work.tx.all::<Stored>(sql, args![work.account]).await?;
    let mut files: HashMap<i64, Vec<ActionFile>> = HashMap::new();
    for Stored { owner, file } in found {
        files.entry(owner).or_default().push(linked(work, file));
    }
    Ok(files)
}

/// The files of one rule or macro.
pub async fn of(work: &mut Work<'_>, owner: Owner) -> Result<Vec<ActionFile>> {
    let sql = match owner {
        Owner::Rule(_) => sql!(
            "select rule_id, action_files.id, blobs.id, blobs.filename, blobs.content_type
             from action_files join blobs on blobs.id = action_files.blob_id
             where rule_id = $2 and action_files.account_id = $1 order by action_files.id"
        ),
        Owner::Macro(_) => sql!(
            "select macro_id, action_files.id, blobs.id, blobs.filename, blobs.content_type
             from action_files join blobs on blobs.id = action_files.blob_id
             where macro_id = $2 and action_files.account_id = $1 order by action_files.id"
        ),
    };
    let found = work.tx.all::<Stored>(sql, args![work.account, owner.id()]).await?;
    Ok(found.into_iter().map(|stored| linked(work, stored.file)).collect())
}

/// Says that all of these are files of one rule or macro.
pub async fn are_of(work: &mut Work<'_>, owner: Owner, wanted: &[BlobId]) -> Result<()> {
    let known = of(work, owner).await?;
    let is_known = |id: &BlobId| known.iter().any(|file| file.blob == *id);
    if wanted.iter().all(is_known) { Ok(()) } else { Err(Error::refused("The file is gone")) }
}

fn linked(work: &Work<'_>, file: ActionFile) -> ActionFile {
    ActionFile { url: work.links.to_blob(file.blob, &file.filename), ..file }
}
