//! Settings: `config.default.toml`, then a file, then the environment ([`sources`]).
//!
//! The defaults file is also the list of what can be set: a key it does not have is
//! refused by name, and a value must be of the type that the default has.

mod conversations;
mod environment;
mod mail;
mod sources;
mod throttle;
mod values;
mod widget;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde::Deserialize;

use self::values::{days, each_seconds, seconds};
pub use self::{
    conversations::Conversations,
    mail::{Mail, SmtpAuthentication, SmtpTls, Verify},
    sources::ConfigError,
    throttle::{Networks, Throttle},
    values::Secret,
    widget::Widget,
};

/// Megabytes that a file may be allowed to have.
const MOST_MEGABYTES: u64 = 5_000;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub files: Files,
    pub contacts: Contacts,
    pub conversations: Conversations,
    pub mail: Mail,
    pub sign_up: SignUp,
    pub widget: Widget,
    pub platform: Platform,
    pub throttle: Throttle,
    pub webhooks: Webhooks,
    pub events: Events,
    pub audit: Audit,
    pub presence: Presence,
    pub outbound: Outbound,
    pub push: Push,
    pub metrics: Metrics,
    pub log: Log,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub bind: SocketAddr,
    pub frontend_url: String,
    pub trusted_proxies: Networks,
    pub api_cors: bool,
    pub max_body_bytes: usize,
    #[serde(deserialize_with = "seconds")]
    pub request_timeout: Duration,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub data_dir: PathBuf,
    pub url: Secret,
    pub connections: usize,
    pub ca_file: PathBuf,
    pub durability: Durability,
}

/// What customers and members send along with what they say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    pub service: FileService,
    pub bucket: String,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: Secret,
    pub endpoint: String,
    pub force_path_style: bool,
    pub max_megabytes: u64,
}

/// Tables of contacts that are brought and wanted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    pub max_import_megabytes: u64,
    #[serde(deserialize_with = "days")]
    pub keep_files_days: Duration,
}

/// Where files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileService {
    /// In the data folder.
    Local,
    Amazon,
    /// A server that speaks like Amazon's.
    S3Compatible,
}

/// Whether people may open accounts by themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    pub enabled: SignUps,
    pub api_only_server: bool,
    pub blocked_domains: String,
}

/// What platform apps may do beside what they always may.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    pub email_channel_migration: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUps {
    False,
    True,
    /// As true, and nobody has to confirm their address first.
    ApiOnly,
}

impl SignUp {
    pub fn is_open(&self) -> bool {
        self.enabled != SignUps::False
    }

    /// Whether those who sign up are let in before they have confirmed their address.
    pub fn lets_in_at_once(&self) -> bool {
        self.api_only_server || self.enabled == SignUps::ApiOnly
    }

    /// Whether an address is in a domain whose people may not sign up.
    pub fn is_blocked(&self, email: &str) -> bool {
        let domain = email.rsplit('@').next().unwrap_or_default();
        let mut blocked = self.blocked_domains.split([',', ' ', '\n']).map(str::trim);
        blocked.any(|blocked| !blocked.is_empty() && blocked.eq_ignore_ascii_case(domain))
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    pub require_https: bool,
    #[serde(deserialize_with = "seconds")]
    pub timeout: Duration,
    #[serde(deserialize_with = "each_seconds")]
    pub retry_after: Vec<Duration>,
    #[serde(deserialize_with = "days")]
    pub disable_after: Duration,
    #[serde(deserialize_with = "days")]
    pub keep_days: Duration,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    #[serde(deserialize_with = "days")]
    pub keep_days: Duration,
}

/// Who has changed what, and who has signed in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    #[serde(deserialize_with = "days")]
    pub keep_days: Duration,
}

/// Messages to browsers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    pub vapid_private_key: Secret,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    pub allow_private_urls: bool,
}

