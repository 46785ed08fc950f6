//! Pages, as a browser gets them.

use serde_json::json;

use super::{article, category, portal};
use crate::support::{Desk, Reply};

async fn shelf(desk: &Desk) {
    let config = json!({ "allowed_locales": ["en", "de", "ar"], "draft_locales": ["ar"] });
    let more = json!({
        "config": config, "header_text": "How can we help?", "page_title": "Acme help",
        "homepage_link": "https://acme.test/shop", "color": "#ffcc00"
    });
    portal(desk, "help", more).await;
}

async fn page(desk: &Desk, path: &str) -> Reply {
    let reply = desk.nobody().get(path).await.is(200);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    assert!(!policy.contains("script-src"), "nothing runs: {policy}");
    assert!(!reply.text.contains("<script"), "{}", reply.text);
    reply
}

#[track_caller]
fn has(reply: &Reply, parts: &[&str]) {
    for part in parts {
        assert!(reply.text.contains(part), "no {part} in {}", reply.text);
    }
}

#[tokio::test]
async fn a_portal_begins_with_its_categories_and_a_search() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    let pay = category(&desk, "pay", "en").await;
    category(&desk, "empty", "en").await;
    for number in 1..=7 {
        let more = json!({ "category_id": pay, "slug": format!("a{number}") });
        article(&desk, &format!("Article {number}"), more).await;
    }
    article(&desk, "Lonely", json!({ "slug": "lonely" })).await;
    desk.nobody().get("/hc/help/articles/a7.png").await.is(200);

    let leads = desk.nobody().get("/hc/help").await.is(200);
    let home = page(&desk, "/hc/help/en").await;

    assert_eq!(leads.text, home.text, "a portal is shown in its first language");
    has(
        &home,
        &[
            "<html lang=\"en\" dir=\"ltr\">",
            "<title>Acme help</title>",
            "<meta name=\"description\" content=\"How can we help?\">",
            "<link rel=\"canonical\" href=\"http://127.0.0.1:3000/hc/help/en\">",
            "hreflang=\"de\" href=\"http://127.0.0.1:3000/hc/help/de\"",
            "<meta property=\"og:title\" content=\"Acme help\">",
            "<a class=\"skip\" href=\"#main\">Skip to the content</a>",
            "<h1>How can we help?</h1>",
            "<form class=\"search\" role=\"search\" action=\"/hc/help/en/articles\">",
            "href=\"https://acme.test/shop\">acme.test</a>",
            "Popular articles",
            "href=\"/hc/help/en/categories/pay\">pay</a>",
            "Show all (7)",
            "href=\"/hc/help/articles/lonely\">Lonely</a>",
            "--brand:rgb(255 204 0);--on-brand:#101318",
        ],
    );
    let (_, popular) = home.text.split_once("Popular articles").unwrap();
    assert!(popular.find("Article 7") < popular.find("Article 1"), "what is read most comes first");
    assert!(!home.text.contains("categories/empty"), "nothing is shown that has nothing");
    assert!(!home.text.contains("/hc/help/ar\""), "nobody is led to a draft of a language");
    let arabic = page(&desk, "/hc/help/ar").await;
    has(&arabic, &["<html lang=\"ar\" dir=\"rtl\">", "لا توجد مقالات بعد."]);
    let known = desk.nobody().showing(&[("if-none-match", home.header("etag"))]);
    known.get("/hc/help/en").await.is(304);
    desk.close().await;
}

