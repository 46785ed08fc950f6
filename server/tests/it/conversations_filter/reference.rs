//! What filters let through, read plainly: record by record, without a database.

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Map, Value, json};

/// Custom attributes, each with its type.
pub const DEFINITIONS: [(&str, &str); 8] = [
    ("a_text", "text"),
    ("a_number", "number"),
    ("a_price", "currency"),
    ("a_share", "percent"),
    ("a_link", "link"),
    ("a_date", "date"),
    ("a_tier", "list"),
    ("a_check", "checkbox"),
];

/// All that is known of a conversation.
#[derive(Debug)]
pub struct Known {
    pub id: i64,
    pub inbox: i64,
    pub status: &'static str,
    pub priority: Option<&'static str>,
    pub assignee: Option<i64>,
    pub team: Option<i64>,
    pub labels: Vec<&'static str>,
    pub additional: Map<String, Value>,
    pub custom: Map<String, Value>,
    /// Days since 1970.
    pub created: i64,
    pub active: i64,
}

/// A rule, and whether it is joined to the next by OR.
#[derive(Debug)]
pub struct Rule {
    key: &'static str,
    operator: &'static str,
    values: Vec<Value>,
    or_follows: bool,
}

impl Rule {
    pub fn to_json(&self) -> Value {
        json!({
            "attribute_key": self.key,
            "filter_operator": self.operator,
            "values": self.values,
            "query_operator": if self.or_follows { "OR" } else { "AND" },
        })
    }
}

impl Known {
    pub fn number(number: usize, inboxes: [i64; 2], agents: [i64; 2], team: i64) -> Self {
        let texts = ["Gold", "gold 50%", "Ärger_x", "zeta"];
        let languages = ["en", "EN", "de"];
        let custom = json!({
            "a_text": texts[number % 4],
            "a_number": number,
            "a_price": 1.5 * f64::from(u8::try_from(number).unwrap()),
            "a_share": (number * 7) % 5,
            "a_link": format!("https://{}.test/A?b=1", texts[number % 2].len()),
            "a_date": format!("2026-02-{:02}", 1 + number % 6),
            "a_tier": texts[number % 3],
            "a_check": number.is_multiple_of(2),
        });
        let additional = json!({
            "browser_language": languages[number % 3],
            "conversation_language": languages[number % 2 * 2],
            "referer": format!("https://Shop.test/{number}"),
            "mail_subject": texts[(number + 1) % 4],
        });
        // Each lacks some of it.
        let lacking = |object: Value| -> Map<String, Value> {
            let Value::Object(map) = object else { unreachable!() };
            let kept = map.into_iter().enumerate();
            kept.filter(|(at, _)| !(at + number).is_multiple_of(5))
                .map(|(_, entry)| entry)
                .collect()
        };
        Known {
            id: 0,
            inbox: inboxes[usize::from(number % 4 == 3)],
            status: ["open", "resolved", "pending"][number % 3],
            priority: [None, Some("low"), Some("urgent"), Some("medium")][number % 4],
            assignee: [None, Some(agents[0]), None][number % 3].filter(|_| number % 4 != 3),
            team: (number % 5 == 2).then_some(team),
            labels: [vec![], vec!["vip"], vec!["vip", "late"], vec!["spam"]][number % 4].clone(),
            additional: lacking(additional),
            custom: lacking(custom),
            created: 0,
            active: 0,
        }
    }
}

/// Some rules about what there is, and what there is not.
pub fn rules(dice: &mut StdRng, all: &[Known], today: i64) -> Vec<Rule> {
    (0..dice.random_range(1..=4)).map(|_| rule(dice, all, today)).collect()
}

