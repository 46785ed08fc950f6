//! What notifications say, in a title and a line (contract `behaviour.md`, 4.4), in the language of
//! the account.

use comrak::{
    Arena, Options,
    nodes::{AstNode, NodeValue},
    parse_document,
};

use super::Kind;
use crate::{id::DisplayId, texts::Notifications};

/// Words of a message that are shown.
const WORDS: usize = 10;

/// Characters that are looked at for them.
const LOOKED_AT: usize = 2_000;

/// What has happened to which conversation.
pub fn title(said: &Notifications, kind: Kind, conversation: DisplayId, inbox: &str) -> String {
    let text = match kind {
        Kind::Creation => &said.created,
        Kind::Assignment => &said.assigned,
        Kind::AssignedMessage | Kind::ParticipatingMessage => &said.message,
        Kind::Mention => &said.mentioned,
        Kind::MissedFirstResponse => &said.missed_first_response,
        Kind::MissedNextResponse => &said.missed_next_response,
        Kind::MissedResolution => &said.missed_resolution,
    };
    text.with(&[("id", &conversation), ("inbox", &inbox)])
}

/// Who has said what, in a few words.
pub fn body(
    said: &Notifications,
    sender: Option<&str>,
    content: Option<&str>,
    has_attachments: bool,
) -> String {
    let sender = sender.unwrap_or_default();
    let words = content.map(plain).filter(|words| !words.is_empty());
    let words = words.unwrap_or_else(|| {
        String::from(if has_attachments { &said.attachment } else { &said.nothing })
    });
    format!("{sender}: {words}")
}

/// The first words of a message, without the marks of Markdown.
fn plain(content: &str) -> String {
    let end = content.char_indices().nth(LOOKED_AT).map_or(content.len(), |(end, _)| end);
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.strikethrough = true;
    let mut text = String::new();
    write(parse_document(&arena, &content[..end], &options), &mut text);
    text.split_whitespace().take(WORDS).collect::<Vec<_>>().join(" ")
}

fn write<'a>(node: &'a AstNode<'a>, text: &mut String) {
    let is_block = node.data.borrow().value.block();
    match &node.data.borrow().value {
        NodeValue::Text(said) => text.push_str(said),
        NodeValue::Code(code) => text.push_str(&code.literal),
        NodeValue::CodeBlock(code) => text.push_str(&code.literal),
        NodeValue::HtmlBlock(html) => text.push_str(&html.literal),
        NodeValue::HtmlInline(html) | NodeValue::Raw(html) => text.push_str(html),
        NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
        // A mention reads `@Ada`, whether its link does or not.
        NodeValue::Link(link) if link.url.starts_with("mention://") && !names_itself(node) => {
            text.push('@');
        }
        _ => {}
    }
    for child in node.children() {
        write(child, text);
    }
    if is_block {
        text.push(' ');
    }
}

fn names_itself<'a>(link: &'a AstNode<'a>) -> bool {
    link.first_child().is_some_and(|child| match &child.data.borrow().value {
        NodeValue::Text(text) => text.starts_with('@'),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{body, plain, title};
    use crate::{id::DisplayId, notifications::Kind, texts::Language};

    #[test]
    fn a_title_says_what_happened_to_which_conversation() {
        let english = &Language::English.texts().notifications;
        let of = |kind| title(english, kind, DisplayId(42), "Support");

        assert_eq!(of(Kind::Creation), "A conversation (#42) has been created in Support");
        assert_eq!(of(Kind::Assignment), "A conversation (#42) has been assigned to you");
        let message = "A new message is created in conversation (#42)";
        assert_eq!(of(Kind::AssignedMessage), message);
        assert_eq!(of(Kind::ParticipatingMessage), message);
        assert_eq!(of(Kind::Mention), "You have been mentioned in conversation (#42)");
        let missed = "SLA target resolution missed for conversation (#42)";
        assert_eq!(of(Kind::MissedResolution), missed);
    }

    #[test]
    fn a_body_names_who_said_it() {
        let english = &Language::English.texts().notifications;
        let body = |sender, content, has_files| body(english, sender, content, has_files);
        assert_eq!(body(Some("Eva"), Some("Hello"), false), "Eva: Hello");
        assert_eq!(body(None, Some("Hello"), true), ": Hello");
        assert_eq!(body(Some("Eva"), None, true), "Eva: Attachment");
        assert_eq!(body(Some("Eva"), Some(" \n"), false), "Eva: No content");
    }

    #[test]
    fn markdown_is_reduced_to_its_words() {
        for (content, expected) in [
            ("**Bold** and _soft_, ~~gone~~ `code`", "Bold and soft, gone code"),
            ("# Title\n\n- one\n- two\n\n> said", "Title one two said"),
            ("a\nb  \nc", "a b c"),
            ("[a page](https://x.test) ![a picture](https://x.test/y.png)", "a page a picture"),
            ("Ask [@Ada Lovelace](mention://user/1/Ada%20Lovelace)!", "Ask @Ada Lovelace!"),
            ("Ask [Sales](mention://team/1/Sales)", "Ask @Sales"),
            ("1 < 2 & <b>so</b> on", "1 < 2 & <b>so</b> on"),
            ("<div>whole</div>", "<div>whole</div>"),
            ("```\nlet x;\n```", "let x;"),
            (
                "one two three four five six seven eight nine ten eleven",
                "one two three four five six seven eight nine ten",
            ),
        ] {
            assert_eq!(plain(content), expected, "{content}");
        }
        assert_eq!(plain(&"ä".repeat(200_000)).chars().count(), 2_000);
    }
}
