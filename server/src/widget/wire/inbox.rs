//! What the chat is told of its inbox.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    actor::Availability,
    agents::Agent,
    config,
    help_center::portals::Portal,
    id::{CampaignNumber, ContactId, PortalId, UserId},
    inboxes::{channel::website::ReplyTime, hours::Day},
    json::Object,
    links::Avatar,
    messages::{senders::Sender, wire::SenderJson},
    visitors::view::Profile,
    widget::site::{Shown, Site},
};

/// The languages that the chat speaks.
const LANGUAGES: [(&str, &str); 9] = [
    ("English (en)", "en"),
    ("العربية (ar)", "ar"),
    ("Deutsch (de)", "de"),
    ("Español (es)", "es"),
    ("Français (fr)", "fr"),
    ("हिन्दी (hi)", "hi"),
    ("日本語 (ja)", "ja"),
    ("Português Brasileiro (pt-BR)", "pt_BR"),
    ("中文 (zh-CN)", "zh_CN"),
];

/// What a page of the chat finds in `window.chatwootWebChannel`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebChannel {
    avatar_url: Avatar,
    has_a_connected_agent_bot: String,
    locale: String,
    website_name: String,
    website_token: String,
    welcome_tagline: Option<String>,
    welcome_title: Option<String>,
    widget_color: String,
    portal: Option<HelpCenter>,
    enabled_features: Vec<&'static str>,
    enabled_languages: Vec<Language>,
    reply_time: ReplyTime,
    pre_chat_form_enabled: bool,
    pre_chat_form_options: Object,
    working_hours_enabled: bool,
    csat_survey_enabled: bool,
    working_hours: Vec<Day>,
    out_of_office_message: Option<String>,
    utc_offset: String,
    timezone: String,
    allow_messages_after_resolved: bool,
    disable_branding: bool,
}

/// The same, as programs ask for it.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct ChannelConfig {
    allow_messages_after_resolved: bool,
    api_host: String,
    auth_token: String,
    avatar_url: Avatar,
    csat_survey_enabled: bool,
    disable_branding: bool,
    enabled_features: Vec<&'static str>,
    enabled_languages: Vec<Language>,
    locale: String,
    out_of_office_message: Option<String>,
    portal: Option<HelpCenter>,
    pre_chat_form_enabled: bool,
    pre_chat_form_options: Object,
    reply_time: ReplyTime,
    timezone: String,
    utc_off_set: String,
    website_name: String,
    website_token: String,
    welcome_tagline: Option<String>,
    welcome_title: Option<String>,
    widget_color: String,
    working_hours: Vec<Day>,
    working_hours_enabled: bool,
}

