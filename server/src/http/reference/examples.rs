//! Examples of what is read and answered, made from its schema.
//!
//! A type may say what it looks like: `#[schemars(extend("examples" = [{ … }]))]`. Otherwise a
//! field is shown with what is known by its name, and where nothing is, with something of its
//! kind.

use serde_json::{Map, Number, Value, json};

use super::schemas::Named;

/// How deep an example goes into what it is about.
const DEEPEST: usize = 12;

/// What texts say, by the names of their fields.
const TEXTS: [(&str, &str); 57] = [
    ("access_token", "aSoWAcw1A8SdZRXzNdtkvNmU"),
    ("account_name", "Acme"),
    ("assignee_type", "User"),
    ("attribute_description", "What the customer pays for"),
    ("attribute_display_name", "Plan"),
    ("attribute_key", "plan"),
    ("avatar", ""),
    ("avatar_url", ""),
    ("backup_code", "1f0c3a9e"),
    ("business_name", "Acme"),
    ("channel", "Channel::Api"),
    ("channel_type", "Channel::Api"),
    ("color", "#1f93ff"),
    ("content", "Hello! How can we help?"),
    ("current_password", "correct horse battery 7!"),
    ("description", "Questions about invoices"),
    ("display_name", "Ada"),
    ("domain", "acme.example"),
    ("email", "ada@acme.example"),
    ("filename", "invoice.pdf"),
    ("greeting_message", "Hello! We answer within the hour."),
    ("identifier", "customer-4711"),
    ("industry", "Retail"),
    ("key", "uploads/8Zt3"),
    ("locale", "en"),
    ("message", "What happened, in words"),
    ("message_signature", "Ada from Acme"),
    ("name", "Ada Lovelace"),
    ("otp_code", "123456"),
    ("out_of_office_message", "We are back tomorrow at nine."),
    ("outgoing_url", "https://bot.example/frontdesk"),
    ("password", "correct horse battery 7!"),
    ("password_confirmation", "correct horse battery 7!"),
    ("phone_number", "+14155550123"),
    ("provider", "email"),
    ("pubsub_token", "Vm8kQy3cWq6rT9zXb2Ld5NfG"),
    ("q", "ada"),
    ("regex_cue", "Must look like AB-1234"),
    ("regex_pattern", "^[A-Z]{2}-[0-9]{4}$"),
    ("secret", "hR7mKw2pZq9sXc4vBn6tGy8J"),
    ("signed_id", "MTI.1VQ1p8x3"),
    ("sort", "-last_activity_at"),
    ("source_id", "4ec9bd6e-0f3b-4b37-9f0c-3c5b8a6f2d11"),
    ("state", "delivered"),
    ("support_email", "help@acme.example"),
    ("thumbnail", ""),
    ("timezone", "Europe/Berlin"),
    ("title", "billing"),
    ("token", "aSoWAcw1A8SdZRXzNdtkvNmU"),
    ("type", "api"),
    ("typing_status", "on"),
    ("uid", "ada@acme.example"),
    ("url", "https://acme.example/hooks"),
    ("user_full_name", "Ada Lovelace"),
    ("uuid", "4ec9bd6e-0f3b-4b37-9f0c-3c5b8a6f2d11"),
    ("webhook_url", "https://acme.example/hooks"),
    ("website_url", "https://acme.example"),
];

/// Ten o'clock on a Tuesday.
const MORNING: i64 = 1_770_112_800;
const MORNING_IN_WORDS: &str = "2026-02-03T10:00:00.000Z";

/// A value that fits a schema.
pub fn example(schema: &Value, named: &Named) -> Value {
    of(schema, "", named, 0)
}

fn of(schema: &Value, field: &str, named: &Named, depth: usize) -> Value {
    let schema = named.meant_by(schema);
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(told) = schema.get("examples").and_then(|told| told.get(0)) {
        return told.clone();
    }
    if let Some(default) = schema.get("default").filter(|value| says_something(value)) {
        return default.clone();
    }
    if let Some(first) = schema.get("enum").and_then(|all| all.get(0)) {
        return first.clone();
    }
    for several in ["anyOf", "oneOf"] {
        let all = schema.get(several).and_then(Value::as_array);
        if let Some(first) = all.and_then(|all| all.first())
            && schema.get("properties").is_none()
        {
            return of(first, field, named, depth);
        }
    }
    match kind(schema) {
        "object" => object(schema, named, depth).into(),
        "array" if schema.get("maxItems").is_some_and(|most| *most == 0) => json!([]),
        "array" => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            json!([of(items, field.trim_end_matches('s'), named, depth + 1)])
        }
        "string" => text(schema, field).into(),
        "integer" => number(field).into(),
        "number" => Number::from(number(field)).into(),
        "boolean" => (!field.contains("disabled") && !field.contains("blocked")).into(),
        _ => Value::Null,
    }
}

fn says_something(value: &Value) -> bool {
    !value.is_null() && value != "" && *value != json!([]) && *value != json!({})
}

/// The first kind that is more than nothing.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null")
        }
        _ => "null",
    }
}

fn object(schema: &Value, named: &Named, depth: usize) -> Map<String, Value> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let property = |(name, schema): (&String, &Value)| {
        // Forms name lists so.
        let field = name.trim_end_matches("[]");
        (name.clone(), of(schema, field, named, depth + 1))
    };
    let mut whole: Map<String, Value> = properties.into_iter().flatten().map(property).collect();
    // A part that looks one way or another.
    let parts = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    if let Some(Value::Object(part)) =
        parts.and_then(|parts| parts.first()).map(|part| of(part, "", named, depth))
    {
        whole.extend(part);
    }
    whole
}

fn text(schema: &Value, field: &str) -> String {
    if schema.get("contentMediaType").is_some() {
        return "the bytes of a file".to_owned();
    }
    if schema.get("format").is_some_and(|format| format == "date-time") {
        return MORNING_IN_WORDS.to_owned();
    }
    let known = TEXTS.binary_search_by_key(&field, |(name, _)| name);
    known.map_or_else(|_| field.replace('_', " "), |at| TEXTS[at].1.to_owned())
}

fn number(field: &str) -> i64 {
    let is_moment = field.ends_with("_at")
        || field.ends_with("_since")
        || matches!(field, "timestamp" | "expiry" | "snoozed_until");
    if is_moment { MORNING } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::TEXTS;

    #[test]
    fn texts_are_found_by_their_names() {
        assert!(TEXTS.is_sorted_by_key(|(name, _)| name));
    }
}