#[tokio::test]
async fn an_article_is_shown_with_what_is_around_it() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    let pay = category(&desk, "pay", "en").await;
    let text = "# First\n\nSome **bold** text.\n\n## Second\n\n|a|b|\n|-|-|\n|1|2|\n\n# Third\n\n\
                ![A picture](https://acme.test/a.png)\n\n```\nlet x = 1;\n```\n\n\
                <script>alert(1)</script> [bad](javascript:alert(1))";
    let more = json!({
        "content": text, "category_id": pay, "slug": "how", "meta": { "description": "In short" }
    });
    let made = article(&desk, "How <b>to</b> pay", more).await;
    article(&desk, "Another", json!({ "category_id": pay })).await;
    let german = json!({ "locale": "de", "slug": "wie", "associated_article_id": made["id"] });
    article(&desk, "Wie", german).await;

    let shown = page(&desk, "/hc/help/articles/how").await;

    has(
        &shown,
        &[
            "<title>How &lt;b&gt;to&lt;/b&gt; pay | Acme help</title>",
            "<h1>How &lt;b&gt;to&lt;/b&gt; pay</h1>",
            "<meta name=\"description\" content=\"In short\">",
            "<link rel=\"canonical\" href=\"http://127.0.0.1:3000/hc/help/articles/how\">",
            "hreflang=\"de\" href=\"http://127.0.0.1:3000/hc/help/articles/wie\"",
            "<meta property=\"og:type\" content=\"article\">",
            "href=\"/hc/help/en/categories/pay\">pay</a>",
            "<a href=\"#s-first\">First</a>",
            "<h2 id=\"s-first\">First</h2>",
            "<h3 id=\"s-second\">Second</h3>",
            "<strong>bold</strong>",
            "<table>",
            "<img loading=\"lazy\" src=\"https://acme.test/a.png\" alt=\"A picture\"",
            "let x = 1;",
            "<time datetime=\"2026-02-03\">2026-02-03</time> · by Ada",
            "src=\"/hc/help/articles/how.png\" alt=\"\"",
            ">Another</a>",
        ],
    );
    assert!(!shown.text.contains("javascript:") && !shown.text.contains("alert(1)<"));
    let german = page(&desk, "/hc/help/articles/wie").await;
    has(
        &german,
        &["<html lang=\"de\" dir=\"ltr\">", "href=\"/hc/help/articles/how\"", "Startseite"],
    );
    desk.close().await;
}

#[tokio::test]
async fn readers_search_without_a_script() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    article(&desk, "Refunds", json!({ "content": "They **take** a week", "slug": "r" })).await;

    let found = page(&desk, "/hc/help/en/articles?query=refund+take").await;
    has(
        &found,
        &[
            "Search results",
            "href=\"/hc/help/articles/r\">Refunds</a>",
            "They take a week",
            "value=\"refund take\"",
            "<meta name=\"robots\" content=\"noindex\">",
        ],
    );
    let none = page(&desk, "/hc/help/en/articles?query=%22%3E%3Cscript%3Ealert(1)").await;
    has(&none, &["Nothing was found", "value=\"&quot;&gt;&lt;script&gt;alert(1)\""]);
    let all = page(&desk, "/hc/help/en/articles").await;
    has(&all, &[">Refunds</a>"]);
    desk.nobody().get("/hc/help/en/articles?query[]=x").await.refuses(&["query"]);
    desk.close().await;
}

#[tokio::test]
async fn a_plain_page_may_stand_in_that_of_others() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    article(&desk, "How", json!({ "slug": "how" })).await;

    let whole = page(&desk, "/hc/help/articles/how").await;
    let plain = page(&desk, "/hc/help/articles/how?show_plain_layout=true&theme=dark").await;

    assert!(whole.header("content-security-policy").ends_with("frame-ancestors 'none'"));
    assert!(plain.header("content-security-policy").ends_with("frame-ancestors *"));
    has(&plain, &["data-theme=\"dark\"", "<h1>How</h1>"]);
    assert!(!plain.text.contains("<header"));
    let odd = page(&desk, "/hc/help/articles/how?theme=%22%3E").await;
    assert!(!odd.text.contains("data-theme"), "only these two are known");
    desk.close().await;
}

#[tokio::test]
async fn what_is_missing_is_said_on_a_page() {
    let desk = Desk::open().await;
    shelf(&desk).await;

    let missing = desk.nobody().get("/hc/help/articles/none").await.is(404);
    has(&missing, &["There is nothing at this address", "role=\"search\"", "Handbook"]);
    let german = desk.nobody().get("/hc/help/de/categories/none").await.is(404);
    has(&german, &["Unter dieser Adresse gibt es nichts"]);
    let nowhere = desk.nobody().get("/hc/none/en").await.is(404);
    has(&nowhere, &["There is nothing at this address"]);
    assert_eq!(nowhere.header("content-type"), "text/html; charset=utf-8");
    desk.close().await;
}

#[tokio::test]
async fn search_engines_are_told_of_all_that_readers_are_led_to() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    article(&desk, "How", json!({ "slug": "größe" })).await;
    article(&desk, "Kayf", json!({ "slug": "kayf", "locale": "ar" })).await;

    let map = desk.nobody().get("/hc/help/sitemap.xml").await.is(200);

    assert_eq!(map.header("content-type"), "application/xml; charset=utf-8");
    let address = "<loc>http://127.0.0.1:3000/hc/help/articles/gr%C3%B6%C3%9Fe</loc>";
    has(&map, &[address, "<lastmod>2026-02-03</lastmod>"]);
    assert!(!map.text.contains("kayf"));
    page(&desk, "/hc/help/articles/gr%C3%B6%C3%9Fe").await;
    let style = desk.nobody().get("/hc/page.css").await.is(200);
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    desk.close().await;
}