/// A help center, as far as the chat leads there.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "WidgetPortal")]
pub struct HelpCenter {
    id: PortalId,
    name: String,
    slug: String,
    custom_domain: Option<String>,
    color: String,
    homepage_link: Option<String>,
    page_title: Option<String>,
    header_text: Option<String>,
    config: HelpCenterConfig,
    archived: bool,
    channel_web_widget_id: Option<i64>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct HelpCenterConfig {
    allowed_locales: Vec<String>,
    default_locale: String,
    draft_locales: Vec<String>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Language {
    name: &'static str,
    iso_639_1_code: &'static str,
}

/// What holds for the installation as a whole.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Installation {
    logo_thumbnail: &'static str,
    brand_name: String,
    widget_brand_url: String,
    direct_uploads_enabled: bool,
    maximum_file_upload_size: u64,
    #[serde(rename = "INSTALLATION_NAME")]
    name: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Config {
    pub website_channel_config: ChannelConfig,
    pub contact: ConfigContact,
    pub global_config: Installation,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct ConfigContact {
    email: Option<String>,
    id: ContactId,
    identifier: Option<String>,
    name: String,
    phone_number: Option<String>,
    pubsub_token: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Member {
    id: UserId,
    name: String,
    avatar_url: Avatar,
    availability_status: Availability,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "WidgetCampaign")]
pub struct Campaign {
    id: CampaignNumber,
    trigger_rules: Object,
    trigger_only_during_business_hours: bool,
    message: String,
    sender: Option<SenderJson>,
}

fn languages() -> Vec<Language> {
    LANGUAGES.map(|(name, iso_639_1_code)| Language { name, iso_639_1_code }).into()
}

impl From<Site> for WebChannel {
    fn from(site: Site) -> Self {
        let Site { details, channel, locale, portal, bot, utc_offset, is_unbranded, base: _ } =
            site;
        let settings = details.inbox.settings;
        WebChannel {
            avatar_url: details.inbox.avatar,
            has_a_connected_agent_bot: bot.unwrap_or_default(),
            locale,
            website_name: settings.name,
            website_token: channel.website_token,
            welcome_tagline: channel.welcome_tagline,
            welcome_title: channel.welcome_title,
            widget_color: channel.widget_color,
            portal: portal.map(HelpCenter::from),
            enabled_features: channel.features.names(),
            enabled_languages: languages(),
            reply_time: channel.reply_time,
            pre_chat_form_enabled: channel.pre_chat_form_enabled,
            pre_chat_form_options: channel.pre_chat_form_options,
            working_hours_enabled: settings.working_hours_enabled,
            csat_survey_enabled: settings.csat_survey_enabled,
            working_hours: details.working_hours,
            out_of_office_message: settings.out_of_office_message,
            utc_offset,
            timezone: settings.timezone,
            allow_messages_after_resolved: settings.allow_messages_after_resolved,
            disable_branding: is_unbranded,
        }
    }
}

impl ChannelConfig {
    pub fn of(site: Site, auth_token: String) -> Self {
        let Site { details, channel, locale, portal, bot: _, utc_offset, is_unbranded, base } =
            site;
        let settings = details.inbox.settings;
        ChannelConfig {
            allow_messages_after_resolved: settings.allow_messages_after_resolved,
            api_host: base,
            auth_token,
            avatar_url: details.inbox.avatar,
            csat_survey_enabled: settings.csat_survey_enabled,
            disable_branding: is_unbranded,
            enabled_features: channel.features.names(),
            enabled_languages: languages(),
            locale,
            out_of_office_message: settings.out_of_office_message,
            portal: portal.map(HelpCenter::from),
            pre_chat_form_enabled: channel.pre_chat_form_enabled,
            pre_chat_form_options: channel.pre_chat_form_options,
            reply_time: channel.reply_time,
            timezone: settings.timezone,
            utc_off_set: utc_offset,
            website_name: settings.name,
            website_token: channel.website_token,
            welcome_tagline: channel.welcome_tagline,
            welcome_title: channel.welcome_title,
            widget_color: channel.widget_color,
            working_hours: details.working_hours,
            working_hours_enabled: settings.working_hours_enabled,
        }
    }
}

impl From<Portal> for HelpCenter {
    fn from(portal: Portal) -> Self {
        HelpCenter {
            id: portal.id,
            color: portal.color().to_owned(),
            name: portal.name,
            slug: portal.slug,
            custom_domain: portal.custom_domain,
            homepage_link: portal.homepage_link,
            page_title: portal.page_title,
            header_text: portal.header_text,
            config: HelpCenterConfig {
                allowed_locales: portal.locales.allowed_locales,
                default_locale: portal.locales.default_locale,
                draft_locales: portal.locales.draft_locales,
            },
            archived: portal.archived,
            channel_web_widget_id: portal.website_channel_id,
        }
    }
}

impl Installation {
    pub fn of(config: &config::Config) -> Self {
        let config::Widget { brand_name, brand_url, .. } = config.widget.clone();
        Installation {
            logo_thumbnail: "",
            name: brand_name.clone(),
            brand_name,
            widget_brand_url: brand_url,
            direct_uploads_enabled: false,
            maximum_file_upload_size: config.files.max_megabytes,
        }
    }
}

impl From<Profile> for ConfigContact {
    fn from(profile: Profile) -> Self {
        let Profile { contact, known, .. } = profile;
        ConfigContact {
            email: contact.email,
            id: contact.id,
            identifier: contact.identifier,
            name: contact.name,
            phone_number: contact.phone_number,
            pubsub_token: known.pubsub_token,
        }
    }
}

impl From<Agent> for Member {
    fn from(agent: Agent) -> Self {
        Member {
            id: agent.id,
            name: agent.available_name().to_owned(),
            availability_status: agent.availability_status,
            avatar_url: agent.avatar,
        }
    }
}

impl From<Shown> for Campaign {
    fn from(shown: Shown) -> Self {
        let Shown { campaign, sender } = shown;
        Campaign {
            id: campaign.number,
            trigger_rules: campaign.trigger_rules,
            trigger_only_during_business_hours: campaign.trigger_only_during_business_hours,
            message: campaign.message,
            sender: sender.map(|agent| Sender::from(agent).unseen().into()),
        }
    }
}
