//! Who is never connected to, however one is led there.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use outbound::{Error, Options, Outbound, Problem, Reach, Redirects, Request};
use proptest::{prelude::*, sample::select};

use crate::support::{
    HERE, INSIDE, Stranger, answer, client, names, not_inside, options, redirect, silent,
};

/// A client that may reach public addresses only, and must not look anything up.
fn public() -> Outbound {
    let resolver = names(|host| panic!("{host} is an address"));
    Outbound::new(Options { reach: Reach::Public, resolver, ..options() }).unwrap()
}

fn refused() -> Error {
    Error { problem: Problem::RefusedAddress, may_have_arrived: false }
}

/// Somebody at the same port of both addresses: here, and inside.
async fn neighbours() -> (Stranger, Stranger) {
    loop {
        let here = Stranger::new(|_| answer(200, "here")).await;
        let address = SocketAddr::new(INSIDE, here.address.port());
        if std::net::TcpListener::bind(address).is_ok() {
            return (here, Stranger::at(address, |_| answer(200, "inside")).await);
        }
    }
}

#[tokio::test]
async fn an_address_inside_is_refused_in_every_spelling() {
    let outbound = public();
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0X7F.0.0.1",
        "0x7f.1",
        "127.0.0.%31",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "0",
        "169.254.169.254",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::FFFF:7F00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:a00:1::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
    ] {
        for url in [format!("http://{host}/"), format!("https://{host}:8443/a")] {
            assert_eq!(outbound.check(&url), Err(Problem::RefusedAddress), "{url}");
            assert_eq!(outbound.send(Request::get(&url)).await.unwrap_err(), refused(), "{url}");
        }
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused() {
    let resolver = names(|_| vec![HERE, "::1".parse().unwrap(), "10.0.0.1".parse().unwrap()]);
    let outbound = Outbound::new(Options { reach: Reach::Public, resolver, ..options() }).unwrap();
    let stranger = Stranger::new(|_| answer(200, "")).await;

    let error = outbound.send(Request::get(stranger.url("example.com", "/"))).await.unwrap_err();

    assert_eq!(error, refused());
    assert_eq!(stranger.accepted(), 0);
}

#[tokio::test]
async fn the_name_of_this_machine_is_refused() {
    let outbound = Outbound::new(Options {
        reach: Reach::Public,
        resolver: outbound::system_resolver(),
        ..options()
    });

    let error = outbound.unwrap().send(Request::get("http://localhost/")).await.unwrap_err();

    assert_eq!(error, refused());
}

#[tokio::test]
async fn of_the_addresses_of_a_name_only_those_in_reach_are_used() {
    let (here, inside) = neighbours().await;
    for addresses in [[INSIDE, HERE], [HERE, INSIDE]] {
        let resolver = names(move |_| addresses.to_vec());
        let outbound =
            Outbound::new(Options { reach: not_inside(), resolver, ..options() }).unwrap();

        let answer = outbound.send(Request::get(here.url("example.com", "/"))).await.unwrap();

        assert_eq!(answer.body, "here");
    }
    assert_eq!(inside.accepted(), 0);
}

#[tokio::test]
async fn those_who_speak_something_else_are_told_the_addresses_in_reach() {
    let resolver = names(|_| vec![INSIDE, HERE]);
    let outbound = Outbound::new(Options { reach: not_inside(), resolver, ..options() }).unwrap();

    assert_eq!(outbound.addresses("example.com").await, Ok(vec![HERE]));

    assert_eq!(outbound.addresses(&INSIDE.to_string()).await, Err(Problem::RefusedAddress));
    let nowhere = Outbound::new(Options { resolver: names(|_| Vec::new()), ..options() }).unwrap();
    assert_eq!(nowhere.addresses("example.com").await, Err(Problem::CannotResolve));
    for inside in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254"] {
        assert_eq!(public().addresses(inside).await, Err(Problem::RefusedAddress), "{inside}");
    }
}

