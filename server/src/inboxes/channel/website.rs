//! The channel of a website: a chat that its pages show, by a script of ours.

use db::{FromRow, Row, Tx, args, sql};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{OF_WEBSITE, pre_chat};
use crate::{
    error::{Problems, Result},
    id::{self, AccountId, InboxId},
    json::Object,
    links::Links,
    patch::Patch,
    validate::{LONG, SHORT},
    work::Work,
};

#[derive(Clone, Debug)]
pub struct WebsiteChannel {
    pub id: i64,
    /// Public: what the pages name the inbox by.
    pub website_token: String,
    pub website_url: String,
    pub widget_color: String,
    pub welcome_title: Option<String>,
    pub welcome_tagline: Option<String>,
    pub reply_time: ReplyTime,
    pub pre_chat_form_enabled: bool,
    pub pre_chat_form_options: Object,
    /// Whether visitors who have left are answered by mail.
    pub continuity_via_email: bool,
    /// Signs the identity of visitors.
    pub hmac_token: String,
    pub hmac_mandatory: bool,
    /// The sites that may show the chat, with commas between them; all, if there are none.
    pub allowed_domains: String,
    pub features: Features,
    /// What a page is to hold so that it shows the chat. Made out when the row is read.
    pub script: String,
}

/// After how long visitors are told that they can expect an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyTime {
    FewMinutes,
    FewHours,
    Day,
}

/// Something that a chat can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    Attachments,
    EmojiPicker,
    EndConversation,
    InboxAvatarForBot,
    MobileWebview,
}

crate::stored! {
    ReplyTime { FewMinutes = 0 "in_a_few_minutes", FewHours = 1 "in_a_few_hours", Day = 2 "in_a_day" }
    Feature {
        Attachments = 0 "attachments", EmojiPicker = 1 "emoji_picker", EndConversation = 2 "end_conversation", InboxAvatarForBot = 3 "use_inbox_avatar_for_bot", MobileWebview = 4 "allow_mobile_webview"
    }
}

/// What a chat offers: a bit for each feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features(i64);

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct WebsiteChange {
    pub website_url: Option<String>,
    pub widget_color: Option<String>,
    pub welcome_title: Patch<String>,
    pub welcome_tagline: Patch<String>,
    pub reply_time: Option<ReplyTime>,
    pub pre_chat_form_enabled: Option<bool>,
    pub pre_chat_form_options: Option<pre_chat::Form>,
    pub continuity_via_email: Option<bool>,
    pub hmac_mandatory: Option<bool>,
    pub allowed_domains: Patch<String>,
    pub selected_feature_flags: Option<Vec<Feature>>,
}

/// Characters of the name of a host, with room for a port.
const DOMAIN: usize = 260;

const BLUE: &str = "#1f93ff";

impl Features {
    fn of(features: &[Feature]) -> Self {
        Features(features.iter().fold(0, |bits, feature| bits | 1 << i64::from(*feature)))
    }

    pub fn have(self, feature: Feature) -> bool {
        self.0 & 1 << i64::from(feature) != 0
    }

    /// The features that are offered, in the order of their bits.
    pub fn names(self) -> Vec<&'static str> {
        let all = Feature::NAMED.iter().filter(|(_, feature)| self.have(*feature));
        all.map(|(name, _)| *name).collect()
    }
}

impl Default for Features {
    fn default() -> Self {
        Features::of(&[Feature::Attachments, Feature::EmojiPicker, Feature::EndConversation])
    }
}

pub async fn create(work: &mut Work<'_>, new: &WebsiteChange) -> Result<WebsiteChannel> {
    let blank = WebsiteChannel {
        id: 0,
        website_token: id::token(),
        website_url: String::new(),
        widget_color: BLUE.to_owned(),
        welcome_title: None,
        welcome_tagline: None,
        reply_time: ReplyTime::FewMinutes,
        pre_chat_form_enabled: false,
        pre_chat_form_options: pre_chat::Form::default().kept()?,
        continuity_via_email: true,
        hmac_token: id::token(),
        hmac_mandatory: false,
        allowed_domains: String::new(),
        features: Features::default(),
        script: String::new(),
    };
    let channel = blank.changed(new)?;
    Ok(WebsiteChannel { id: insert(work, &channel).await?, ..channel })
}

pub async fn update(
    work: &mut Work<'_>,
    channel: WebsiteChannel,
    change: &WebsiteChange,
) -> Result<()> {
    Ok(store(work, &channel.changed(change)?).await?)
}

