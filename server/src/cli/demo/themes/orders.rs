//! Orders: to be changed, incomplete, to be sent back.

use super::{Case, Fact, Team};

#[rustfmt::skip]
pub const CHANGE: Case = Case {
    label: "order-change",
    team: Team::Care,
    openings: &[
        "[Hi|Hello], I ordered {order} [an hour ago|this morning] and picked the wrong size. Can I change it before it is sent?",
        "Is it possible to add another {product} to order {order}? I would like to save the shipping.",
        "I need to cancel order {order}, [I ordered it twice by accident|my plans have changed].",
    ],
    details: &["It is still marked as new on my page.", "Sorry for the trouble, I was in a hurry."],
    exchanges: &[
        ("Hi {name}, no problem. Let me check how far {order} has come. Is it about the {product}?", "Yes, only that. Everything else can stay."),
        ("Good, it has not been packed. The difference is {amount}. Shall I use the same card?", "[Yes, the same card|Please do]. Do I have to confirm anything?"),
        ("You will get a message from your bank. Would you like everything in one parcel?", "One parcel, [even if it takes longer|I do not mind waiting]."),
        ("Understood. May I put a note on the order that the old price still counts?", "That is kind, thank you."),
    ],
    notes: &[
        "Order was locked for packing, unlocked it by hand. Lock comes back at four.",
        "Price went up since the order. Agreed on the old price, see {order}.",
    ],
    handover: (Team::Billing, "Handing over to billing: order {order} is changed, but {amount} has been charged for the old one and has to go back. Customer paid by card."),
    solutions: &[
        "I have changed {order}. You will find the new total on your page, and it leaves [tomorrow|today] as planned.",
        "Done, {order} is cancelled and nothing will be charged.",
    ],
    again: &["Hi, me once more: the confirmation for {order} still shows the old items. Did the change go through?"],
    facts: &[Fact::OrderNumber, Fact::Product],
};

#[rustfmt::skip]
pub const MISSING: Case = Case {
    label: "order-change",
    team: Team::Care,
    openings: &[
        "[Hello|Hi], my parcel came today but the {product} was not in it. Everything else from {order} was.",
        "There is one item missing from {order}. I paid for two of the {product} and got one.",
    ],
    details: &["The packing list says that it is in there.", "The parcel was closed and looked normal."],
    exchanges: &[
        ("Hello {name}, I am sorry. Could you tell me the weight that is printed on the label?", "It says 2.4 kg [next to the bar code|at the bottom]."),
        ("Thank you. That is lighter than it should be, so it was never packed. Do you need it by a certain day?", "Before the weekend would be [great|perfect], if you can."),
        ("I will see what I can do. Is the address in {city} right?", "Yes, that is the one."),
    ],
    notes: &["Weight does not match, so our mistake. Send without asking for photos.", "Shelf count for {product} was wrong, told the warehouse."],
    handover: (Team::Billing, "Handing over: {product} is out of stock for three weeks, so customer would like {amount} back. Weight proves that it was not packed."),
    solutions: &[
        "The missing {product} left [an hour ago|this afternoon] by express. I have added a small voucher for the trouble.",
        "I have sent the {product} separately. It should be with you in two days, {name}.",
    ],
    again: &["Hello again, the second parcel is here and there is something else in it, not the {product}."],
    facts: &[Fact::OrderNumber, Fact::Product],
};

#[rustfmt::skip]
pub const RETURN: Case = Case {
    label: "returns",
    team: Team::Care,
    openings: &[
        "[Hi|Hello], I would like to send back the {product} from order {order}. It does not fit [where I wanted to put it|the room]. How does that work?",
        "How do I return something? The {product} is [smaller than I thought|not quite my colour].",
    ],
    details: &["It has not been used.", "I threw the box away, is that a problem?"],
    exchanges: &[
        ("Hi {name}, of course. Would you like to swap it for another one, or get {amount} back?", "The money back, please."),
        ("All right. Can you print a label, or shall I send you a code for the parcel shop?", "A code would be better, I have no printer."),
        ("The code is {code}. Any box will do, as long as it closes. When will you bring it?", "[Tomorrow|On Saturday], on my way to work."),
        ("Very good. You get a message as soon as it has been scanned. Is the same card fine for the refund?", "Yes, the same one."),
    ],
    notes: &["Return window ended {days} days ago, accepted anyway: regular customer.", "No original box, so check for scratches on arrival."],
    handover: (Team::Billing, "Handing over to billing: the {product} is back and in good order, {amount} can go back to the card. Nothing else is open."),
    solutions: &[
        "Your {product} has arrived here and I have started the refund of {amount}. It takes two to four working days.",
        "All set. Once the parcel is scanned, {amount} goes back to your card by itself.",
    ],
    again: &["Hello, I brought the parcel away {days} days ago and have not heard anything since. Code {code}."],
    facts: &[Fact::OrderNumber, Fact::RefundAmount, Fact::Product],
};