#[tokio::test]
async fn an_address_that_does_not_answer_does_not_keep_the_next_from_it() {
    let silent = silent(INSIDE).await;
    let port = silent.address.port();
    let stranger = Stranger::at(SocketAddr::new(HERE, port), |_| answer(200, "here")).await;
    let refusing = "127.0.0.3".parse().unwrap();
    let resolver = names(move |_| vec![refusing, INSIDE, HERE]);
    let outbound = Outbound::new(Options { resolver, ..options() }).unwrap();

    let answer = outbound.send(Request::get(stranger.url("example.com", "/"))).await.unwrap();

    assert_eq!(answer.body, "here");
}

#[tokio::test]
async fn a_name_with_many_addresses_does_not_have_all_of_them_knocked_at() {
    let stranger = Stranger::new(|_| answer(200, "here")).await;
    for (others, is_reached) in [(5, true), (6, false)] {
        let resolver = names(move |_| {
            let refusing = (0..others).map(|last| IpAddr::from([127, 0, 1, last]));
            refusing.chain([HERE]).collect()
        });
        let outbound = Outbound::new(Options { resolver, ..options() }).unwrap();

        let answer = outbound.send(Request::get(stranger.url("example.com", "/"))).await;

        assert_eq!(answer.is_ok(), is_reached);
    }
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_the_next_time_leads_nowhere() {
    let (here, inside) = neighbours().await;
    let lookups = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&lookups);
    let resolver = names(move |_| match counted.fetch_add(1, Ordering::SeqCst) % 2 {
        0 => vec![HERE],
        _ => vec![INSIDE],
    });
    let outbound = Outbound::new(Options { reach: not_inside(), resolver, ..options() }).unwrap();

    for turn in 1..=4 {
        // A host of its own for each turn, so that no connection is used again.
        let url = here.url(&format!("turn{turn}.example.com"), "/");
        let answer = outbound.send(Request::get(url)).await.map(|answer| answer.body);
        match turn % 2 {
            1 => assert_eq!(answer.unwrap(), "here"),
            _ => assert_eq!(answer.unwrap_err(), refused()),
        }
        assert_eq!(lookups.load(Ordering::SeqCst), turn, "nothing is looked up twice");
    }
    assert_eq!(inside.accepted(), 0);
}

#[tokio::test]
async fn a_redirect_inside_is_refused() {
    let (here, inside) = neighbours().await;
    let port = here.address.port();
    for host in ["127.0.0.2", "0x7f.2", "2130706434", "[::ffff:7f00:2]", "inside.example.com"] {
        let stranger =
            Stranger::new(move |_| redirect(302, &format!("http://{host}:{port}/"))).await;
        let resolver =
            names(|host| if host == "inside.example.com" { vec![INSIDE] } else { vec![HERE] });
        let outbound =
            Outbound::new(Options { reach: not_inside(), resolver, ..options() }).unwrap();

        let request = Request::get(stranger.url("example.com", "/")).redirects(Redirects::Follow);
        let error = outbound.send(request).await.unwrap_err();

        assert_eq!(error.problem, Problem::RefusedAddress, "{host}");
        assert!(error.may_have_arrived, "somebody has answered with the redirect");
    }
    assert_eq!(inside.accepted() + here.accepted(), 0);
}

#[tokio::test]
async fn everything_is_in_reach_where_that_is_wanted() {
    let stranger = Stranger::new(|_| answer(200, "hello")).await;
    let port = stranger.address.port();
    for host in ["127.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "example.com"] {
        let url = format!("http://{host}:{port}/");
        client().check(&url).unwrap();
        assert_eq!(client().send(Request::get(url)).await.unwrap().body, "hello");
    }
}

/// Networks of addresses that are not public, as their first address and their length.
const NETWORKS: [([u8; 4], u32); 14] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

fn private() -> impl Strategy<Value = Ipv4Addr> {
    (select(&NETWORKS[..]), any::<u32>()).prop_map(|((network, length), any)| {
        Ipv4Addr::from_bits(u32::from_be_bytes(network) | (any & (u32::MAX >> length)))
    })
}

