//! Questions about what the product can do, and wishes.

use super::{Case, Fact, Team};

#[rustfmt::skip]
pub const REMINDERS: Case = Case {
    label: "feature-request",
    team: Team::Care,
    openings: &[
        "[Hi|Hello], can the app remind me when it is time to order again? I [always forget|buy the {product} every two months].",
        "Is there a way to order the {product} regularly, without doing it by hand each time?",
    ],
    details: &["Every two months would be right for us.", "A mail would be enough, it need not be the app."],
    exchanges: &[
        ("Hello {name}, there is! Would you like only a reminder, or should we send it by ourselves?", "A reminder first, I want to decide each time."),
        ("You find it on the page of the {product}, under the bell. Can you see it there?", "Yes, found it. Can I choose the day?"),
        ("Not the day, only the week. Would the first week of the month be right?", "That is fine for me."),
    ],
    notes: &["Fourth customer this month who asks for a day instead of a week. Added to the list of wishes."],
    handover: (Team::Billing, "Handing over: customer would like to buy {days}0 pieces regularly. That is more than the shop allows, please make an offer."),
    solutions: &[
        "I have switched it on for you: you get a message in the first week of every second month.",
        "That is all. You can change or stop it at any time on the same page.",
    ],
    again: &["Hello again, I got two reminders for the same {product} today."],
    facts: &[Fact::Product],
};

#[rustfmt::skip]
pub const SEATS: Case = Case {
    label: "vip",
    team: Team::Billing,
    openings: &[
        "[Hello|Good morning], we are {days} people now and would like one account for all of us. Does the {plan} plan allow that?",
        "How many colleagues can order with one company account? We are on {plan} at the moment.",
    ],
    details: &["Each should have a limit of their own.", "One invoice for all would be ideal."],
    exchanges: &[
        ("Hi {name}, it does. Should everybody be able to order, or only prepare baskets?", "Two of us order, the others only prepare."),
        ("That works well. Would you like to pay once a month?", "Yes, by transfer, with one invoice."),
        ("I can make you an offer for that. What is the company called, and where is it?", "I will send the details by mail. We are in {city}."),
        ("Thank you. You can try it for {days} days before you decide. Shall I switch that on?", "Please do, [we are curious|for all of us]."),
    ],
    notes: &["Offer sent: {plan}, monthly invoice, trial for {days} days.", "Good chance that they take the larger plan, call back next week."],
    handover: (Team::Care, "Handing over to customer care: trial is on for {email}. Please show them how limits work, they asked for a short call."),
    solutions: &[
        "Your trial is on, and your colleagues can be added under Team. I am here if anything is unclear.",
        "I have sent the offer to {email}. It is valid for {days} weeks.",
    ],
    again: &["Hello, we would like to go on with the {plan} plan. What do we need to do?"],
    facts: &[],
};

#[rustfmt::skip]
pub const DARK: Case = Case {
    label: "feature-request",
    team: Team::Technical,
    openings: &[
        "Any plans for a dark mode? The app is very bright [at night|in the evening].",
        "[Hi|Hello], two wishes: larger letters, and a dark mode. Otherwise I like the app a lot.",
    ],
    details: &["I am on version {version}.", "It is mostly for {device}."],
    exchanges: &[
        ("Hi {name}, thank you for the kind words! Larger letters are there already, under Settings. Can you find them?", "Found them, that is [much better|just right]."),
        ("Dark mode is being worked on. Would you like to try it before everybody else?", "I would love to! What do I have to do?"),
        ("You will get an invitation at {email}. Is {device} what you use every day?", "Yes, every day."),
    ],
    notes: &["Added to the list of testers for dark mode ({device})."],
    handover: (Team::Care, "Handing over: customer would also like to order by phone for a relative. Please explain how that works."),
    solutions: &[
        "You are on the list of testers, the invitation comes [this week|within a few days].",
        "Noted! We write to you as soon as it is there.",
    ],
    again: &["I got the invitation and dark mode looks great, only the buttons can hardly be seen."],
    facts: &[Fact::AppVersion],
};
