//! Which company somebody belongs to, by the domain of their e-mail address.
//!
//! An address at a provider that anybody may have one of tells nothing, nor does one that is made
//! to be thrown away, or one that cannot be on the internet. The lists here are short: a company
//! that is none does no harm, and is removed.

use serde_json::Value;

use super::{NAME, is_domain, store};
use crate::{
    error::Result,
    events::{Event, Name},
    id::CompanyId,
    json::Object,
    work::Work,
};

/// Where anybody may have an address, in whatever country: the first part of the domain.
const IN_MANY_COUNTRIES: [&str; 11] = [
    "aol",
    "gmail",
    "gmx",
    "googlemail",
    "hotmail",
    "icloud",
    "live",
    "outlook",
    "protonmail",
    "yahoo",
    "yandex",
];

/// Where anybody may have an address.
const FREE: [&str; 37] = [
    "126.com",
    "163.com",
    "att.net",
    "bluewin.ch",
    "btinternet.com",
    "comcast.net",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "hanmail.net",
    "hey.com",
    "inbox.ru",
    "laposte.net",
    "libero.it",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "onet.pl",
    "orange.fr",
    "pm.me",
    "proton.me",
    "qq.com",
    "rediffmail.com",
    "sbcglobal.net",
    "seznam.cz",
    "t-online.de",
    "tuta.com",
    "tutanota.com",
    "verizon.net",
    "virgilio.it",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
];

/// Where addresses are for a moment.
const DISPOSABLE: [&str; 12] = [
    "10minutemail.com",
    "dispostable.com",
    "fakeinbox.com",
    "getnada.com",
    "guerrillamail.com",
    "maildrop.cc",
    "mailinator.com",
    "mintemail.com",
    "sharklasers.com",
    "temp-mail.org",
    "trashmail.com",
    "yopmail.com",
];

/// What is on no internet (RFC 2606 and 6762).
const NOWHERE: [&str; 6] = ["example", "internal", "invalid", "local", "localhost", "test"];

/// Counts somebody in where they belong by their address, if that tells where. A company of which
/// nothing is known is added, by what is said of theirs.
pub async fn join(
    work: &mut Work<'_>,
    email: &str,
    attributes: &Object,
) -> Result<Option<CompanyId>> {
    let Some(domain) = domain_of(email) else { return Ok(None) };
    if let Some(id) = store::join(work, &domain).await? {
        return Ok(Some(id));
    }
    let id = store::found(work, &name(&domain, attributes), &domain).await?;
    work.emit(Event::new(Name::CompanyCreated).about(id)).await?;
    Ok(Some(id))
}

/// Counts somebody out who does not belong to a company any more.
pub async fn leave(work: &mut Work<'_>, company: Option<CompanyId>) -> Result<()> {
    match company {
        Some(company) => Ok(store::count_out(work, company).await?),
        None => Ok(()),
    }
}

/// The domain of an address, if it is that of a business.
fn domain_of(email: &str) -> Option<String> {
    let (_, domain) = email.rsplit_once('@')?;
    let domain = domain.to_lowercase();
    let is_business = is_domain(&domain)
        && !FREE.contains(&domain.as_str())
        && !DISPOSABLE.contains(&domain.as_str())
        && !is_in_many_countries(&domain)
        && !is_nowhere(&domain);
    is_business.then_some(domain)
}

/// `yahoo.de` and `yahoo.co.uk`, but not `live.acme.com`.
fn is_in_many_countries(domain: &str) -> bool {
    let (first, rest) = domain.split_once('.').unwrap_or((domain, ""));
    IN_MANY_COUNTRIES.contains(&first) && rest.split('.').all(|part| part.len() <= 3)
}

fn is_nowhere(domain: &str) -> bool {
    let mut parts = domain.rsplit('.');
    let (last, before) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    NOWHERE.contains(&last) || (before == "example" && matches!(last, "com" | "net" | "org"))
}

/// What a company is called: as somebody has said, or as its domain begins.
fn name(domain: &str, attributes: &Object) -> String {
    let said = attributes.to_map().get("company_name").and_then(Value::as_str).map(str::to_owned);
    let said = said.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    said.unwrap_or_else(|| title(domain)).chars().take(NAME).collect()
}

/// `blue-sky.com` as `Blue Sky`.
fn title(domain: &str) -> String {
    let first = domain.split('.').next().unwrap_or_default();
    let words = first.split(['-', '_']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        let capital = letters.next().map(|letter| letter.to_ascii_uppercase());
        capital.into_iter().chain(letters).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{domain_of, name};
    use crate::json::Object;

    #[test]
    fn only_an_address_of_a_business_tells_where_somebody_works() {
        for (email, domain) in [
            ("lea@Acme.com", Some("acme.com")),
            ("lea@mail.acme.co.uk", Some("mail.acme.co.uk")),
            ("lea@live.acme.com", Some("live.acme.com")),
            ("lea@gmail.com", None),
            ("lea@yahoo.co.uk", None),
            ("lea@web.de", None),
            ("lea@mailinator.com", None),
            ("lea@example.net", None),
            ("lea@acme.test", None),
            ("lea@acme", None),
            ("lea@[10.0.0.1]", None),
            ("lea", None),
        ] {
            assert_eq!(domain_of(email).as_deref(), domain, "{email}");
        }
    }

    #[test]
    fn a_company_is_called_as_somebody_says_or_as_its_domain() {
        let said = |text: &str| {
            let said = serde_json::json!({ "company_name": text });
            Object::from(said.as_object().cloned().unwrap_or_default())
        };
        assert_eq!(name("blue-sky.com", &Object::empty()), "Blue Sky");
        assert_eq!(name("acme.co.uk", &said(" ")), "Acme");
        assert_eq!(name("acme.com", &said("Acme Inc. ")), "Acme Inc.");
        assert_eq!(name("acme.com", &said(&"ä".repeat(200))).chars().count(), 100);
    }
}