/// A number as it may stand in an address.
fn number(value: u32, base: u8, zeros: usize) -> String {
    let zeros = "0".repeat(zeros);
    match base {
        0 => value.to_string(),
        1 => format!("0{zeros}{value:o}"),
        2 => format!("0x{zeros}{value:x}"),
        _ => format!("0X{zeros}{value:X}"),
    }
}

/// An address in so many parts, the last of which holds what is left.
fn parted(address: Ipv4Addr, parts: usize, bases: [u8; 4], zeros: usize) -> String {
    let [first @ .., _] = address.octets();
    let mut texts: Vec<String> =
        (0..parts - 1).map(|part| number(first[part].into(), bases[part], zeros)).collect();
    let left = u64::from(address.to_bits()) % (1 << (8 * (5 - parts)));
    texts.push(number(u32::try_from(left).unwrap(), bases[3], zeros));
    texts.join(".")
}

/// A text as it may stand in a URL: some of its characters escaped, or as wide as Chinese ones.
fn disguised(text: &str, disguises: &[u8]) -> String {
    let disguise = |(index, character): (usize, char)| match disguises[index % disguises.len()] {
        0 => format!("%{:02X}", u32::from(character)),
        1 if character.is_ascii_digit() => {
            char::from_u32(u32::from(character) + 0xff10 - u32::from('0')).unwrap().to_string()
        }
        _ => character.to_string(),
    };
    text.chars().enumerate().map(disguise).collect()
}

fn within_v6(address: Ipv4Addr, form: u8) -> String {
    let [a, b, c, d] = address.octets();
    let high = u16::from_be_bytes([a, b]);
    let low = u16::from_be_bytes([c, d]);
    match form {
        0 => format!("[::ffff:{address}]"),
        1 => format!("[::FFFF:{high:X}:{low:X}]"),
        2 => format!("[0:0:0:0:0:ffff:{high:04x}:{low:04x}]"),
        3 => format!("[::{address}]"),
        4 => format!("[64:ff9b::{address}]"),
        5 => format!("[64:ff9b:1::{high:x}:{low:x}]"),
        6 => format!("[2002:{high:x}:{low:x}::1]"),
        _ => format!("[2001:0:{high:x}:{low:x}:0:0:{:x}:{:x}]", !high, !low),
    }
}

fn spelled() -> impl Strategy<Value = String> {
    let digits = (1..=4_usize, any::<[u8; 4]>(), 0..3_usize, any::<bool>());
    let disguises = prop::collection::vec(0..6_u8, 1..8);
    let v4 = (private(), digits, disguises).prop_map(|(address, digits, disguises)| {
        let (parts, bases, zeros, is_rooted) = digits;
        let text = parted(address, parts, bases.map(|base| base % 4), zeros);
        disguised(&text, &disguises) + if is_rooted { "." } else { "" }
    });
    let v6 = (private(), 0..8_u8).prop_map(|(address, form)| within_v6(address, form));
    prop_oneof![v4, v6]
}

#[test]
fn no_spelling_of_an_address_inside_gets_through() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outbound = public();
    proptest!(ProptestConfig::with_cases(2000), |(host in spelled(), is_secure: bool)| {
        let scheme = if is_secure { "https" } else { "http" };
        let url = format!("{scheme}://{host}/");
        prop_assert_eq!(outbound.check(&url), Err(Problem::RefusedAddress));
        let error = runtime.block_on(outbound.send(Request::get(&url))).unwrap_err();
        prop_assert_eq!(error, refused());
    });
}

#[tokio::test]
async fn an_address_is_shown_to_a_rule_as_what_it_is() {
    let seen = Arc::new(std::sync::Mutex::new(Vec::<IpAddr>::new()));
    let shown = Arc::clone(&seen);
    let reach = Reach::Only(Arc::new(move |address| {
        shown.lock().unwrap().push(address);
        false
    }));
    let outbound = Outbound::new(Options { reach, ..options() }).unwrap();

    outbound.send(Request::get("http://[::ffff:127.0.0.1]/")).await.unwrap_err();

    assert_eq!(*seen.lock().unwrap(), [HERE]);
}
