//! The page on which a contact answers, in the language of the account. It is the same for all of
//! its surveys; its script asks for the one that its address names.

use maud::{DOCTYPE, html};

use crate::texts::Language;

pub const STYLE: &str = include_str!("page.css");
pub const SCRIPT: &str = include_str!("page.js");

/// A face for each rating, from the worst to the best.
const FACES: [&str; 5] = ["😞", "😑", "😐", "😀", "😍"];

pub fn page(language: Language) -> String {
    let said = &language.texts().survey;
    let ratings = FACES.iter().zip(&said.ratings).enumerate();
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (said.title) }
                link rel="stylesheet" href="/survey/page.css";
                script type="module" src="/survey/page.js" {}
            }
            body {
                // What an inbox and a contact say may be in any language.
                main data-wait=(said.wait) data-thanks=(said.thanks) data-closed=(said.closed)
                    data-missing=(said.missing) data-later=(said.later)
                    data-unreachable=(said.unreachable) {
                    p.inbox { bdi #inbox {} }
                    h1 { bdi #question { (said.question) } }
                    form #survey hidden {
                        fieldset {
                            legend { (said.rating) }
                            @for (at, (face, meaning)) in ratings {
                                label title=(meaning) {
                                    input type="radio" name="rating" value=(at + 1)
                                        aria-label=(meaning) required;
                                    span.emoji aria-hidden="true" { (face) }
                                    span.star aria-hidden="true" { "★" }
                                }
                            }
                        }
                        p #meaning aria-hidden="true" {
                            span { (said.ratings[0]) }
                            span { (said.ratings[4]) }
                        }
                        label for="feedback" { (said.more) }
                        textarea #feedback name="feedback" rows="4" maxlength="20000" dir="auto" {}
                        button type="submit" { (said.send) }
                    }
                    p #status role="status" {}
                    noscript { p { (said.needs_scripts) } }
                }
            }
        }
    };
    page.into_string()
}