/// For how long somebody is there after they have said so.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    #[serde(deserialize_with = "seconds")]
    pub members: Duration,
    #[serde(deserialize_with = "seconds")]
    pub contacts: Duration,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    pub token: Secret,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub filter: String,
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    Full,
    Normal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Auto,
    Text,
    Json,
}

impl FileService {
    pub fn as_str(self) -> &'static str {
        match self {
            FileService::Local => "local",
            FileService::Amazon => "amazon",
            FileService::S3Compatible => "s3_compatible",
        }
    }
}

impl Config {
    /// The database file, when the embedded database is used.
    pub fn database_file(&self) -> PathBuf {
        self.database.data_dir.join("frontdesk.db")
    }

    /// The folder of what was sent along, when files are kept in a folder.
    pub fn files_folder(&self) -> PathBuf {
        self.database.data_dir.join("files")
    }

    /// Where the data are, said to people.
    pub fn database_place(&self) -> String {
        if self.database.url.reveal().is_empty() {
            self.database_file().display().to_string()
        } else {
            "the PostgreSQL database of DATABASE_URL".to_owned()
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let url = &self.server.frontend_url;
        if !crate::validate::is_web_url(url) {
            return Err(ConfigError(format!(
                "server.frontend_url: \"{url}\" is not an http or https address"
            )));
        }
        if self.webhooks.timeout.is_zero() {
            return Err(ConfigError("webhooks.timeout must be at least a second".to_owned()));
        }
        let files = &self.files;
        let needed = [
            ("bucket", files.service != FileService::Local && files.bucket.is_empty()),
            ("endpoint", files.service == FileService::S3Compatible && files.endpoint.is_empty()),
        ];
        if let Some((name, _)) = needed.iter().find(|(_, is_missing)| *is_missing) {
            return Err(ConfigError(format!("files.{name} is needed where files are kept at S3")));
        }
        if !(1..=MOST_MEGABYTES).contains(&files.max_megabytes) {
            return Err(ConfigError(format!(
                "files.max_megabytes must be between 1 and {MOST_MEGABYTES}"
            )));
        }
        if !(1..=MOST_MEGABYTES).contains(&self.contacts.max_import_megabytes) {
            return Err(ConfigError(format!(
                "contacts.max_import_megabytes must be between 1 and {MOST_MEGABYTES}"
            )));
        }
        self.widget.check()?;
        self.conversations.check()?;
        for (name, kept) in [
            ("webhooks.keep_days", self.webhooks.keep_days),
            ("events.keep_days", self.events.keep_days),
            ("contacts.keep_files_days", self.contacts.keep_files_days),
        ] {
            if kept.is_zero() {
                return Err(ConfigError(format!("{name} must be at least 1")));
            }
        }
        Ok(())
    }
}

impl Default for Config {
    fn default() -> Self {
        Config::load(None, []).expect("the defaults are valid")
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, SmtpTls, environment::VARIABLES, sources::defaults};

