//! Money: charged twice, invoices, refunds.

use super::{Case, Fact, Team};

#[rustfmt::skip]
pub const TWICE: Case = Case {
    label: "billing",
    team: Team::Billing,
    openings: &[
        "[Hello|Hi], you have charged me twice for order {order}. I see {amount} two times on my statement.",
        "There are two payments of {amount} on my card, but I only ordered once ({order}). [Please check.|What happened?]",
    ],
    details: &["Both are from the same minute.", "My bank says that you have to sort this out."],
    exchanges: &[
        ("Hi {name}, {agent} from billing here. Are both payments booked, or is one of them still pending?", "One is booked and the other says \"reserved\"."),
        ("Thank you. Did you see an error when you paid the first time?", "Yes! The page hung, so I pressed the button again."),
        ("That explains it. The second one is a reservation and we have not collected it. May I ask which bank it is, so that I can tell you how long it takes?", "A small savings bank in {city}. They are not the fastest."),
        ("Then it can take up to {days} working days. Shall I send you a letter for your bank?", "Yes, [that would help|please], as a PDF."),
    ],
    notes: &["Payment provider shows one capture and one void. Void was sent at once.", "Double submit on the payment page. [Linked to the bug list.|Technical knows about it.]"],
    handover: (Team::Technical, "Handing over to technical support: money is sorted out, but the pay button could be pressed twice on {browser}. Customer is willing to answer questions."),
    solutions: &[
        "I have released the second payment of {amount}. Your bank should show it within {days} days.",
        "The duplicate is cancelled on our side, and the letter for your bank is on its way to your inbox.",
    ],
    again: &["Hi, the second {amount} is still on my statement. You said it would be gone by now."],
    facts: &[Fact::OrderNumber, Fact::RefundAmount],
};

#[rustfmt::skip]
pub const INVOICE: Case = Case {
    label: "billing",
    team: Team::Billing,
    openings: &[
        "[Hello|Good afternoon], could you send me the invoice for {order} again? I cannot find it [anywhere|in my mail].",
        "Our accountant needs our company name and tax number on invoice {invoice}. Can you change that?",
        "Invoice {invoice} has the wrong address on it. We need a corrected one [for our books|by the end of the month].",
    ],
    details: &["We are on the {plan} plan.", "A PDF is enough, we do not need paper."],
    exchanges: &[
        ("Hello {name}, I can do that. What exactly should be on it?", "The company name, the street in {city} and our tax number. I will write them down for you in a moment."),
        ("Thank you. Is it only {invoice}, or the ones before as well?", "The last three, if that is [possible|not too much work]."),
        ("It is. Shall I also change it for the future?", "Yes, please, then we will not have to ask again."),
    ],
    notes: &["Tax number checked, it is valid.", "Three corrected invoices, old ones are marked as replaced."],
    handover: (Team::Care, "Handing over to customer care: invoices are done. Customer also asked about a delivery to a second office in {city}, please answer that."),
    solutions: &[
        "I have sent the corrected {invoice} to {email}. The old one is void.",
        "Here you go: the invoice is in your inbox, and your page has all earlier ones under Payments.",
    ],
    again: &["Hello, the new invoice arrived, thank you, but now the order number is missing on it."],
    facts: &[Fact::OrderNumber],
};

#[rustfmt::skip]
pub const REFUND: Case = Case {
    label: "refund",
    team: Team::Billing,
    openings: &[
        "[Hi|Hello], I returned the {product} {days} days ago and am still waiting for my {amount}. When will it be paid?",
        "My refund for {order} has not arrived. [Has it been forgotten?|Could you look into it?]",
    ],
    details: &["The parcel shop gave me a receipt, number {tracking}.", "I paid by card, not by invoice."],
    exchanges: &[
        ("Hello {name}, let me look. Is the card that you paid with still valid?", "No, actually, I got a new one [last month|two weeks ago]."),
        ("That may be why. The bank has sent it back to us. Could you send me an account number?", "Yes, one moment. The account is in my name, at a bank in {city}."),
        ("Thank you, I have what I need. Shall I tell you as soon as it is paid?", "[That would be nice|Yes please]."),
    ],
    notes: &["Refund bounced, card expired. Paying by transfer instead: {amount}.", "Receipt {tracking} matches what the warehouse has."],
    handover: (Team::Care, "Handing over to customer care: refund of {amount} is paid, the warehouse still shows the return as open. Please close it."),
    solutions: &[
        "I have just sent {amount} by transfer. It should be on your account [tomorrow|in two days].",
        "Your refund of {amount} is booked. Thank you for your patience, {name}.",
    ],
    again: &["Hi, still nothing on my account, I am afraid. It is {days} days now."],
    facts: &[Fact::OrderNumber, Fact::RefundAmount],
};
