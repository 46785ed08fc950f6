//! Channels as clients see them: spread over the keys of their inbox (contract
//! `application-core.md`, 3.5).

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Channel, Secrets,
    email::{Authentication, EmailChannel, Passwords, VerifyMode},
    network::{self, Network},
    website::{ReplyTime, WebsiteChannel},
};
use crate::{id::AccountId, inboxes::Details, json::Object};

/// A channel as it is spread over the keys of its inbox.
pub struct Shown {
    pub website: Website,
    pub hmac_mandatory: Option<bool>,
    pub network: Addresses,
    pub keys: ChannelKeys,
}

/// What a network knows an inbox by, null for all other channels.
#[derive(Default)]
pub struct Addresses {
    pub callback_url: Option<String>,
    pub phone_number: Option<String>,
    pub messaging_service_sid: Option<String>,
}

/// The keys of a website's chat, null for all other channels.
#[derive(Default, JsonSchema, Serialize)]
pub struct Website {
    pub allowed_domains: Option<String>,
    pub widget_color: Option<String>,
    pub website_url: Option<String>,
    pub welcome_title: Option<String>,
    pub welcome_tagline: Option<String>,
    pub web_widget_script: Option<String>,
    pub website_token: Option<String>,
    pub selected_feature_flags: Option<Vec<&'static str>>,
    pub reply_time: Option<ReplyTime>,
}

/// The keys that only channels of one type have. Secrets are for administrators, and are not
/// there for others.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub enum ChannelKeys {
    Api {
        #[serde(skip_serializing_if = "Option::is_none")]
        hmac_token: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        secret: Option<String>,
        webhook_url: Option<String>,
        inbox_identifier: String,
        additional_attributes: Object,
    },
    Website {
        #[serde(skip_serializing_if = "Option::is_none")]
        hmac_token: Option<String>,
        pre_chat_form_enabled: bool,
        pre_chat_form_options: Object,
        continuity_via_email: bool,
    },
    Email {
        email: String,
        forwarding_enabled: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        forward_to_email: Option<String>,
        #[serde(flatten)]
        servers: Option<Box<MailServers>>,
    },
    Network {
        #[serde(flatten)]
        settings: Box<network::Settings>,
        #[serde(flatten)]
        secrets: Box<network::Secrets>,
    },
}

/// Where the mails of an inbox are fetched, and by what they leave.
#[derive(JsonSchema, Serialize)]
pub struct MailServers {
    imap_login: String,
    imap_password: String,
    imap_address: String,
    imap_port: i64,
    imap_enabled: bool,
    imap_enable_ssl: bool,
    smtp_login: String,
    smtp_password: String,
    smtp_address: String,
    smtp_port: i64,
    smtp_enabled: bool,
    smtp_domain: String,
    smtp_enable_ssl_tls: bool,
    smtp_enable_starttls_auto: bool,
    smtp_openssl_verify_mode: VerifyMode,
    smtp_authentication: Authentication,
    /// Told where somebody has to let us in again from time to time.
    #[serde(skip_serializing_if = "Option::is_none")]
    reauthorization_required: Option<bool>,
}

/// A channel by itself, as others than administrators may see it.
#[derive(Serialize)]
pub struct ChannelRow {
    id: i64,
    account_id: AccountId,
    #[serde(flatten)]
    website: Option<Website>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hmac_mandatory: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    messaging_service_sid: Option<String>,
    #[serde(flatten)]
    keys: ChannelKeys,
}

impl ChannelRow {
    pub fn of(account_id: AccountId, details: &Details) -> Self {
        let provider = details.inbox.provider.clone();
        let Shown { website, hmac_mandatory, network, keys } =
            Shown::of(details.channel.clone(), provider.as_deref(), None);
        ChannelRow {
            id: details.inbox.channel_id,
            account_id,
            website: matches!(keys, ChannelKeys::Website { .. }).then_some(website),
            hmac_mandatory,
            provider,
            phone_number: network.phone_number,
            messaging_service_sid: network.messaging_service_sid,
            keys,
        }
    }
}