    fn with(name: &str, value: &str) -> Result<Config, String> {
        let environment = [(name.to_owned(), value.to_owned())];
        Config::load(None, environment).map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_goes_before_the_defaults() {
        let config = with("FRONTDESK_BIND", "0.0.0.0:80").unwrap();
        assert_eq!(config.server.bind.port(), 80);
        assert_eq!(config.server.frontend_url, "http://127.0.0.1:80");
        assert_eq!(Config::default().server.frontend_url, "http://127.0.0.1:3000");
    }

    #[test]
    fn what_is_not_known_or_not_understood_is_refused_by_name() {
        let unknown = with("FRONTDESK_BIMD", "x").unwrap_err();
        assert_eq!(unknown, "unknown environment variable FRONTDESK_BIMD");
        let wrong = with("FRONTDESK_DATABASE_CONNECTIONS", "many").unwrap_err();
        assert_eq!(wrong, "FRONTDESK_DATABASE_CONNECTIONS must be integer, not \"many\"");
        assert!(with("FRONTDESK_BIND", "nowhere").unwrap_err().starts_with("server.bind: "));
        assert!(with("FRONTEND_URL", "chat").unwrap_err().contains("server.frontend_url"));
        let nothing = with("FRONTDESK_EVENTS_KEEP_DAYS", "0").unwrap_err();
        assert_eq!(nothing, "events.keep_days must be at least 1");
        let page = |size| with("CONVERSATION_RESULTS_PER_PAGE", size).unwrap_err();
        assert_eq!(page("0"), "conversations.per_page must be between 1 and 100");
        assert_eq!(page("101"), "conversations.per_page must be between 1 and 100");
        assert!(with("CONVERSATION_MESSAGE_PER_MINUTE_LIMIT", "0").is_err());
        assert!(with("PATH", "/bin").is_ok());
    }

    #[test]
    fn files_at_s3_need_to_be_found() {
        let refused = |service| with("ACTIVE_STORAGE_SERVICE", service).unwrap_err();
        let needed = "files.bucket is needed where files are kept at S3";
        assert_eq!(refused("amazon"), needed);
        assert!(refused("google").starts_with("files.service: unknown variant"));
        assert_eq!(with("MAXIMUM_FILE_UPLOAD_SIZE", "8").unwrap().files.max_megabytes, 8);
        assert!(with("MAXIMUM_FILE_UPLOAD_SIZE", "0").unwrap_err().contains("max_megabytes"));
        let settings = [
            ("ACTIVE_STORAGE_SERVICE", "s3_compatible"),
            ("STORAGE_BUCKET_NAME", "desk"),
            ("STORAGE_ENDPOINT", "http://minio:9000"),
            ("STORAGE_FORCE_PATH_STYLE", "true"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let files = Config::load(None, settings).unwrap().files;
        assert_eq!((files.bucket.as_str(), files.force_path_style), ("desk", true));
    }

    #[test]
    fn every_variable_stands_for_a_setting() {
        for (name, path) in VARIABLES {
            let (section, key) = path.split_once('.').unwrap();
            assert!(defaults()[section].get(key).is_some(), "{name} stands for {path}");
        }
    }

    #[test]
    fn switches_of_others_are_understood() {
        let tls = |name, value| with(name, value).unwrap().mail.smtp_tls;
        assert_eq!(tls("SMTP_ENABLE_STARTTLS_AUTO", "true"), SmtpTls::Opportunistic);
        assert_eq!(tls("SMTP_ENABLE_STARTTLS_AUTO", "false"), SmtpTls::None);
        assert_eq!(tls("SMTP_TLS", "true"), SmtpTls::Implicit);
        assert_eq!(tls("FRONTDESK_SMTP_TLS", "starttls"), SmtpTls::Starttls);
    }

    #[test]
    fn who_may_sign_up_is_said_by_words_of_others() {
        let sign_up = |name, value| with(name, value).unwrap().sign_up;
        assert!(!Config::default().sign_up.is_open());
        assert!(sign_up("ENABLE_ACCOUNT_SIGNUP", "true").is_open());
        assert!(!sign_up("ENABLE_ACCOUNT_SIGNUP", "true").lets_in_at_once());
        assert!(sign_up("ENABLE_ACCOUNT_SIGNUP", "api_only").lets_in_at_once());
        assert!(sign_up("CW_API_ONLY_SERVER", "true").lets_in_at_once());
        let blocking = sign_up("BLOCKED_EMAIL_DOMAINS", "a.test, b.test");
        assert!(blocking.is_blocked("x@B.test") && !blocking.is_blocked("x@sub.b.test"));
        assert!(with("ENABLE_ACCOUNT_SIGNUP", "maybe").unwrap_err().starts_with("sign_up.enabled"));
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = with("DATABASE_URL", "postgres://me:hush@host/db").unwrap();
        assert!(!format!("{config:?}").contains("hush"));
    }
}