impl WebsiteChannel {
    fn changed(self, change: &WebsiteChange) -> Result<Self> {
        let features = change.selected_feature_flags.as_deref().map(Features::of);
        let form = change.pre_chat_form_options.as_ref().map(pre_chat::Form::kept);
        let domains = change.allowed_domains.clone().over(Some(self.allowed_domains));
        let channel = WebsiteChannel {
            website_url: change.website_url.clone().unwrap_or(self.website_url),
            widget_color: change.widget_color.clone().unwrap_or(self.widget_color),
            welcome_title: change.welcome_title.clone().over(self.welcome_title),
            welcome_tagline: change.welcome_tagline.clone().over(self.welcome_tagline),
            reply_time: change.reply_time.unwrap_or(self.reply_time),
            pre_chat_form_enabled: change
                .pre_chat_form_enabled
                .unwrap_or(self.pre_chat_form_enabled),
            pre_chat_form_options: form.transpose()?.unwrap_or(self.pre_chat_form_options),
            continuity_via_email: change.continuity_via_email.unwrap_or(self.continuity_via_email),
            hmac_mandatory: change.hmac_mandatory.unwrap_or(self.hmac_mandatory),
            allowed_domains: domains.unwrap_or_default(),
            features: features.unwrap_or(self.features),
            ..self
        };
        channel.check()?;
        Ok(channel)
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.present("website_url", &self.website_url);
        problems.at_most("website_url", &self.website_url, SHORT);
        if !self.website_url.trim().is_empty() && !is_site(&self.website_url) {
            problems.add("website_url", "is invalid");
        }
        if !is_color(&self.widget_color) {
            problems.add("widget_color", "must be a color such as #1f93ff");
        }
        problems.at_most_if("welcome_title", self.welcome_title.as_deref(), SHORT);
        problems.at_most_if("welcome_tagline", self.welcome_tagline.as_deref(), SHORT);
        problems.at_most("allowed_domains", &self.allowed_domains, LONG);
        let mut domains = self.allowed_domains.split(',').map(str::trim);
        if !domains.all(|domain| domain.is_empty() || is_domain(domain)) {
            problems.add("allowed_domains", "must be domains with commas between them");
        }
        problems.check()
    }

    fn linked(self, links: &Links) -> Self {
        let script = script(links.base(), &self.website_token);
        WebsiteChannel { script, ..self }
    }
}

/// Whether this is the address of a site, as people write them: with or without `https://`.
fn is_site(text: &str) -> bool {
    let is_whole = text.starts_with("https://") || text.starts_with("http://");
    let whole = if is_whole { text.to_owned() } else { format!("https://{text}") };
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let is_of_the_web = is_whole || !text.contains("://");
    is_plain && is_of_the_web && outbound::Url::parse(&whole).is_ok_and(|url| url.has_host())
}

/// Whether this is a color that can stand in a style sheet.
fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 4 | 6 | 8)
            && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// Whether this can stand in a header that says who may show a page.
fn is_domain(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = host.unwrap_or(text).trim_end_matches('/');
    let may_be = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '*' | ':' | '_');
    !host.is_empty() && host.len() <= DOMAIN && host.chars().all(may_be)
}

