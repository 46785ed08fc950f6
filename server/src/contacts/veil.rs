//! What a visitor is told of a contact whom they have only said to be: that there is one
//! (`docs/decisions/0013`).

use super::Contact;

impl Contact {
    /// The same, of whom nothing is known.
    #[must_use]
    pub fn veiled(self) -> Self {
        Contact { id: self.id, ..Contact::blank(self.created_at) }
    }
}
