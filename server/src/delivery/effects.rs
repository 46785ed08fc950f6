//! What must not be lost of what follows from facts.

use crate::{error::Result, events::Position, work::Work};

/// What follows from facts of one account.
#[derive(Debug, Default)]
pub struct Effects {}

impl Effects {
    pub fn is_empty(&self) -> bool {
        true
    }

    /// Writes down what follows from the facts after a place.
    pub async fn write(&self, _work: &mut Work<'_>, _after: Position) -> Result<()> {
        Ok(())
    }
}
