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

#[tokio::test]
async fn a_text_that_is_nested_without_end_is_shown_and_found() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    let deep = format!("{} bottom", ">".repeat(19_990));
    article(&desk, "Deep", json!({ "content": deep, "slug": "deep" })).await;
    article(&desk, "Many", json!({ "content": "# a\n".repeat(5_000), "slug": "many" })).await;

    has(&page(&desk, "/hc/help/articles/deep").await, &["<p>bottom</p>"]);
    has(&page(&desk, "/hc/help/en/articles?query=bottom").await, &["<p>bottom</p>"]);
    let found = desk.nobody().get("/hc/help/en/articles.json?query=bottom").await.is(200);
    assert_eq!(found.body["payload"][0]["content"], "bottom");
    let many = page(&desk, "/hc/help/articles/many").await;
    has(&many, &["id=\"s-a-300\""]);
    assert!(!many.text.contains("s-a-301"));
    desk.close().await;
}

#[tokio::test]
async fn what_a_page_leads_to_looks_the_same() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    let pay = category(&desk, "pay", "en").await;
    article(&desk, "How", json!({ "category_id": pay, "slug": "how" })).await;
    article(&desk, "Why", json!({ "category_id": pay, "slug": "why" })).await;
    let wishes = "show_plain_layout=true&theme=dark";
    let escaped = wishes.replace('&', "&amp;");

    // A redirect is followed.
    let home = page(&desk, &format!("/hc/help?{wishes}")).await;
    let link = format!("/hc/help/articles/how?{escaped}");
    has(
        &home,
        &[
            "data-theme=\"dark\"",
            &format!("href=\"{link}\""),
            &format!("href=\"/hc/help/en/categories/pay?{escaped}\""),
        ],
    );
    assert!(!home.text.contains("<header"));
    let followed = page(&desk, &link.replace("&amp;", "&")).await;
    assert!(!followed.text.contains("<header"));
    has(&followed, &["data-theme=\"dark\"", "<h1>How</h1>"]);
    let found = page(&desk, &format!("/hc/help/en/articles?query=why&{wishes}")).await;
    has(
        &found,
        &[
            "<input type=\"hidden\" name=\"show_plain_layout\" value=\"true\">",
            "<input type=\"hidden\" name=\"theme\" value=\"dark\">",
            &format!("href=\"/hc/help/articles/why?{escaped}\""),
        ],
    );
    let dark = page(&desk, "/hc/help/articles/how?theme=dark").await;
    has(
        &dark,
        &[
            "href=\"/hc/help/articles/why?theme=dark\"",
            "href=\"/hc/help/de?theme=dark\" hreflang=\"de\"",
            "<link rel=\"canonical\" href=\"http://127.0.0.1:3000/hc/help/articles/how\">",
        ],
    );
    desk.close().await;
}

#[tokio::test]
async fn a_long_category_is_read_page_by_page() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    let pay = category(&desk, "pay", "en").await;
    for number in 1..=51 {
        let more = json!({ "category_id": pay, "slug": format!("a{number}") });
        article(&desk, &format!("Article {number}"), more).await;
    }

    let path = "/hc/help/en/categories/pay";
    let first = page(&desk, path).await;
    has(&first, &[">Article 50<", "rel=\"next\" href=\"/hc/help/en/categories/pay?page=2\">Next"]);
    assert!(!first.text.contains(">Article 51<") && !first.text.contains("rel=\"prev\""));
    let second = page(&desk, &format!("{path}?page=2&theme=dark")).await;
    has(&second, &[">Article 51<", "href=\"/hc/help/en/categories/pay?page=1&amp;theme=dark\""]);
    assert!(!second.text.contains(">Article 50<") && !second.text.contains("rel=\"next\""));
    let found = page(&desk, "/hc/help/en/articles?query=article&page=3").await;
    has(&found, &["href=\"/hc/help/en/articles?query=article&amp;page=2\""]);
    let home = page(&desk, "/hc/help/en").await;
    has(&home, &[">Article 5<", "Show all (51)"]);
    desk.close().await;
}

#[tokio::test]
async fn search_engines_are_led_to_translations_and_to_no_draft_of_a_language() {
    let desk = Desk::open().await;
    shelf(&desk).await;
    article(&desk, "How", json!({ "slug": "how" })).await;
    article(&desk, "Kayf", json!({ "slug": "kayf", "locale": "ar" })).await;

    let alone = page(&desk, "/hc/help/articles/how").await;
    assert!(!alone.text.contains("rel=\"alternate\""), "{}", alone.text);
    let draft = page(&desk, "/hc/help/articles/kayf").await;
    has(&draft, &["<meta name=\"robots\" content=\"noindex\">"]);
    assert!(!draft.text.contains("rel=\"canonical\""));
    desk.close().await;
}
