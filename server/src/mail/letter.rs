//! The words of a mail, put together once and written as plain text and as HTML.

use std::fmt::Write as _;

use crate::texts::Language;

/// What a mail says, from top to bottom.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    language: Language,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Paragraph(String),
    /// What somebody said.
    Quote {
        who: String,
        text: String,
    },
    /// Something to do: what it is called, and where.
    Action {
        label: String,
        url: String,
    },
    /// Said last, and smaller.
    Note(String),
}

impl Letter {
    /// A letter in English.
    pub fn new() -> Self {
        Self::default()
    }

    pub fn in_language(language: Language) -> Self {
        Letter { language, ..Letter::default() }
    }

    #[must_use]
    pub fn paragraph(self, text: impl Into<String>) -> Self {
        self.with(Part::Paragraph(text.into()))
    }

    #[must_use]
    pub fn quote(self, who: impl Into<String>, text: impl Into<String>) -> Self {
        self.with(Part::Quote { who: who.into(), text: text.into() })
    }

    #[must_use]
    pub fn action(self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.with(Part::Action { label: label.into(), url: url.into() })
    }

    #[must_use]
    pub fn note(self, text: impl Into<String>) -> Self {
        self.with(Part::Note(text.into()))
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// As plain text. Lines are broken where they are said to be, and nowhere else.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Paragraph(text) => out.push_str(text),
                Part::Quote { who, text } => {
                    out.push_str(who);
                    out.push(':');
                    for line in text.lines() {
                        out.push_str("\n> ");
                        out.push_str(line);
                    }
                }
                Part::Action { label, url } => {
                    write!(out, "{label}: {url}").expect("a string takes any text");
                }
                Part::Note(text) => {
                    out.push_str("-- \n");
                    out.push_str(text);
                }
            }
            out.push_str("\n\n");
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    /// As HTML that mail programs show as it is: tables and styles of elements, no images, no
    /// scripts.
    pub fn html(&self, title: &str) -> String {
        let mut body = String::new();
        for part in &self.parts {
            body.push_str(&part.html(self.language));
        }
        let (title, language) = (escaped(title), self.language.tag());
        // Programs that leave out the outermost elements have to find it further in.
        let direction = if self.language.is_right_to_left() { " dir=\"rtl\"" } else { "" };
        format!(
            "<!doctype html>\n<html lang=\"{language}\"{direction}>\n<head>\n\
             <meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n</head>\n\
             <body style=\"margin:0;padding:24px;background:#f4f5f7\">\n\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\">\
             <tr><td align=\"center\">\n\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
             style=\"max-width:560px;background:#ffffff;border:1px solid #e3e5e9;border-radius:12px\">\
             <tr><td{direction} style=\"padding:32px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,\
             Helvetica,Arial,sans-serif;color:#1b1f27\">\n{body}</td></tr></table>\n\
             </td></tr></table>\n</body>\n</html>\n"
        )
    }
}

impl Part {
    fn html(&self, language: Language) -> String {
        match self {
            Part::Paragraph(text) => format!("<p style=\"margin:0 0 16px\">{}</p>\n", lines(text)),
            Part::Quote { who, text } => format!(
                "<p style=\"margin:0 0 4px;font-size:14px;color:#5b6472\">{}</p>\n\
                 <blockquote style=\"margin:0 0 16px;padding:12px 16px;background:#f4f5f7;\
                 border-{}:3px solid #c5cad3;border-radius:6px\">{}</blockquote>\n",
                escaped(who),
                if language.is_right_to_left() { "right" } else { "left" },
                lines(text)
            ),
            Part::Action { label, url } => format!(
                "<p style=\"margin:24px 0\"><a href=\"{}\" style=\"display:inline-block;\
                 padding:10px 20px;background:#1f6feb;color:#ffffff;text-decoration:none;\
                 border-radius:8px;font-weight:600\">{}</a></p>\n",
                escaped(url),
                escaped(label)
            ),
            Part::Note(text) => format!(
                "<p style=\"margin:24px 0 0;font-size:13px;color:#5b6472\">{}</p>\n",
                lines(text)
            ),
        }
    }
}

/// A text that is shown as it is, line by line.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>\n")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Letter;
    use crate::texts::Language;

    fn letter() -> Letter {
        Letter::new()
            .paragraph("Hi Ben")
            .quote("Eva <eva@example.net>", "Hello\n<script>alert(1)</script>")
            .action("Open it", "https://desk.test/?a=1&b=\"2\"")
            .note("You can turn this off.")
    }

    #[test]
    fn a_letter_reads_well_as_plain_text() {
        assert_eq!(
            letter().text(),
            "Hi Ben\n\nEva <eva@example.net>:\n> Hello\n> <script>alert(1)</script>\n\n\
             Open it: https://desk.test/?a=1&b=\"2\"\n\n-- \nYou can turn this off.\n"
        );
    }

    #[test]
    fn nothing_that_is_said_is_markup() {
        let html = letter().html("A <b>bold</b> subject");
        assert!(!html.contains("<script") && !html.contains("<b>"));
        assert!(html.contains("Hello<br>\n&lt;script&gt;"));
        assert!(html.contains("href=\"https://desk.test/?a=1&amp;b=&quot;2&quot;\""));
        assert!(html.contains("<html lang=\"en\">") && html.contains("border-left:"));
    }

    #[test]
    fn a_letter_begins_where_its_language_does() {
        let html = Letter::in_language(Language::Arabic).quote("إيفا", "مرحبًا").html("رسالة");
        assert!(
            html.contains("<html lang=\"ar\" dir=\"rtl\">") && html.contains("<td dir=\"rtl\"")
        );
        assert!(html.contains("border-right:") && !html.contains("border-left:"));
    }
}
