//! The text of an article, as a page shows it.
//!
//! HTML that stands in a text is left out, and so are links that would run a script. Headings get
//! ids, so that a table of contents can lead to them, and stand below the title of the page.

use std::{collections::HashSet, fmt::Write as _};

use comrak::{
    Arena, Options, format_html,
    nodes::{AstNode, NodeValue},
    parse_document,
};

use super::portals::slug;

/// Characters of what is said about an article where there is nothing but its text.
const SHORT: usize = 220;

/// Characters before and after what was looked for.
const AROUND: usize = 110;

/// A text to be shown.
#[derive(Debug)]
pub struct Shown {
    pub html: String,
    pub headings: Vec<Heading>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// A text as HTML.
pub fn show(text: &str) -> Shown {
    let arena = Arena::new();
    let options = options();
    let root = parse_document(&arena, text, &options);
    lower_headings(root);
    let mut known = HashSet::new();
    let headings: Vec<Heading> =
        root.descendants().filter_map(|node| heading(node, &mut known)).collect();
    let mut html = String::new();
    // Only a text that cannot be written to would fail.
    if format_html(root, &options, &mut html).is_err() {
        html.clear();
    }
    Shown { html: lazy(&named(&html, &headings)), headings }
}

/// The words of a text, without the marks of Markdown.
pub fn plain(text: &str) -> String {
    let arena = Arena::new();
    let mut words = String::new();
    write(parse_document(&arena, text, &options()), &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, up to the end of a word.
pub fn beginning(plain: &str) -> String {
    let Some((end, _)) = plain.char_indices().nth(SHORT) else { return plain.to_owned() };
    let whole = plain[..end].rfind(' ').unwrap_or(end);
    format!("{}...", &plain[..whole])
}

/// What stands around a phrase; the beginning of the text, if the phrase is not in it as it is.
pub fn excerpt(plain: &str, phrase: &str) -> String {
    let folded = phrase.to_lowercase();
    let characters: Vec<char> = plain.chars().collect();
    let wanted: Vec<char> = folded.chars().collect();
    let is_same = |window: &[char]| {
        window.iter().zip(&wanted).all(|(one, other)| one.to_lowercase().eq([*other]))
    };
    let found =
        (!wanted.is_empty()).then(|| characters.windows(wanted.len()).position(is_same)).flatten();
    let Some(at) = found else { return beginning(plain) };
    let (from, to) =
        (at.saturating_sub(AROUND), (at + wanted.len() + AROUND).min(characters.len()));
    let before = if from > 0 { "..." } else { "" };
    let after = if to < characters.len() { "..." } else { "" };
    let part: String = characters[from..to].iter().collect();
    format!("{before}{}{after}", part.trim())
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options
}

/// Has the highest heading be of the second level, since the page has a title.
fn lower_headings<'a>(root: &'a AstNode<'a>) {
    let level = |node: &'a AstNode<'a>| match node.data.borrow().value {
        NodeValue::Heading(heading) => Some(heading.level),
        _ => None,
    };
    if root.descendants().filter_map(level).min() != Some(1) {
        return;
    }
    for node in root.descendants() {
        if let NodeValue::Heading(heading) = &mut node.data.borrow_mut().value {
            heading.level = (heading.level + 1).min(6);
        }
    }
}

fn heading<'a>(node: &'a AstNode<'a>, known: &mut HashSet<String>) -> Option<Heading> {
    let NodeValue::Heading(heading) = node.data.borrow().value else { return None };
    let mut text = String::new();
    node.children().for_each(|child| write(child, &mut text));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // No id of the page itself begins like that.
    let base = format!("s-{}", slug::of_title(&text));
    let mut ids =
        (1..).map(|count| if count == 1 { base.clone() } else { format!("{base}-{count}") });
    let id = ids.find(|id| !known.contains(id))?;
    known.insert(id.clone());
    Some(Heading { level: heading.level, id, text })
}

/// The same with the ids of headings. No text can be mistaken for a tag: its `<` is written `&lt;`.
fn named(html: &str, headings: &[Heading]) -> String {
    let mut named = String::with_capacity(html.len() + headings.len() * 32);
    let mut rest = html;
    for Heading { level, id, .. } in headings {
        let tag = format!("<h{level}>");
        let Some((before, after)) = rest.split_once(&tag) else { break };
        named.push_str(before);
        write!(named, "<h{level} id=\"{id}\">").expect("a string takes any text");
        rest = after;
    }
    named.push_str(rest);
    named
}

/// The same with pictures that are fetched when they come into sight, and tables that can be moved.
fn lazy(html: &str) -> String {
    html.replace("<img src=", "<img loading=\"lazy\" src=")
        .replace("<table>", "<div class=\"table\" tabindex=\"0\" role=\"group\"><table>")
        .replace("</table>", "</table></div>")
}

fn write<'a>(node: &'a AstNode<'a>, text: &mut String) {
    let is_block = node.data.borrow().value.block();
    match &node.data.borrow().value {
        NodeValue::Text(said) => text.push_str(said),
        NodeValue::Code(code) => text.push_str(&code.literal),
        NodeValue::CodeBlock(code) => text.push_str(&code.literal),
        NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
        _ => {}
    }
    for child in node.children() {
        write(child, text);
    }
    if is_block || matches!(node.data.borrow().value, NodeValue::TableCell) {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::{beginning, excerpt, plain, show};

    #[test]
    fn nothing_in_a_text_runs() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "![x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "<a href=\"javascript:alert(1)\">x</a>",
            "# <svg onload=alert(1)>",
            "`<script>`",
            "| <script> |\n|---|\n| \" onclick=\"x |",
            "![\" onerror=\"alert(1)](x.png \"\\\" onload=\\\"alert(1)\")",
        ] {
            let html = show(text).html;
            for bad in ["<script", "<svg", "javascript:", "data:text", " onerror=\"", " onload=\""]
            {
                assert!(!html.contains(bad), "{text}: {html}");
            }
        }
    }

    #[test]
    fn headings_stand_below_the_title_and_have_ids() {
        let shown = show("# How & why\n\n## Why\n\n# <b>How</b> & why\n\n```\n<h2>\n```");
        let ids: Vec<&str> = shown.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["s-how-why", "s-why", "s-how-why-2"]);
        assert!(shown.html.contains("<h2 id=\"s-how-why\">How &amp; why</h2>"), "{}", shown.html);
        assert!(shown.html.contains("<h3 id=\"s-why\">"), "{}", shown.html);
        let kept = show("### Third");
        assert_eq!(kept.headings[0].level, 3, "a text without a first level stays as it is");
    }

    #[test]
    fn pictures_tables_and_code_are_shown() {
        let html =
            show("![a](https://x.test/a.png)\n\n|a|b|\n|-|-|\n|1|2|\n\n```rust\nlet x;\n```").html;
        assert!(html.contains("<img loading=\"lazy\" src=\"https://x.test/a.png\" alt=\"a\""));
        assert!(html.contains("<table>") && html.contains("<code class=\"language-rust\">"));
    }

    #[test]
    fn an_excerpt_stands_around_what_was_looked_for() {
        let text = plain(&format!("{} **Find** me {}", "before ".repeat(40), "after ".repeat(40)));
        let excerpt_of = excerpt(&text, "find ME");
        assert!(excerpt_of.starts_with("...") && excerpt_of.ends_with("..."));
        assert!(excerpt_of.contains("Find me") && excerpt_of.chars().count() < 240);
        let begins = excerpt(&text, "not there");
        assert!(begins.starts_with("before") && begins.ends_with("before..."), "{begins}");
        assert_eq!(beginning("short"), "short");
        assert_eq!(excerpt("İstanbul", "i"), "İstanbul");
    }
}
