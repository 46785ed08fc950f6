//! How many requests are answered, and whose word counts on where they come from.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error as _};

/// Requests that are answered in a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    pub enabled: bool,
    pub allowed_ips: Networks,
    pub token_requests_per_minute: u32,
    pub other_requests_per_minute: u32,
    pub widget: bool,
    pub transcripts_per_hour: u32,
    pub contact_searches_per_minute: u32,
    pub conversation_counts_per_minute: u32,
    pub reports_per_minute_of_user: u32,
    pub reports_per_minute_of_account: u32,
}

/// Addresses, one by one or by network. A text with commas between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

impl<'de> Deserialize<'de> for Networks {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let named = text.split([',', ' ', '\n']).filter(|name| !name.is_empty());
        let network = |name: &str| {
            let alone = name.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
            alone.ok().or_else(|| name.parse().ok()).ok_or_else(|| {
                D::Error::custom(format!("\"{name}\" is neither an address nor a network"))
            })
        };
        named.map(network).collect::<Result<_, _>>().map(Networks)
    }
}