/// What a page is to hold so that it shows the chat.
fn script(base: &str, token: &str) -> String {
    format!(
        "<script>
  (function (page) {{
    var address = \"{base}\";
    var script = page.createElement(\"script\");
    script.src = address + \"/packs/js/sdk.js\";
    script.async = true;
    script.onload = function () {{
      window.chatwootSDK.run({{ websiteToken: \"{token}\", baseUrl: address }});
    }};
    page.head.appendChild(script);
  }})(document);
</script>
"
    )
}

impl db::FromCell for Features {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        i64::from_cell(cell).map(Features)
    }
}

const COLUMNS: &str = "id, website_token, website_url, widget_color, welcome_title,
    welcome_tagline, reply_time, pre_chat_form_enabled, pre_chat_form_options,
    continuity_via_email, hmac_token, hmac_mandatory, allowed_domains, features";

impl FromRow for WebsiteChannel {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(WebsiteChannel {
            id: row.take()?,
            website_token: row.take()?,
            website_url: row.take()?,
            widget_color: row.take()?,
            welcome_title: row.take()?,
            welcome_tagline: row.take()?,
            reply_time: row.take()?,
            pre_chat_form_enabled: row.take()?,
            pre_chat_form_options: row.take()?,
            continuity_via_email: row.take()?,
            hmac_token: row.take()?,
            hmac_mandatory: row.take()?,
            allowed_domains: row.take()?,
            features: row.take()?,
            script: String::new(),
        })
    }
}

/// Those with these ids, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<WebsiteChannel>> {
    let sql = sql!("select {COLUMNS} from website_channels where account_id = $1 and id = any($2)");
    let channels = work.tx.all::<WebsiteChannel>(sql, args![work.account, ids]).await?;
    Ok(channels.into_iter().map(|channel| channel.linked(&work.links)).collect())
}

/// What the chat of an inbox offers.
pub async fn features_of(work: &mut Work<'_>, inbox: InboxId) -> db::Result<Option<Features>> {
    let sql = sql!("select website_channels.features {OF_WEBSITE}");
    let found = work.tx.first::<(Features,)>(sql, args![work.account, inbox]).await?;
    Ok(found.map(|(features,)| features))
}

/// The channel of the oldest website there is, in an account that is in use.
pub async fn oldest(tx: &mut Tx, links: &Links) -> db::Result<Option<WebsiteChannel>> {
    let sql = sql!(
        "select {COLUMNS} from website_channels
         where exists (select 1 from accounts where accounts.id = website_channels.account_id
           and accounts.status = 0 and accounts.doomed_at is null)
         order by id limit 1"
    );
    let channel: Option<WebsiteChannel> = tx.first(sql, args![]).await?;
    Ok(channel.map(|channel| channel.linked(links)))
}

/// An account, its inbox, what signs the identity of visitors there, and whether that is asked for.
pub type Entry = (AccountId, InboxId, String, bool);

const ENTRY: &str = "select inboxes.account_id, inboxes.id, website_channels.hmac_token,
      website_channels.hmac_mandatory
    from website_channels join inboxes on inboxes.channel_id = website_channels.id
      and inboxes.channel_type = 'Channel::WebWidget'
      and inboxes.account_id = website_channels.account_id";

/// The inbox that pages name by this token.
pub async fn by_token(tx: &mut Tx, token: &str) -> db::Result<Option<Entry>> {
    let sql = sql!("{ENTRY} where website_channels.website_token = $1");
    tx.first(sql, args![token]).await
}

/// The same, of an inbox.
pub async fn by_inbox(tx: &mut Tx, inbox: InboxId) -> db::Result<Option<Entry>> {
    let sql = sql!("{ENTRY} where inboxes.id = $1");
    tx.first(sql, args![inbox]).await
}

async fn insert(work: &mut Work<'_>, channel: &WebsiteChannel) -> db::Result<i64> {
    let sql = sql!(
        "insert into website_channels (account_id, website_token, website_url, widget_color,
           pre_chat_form_options, hmac_token, features, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning id"
    );
    let args = args![
        work.account,
        &channel.website_token,
        &channel.website_url,
        &channel.widget_color,
        &channel.pre_chat_form_options,
        &channel.hmac_token,
        channel.features.0,
        work.now,
    ];
    let (id,) = work.tx.one::<(i64,)>(sql, args).await?;
    store(work, &WebsiteChannel { id, ..channel.clone() }).await?;
    Ok(id)
}

async fn store(work: &mut Work<'_>, channel: &WebsiteChannel) -> db::Result<()> {
    let sql = sql!(
        "update website_channels set website_url = $3, widget_color = $4, welcome_title = $5,
           welcome_tagline = $6, reply_time = $7, pre_chat_form_enabled = $8,
           pre_chat_form_options = $9, continuity_via_email = $10, hmac_mandatory = $11,
           allowed_domains = $12, features = $13, updated_at = $14
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        channel.id,
        &channel.website_url,
        &channel.widget_color,
        &channel.welcome_title,
        &channel.welcome_tagline,
        channel.reply_time,
        channel.pre_chat_form_enabled,
        &channel.pre_chat_form_options,
        channel.continuity_via_email,
        channel.hmac_mandatory,
        &channel.allowed_domains,
        channel.features.0,
        work.now,
    ];
    work.tx.push(sql, args).await
}

/// Removes the channel of an inbox that is gone.
pub async fn delete(work: &mut Work<'_>, id: i64) -> db::Result<()> {
    let sql = sql!("delete from website_channels where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

#[cfg(test)]
mod tests {
    use super::{is_color, is_domain, is_site};

    #[test]
    fn sites_colors_and_domains_are_told_from_what_would_do_harm() {
        for site in ["https://acme.test", "http://acme.test:8080/shop", "acme.test", "localhost"] {
            assert!(is_site(site), "{site}");
        }
        for harm in ["javascript:alert(1)", "https://", "ftp://acme.test", "acme test", "a\nb"] {
            assert!(!is_site(harm), "{harm}");
        }
        assert!(is_color("#fff") && is_color("#1f93ff") && is_color("#1F93FF80"));
        assert!(!is_color("red") && !is_color("#12") && !is_color("#fff;}") && !is_color(""));
        for domain in ["acme.test", "*.acme.test", "https://acme.test:8443", "http://localhost/"] {
            assert!(is_domain(domain), "{domain}");
        }
        for harm in ["a; script-src *", "a b", "a\r\nX: y", "'self'", "data:;x", "ä.test"] {
            assert!(!is_domain(harm), "{harm}");
        }
    }
}
