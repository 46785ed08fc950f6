//! What people write in about, and what is said then.
//!
//! A case is one problem with everything that is said on the way to its solution. Texts
//! hold choices, `[Hi|Hello]`, and gaps, `{order}`, that are filled by [`words`](super::words).

mod billing;
mod bugs;
mod delivery;
mod features;
mod login;
mod orders;
pub mod talk;

/// A team of the account, by its place in [`TEAMS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Team {
    Care,
    Billing,
    Technical,
}

/// Name and description of each team.
pub const TEAMS: [(&str, &str); 3] = [
    ("customer care", "Orders, deliveries and returns"),
    ("billing", "Invoices, payments and refunds"),
    ("technical support", "The shop app, accounts and sign-in"),
];

/// The labels of the account: title, description, colour.
pub const LABELS: [(&str, &str, &str); 10] = [
    ("delivery", "Where a parcel is, and when it comes", "#2f7d6d"),
    ("order-change", "Orders to be changed or cancelled", "#4a6fa5"),
    ("returns", "Goods on their way back", "#8a6d3b"),
    ("damaged-item", "Arrived broken or incomplete", "#b3472f"),
    ("billing", "Invoices and payments", "#6b4fa0"),
    ("refund", "Money to be given back", "#a04f7c"),
    ("login", "Cannot get into the account", "#c08a1e"),
    ("bug", "Something in the app or shop is broken", "#c0392b"),
    ("feature-request", "Wishes and ideas", "#2980b9"),
    ("vip", "Customers who buy for many", "#d4af37"),
];

/// A field of conversations that a case gives a value to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    OrderNumber,
    RefundAmount,
    AppVersion,
    Product,
}

/// One problem, from the first message to the solution.
#[derive(Debug)]
pub struct Case {
    pub label: &'static str,
    pub team: Team,
    /// How the contact begins.
    pub openings: &'static [&'static str],
    /// What comes to the contact's mind a moment later.
    pub details: &'static [&'static str],
    /// What an agent asks or says, and what the contact answers, in this order.
    pub exchanges: &'static [(&'static str, &'static str)],
    /// What agents note for one another.
    pub notes: &'static [&'static str],
    /// The team that may be asked to take over, and how.
    pub handover: (Team, &'static str),
    pub solutions: &'static [&'static str],
    /// How the contact comes back to it days later.
    pub again: &'static [&'static str],
    pub facts: &'static [Fact],
}

/// The cases, each as often as it is written about compared to the others.
pub const CASES: &[&Case] = &[
    &delivery::LATE,
    &delivery::LATE,
    &delivery::DAMAGED,
    &delivery::ADDRESS,
    &orders::CHANGE,
    &orders::MISSING,
    &orders::RETURN,
    &billing::TWICE,
    &billing::INVOICE,
    &billing::REFUND,
    &login::RESET,
    &login::LOCKED,
    &login::CODE,
    &bugs::CHECKOUT,
    &bugs::PHOTOS,
    &bugs::EXPORT,
    &features::REMINDERS,
    &features::SEATS,
    &features::DARK,
];

#[cfg(test)]
mod tests {
    use super::{CASES, LABELS};

    #[test]
    fn every_case_has_a_label_of_the_account() {
        for case in CASES {
            assert!(LABELS.iter().any(|(title, ..)| *title == case.label), "{}", case.label);
        }
    }
}