fn rule(dice: &mut StdRng, all: &[Known], today: i64) -> Rule {
    let equal = ["equal_to", "not_equal_to"];
    let containing = ["equal_to", "not_equal_to", "contains", "does_not_contain"];
    let present = ["equal_to", "not_equal_to", "is_present", "is_not_present"];
    let custom = [
        "equal_to",
        "not_equal_to",
        "contains",
        "does_not_contain",
        "is_present",
        "is_not_present",
    ];
    let dates = ["is_greater_than", "is_less_than", "days_before"];
    let keys: [(&str, &[&str]); 22] = [
        ("status", &equal),
        ("priority", &equal),
        ("assignee_id", &present),
        ("inbox_id", &present),
        ("team_id", &present),
        ("display_id", &containing),
        ("campaign_id", &present),
        ("labels", &present),
        ("browser_language", &equal),
        ("conversation_language", &equal),
        ("referer", &containing),
        ("mail_subject", &containing),
        ("created_at", &dates),
        ("last_activity_at", &dates),
        ("a_text", &custom),
        ("a_link", &custom),
        ("a_tier", &custom),
        (
            "a_number",
            &[
                "equal_to",
                "not_equal_to",
                "is_greater_than",
                "is_less_than",
                "is_present",
                "is_not_present",
            ],
        ),
        ("a_price", &["equal_to", "not_equal_to", "is_greater_than", "is_less_than"]),
        ("a_share", &["equal_to", "not_equal_to", "is_greater_than", "is_less_than"]),
        ("a_date", &["equal_to", "not_equal_to", "is_greater_than", "is_less_than", "days_before"]),
        ("a_check", &equal),
    ];
    let (key, operators) = *keys.choose(dice).unwrap();
    let operator = *operators.choose(dice).unwrap();
    let count = dice.random_range(1..=3);
    let mut value = || value(dice, all, today, key, operator);
    let values = (0..count).map(|_| value()).collect();
    Rule { key, operator, values, or_follows: dice.random_bool(0.4) }
}

/// A value that fits the attribute and the operator.
fn value(dice: &mut StdRng, all: &[Known], today: i64, key: &str, operator: &str) -> Value {
    let known = all.choose(dice).unwrap();
    let is_part = matches!(operator, "contains" | "does_not_contain");
    let day = |days: i64| json!(date_of(days));
    if operator == "days_before" {
        return json!(dice.random_range(-1..9));
    }
    match key {
        "status" => json!(["open", "resolved", "pending", "snoozed", "all", "odd"].choose(dice)),
        "priority" => json!(["low", "medium", "high", "urgent", "all"].choose(dice)),
        "assignee_id" => json!(known.assignee.unwrap_or(0)),
        "inbox_id" => json!(known.inbox),
        "team_id" => json!(known.team.unwrap_or(99)),
        "display_id" if is_part => json!(dice.random_range(0..20).to_string()),
        "display_id" => json!(known.id),
        "campaign_id" => json!(dice.random_range(0..3)),
        "labels" => json!(["vip", "late", "spam", "none"].choose(dice)),
        "created_at" | "last_activity_at" => day(today - dice.random_range(-1..8)),
        "a_date" => json!(format!("2026-02-{:02}", dice.random_range(1..8))),
        "a_check" => json!(dice.random_bool(0.5)),
        "a_number" | "a_share" => json!(dice.random_range(0..12)),
        "a_price" => json!(1.5 * f64::from(dice.random_range(0..12_u8))),
        _ => {
            let found = known.custom.get(key).or_else(|| known.additional.get(key));
            let text = found.and_then(Value::as_str).unwrap_or("nowhere").to_owned();
            let text = if dice.random_bool(0.3) { text.to_uppercase() } else { text };
            if !is_part {
                return json!(text);
            }
            let characters: Vec<char> = text.chars().collect();
            let from = dice.random_range(0..characters.len());
            let to = dice.random_range(from + 1..=characters.len());
            json!(characters[from..to].iter().collect::<String>())
        }
    }
}

/// A day as it is written in rules.
fn date_of(days: i64) -> String {
    let moment = frontdesk::clock::Timestamp::from_seconds(days * 86_400).iso();
    moment[..10].to_owned()
}

/// The numbers of those that the rules let through, ascending.
pub fn let_through(all: &[Known], rules: &[Rule], today: i64) -> Vec<i64> {
    let is_let_through = |known: &&Known| {
        let mut rules = rules.split_inclusive(|rule| rule.or_follows);
        rules.any(|together| together.iter().all(|rule| holds(known, rule, today)))
    };
    let mut numbers: Vec<i64> = all.iter().filter(is_let_through).map(|known| known.id).collect();
    numbers.sort_unstable();
    numbers
}

