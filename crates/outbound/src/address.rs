//! Which addresses may be connected to.
//!
//! What is not certainly on the public internet is not. The lists are the registries of special
//! addresses that IANA keeps; of IPv6 only what it gives out for global use (`2000::/3`) is let
//! through, so that whatever is set aside later is refused from the start. An IPv4 address
//! inside an IPv6 one is judged as itself where a gateway would take it out again.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

/// Which addresses may be connected to.
#[derive(Clone, Default)]
pub enum Reach {
    /// Those on the public internet ([`is_public`]).
    #[default]
    Public,
    /// All, for tests, and for installations whose people may ask anything of their network.
    Anywhere,
    /// Those for which this is true, as in "public, or in this network of ours".
    Only(Arc<dyn Fn(IpAddr) -> bool + Send + Sync>),
}

impl Reach {
    /// Whether an address may be connected to. IPv4 in the clothes of IPv6 (`::ffff:10.0.0.1`)
    /// is shown to [`Reach::Only`] as IPv4.
    pub fn allows(&self, address: IpAddr) -> bool {
        match self {
            Reach::Public => is_public(address),
            Reach::Anywhere => true,
            Reach::Only(rule) => rule(address.to_canonical()),
        }
    }
}

impl fmt::Debug for Reach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Reach::Public => "Public",
            Reach::Anywhere => "Anywhere",
            Reach::Only(_) => "Only",
        })
    }
}

/// IPv4 networks that are not on the public internet.
const NOT_PUBLIC: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::UNSPECIFIED, 8),      // this network; 0.0.0.0 is this machine
    (Ipv4Addr::new(10, 0, 0, 0), 8), // private
    (Ipv4Addr::new(100, 64, 0, 0), 10), // shared by the customers of a provider
    (Ipv4Addr::new(127, 0, 0, 0), 8), // this machine
    (Ipv4Addr::new(168, 63, 129, 16), 32), // looks public; the host of a machine at Azure
    (Ipv4Addr::new(169, 254, 0, 0), 16), // link-local; where clouds keep their secrets
    (Ipv4Addr::new(172, 16, 0, 0), 12), // private
    (Ipv4Addr::new(192, 0, 0, 0), 24), // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24), // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24), // relays of 6to4, given up
    (Ipv4Addr::new(192, 168, 0, 0), 16), // private
    (Ipv4Addr::new(198, 18, 0, 0), 15), // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24), // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4), // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4), // reserved, and broadcast
];

/// IPv6 networks within `2000::/3` that are not on the public internet.
const NOT_PUBLIC_EITHER: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, with Teredo in them
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, which leads to any IPv4 address
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// What is given out for global use.
const GLOBAL: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// IPv4 addresses as networks that speak IPv6 alone see them, to be turned back by a gateway.
const TRANSLATED: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether an address is on the public internet: routed from everywhere to whoever it was given
/// to, and neither this machine nor its network, nor what stands for them.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) if is_in_v6(address, TRANSLATED) => is_public_v4(last_32_bits(address)),
        IpAddr::V6(address) => {
            is_in_v6(address, GLOBAL)
                && !NOT_PUBLIC_EITHER.iter().any(|network| is_in_v6(address, *network))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC.iter().any(|network| is_in_v4(address, *network))
}

fn is_in_v4(address: Ipv4Addr, (network, length): (Ipv4Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()).leading_zeros() >= length
}

fn is_in_v6(address: Ipv6Addr, (network, length): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ network.to_bits()).leading_zeros() >= length
}

fn last_32_bits(address: Ipv6Addr) -> Ipv4Addr {
    let [.., a, b, c, d] = address.octets();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::is_public;

    const PUBLIC: &[&str] = &[
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450:4001:830::200e",
        "3ffe:ffff::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ];

    const NOT_PUBLIC: &[&str] = &[
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "168.63.129.16",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.9",
        "192.0.0.255",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "::2",
        "::8.8.8.8",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:8.8.8.8",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:0:1::8.8.8.8",
        "64:ff9b:1::8.8.8.8",
        "64:ff9b:1:ffff::1",
        "100::1",
        "1fff:ffff::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "feff::1",
        "ff02::1",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ];

    #[test]
    fn what_is_public_is_told_from_what_is_not() {
        for address in PUBLIC {
            assert!(is_public(address.parse().unwrap()), "{address} is public");
        }
        for address in NOT_PUBLIC {
            assert!(!is_public(address.parse().unwrap()), "{address} is not public");
        }
    }
}
