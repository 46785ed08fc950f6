//! The text of an article, as a page shows it.
//!
//! HTML that stands in a text is left out, and so are links that would run a script. Headings get
//! ids, so that a table of contents can lead to them, and stand below the title of the page. A text
//! that is nested deeper than any reader could follow is shown as one paragraph.

use std::{collections::HashMap, fmt::Write as _};

use comrak::{
    Arena, Options,
    arena_tree::NodeEdge,
    format_html,
    nodes::{AstNode, NodeValue},
    parse_document,
};
use maud::html;

use super::portals::slug;

/// Characters of what is said about an article where there is nothing but its text.
const SHORT: usize = 220;

/// Characters before and after what was looked for.
const AROUND: usize = 110;

/// How deep a text is nested at most, to be shown as it is.
const DEEPEST: usize = 100;

/// Headings that have ids.
const MOST_HEADINGS: usize = 300;

/// Cells that the tables of a text could have at most, to be shown as tables: the cells that a
/// row does not name are added to it.
const MOST_CELLS: usize = 20_000;

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
    let options = options(text);
    let root = parse_document(&arena, text, &options);
    if is_too_deep(root) {
        let mut words = String::new();
        write(root, &mut words);
        return Shown { html: html! { p { (words.trim()) } }.into_string(), headings: Vec::new() };
    }
    lower_headings(root);
    let mut known = HashMap::new();
    let headings = root.descendants().filter_map(|node| heading(node, &mut known));
    let headings: Vec<Heading> = headings.take(MOST_HEADINGS).collect();
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
    write(parse_document(&arena, text, &options(text)), &mut words);
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
    let (folded, wanted) = (folded(plain), folded(phrase));
    let found = if wanted.is_empty() { None } else { folded.find(&wanted) };
    let Some(at) = found else { return beginning(plain) };
    let at = folded[..at].chars().count();
    let from = at.saturating_sub(AROUND);
    let mut rest = plain.chars().skip(from);
    let part: String = rest.by_ref().take(at - from + wanted.chars().count() + AROUND).collect();
    let before = if from > 0 { "..." } else { "" };
    let after = if rest.next().is_some() { "..." } else { "" };
    format!("{before}{}{after}", part.trim())
}

/// The same in small letters, each in the place of one: what would become several stays.
fn folded(text: &str) -> String {
    let small = |character: char| {
        let mut small = character.to_lowercase();
        if small.len() == 1 { small.next().unwrap_or(character) } else { character }
    };
    text.chars().map(small).collect()
}

fn options(text: &str) -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = cells(text) <= MOST_CELLS;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options
}

/// How many cells the tables of a text could have: no row is wider than the widest line.
fn cells(text: &str) -> usize {
    let widest = text.lines().map(|line| line.matches('|').count()).max().unwrap_or(0);
    widest * text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// Whether a text is nested deeper than any reader could follow.
pub fn is_too_deep<'a>(root: &'a AstNode<'a>) -> bool {
    let mut depth = 0_usize;
    root.traverse().any(|edge| {
        match edge {
            NodeEdge::Start(_) => depth += 1,
            NodeEdge::End(_) => depth -= 1,
        }
        depth > DEEPEST
    })
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

fn heading<'a>(node: &'a AstNode<'a>, known: &mut HashMap<String, usize>) -> Option<Heading> {
    let NodeValue::Heading(heading) = node.data.borrow().value else { return None };
    let mut text = String::new();
    write(node, &mut text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // No id of the page itself begins like that.
    let base = format!("s-{}", slug::of_title(&text));
    let mut id = base.clone();
    while known.contains_key(&id) {
        // Counted for each text, so that no number is tried twice.
        let count = known.entry(base.clone()).or_insert(1);
        *count += 1;
        id = format!("{base}-{count}");
    }
    known.insert(id.clone(), 1);
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
    for edge in node.traverse() {
        match edge {
            NodeEdge::Start(node) => match &node.data.borrow().value {
                NodeValue::Text(said) => text.push_str(said),
                NodeValue::Code(code) => text.push_str(&code.literal),
                NodeValue::CodeBlock(code) => text.push_str(&code.literal),
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
                _ => {}
            },
            NodeEdge::End(node) => {
                let value = &node.data.borrow().value;
                if value.block() || matches!(value, NodeValue::TableCell) {
                    text.push(' ');
                }
            }
        }
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
    fn a_text_made_to_be_hard_is_shown_all_the_same() {
        for mark in [">", "- ", "1) ", "*_", "[", "![", "~~**"] {
            let text = format!("{} deep", mark.repeat(20_000 / mark.len()));
            assert!(show(&text).html.contains("deep") && plain(&text).contains("deep"), "{mark}");
        }
        let nested = show(&format!("{} <b> & deep", ">".repeat(200)));
        assert_eq!(nested.html, "<p>&amp; deep</p>");
        let wide = format!("{}\n{}\n{}", "|a".repeat(3_000), "|-".repeat(3_000), "|\n".repeat(500));
        assert!(show(&wide).html.len() < 100_000);
        let headings = show(&"# a\n".repeat(5_000)).headings;
        assert_eq!((headings.len(), headings[299].id.as_str()), (300, "s-a-300"));
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
