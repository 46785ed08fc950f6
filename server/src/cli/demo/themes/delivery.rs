//! Parcels: late, damaged, on their way to the wrong door.

use super::{Case, Fact, Team};

#[rustfmt::skip]
pub const LATE: Case = Case {
    label: "delivery",
    team: Team::Care,
    openings: &[
        "[Hi|Hello], my order {order} was supposed to arrive {days} days ago and the tracking has not moved since. [Can you find out where it is?|Do you know what happened?]",
        "[Good morning|Hello there]! I am still waiting for the {product} I ordered. The order number is {order}. [Has it been lost?|Is it still coming?]",
        "Where is my parcel? {tracking} has said \"in transit\" for {days} days now.",
    ],
    details: &[
        "The tracking number is {tracking}, in case that helps.",
        "It is a present, so I am [getting a little nervous|starting to worry].",
        "I live in {city}, and parcels usually take two days.",
    ],
    exchanges: &[
        ("[Hi|Hello] {name}, {agent} here. I am sorry about the wait. Let me look at {order} with the carrier. Could you confirm the street it should go to?", "[Sure|Of course], it is the same address as on the invoice, in {city}. Nothing has changed."),
        ("Thank you. The last scan was at the depot near {city}, {days} days ago. Did you get a card or a message from the driver?", "No card, no message. And somebody was at home [every day|the whole week]."),
        ("Understood. I have asked the depot to look for it by hand. Would you rather have a replacement or your money back if it does not turn up?", "A replacement, please. I [really|still] want the {product}."),
        ("We do have the {product} in stock. Is it all right if we send it to a pick-up point this time?", "Yes, that works. The one at the station in {city} would be best."),
    ],
    notes: &[
        "Carrier says {tracking} was missorted, they expect it in {city} [tomorrow|within two days]. If not found by then: replacement, no need to ask again.",
        "Second late parcel on this route this month. [Adding it to the list for the carrier call.|Worth raising with the carrier.]",
    ],
    handover: (Team::Billing, "Handing over: parcel {tracking} counts as lost, customer wants a replacement of the {product}, address is confirmed. Please release the order once finance has booked the claim."),
    solutions: &[
        "Good news: the depot has found your parcel and it is out for delivery. You should have it [today|tomorrow] before six. I have also refunded the shipping cost.",
        "I have sent a new {product} by express today. The tracking number is {tracking}. [If the first one still arrives, just keep it at the door and we collect it.|Sorry again for the trouble.]",
    ],
    again: &[
        "[Hi again|Hello again]. It is about {order}: the replacement was meant to be here by now, and there is nothing.",
        "Sorry to come back to this, but the tracking has stopped again.",
    ],
    facts: &[Fact::OrderNumber, Fact::Product],
};

#[rustfmt::skip]
pub const DAMAGED: Case = Case {
    label: "damaged-item",
    team: Team::Care,
    openings: &[
        "[Hello|Hi], the {product} from order {order} arrived today and it is [broken|cracked right across]. The box looked fine from outside.",
        "Unfortunately my {product} came damaged. [What do I do now?|How do I get another one?] Order {order}.",
    ],
    details: &[
        "I have photos if you need them.",
        "The paper around it was very thin, by the way.",
    ],
    exchanges: &[
        ("Oh no, I am sorry to read that, {name}. Could you tell me whether the box was damaged too?", "The box was fine. It must have happened before it was packed."),
        ("Thank you, that helps us. Do you still have all of the packaging?", "Yes, [everything is in the hallway|I kept it all]."),
        ("[Perfect|Very good]. Would you like a new {product}, or {amount} back?", "A new one, please, [if you have it in the same colour|if it does not take too long]."),
    ],
    notes: &[
        "Third {product} from the same batch. Told the warehouse to check the shelf.",
        "Customer is in {city}. Pick-up of the broken one is booked, no need to send a label.",
    ],
    handover: (Team::Billing, "Handing over to billing: customer prefers {amount} back instead of a replacement. Photos are in the case, damage is clear, nothing left to ask."),
    solutions: &[
        "A new {product} leaves our warehouse [tonight|tomorrow morning]. The driver takes the broken one along, so you do not have to do anything.",
        "I have ordered a replacement for you and doubled the padding. You will get the tracking number within the hour.",
    ],
    again: &[
        "Hello again, the new {product} is here and it has a scratch as well. I can hardly believe it.",
        "The driver brought the new one but did not take the broken one back. [What shall I do with it?|Where does it go?]",
    ],
    facts: &[Fact::OrderNumber, Fact::Product],
};

#[rustfmt::skip]
pub const ADDRESS: Case = Case {
    label: "delivery",
    team: Team::Care,
    openings: &[
        "[Hi|Hello], I have [just noticed|seen] that order {order} goes to my old address. I moved to {city} last month. Can you still change that?",
        "Please help, I typed the wrong house number for order {order}!",
    ],
    details: &[
        "It says \"being packed\" at the moment.",
        "My neighbour there could take it if nothing else works.",
    ],
    exchanges: &[
        ("Hi {name}, {agent} here. Let me stop it before it leaves. What is the new address?", "Lindenweg 4, second floor, {city}. Thank you for being so quick!"),
        ("Got it. Should I use this address for future orders too?", "Yes please, [that would be great|for everything]."),
        ("Done. One more thing: the invoice still has the old address. Do you need a new one?", "No, the invoice is fine as it is."),
    ],
    notes: &[
        "Stopped {order} at packing, label has to be printed again. [Asked the warehouse.|Warehouse knows.]",
    ],
    handover: (Team::Billing, "Handing over: {order} had left already, so the carrier ({tracking}) redirects it to {city}. Please book the fee of {amount} on us, not on the customer."),
    solutions: &[
        "All done: {order} has a new label and goes to {city}. It leaves [today|tonight].",
        "The carrier has redirected the parcel. It will take one day longer, but it comes to the right door.",
    ],
    again: &["Hello, it is me again. The parcel did go to the old address after all."],
    facts: &[Fact::OrderNumber],
};
