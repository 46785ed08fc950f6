//! The help center of the company: what its customers ask most, written down.

use super::desk::COMPANY;
use crate::{
    error::Result,
    help_center::{
        articles::{self, ArticleChange, Status},
        categories::{self, CategoryChange},
        portals::{self, Chat, PortalChange, locales::LocalesChange},
    },
    id::{CategoryId, InboxId, UserId},
    patch::Patch,
    work::Work,
};

/// A category: its name, its emoji, what it is about, and its articles.
type Chapter = (&'static str, &'static str, &'static str, &'static [Text]);

/// An article: its title, what it says in short, and what it says.
type Text = (&'static str, &'static str, &'static str);

const CHAPTERS: [Chapter; 3] = [
    ("Orders & delivery", "📦", "Where a parcel is, and what to do when it is late.", &DELIVERY),
    ("Billing", "🧾", "Invoices, refunds and what is on them.", &BILLING),
    ("Your account", "🔑", "Signing in, and changing what we know of you.", &ACCOUNT),
];

const DELIVERY: [Text; 4] = [
    (
        "How long does delivery take?",
        "Two to four working days, and what the dates in your mails mean.",
        "We hand parcels to the carrier **on the day of your order** if it reaches us before two \
         in the afternoon.\n\n\
         ## How long the carrier takes\n\n\
         | Where to | Standard | Express |\n|---|---|---|\n| Within the country | 2 to 3 days | next day |\n\
         | Neighbouring countries | 3 to 4 days | 2 days |\n| Anywhere else | 5 to 10 days | 3 to 4 days |\n\n\
         ## When it takes longer\n\n\
         Parcels wait at the weekend and on public holidays. What is large or fragile is sent by \
         another carrier, who calls you first.\n\n\
         ## What the dates mean\n\n\
         The day in the confirmation is when your parcel **arrives** at the latest. If it has \
         passed, write to us: we look into it on the same day.",
    ),
    (
        "Track your parcel",
        "Follow it from our warehouse to your door.",
        "1. Open the mail \"Your order is on its way\".\n2. Follow the link below the number of \
         the parcel.\n3. Choose *Tell me* to be told when it is an hour away.\n\n\
         > It may take a few hours until the carrier knows a new number.\n\n\
         Nothing to be seen after a day? Send us the number of your order.",
    ),
    (
        "My parcel arrived damaged",
        "Send us two pictures, and we send you another one.",
        "We are sorry. You need not send anything back before we have answered.\n\n\
         - Take a picture of the box from outside.\n- Take one of what is damaged.\n\
         - Send both of them with the number of your order.\n\n\
         You hear from us within a working day. What is in stock leaves the warehouse the same \
         evening.",
    ),
    (
        "Change or cancel an order",
        "As long as it is not packed, everything is possible.",
        "Open **Orders**, choose the order, then *Change*. You can change the address and the \
         quantity, or cancel it as a whole, until it says *Packed*.\n\n\
         After that the parcel cannot be stopped any more. Refuse it at the door, or send it \
         back within thirty days.",
    ),
];

const BILLING: [Text; 4] = [
    (
        "When do I get my refund?",
        "Within five working days after your parcel is back.",
        "We pay back by the way you have paid.\n\n\
         ## Cards\n\nThree to five working days, depending on your bank.\n\n\
         ## Bank transfers\n\nTwo working days. We may ask for the number of your account.\n\n\
         ## Vouchers\n\nAt once: the amount is back on your voucher.\n\n\
         If nothing has come after ten days, send us the number of the return.",
    ),
    (
        "Download an invoice",
        "Every invoice is in your account, for ten years.",
        "Choose **Orders**, then the order, then *Invoice*. You get a PDF that most tax offices \
         accept.\n\nFor all invoices of a year choose *Export* above the list.",
    ),
    (
        "Put a company name on an invoice",
        "Add it before you pay, or ask us afterwards.",
        "Under **Account → Billing** you can enter the name of a company, its address and its \
         tax number. They are on every invoice from then on.\n\n\
         For an invoice that is written already, answer the mail that it came with.",
    ),
    (
        "Ways to pay",
        "Cards, bank transfer, and on account for companies.",
        "- **Cards** of the usual brands\n- **Bank transfer** in advance: your order is packed \
         when the money is there\n- **On account**, thirty days, for companies with three \
         orders or more\n\nYour card is charged when the parcel leaves, not before.",
    ),
];

const ACCOUNT: [Text; 3] = [
    (
        "I cannot sign in",
        "Reset your password, or find the address you signed up with.",
        "## Reset the password\n\nChoose *Forgot password* on the page to sign in. The link in \
         the mail works for six hours, and once.\n\n\
         ## No mail?\n\nLook among what your mail program takes for spam. It may also be that you \
         signed up with another address: invoices are sent to the one we know.\n\n\
         ## Locked out\n\nAfter ten wrong passwords nobody gets in for a quarter of an hour. \
         That protects you, and ends by itself.",
    ),
    (
        "Change your e-mail address",
        "You confirm the new one by a link.",
        "Open **Account → Profile** and enter the new address. It counts once you have followed \
         the link that we send there; until then everything stays as it is.",
    ),
    (
        "Delete your account",
        "What goes at once, and what we have to keep.",
        "Choose **Account → Delete**. Your profile, addresses and saved cards are gone at once.\n\n\
         Invoices have to be kept for ten years by law. Nobody but our accountants sees them.",
    ),
];

const GERMAN: [Text; 2] = [
    (
        "Wie lange dauert die Lieferung?",
        "Zwei bis vier Werktage.",
        "Bestellungen, die **bis 14 Uhr** eingehen, verlassen unser Lager noch am selben Tag. \
         Im Inland dauert es dann zwei bis drei Werktage.",
    ),
    (
        "Wann bekomme ich mein Geld zurück?",
        "Innerhalb von fünf Werktagen.",
        "Sobald Ihre Rücksendung bei uns ist, erstatten wir auf dem Weg, auf dem Sie bezahlt haben.",
    ),
];

/// Writes the help center, in the name of these agents. Portals have addresses of their own in
/// all of an installation, so that of this one ends with the number of the account.
pub async fn write(work: &mut Work<'_>, authors: &[UserId], site: InboxId) -> Result<()> {
    let slug = format!("{}-{}", COMPANY.to_lowercase(), work.account);
    let portal = PortalChange {
        name: Some(format!("{COMPANY} Help")),
        slug: Some(slug.clone()),
        header_text: Patch::Set("How can we help you?".to_owned()),
        color: Patch::Set("#2f6f5e".to_owned()),
        config: Some(LocalesChange {
            allowed_locales: Some(vec!["en".to_owned(), "de".to_owned()]),
            ..LocalesChange::default()
        }),
        inbox_id: Patch::Set(Chat(Some(site))),
        ..PortalChange::default()
    };
    portals::create(work, &portal).await?;
    let mut authors = authors.iter().copied().cycle();
    for (name, icon, description, texts) in CHAPTERS {
        let category = add_category(work, &slug, name, icon, description).await?;
        for text in texts {
            let new = ArticleChange { category_id: Patch::Set(category), ..published(text) };
            add_article(work, &slug, new, authors.next()).await?;
        }
    }
    for text in &GERMAN {
        let new = ArticleChange { locale: Some("de".to_owned()), ..published(text) };
        add_article(work, &slug, new, authors.next()).await?;
    }
    let idea =
        ("Gift cards", "", "To be written: how they are bought, and for how long they last.");
    let idea = ArticleChange { status: Some(Status::Draft), ..published(&idea) };
    add_article(work, &slug, idea, authors.next()).await
}

async fn add_category(
    work: &mut Work<'_>,
    portal: &str,
    name: &str,
    icon: &str,
    description: &str,
) -> Result<CategoryId> {
    let new = CategoryChange {
        name: Some(name.to_owned()),
        slug: Some(portals::slug::of_title(name)),
        icon: Patch::Set(icon.to_owned()),
        description: Patch::Set(description.to_owned()),
        ..CategoryChange::default()
    };
    Ok(categories::create(work, portal, &new).await?.category.id)
}

async fn add_article(
    work: &mut Work<'_>,
    portal: &str,
    new: ArticleChange,
    author: Option<UserId>,
) -> Result<()> {
    let new = ArticleChange { author_id: author, ..new };
    articles::create(work, portal, &new).await.map(drop)
}

fn published((title, description, content): &Text) -> ArticleChange {
    ArticleChange {
        title: Some((*title).to_owned()),
        slug: Some(portals::slug::of_title(title)),
        description: Patch::Set((*description).to_owned()),
        content: Patch::Set((*content).to_owned()),
        status: Some(Status::Published),
        ..ArticleChange::default()
    }
}
