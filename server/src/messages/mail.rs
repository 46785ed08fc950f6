//! What a message says in an inbox of mails besides its words: whom it is sent to, and how it
//! looks there (contract `application-core.md`, 18.2).
//!
//! Addresses are sent as a text with commas, and are kept as a list in the attributes of the
//! message, where there is none even when nobody was named.

use comrak::{Arena, Options, format_html, parse_document};
use serde_json::{Value, json};

use super::{Message, NewMessage};
use crate::{
    error::{Error, Result},
    help_center::markdown,
    validate::{self, SHORT},
};

/// Addresses of a kind at most.
const MOST: usize = 100;

/// Bytes of how a mail looks that are kept with its message, since lists of messages tell them, too.
/// What is longer is only the words of the message.
const LONGEST: usize = 32 << 10;

/// Says in a message that goes out as a mail all that there is to say of it.
pub fn address(message: Message, new: &NewMessage) -> Result<Message> {
    let mut attributes = message.content_attributes.to_map();
    for (field, sent) in [
        ("cc_emails", &new.cc_emails),
        ("bcc_emails", &new.bcc_emails),
        ("to_emails", &new.to_emails),
    ] {
        let addresses = addresses(field, sent.as_deref().unwrap_or_default())?;
        attributes.insert(field.to_owned(), addresses.into());
    }
    let given = validate::filled(new.email_html_content.clone());
    if given.as_ref().is_some_and(|html| html.len() > LONGEST) {
        let problem = format!("is too long (maximum is {LONGEST} bytes)");
        return Err(Error::invalid("email_html_content", problem));
    }
    let words = validate::filled(message.content.clone()).filter(|_| !message.private);
    if let Some(words) = words {
        let words = words.replace("\r\n", "\n");
        let html = given.unwrap_or_else(|| html_of(&words));
        let email = attributes.entry("email").or_insert_with(|| json!({}));
        if !email.is_object() {
            *email = json!({});
        }
        for (name, text) in [("html_content", html), ("text_content", words)] {
            if text.len() <= LONGEST {
                email[name] = whole(&text);
            }
        }
    }
    Ok(Message { content_attributes: attributes.into(), ..message })
}

/// Nothing that is sent is quoted from before, so an answer is all of it.
fn whole(text: &str) -> Value {
    json!({ "full": text, "reply": text })
}

/// The addresses of a text, without the white space in it.
fn addresses(field: &'static str, sent: &str) -> Result<Vec<String>> {
    let sent: String = sent.split_whitespace().collect();
    if sent.is_empty() {
        return Ok(Vec::new());
    }
    let addresses: Vec<String> = sent.split(',').map(str::to_owned).collect();
    if addresses.len() > MOST {
        return Err(Error::invalid(field, format!("are too many (maximum is {MOST})")));
    }
    let is_address = |text: &String| validate::is_email(text) && text.chars().count() <= SHORT;
    if !addresses.iter().all(is_address) {
        return Err(Error::said(field, "Invalid email address"));
    }
    Ok(addresses)
}

/// Markdown as HTML. What is HTML in it already is left out, and what is nested deeper than any
/// reader could follow is shown as it is.
fn html_of(text: &str) -> String {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    let root = parse_document(&arena, text, &options);
    if markdown::is_too_deep(root) {
        return maud::html! { p { (text) } }.into_string();
    }
    let mut html = String::new();
    // Only a text that cannot be written to would fail.
    if format_html(root, &options, &mut html).is_err() {
        html.clear();
    }
    html
}

#[cfg(test)]
mod tests {
    use super::{addresses, html_of};

    #[test]
    fn addresses_are_told_apart_by_commas() {
        let read = |sent| addresses("cc_emails", sent).map_err(|error| error.to_string());
        assert_eq!(read(" \n"), Ok(vec![]));
        assert_eq!(read("a@b.test, c@d.test"), Ok(vec!["a@b.test".into(), "c@d.test".into()]));
        for wrong in ["a", "a@b.test,", "a@b.test;c@d.test", "Ann <a@b.test>, ,"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read(&["a@b.test"; 101].join(",")).unwrap_err().contains("too many"));
    }

    #[test]
    fn markdown_becomes_html_and_html_is_left_out() {
        assert_eq!(html_of("Hi **you**"), "<p>Hi <strong>you</strong></p>\n");
        assert!(!html_of("<script>x</script>").contains("<script>"));
        let deep = ">".repeat(20_000);
        assert!(html_of(&deep).len() < 200_000, "nothing grows out of bounds");
    }
}