impl Shown {
    /// `secrets` is what the reader is told besides, if they may be.
    pub fn of(channel: Channel, provider: Option<&str>, secrets: Option<Secrets>) -> Self {
        let tells = secrets.is_some();
        let nothing = |keys| Shown {
            website: Website::default(),
            hmac_mandatory: None,
            network: Addresses::default(),
            keys,
        };
        match channel {
            Channel::Api(api) => {
                let keys = ChannelKeys::Api {
                    hmac_token: tells.then_some(api.hmac_token),
                    secret: tells.then_some(api.secret),
                    webhook_url: api.webhook_url,
                    inbox_identifier: api.identifier,
                    additional_attributes: api.additional_attributes,
                };
                Shown { hmac_mandatory: Some(api.hmac_mandatory), ..nothing(keys) }
            }
            Channel::Website(channel) => {
                let keys = ChannelKeys::Website {
                    hmac_token: tells.then(|| channel.hmac_token.clone()),
                    pre_chat_form_enabled: channel.pre_chat_form_enabled,
                    pre_chat_form_options: channel.pre_chat_form_options.clone(),
                    continuity_via_email: channel.continuity_via_email,
                };
                let hmac_mandatory = Some(channel.hmac_mandatory);
                Shown { website: channel.into(), hmac_mandatory, ..nothing(keys) }
            }
            Channel::Email(channel) => nothing(ChannelKeys::Email {
                email: channel.email.clone(),
                forwarding_enabled: channel.forward_to_email.is_some(),
                forward_to_email: channel.forward_to_email.clone(),
                servers: secrets
                    .map(|secrets| Box::new(MailServers::of(*channel, provider, secrets.mail))),
            }),
            Channel::Network(channel) => {
                let told = secrets.map(|secrets| secrets.network).unwrap_or_default();
                let network = Addresses {
                    phone_number: channel.phone_number().map(str::to_owned),
                    messaging_service_sid: channel.messaging_service_sid().map(str::to_owned),
                    callback_url: channel.callback_url,
                };
                let keys = ChannelKeys::Network {
                    settings: Box::new(channel.settings),
                    secrets: Box::new(told.told_of(channel.network)),
                };
                Shown { network, ..nothing(keys) }
            }
        }
    }
}

impl From<WebsiteChannel> for Website {
    fn from(channel: WebsiteChannel) -> Self {
        Website {
            allowed_domains: Some(channel.allowed_domains),
            widget_color: Some(channel.widget_color),
            website_url: Some(channel.website_url),
            welcome_title: channel.welcome_title,
            welcome_tagline: channel.welcome_tagline,
            web_widget_script: Some(channel.script),
            website_token: Some(channel.website_token),
            selected_feature_flags: Some(channel.features.names()),
            reply_time: Some(channel.reply_time),
        }
    }
}

impl MailServers {
    fn of(channel: EmailChannel, provider: Option<&str>, passwords: Passwords) -> Self {
        let is_let_in_for_a_time = matches!(provider, Some("google" | "microsoft"))
            || channel.imap_address == "imap.gmail.com";
        MailServers {
            imap_login: channel.imap_login,
            imap_password: passwords.imap_password,
            imap_address: channel.imap_address,
            imap_port: channel.imap_port,
            imap_enabled: channel.imap_enabled,
            imap_enable_ssl: channel.imap_enable_ssl,
            smtp_login: channel.smtp_login,
            smtp_password: passwords.smtp_password,
            smtp_address: channel.smtp_address,
            smtp_port: channel.smtp_port,
            smtp_enabled: channel.smtp_enabled,
            smtp_domain: channel.smtp_domain,
            smtp_enable_ssl_tls: channel.smtp_enable_ssl_tls,
            smtp_enable_starttls_auto: channel.smtp_enable_starttls_auto,
            smtp_openssl_verify_mode: channel.smtp_openssl_verify_mode,
            smtp_authentication: channel.smtp_authentication,
            reauthorization_required: is_let_in_for_a_time.then_some(false),
        }
    }
}

impl network::Secrets {
    /// Those of which administrators are told.
    fn told_of(self, network: Network) -> Self {
        let none = network::Secrets::default();
        match network {
            Network::Twilio => network::Secrets {
                auth_token: self.auth_token,
                account_sid: self.account_sid,
                ..none
            },
            Network::Whatsapp => network::Secrets { provider_config: self.provider_config, ..none },
            _ => none,
        }
    }
}
