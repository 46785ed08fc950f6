//! Getting in: passwords, locked accounts, sign-in codes.

use super::{Case, Fact, Team};

#[rustfmt::skip]
pub const RESET: Case = Case {
    label: "login",
    team: Team::Technical,
    openings: &[
        "[Hi|Hello], I asked for a new password three times and the mail never comes. My address is {email}.",
        "I cannot sign in any more and the reset mail does not arrive. [I checked the spam folder.|Nothing in spam either.]",
    ],
    details: &["Your newsletter does arrive, strangely.", "I use {browser} on {device}."],
    exchanges: &[
        ("Hi {name}, let me see. Could there be a second address that you signed up with?", "Hmm, maybe my old work address, but I have no access to it [any more|since spring]."),
        ("That is it: the account is under the other address. Can you tell me the number of your last order, so that I know it is you?", "Yes, it was {order}."),
        ("Thank you, that matches. I have changed the address to {email}. Could you ask for the mail once more?", "It came at once! And the new password works."),
    ],
    notes: &["Identity checked by order {order} and the city ({city}).", "Old address bounced since March, so all our mails went nowhere."],
    handover: (Team::Care, "Handing over to customer care: sign-in works again. Two order mails went to the old address, please send them again to {email}."),
    solutions: &[
        "I have sent you a fresh link. It is valid for one hour. [Write to me if it does not come.|Then you can choose a new password.]",
        "Everything is set. From now on all mails go to {email}.",
    ],
    again: &["Hello again, now the link says that it has expired. I clicked it right away."],
    facts: &[],
};

#[rustfmt::skip]
pub const LOCKED: Case = Case {
    label: "login",
    team: Team::Technical,
    openings: &[
        "My account is locked! I only mistyped my password [a few times|twice]. Can you open it again?",
        "[Hello|Hi], it says \"too many attempts\" when I sign in with {email}. I need to get to my orders.",
    ],
    details: &["I am trying from {device}.", "My daughter uses the same account, perhaps it was her."],
    exchanges: &[
        ("Hello {name}, I can help with that. For safety: which city do your orders go to?", "To {city}."),
        ("Thank you. I see attempts from two devices. Were both of them yours?", "One of them, {device}, is mine. The other one should be [my wife's phone|the old tablet in the kitchen]."),
        ("Good. I have unlocked the account. Would you like to switch on sign-in codes as well?", "Not today, but thank you."),
    ],
    notes: &["Both devices are in {city}, no sign of misuse.", "Unlocked. If it happens again: ask for a new password first."],
    handover: (Team::Care, "Handing over to customer care: account of {email} was locked by attempts from abroad. Unlocked it and ended all sessions, please keep an eye on new orders for {days} days."),
    solutions: &[
        "The account is open again. If you are not sure about the password, choose \"Forgot password\" first.",
        "Unlocked! You can sign in right away, {name}.",
    ],
    again: &["It is locked again. I did not even try to sign in since yesterday."],
    facts: &[],
};

#[rustfmt::skip]
pub const CODE: Case = Case {
    label: "login",
    team: Team::Technical,
    openings: &[
        "[Hi|Hello], I have a new phone and no longer get the codes to sign in. What can I do?",
        "The sign-in code is always refused, [although I type it correctly|I tried ten times]. I am using {device}.",
    ],
    details: &["I do not have the recovery codes any more.", "The old phone is broken."],
    exchanges: &[
        ("Hi {name}, that is annoying. Is the clock of {device} set automatically?", "It was five minutes off! I have corrected it [now|just now]."),
        ("Does the next code work?", "No, it is still refused."),
        ("Then let us set it up anew. Can you tell me the number of a recent invoice?", "The last one is {invoice}."),
        ("Thank you. I have switched the codes off for one hour, so that you can sign in and add the new phone.", "I am in, and the new phone is added. Wonderful."),
    ],
    notes: &["Identity checked by invoice {invoice}. Codes off for one hour, then back on by themselves."],
    handover: (Team::Technical, "Handing over: recovery codes were never shown to the customer, seems to be a fault on {browser}. Sign-in works for now, please have a look at that page."),
    solutions: &[
        "You are all set. Please print the new recovery codes and keep them somewhere safe.",
        "Codes work again. The clock of the phone was the reason.",
    ],
    again: &["Hello, the codes are refused again since this morning."],
    facts: &[Fact::AppVersion],
};
