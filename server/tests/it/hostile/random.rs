//! Valid bodies, spoilt at random.

use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};

use super::{forms::forms, goes_on, refused, request, send_json};
use crate::{isolation::Records, support::Desk};

const CASES: usize = 400;

/// How a body is spoilt.
#[derive(Clone, Debug)]
enum Damage {
    /// Another value takes the place of one that is found by counting.
    Replace(usize, Value),
    /// A value is put into a list, or into an object under a name.
    Wrap(usize, Option<String>),
    /// A value becomes the text that spells it.
    Spell(usize),
    /// A key that nobody knows.
    Add(String, Value),
    /// A byte of the text becomes another one.
    Byte(usize, u8),
    /// The text ends here.
    Cut(usize),
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        Just(String::new()),
        any::<String>(),
        Just("\u{202e}\u{0}\u{feff}".to_owned()),
        Just("9".repeat(400)),
        "[0-9T:Z.-]{1,30}",
        "[a-z_]{1,20}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-3_i64..20).prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn any_damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        6 => (any::<usize>(), any_json()).prop_map(|(at, value)| Damage::Replace(at, value)),
        1 => (any::<usize>(), any::<Option<String>>()).prop_map(|(at, name)| Damage::Wrap(at, name)),
        1 => any::<usize>().prop_map(Damage::Spell),
        1 => (any::<String>(), any_json()).prop_map(|(name, value)| Damage::Add(name, value)),
        1 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        1 => any::<usize>().prop_map(Damage::Cut),
    ]
}

#[tokio::test]
async fn a_body_spoilt_at_random_is_taken_or_refused_but_breaks_nothing() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let forms = forms(&own);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let cases = (any::<usize>(), prop::collection::vec(any_damage(), 1..4));

    for _ in 0..CASES {
        let (number, damages) = cases.new_tree(&mut runner).expect("cases can be made").current();
        let form = &forms[number % forms.len()];
        let methods: Vec<&str> = form.methods.split(' ').collect();
        let method = methods[number % methods.len()];
        let body = spoilt(full(form), &damages);
        let before = desk.contents().await;
        let sent = request(&desk.admin(), method, &form.path);
        let sent = sent.header("Content-Type", "application/json").body(body.clone());
        let reply = desk.admin().send(sent).await;
        let asked = format!("{method} {} {}", form.path, String::from_utf8_lossy(&body));
        if reply.status != 200 {
            refused(&reply, &asked);
            desk.contents().await.are(&before, &asked);
        }
    }

    for form in &forms {
        let method = form.methods.split(' ').next().expect("there is one");
        let reply = send_json(&desk.admin(), method, &form.path, &json!({})).await;
        assert!(reply.status < 500, "{}: {}", form.path, reply.text);
    }
    goes_on(&desk).await;
    desk.close().await;
}

/// The valid body of a form, with a null for every field it does not mention.
fn full(form: &super::forms::Form) -> Value {
    let mut body = form.valid.clone();
    for (field, _) in form.fields.iter().filter(|(field, _)| !field.contains('.')) {
        if body.get(field).is_none() {
            body[*field] = Value::Null;
        }
    }
    body
}

fn spoilt(mut body: Value, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        match damage.clone() {
            Damage::Replace(at, value) => *nth(&mut body, at) = value,
            Damage::Wrap(at, None) => wrap(nth(&mut body, at), |value| json!([value])),
            Damage::Wrap(at, Some(name)) => {
                wrap(nth(&mut body, at), |value| json!({ name: value }));
            }
            Damage::Spell(at) => wrap(nth(&mut body, at), |value| value.to_string().into()),
            Damage::Add(name, value) => {
                if let Value::Object(map) = &mut body {
                    map.insert(name, value);
                }
            }
            Damage::Byte(..) | Damage::Cut(_) => {}
        }
    }
    let mut bytes = body.to_string().into_bytes();
    for damage in damages {
        match damage {
            Damage::Byte(at, byte) if !bytes.is_empty() => {
                let at = at % bytes.len();
                bytes[at] = *byte;
            }
            Damage::Cut(at) => bytes.truncate(at % (bytes.len() + 1)),
            _ => {}
        }
    }
    bytes
}

fn wrap(value: &mut Value, by: impl FnOnce(Value) -> Value) {
    let inner = value.take();
    *value = by(inner);
}

/// A value inside of another, by its number in the order in which they are written.
fn nth(value: &mut Value, number: usize) -> &mut Value {
    let count = count(value);
    let mut left = number % count;
    find(value, &mut left).expect("there are as many")
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn find<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| find(item, left)),
        Value::Object(map) => map.values_mut().find_map(|item| find(item, left)),
        _ => None,
    }
}
