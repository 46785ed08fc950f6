//! Having a macro done to conversations, in the background and in the name of whoever asked for
//! it. What they may not see, or what is not there, is passed over.

use std::{collections::BTreeSet, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{find, me};
use crate::{
    actions::{self, Order, files::Owner},
    actor::Actor,
    conversations,
    error::{Error, Result},
    id::{self, DisplayId, MacroId, UserId},
    memberships,
    tasks::{Action, Task},
    work::Work,
};

/// Conversations that one request names at most.
const MOST: usize = 1_000;

/// Conversations that are dealt with in one transaction.
const AT_ONCE: usize = 5;

/// Which conversations a macro is to be done to, by their numbers.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "conversation_ids": [42, 43] }]))]
#[serde(default)]
pub struct Wanted {
    pub conversation_ids: Vec<DisplayId>,
}

/// What is left to do of a macro.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rest {
    /// Tells it from all others.
    id: String,
    of: MacroId,
    by: UserId,
    conversations: Vec<DisplayId>,
}

impl Task for Rest {
    const KIND: &'static str = "macros.execute";

    fn key(&self) -> String {
        self.id.clone()
    }
}

/// Has a macro done.
pub async fn begin(work: &mut Work<'_>, of: MacroId, wanted: &Wanted) -> Result<()> {
    find(work, of).await?;
    let by = me(work)?.user;
    if wanted.conversation_ids.len() > MOST {
        let problem = format!("are too many (maximum is {MOST})");
        return Err(Error::invalid("conversation_ids", problem));
    }
    // Always in this order, so that nobody who does the same waits in a circle.
    let ids: BTreeSet<DisplayId> = wanted.conversation_ids.iter().copied().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let conversations = ids.into_iter().collect();
    Ok(work.enqueue(Rest { id: id::uuid(), of, by, conversations }).await?)
}

impl Action for Rest {
    /// Deals with some of them, and leaves the others to itself.
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if self.conversations.is_empty() {
            return Ok(());
        }
        let Some(member) = memberships::member(work.tx, work.account, self.by).await? else {
            return Ok(());
        };
        work.actor = Actor::Member(Arc::new(member));
        let done = match find(work, self.of).await {
            Ok(found) => found,
            // It was taken away from them meanwhile.
            Err(Error::Unauthorized(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let order = Order { owner: Owner::Macro(self.of), event: "macro.executed".to_owned() };
        let (now, later) = self.conversations.split_at(self.conversations.len().min(AT_ONCE));
        for number in now {
            match conversations::find(work, *number).await {
                Ok(conversation) => {
                    actions::perform(work, &order, conversation.id, &done.actions).await?;
                }
                Err(Error::NotFound | Error::Unauthorized(_)) => {}
                Err(error) => return Err(error),
            }
        }
        // It takes the place of this one, with which it is committed: nothing is done twice when
        // the end of this one is lost.
        let conversations = later.to_vec();
        Ok(work.enqueue(Rest { conversations, ..self.clone() }).await?)
    }
}
