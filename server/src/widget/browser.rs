//! What a browser says of itself, as conversations and events note it (contract
//! `realtime-client-platform.md`, 4.10).

use axum::http::{
    HeaderMap,
    header::{ACCEPT_LANGUAGE, USER_AGENT},
};
use serde_json::{Map, Value, json};

/// Bytes of what is looked at.
const LONGEST: usize = 500;

/// A browser, as far as it can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Browser {
    pub language: Option<String>,
    name: &'static str,
    version: String,
    platform: &'static str,
    platform_version: String,
    device: &'static str,
}

/// What browsers call themselves. Many also say that they are others, so the order counts.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Browser"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Version/", "Safari"),
];

const PLATFORMS: [(&str, &str); 6] = [
    ("iPhone OS ", "iOS"),
    ("CPU OS ", "iOS"),
    ("Android ", "Android"),
    ("Windows NT ", "Windows"),
    ("Mac OS X ", "macOS"),
    ("Linux", "Linux"),
];

const DEVICES: [(&str, &str); 3] =
    [("iPhone", "iPhone"), ("iPad", "iPad"), ("Mobile", "Generic Smartphone")];

impl Browser {
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.filter(|text: &&str| text.len() <= LONGEST)
        };
        let language = text(ACCEPT_LANGUAGE).and_then(|all| all.split([',', ';', '-']).next());
        let language = language.map(str::trim).filter(|language| !language.is_empty());
        let agent = text(USER_AGENT).unwrap_or_default();
        let (name, version) = found(agent, &BROWSERS);
        let (platform, platform_version) = found(agent, &PLATFORMS);
        let device = DEVICES.iter().find(|(mark, _)| agent.contains(mark));
        Browser {
            language: language.map(str::to_lowercase),
            name,
            version,
            platform,
            platform_version: platform_version.replace('_', "."),
            device: device.map_or("Unknown", |(_, name)| name),
        }
    }

    /// What is noted of it.
    pub fn notes(&self) -> Map<String, Value> {
        let browser = json!({
            "browser_name": self.name,
            "browser_version": self.version,
            "device_name": self.device,
            "platform_name": self.platform,
            "platform_version": self.platform_version,
        });
        Map::from_iter([
            ("browser_language".to_owned(), self.language.clone().into()),
            ("browser".to_owned(), browser),
        ])
    }
}

/// The first of these marks that is there, what it means, and the version behind it.
fn found(agent: &str, marks: &[(&'static str, &'static str)]) -> (&'static str, String) {
    for (mark, name) in marks {
        let Some((_, behind)) = agent.split_once(mark) else { continue };
        let is_of_version = |c: &char| c.is_ascii_digit() || matches!(c, '.' | '_');
        return (name, behind.chars().take_while(is_of_version).collect());
    }
    ("Unknown", String::new())
}

#[cfg(test)]
mod tests {
    use axum::http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT_LANGUAGE, USER_AGENT},
    };

    use super::Browser;

    fn told(agent: &'static str) -> [String; 5] {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(agent));
        let Browser { name, version, platform, platform_version, device, .. } =
            Browser::of(&headers);
        [name.into(), version, platform.into(), platform_version, device.into()]
    }

    #[test]
    fn browsers_are_told_from_those_they_say_they_are() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, \
                   like Gecko) Chrome/124.0.0.0 Safari/537.36";
        assert_eq!(told(mac), ["Chrome", "124.0.0.0", "macOS", "10.15.7", "Unknown"]);
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                    Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.2478.51";
        assert_eq!(told(edge)[..3], ["Microsoft Edge", "124.0.2478.51", "Windows"]);
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1";
        assert_eq!(told(phone), ["Safari", "17.4", "iOS", "17.4", "iPhone"]);
        assert_eq!(told("curl/8"), ["Unknown", "", "Unknown", "", "Unknown"]);
    }

    #[test]
    fn the_language_is_the_first_that_is_wanted() {
        let mut headers = HeaderMap::new();
        for (said, meant) in [("de-DE,de;q=0.9", Some("de")), ("FR", Some("fr")), ("", None)] {
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(said));
            assert_eq!(Browser::of(&headers).language.as_deref(), meant);
        }
    }
}
