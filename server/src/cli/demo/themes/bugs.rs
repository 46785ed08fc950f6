//! Things that do not work.

use super::{Case, Fact, Team};

#[rustfmt::skip]
pub const CHECKOUT: Case = Case {
    label: "bug",
    team: Team::Technical,
    openings: &[
        "The app [crashes|closes by itself] whenever I press \"Pay\". Version {version} on {device}.",
        "[Hello|Hi], I cannot finish my order: the last page stays white. I use {browser}, latest version.",
    ],
    details: &["It worked last week.", "I have restarted {device} already."],
    exchanges: &[
        ("Hello {name}, thank you for telling us. Does it happen with every way of paying?", "Only by card. With the other one I get to the next page."),
        ("That helps a lot. Is there anything in the basket with a voucher?", "Yes, the {product} has a voucher on it."),
        ("Could you remove the voucher and try again?", "Without it, it works! But I would like to use the voucher, of course."),
        ("Of course. I can see the error in our log now, it is on our side. May I place the order for you with the voucher?", "That would be [lovely|very kind]. The basket is as it should be."),
    ],
    notes: &["Can be reproduced: voucher + card + version {version}. Ticket is with the developers.", "Rounding of the voucher makes the total differ by a cent, payment is refused, page does not show it."],
    handover: (Team::Care, "Handing over to customer care: please place the order by hand with voucher {code}. The cause is known and will be fixed in the next version."),
    solutions: &[
        "We have found the reason and a new version is out. Could you update and try once more? Your voucher is still valid.",
        "It has been working again since [noon|this morning]. Thank you for your patience and the very good description!",
    ],
    again: &["I am afraid it crashes again after the update. Now it is version {version}."],
    facts: &[Fact::AppVersion],
};

#[rustfmt::skip]
pub const PHOTOS: Case = Case {
    label: "bug",
    team: Team::Technical,
    openings: &[
        "I [cannot upload|tried to add] photos to my review of the {product}. The bar stops at {days}0 percent.",
        "Photos that I send from {device} come out sideways. [Is that a known problem?|Can this be fixed?]",
    ],
    details: &["They are about four megabytes each.", "It is the same on Wi-Fi and without."],
    exchanges: &[
        ("Hi {name}, let me try that here. Are they taken with {device} itself?", "Yes, with the normal camera."),
        ("I see the same now. Does it also happen with a screenshot?", "A screenshot is fine, [only photos fail|funny]."),
        ("Then it is the format of the camera. Could you send me one photo by mail?", "Sent! It is the one with the {product} by the window."),
    ],
    notes: &["Format of the new camera is not recognised in {version}. [Developers have the file.|File is in the ticket.]"],
    handover: (Team::Care, "Handing over to customer care: upload will work from the next version. Customer wanted to show a fault of the {product} with the photos, so please look after that."),
    solutions: &[
        "Version {version} can read these photos. It has been in the shop since today.",
        "I have added your photos to the review by hand, and the upload works from the next version on.",
    ],
    again: &["Hello again, upload works, but now the photos are upside down."],
    facts: &[Fact::AppVersion, Fact::Product],
};

#[rustfmt::skip]
pub const EXPORT: Case = Case {
    label: "bug",
    team: Team::Technical,
    openings: &[
        "The export of our orders has been empty for {days} days. We need it for [our books|the month's end].",
        "[Hello|Hi], when I export orders, names like {name} come out as question marks. I use {browser} on {device}.",
    ],
    details: &["We are on the {plan} plan, if that matters.", "A colleague in {city} sees the same."],
    exchanges: &[
        ("Hello {name}, which range of dates do you choose?", "The whole of last month, all shops."),
        ("Does a single day work?", "Yes, a single day [is complete|has everything]."),
        ("I can see it: from a certain number of rows the file is cut off. How many orders do you expect?", "A little over two thousand."),
        ("Thank you. I can send you the complete file today while we fix it. To {email}?", "Yes please, [that saves my day|to that address]."),
    ],
    notes: &["Cut off after 2000 rows since the last release. Full file made by hand and sent."],
    handover: (Team::Billing, "Handing over to billing: customer lost a working day and asks for something in return on the {plan} plan. I would give them half a month."),
    solutions: &[
        "The export is complete again, also for long ranges. [Please try it once more.|Sorry for the detour.]",
        "Fixed: the file now has all rows and all letters.",
    ],
    again: &["Hi, the export works, but the sum at the end does not match the rows."],
    facts: &[Fact::AppVersion],
};