fn holds(known: &Known, rule: &Rule, today: i64) -> bool {
    let id = |id: Option<i64>| one_of(id.map(|id| json!(id)), rule);
    let text = |key: &str| known.additional.get(key).and_then(Value::as_str);
    match rule.key {
        "status" if rule.values.contains(&json!("all")) => rule.operator == "equal_to",
        "status" => one_of(Some(json!(known.status)), rule),
        "priority" => one_of(known.priority.map(|priority| json!(priority)), rule),
        "assignee_id" => id(known.assignee),
        "inbox_id" => id(Some(known.inbox)),
        "team_id" => id(known.team),
        "campaign_id" => id(None),
        "display_id" if is_part(rule) => contains(Some(&known.id.to_string()), rule),
        "display_id" => id(Some(known.id)),
        "labels" => {
            let carried = |value: &Value| known.labels.iter().any(|label| *value == **label);
            match rule.operator {
                "equal_to" => rule.values.iter().any(carried),
                "not_equal_to" => !rule.values.iter().any(carried),
                "is_present" => !known.labels.is_empty(),
                _ => known.labels.is_empty(),
            }
        }
        "created_at" => day(&date_of(known.created), rule, today),
        "last_activity_at" => day(&date_of(known.active), rule, today),
        "browser_language" | "conversation_language" | "referer" | "mail_subject" => {
            if is_part(rule) {
                contains(text(rule.key), rule)
            } else {
                one_of(text(rule.key).map(|text| json!(text)), rule)
            }
        }
        custom => custom_holds(known.custom.get(custom), rule, today),
    }
}

/// Whether something is one of the values, or there, as the operator asks.
fn one_of(found: Option<Value>, rule: &Rule) -> bool {
    match rule.operator {
        "equal_to" => found.is_some_and(|found| rule.values.contains(&found)),
        "not_equal_to" => found.is_some_and(|found| !rule.values.contains(&found)),
        "is_present" => found.is_some(),
        _ => found.is_none(),
    }
}

fn is_part(rule: &Rule) -> bool {
    matches!(rule.operator, "contains" | "does_not_contain")
}

fn contains(found: Option<&str>, rule: &Rule) -> bool {
    let found = found.map(str::to_lowercase);
    let has = |value: &Value| {
        let part = value.as_str().unwrap().to_lowercase();
        found.as_ref().is_some_and(|found| found.contains(part.trim()))
    };
    rule.values.iter().any(has) == (rule.operator == "contains")
}

fn day(found: &str, rule: &Rule, today: i64) -> bool {
    match rule.operator {
        "is_greater_than" => found > rule.values[0].as_str().unwrap(),
        "is_less_than" => found < rule.values[0].as_str().unwrap(),
        _ => *found < *date_of(today - rule.values[0].as_i64().unwrap()),
    }
}

fn custom_holds(found: Option<&Value>, rule: &Rule, today: i64) -> bool {
    match rule.operator {
        "is_present" => return found.is_some(),
        "is_not_present" => return found.is_none(),
        _ if is_part(rule) => return contains(found.and_then(Value::as_str), rule),
        _ => {}
    }
    let Some(found) = found else { return rule.operator == "not_equal_to" };
    let is_equal = match rule.key {
        "a_number" | "a_price" | "a_share" => {
            let (found, first) = (found.as_f64().unwrap(), rule.values[0].as_f64().unwrap());
            match rule.operator {
                "is_greater_than" => return found > first,
                "is_less_than" => return found < first,
                _ => rule.values.iter().any(|value| value.as_f64() == Some(found)),
            }
        }
        "a_date" if !matches!(rule.operator, "equal_to" | "not_equal_to") => {
            return day(found.as_str().unwrap(), rule, today);
        }
        "a_date" | "a_check" => *found == rule.values[0],
        _ => {
            let folded = |value: &Value| value.as_str().unwrap().to_lowercase();
            folded(found) == folded(&rule.values[0])
        }
    };
    is_equal == (rule.operator == "equal_to")
}
