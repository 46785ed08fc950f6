//! A page on which the chat can be tried, for whoever has just installed the product. It stands for
//! a website: it has the script of the oldest inbox there is, and a policy as strict as a site's
//! could be.

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{id, inboxes::channel::website::WebsiteChannel};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const STYLE: &str = include_str!("demo.css");
const SCRIPT: &str = include_str!("demo.js");

/// The page, with the chat of an inbox if there is one.
pub fn page(base: &str, channel: Option<&WebsiteChannel>) -> Response {
    let nonce = id::token();
    let (status, content) = match channel {
        Some(channel) => (StatusCode::OK, with_chat(channel, &nonce)),
        None => (StatusCode::NOT_FOUND, without_chat()),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { "Try the chat" }
                link rel="icon" href="data:,";
                style nonce=(nonce) { (PreEscaped(STYLE)) }
            }
            body { main { (content) } }
        }
    };
    let headers = [(CONTENT_TYPE, HTML), (CONTENT_SECURITY_POLICY, policy(base, &nonce))];
    (status, headers, page.into_string()).into_response()
}

fn with_chat(channel: &WebsiteChannel, nonce: &str) -> Markup {
    let script = channel.script.replacen("<script>", &format!("<script nonce=\"{nonce}\">"), 1);
    html! {
        p.over { "This page stands for your website" }
        h1 { "Try the chat" }
        p {
            "Open it at the corner and write something. It arrives in the inbox. What an agent "
            "answers there, or a program " a href="/docs" { "through the API" } ", shows up here at "
            "once. Load this page again: the conversation is still there."
        }
        div.wishes {
            button #open type="button" { "Open the chat" }
            label {
                "Language "
                select #language {
                    @for (code, name) in LANGUAGES { option value=(code) { (name) } }
                }
            }
            label {
                "Look "
                select #look {
                    option value="light" { "Light" }
                    option value="dark" { "Dark" }
                    option value="auto" { "As the device" }
                }
            }
            button #forget type="button" { "Begin as somebody new" }
        }
        h2 { "Put it on your website" }
        p { "Copy this to the end of each page:" }
        pre tabindex="0" aria-label="The script for your pages" { code { (channel.script.trim()) } }
        (PreEscaped(script))
        script nonce=(nonce) { (PreEscaped(SCRIPT)) }
    }
}

fn without_chat() -> Markup {
    html! {
        h1 { "There is no website yet" }
        p {
            "This page shows the chat of the oldest inbox that belongs to a website. Make an account "
            "that is full of things to try:"
        }
        pre tabindex="0" { code { "frontdesk demo" } }
        p { "or add an inbox to yours, and load this page again:" }
        pre tabindex="0" {
            code {
                "curl -X POST …/api/v1/accounts/1/inboxes -H 'api_access_token: …' \\\n"
                "  -H 'Content-Type: application/json' -d '{\"name\": \"Shop\",\n"
                "  \"channel\": {\"type\": \"web_widget\", \"website_url\": \"https://shop.example\"}}'"
            }
        }
    }
}

const LANGUAGES: [(&str, &str); 9] = [
    ("en", "English"),
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("ja", "日本語"),
    ("pt_BR", "Português (Brasil)"),
    ("zh_CN", "中文"),
];

fn policy(base: &str, nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' {base}; style-src 'nonce-{nonce}'; \
         img-src {base} data:; media-src {base} data:; frame-src {base}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}
