//! The page of the chat, which is shown in a frame on the pages of a website (contract
//! `realtime-client-platform.md`, 4.5). It has in it what the app begins with.

use axum::{
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN, REFERRER_POLICY},
    },
    response::{IntoResponse as _, Response},
};
use maud::{DOCTYPE, PreEscaped, html};
use serde::Serialize;

use super::{
    app,
    site::Site,
    wire::{Installation, WebChannel},
};
use crate::{id, inboxes::channel::website::WebsiteChannel, texts::Language};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// It holds what is for one visitor only.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

pub fn page(
    headers: &HeaderMap,
    site: Site,
    pubsub_token: &str,
    auth_token: &str,
    installation: &Installation,
) -> Response {
    let nonce = id::token();
    let policy = policy(headers, &site.channel, &nonce);
    let (locale, language) = (site.locale.replace('_', "-"), Language::of(&site.locale));
    let name = site.details.inbox.settings.name.clone();
    let begin = [
        ("chatwootWebChannel", as_script(&WebChannel::from(site))),
        ("chatwootPubsubToken", as_script(pubsub_token)),
        ("authToken", as_script(auth_token)),
        ("globalConfig", as_script(installation)),
    ];
    let begin = begin.map(|(name, value)| format!("window.{name} = {value};")).join("\n");
    let page = html! {
        (DOCTYPE)
        html lang=(locale) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (name) }
                @if let Some(entry) = app::app() {
                    @for style in &entry.styles { link rel="stylesheet" href=(style); }
                    script nonce=(nonce) { (PreEscaped(begin)) }
                    script type="module" src=(entry.script) {}
                }
            }
            body {
                @if app::app().is_none() { p { (app::MISSING) } }
                noscript lang=(language.tag()) dir=(language.direction()) {
                    (language.texts().chat.needs_scripts)
                }
            }
        }
    };
    let headers = [
        (CONTENT_TYPE, HTML),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, NOT_KEPT),
        (REFERRER_POLICY, NO_REFERRER),
    ];
    (headers, page.into_string()).into_response()
}

/// What the page may load, and which sites may show it.
fn policy(headers: &HeaderMap, channel: &WebsiteChannel, nonce: &str) -> HeaderValue {
    let mut policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; \
         img-src * data: blob:; media-src * data: blob:; font-src 'self' data:; \
         connect-src 'self' ws: wss:; frame-src https:; base-uri 'none'; form-action 'none'"
    );
    let domains = channel.allowed_domains.split(',').map(str::trim).filter(|it| !it.is_empty());
    let domains: Vec<&str> = domains.collect();
    if !domains.is_empty() && !is_in_an_app(headers, channel) {
        policy += &["; frame-ancestors ", &domains.join(" ")].concat();
    }
    // Domains were checked as they were set.
    HeaderValue::try_from(policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

/// Whether it is shown in the web view of an app, where the inbox allows that. An app is no site.
fn is_in_an_app(headers: &HeaderMap, channel: &WebsiteChannel) -> bool {
    let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
    let is_of_app = origin.is_none_or(|origin| origin == b"null" || origin.starts_with(b"file://"));
    // Browsers say so when it is for a frame of a page.
    let is_framed = headers.get("sec-fetch-dest").is_some_and(|place| place == "iframe");
    is_of_app && !is_framed && channel.features.names().contains(&"allow_mobile_webview")
}

/// A value as it can stand in a script of a page.
fn as_script(value: &(impl Serialize + ?Sized)) -> String {
    let text = serde_json::to_string(value).expect("what is told is JSON");
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::as_script;

    #[test]
    fn nothing_ends_a_script_before_its_end() {
        let text = as_script("</script><script>alert(1)//\u{2028}&");
        for harm in ["<", ">", "&", "\u{2028}"] {
            assert!(!text.contains(harm), "{text}");
        }
        let read: String = serde_json::from_str(&text).unwrap();
        assert_eq!(read, "</script><script>alert(1)//\u{2028}&");
    }
}
