//! The page on which a contact answers. It is the same for all surveys; its script asks for the one
//! that its address names.

use std::sync::LazyLock;

use maud::{DOCTYPE, html};

pub const STYLE: &str = include_str!("page.css");
pub const SCRIPT: &str = include_str!("page.js");

/// What a rating means, from the worst to the best.
const RATINGS: [(&str, &str); 5] =
    [("😞", "Very bad"), ("😑", "Bad"), ("😐", "So so"), ("😀", "Good"), ("😍", "Very good")];

static PAGE: LazyLock<String> = LazyLock::new(|| {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { "How were you helped?" }
                link rel="stylesheet" href="/survey/page.css";
                script type="module" src="/survey/page.js" {}
            }
            body {
                main {
                    p #inbox {}
                    h1 #question { "How would you rate this conversation?" }
                    form #survey hidden {
                        fieldset {
                            legend { "Your rating" }
                            @for (rating, (face, meaning)) in RATINGS.iter().enumerate() {
                                label {
                                    input type="radio" name="rating" value=(rating + 1)
                                        aria-label=(meaning) required;
                                    span.emoji aria-hidden="true" { (face) }
                                    span.star aria-hidden="true" { "★" }
                                }
                            }
                        }
                        label for="feedback" { "Anything else you would like to say?" }
                        textarea #feedback name="feedback" rows="4" maxlength="20000" {}
                        button type="submit" { "Send" }
                    }
                    p #status role="status" { "One moment, please." }
                    noscript { p { "Please allow scripts on this page, so that you can answer." } }
                }
            }
        }
    };
    page.into_string()
});

pub fn page() -> &'static str {
    PAGE.as_str()
}
