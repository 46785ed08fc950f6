//! Settings: `config.default.toml`, then a file, then the environment.
//!
//! The defaults file is also the list of what can be set: a key it does not have is
//! refused by name, and a value must be of the type that the default has.

use std::{
    fmt, fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use toml::{Table, Value};

const DEFAULTS: &str = include_str!("../../config.default.toml");

/// Megabytes that a file may be allowed to have.
const MOST_MEGABYTES: u64 = 5_000;

/// Environment variables, and the settings that they stand for.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("ACTIVE_STORAGE_SERVICE", "files.service"),
    ("AWS_ACCESS_KEY_ID", "files.access_key_id"),
    ("AWS_REGION", "files.region"),
    ("AWS_SECRET_ACCESS_KEY", "files.secret_access_key"),
    ("BLOCKED_EMAIL_DOMAINS", "sign_up.blocked_domains"),
    ("CONTACT_PRESENCE_DURATION", "presence.contacts"),
    ("CW_API_ONLY_SERVER", "sign_up.api_only_server"),
    ("DATABASE_URL", "database.url"),
    ("ENABLE_ACCOUNT_SIGNUP", "sign_up.enabled"),
    ("FRONTDESK_ALLOW_PRIVATE_URLS", "outbound.allow_private_urls"),
    ("FRONTDESK_BIND", "server.bind"),
    ("FRONTDESK_DATABASE_CA_FILE", "database.ca_file"),
    ("FRONTDESK_DATABASE_CONNECTIONS", "database.connections"),
    ("FRONTDESK_DATA_DIR", "database.data_dir"),
    ("FRONTDESK_DURABILITY", "database.durability"),
    ("FRONTDESK_EVENTS_KEEP_DAYS", "events.keep_days"),
    ("FRONTDESK_LOG", "log.filter"),
    ("FRONTDESK_LOG_FORMAT", "log.format"),
    ("FRONTDESK_MAX_BODY_BYTES", "server.max_body_bytes"),
    ("FRONTDESK_METRICS_TOKEN", "metrics.token"),
    ("FRONTDESK_REQUEST_TIMEOUT", "server.request_timeout"),
    ("FRONTDESK_WEBHOOKS_DISABLE_AFTER", "webhooks.disable_after"),
    ("FRONTDESK_WEBHOOKS_KEEP_DAYS", "webhooks.keep_days"),
    ("FRONTDESK_WEBHOOKS_REQUIRE_HTTPS", "webhooks.require_https"),
    ("FRONTDESK_WEBHOOKS_RETRY_AFTER", "webhooks.retry_after"),
    ("FRONTEND_URL", "server.frontend_url"),
    ("MAILER_SENDER_EMAIL", "mail.sender"),
    ("MAXIMUM_FILE_UPLOAD_SIZE", "files.max_megabytes"),
    ("S3_BUCKET_NAME", "files.bucket"),
    ("SMTP_ADDRESS", "mail.smtp_address"),
    ("SMTP_AUTHENTICATION", "mail.smtp_authentication"),
    ("SMTP_DOMAIN", "mail.smtp_domain"),
    ("SMTP_OPENSSL_VERIFY_MODE", "mail.smtp_verify"),
    ("SMTP_PASSWORD", "mail.smtp_password"),
    ("SMTP_PORT", "mail.smtp_port"),
    ("SMTP_USERNAME", "mail.smtp_username"),
    ("FRONTDESK_SMTP_TLS", "mail.smtp_tls"),
    ("PRESENCE_DURATION", "presence.members"),
    ("STORAGE_ACCESS_KEY_ID", "files.access_key_id"),
    ("STORAGE_BUCKET_NAME", "files.bucket"),
    ("STORAGE_ENDPOINT", "files.endpoint"),
    ("STORAGE_FORCE_PATH_STYLE", "files.force_path_style"),
    ("STORAGE_REGION", "files.region"),
    ("STORAGE_SECRET_ACCESS_KEY", "files.secret_access_key"),
    ("VAPID_PRIVATE_KEY", "push.vapid_private_key"),
    ("WEBHOOK_TIMEOUT", "webhooks.timeout"),
];

/// Environment variables that say yes or no to what is one choice here: their name, what they
/// say, the setting, and its value then.
const SWITCHES: &[(&str, &str, &str, &str)] = &[
    ("SMTP_ENABLE_STARTTLS_AUTO", "false", "mail.smtp_tls", "none"),
    ("SMTP_TLS", "true", "mail.smtp_tls", "implicit"),
    ("SMTP_SSL", "true", "mail.smtp_tls", "implicit"),
];

/// What variables of our prefix begin with that are not settings of the server.
const NOT_SETTINGS: [&str; 2] = ["FRONTDESK_CONFIG", "FRONTDESK_TEST_"];

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub files: Files,
    pub mail: Mail,
    pub sign_up: SignUp,
    pub webhooks: Webhooks,
    pub events: Events,
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

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub sender: String,
    pub smtp_address: String,
    pub smtp_port: u16,
    pub smtp_domain: String,
    pub smtp_username: String,
    pub smtp_password: Secret,
    pub smtp_authentication: SmtpAuthentication,
    pub smtp_tls: SmtpTls,
    pub smtp_verify: Verify,
}

/// Whether people may open accounts by themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    pub enabled: SignUps,
    pub api_only_server: bool,
    pub blocked_domains: String,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpAuthentication {
    Any,
    Plain,
    Login,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    None,
    /// When the server offers it.
    Opportunistic,
    Starttls,
    /// From the first byte on.
    Implicit,
}

/// Whether the certificate of a server is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verify {
    Peer,
    None,
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

/// A text that is not printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_empty() { "none" } else { "***" })
    }
}

/// Why the settings cannot be used. Names the setting and where it came from.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads the settings. `environment` is every variable of the process.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut settings = defaults();
        if let Some(path) = file {
            let from = path.display().to_string();
            let text = fs::read_to_string(path)
                .map_err(|error| ConfigError(format!("cannot read {from}: {error}")))?;
            let table: Table = text
                .parse()
                .map_err(|error| ConfigError(format!("{from} is not TOML: {error}")))?;
            merge(&mut settings, table, "", &from)?;
        }
        let environment: Vec<(String, String)> = environment.into_iter().collect();
        for (name, said, path, value) in SWITCHES {
            if environment.iter().any(|(known, text)| known == name && text.trim() == *said) {
                *setting(&mut settings, path) = Value::String((*value).to_owned());
            }
        }
        for (name, value) in environment {
            overlay(&mut settings, &name, &value)?;
        }
        let mut config: Config = serde_path_to_error::deserialize(Value::Table(settings))
            .map_err(|error| ConfigError(format!("{}: {}", error.path(), error.inner())))?;
        if config.server.frontend_url.is_empty() {
            config.server.frontend_url = format!("http://{}", reached_at(config.server.bind));
        }
        config.check()?;
        Ok(config)
    }

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
        for (name, kept) in
            [("webhooks", self.webhooks.keep_days), ("events", self.events.keep_days)]
        {
            if kept.is_zero() {
                return Err(ConfigError(format!("{name}.keep_days must be at least 1")));
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

/// Where a browser on this machine finds what listens on an address.
fn reached_at(bind: SocketAddr) -> SocketAddr {
    let mut address = bind;
    if bind.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    address
}

fn defaults() -> Table {
    DEFAULTS.parse().expect("the defaults are TOML")
}

/// Puts what a file says over the settings so far.
fn merge(settings: &mut Table, file: Table, parent: &str, from: &str) -> Result<(), ConfigError> {
    for (key, value) in file {
        let path = if parent.is_empty() { key.clone() } else { format!("{parent}.{key}") };
        match (settings.get_mut(&key), value) {
            (Some(Value::Table(section)), Value::Table(inner)) => {
                merge(section, inner, &path, from)?;
            }
            (Some(known), value) if known.same_type(&value) => *known = value,
            (Some(known), value) => {
                return Err(ConfigError(format!(
                    "{path} in {from} must be {}, not {}",
                    known.type_str(),
                    value.type_str()
                )));
            }
            (None, _) => return Err(ConfigError(format!("unknown setting {path} in {from}"))),
        }
    }
    Ok(())
}

/// Puts one environment variable over the settings so far. Those of others are left alone.
fn overlay(settings: &mut Table, name: &str, text: &str) -> Result<(), ConfigError> {
    let Some((_, path)) = ENVIRONMENT.iter().find(|(known, _)| *known == name) else {
        let not_a_setting = NOT_SETTINGS.iter().any(|known| name.starts_with(known));
        if name.starts_with("FRONTDESK_") && !not_a_setting {
            return Err(ConfigError(format!("unknown environment variable {name}")));
        }
        return Ok(());
    };
    let setting = setting(settings, path);
    let parsed = match setting {
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        Value::Array(_) => numbers(text).map(Value::Array),
        _ => Some(Value::String(text.to_owned())),
    };
    *setting = parsed.ok_or_else(|| {
        ConfigError(format!("{name} must be {}, not \"{text}\"", setting.type_str()))
    })?;
    Ok(())
}

fn setting<'a>(settings: &'a mut Table, path: &str) -> &'a mut Value {
    let (section, key) = path.split_once('.').expect("every setting is in a section");
    &mut settings[section][key]
}

/// Numbers with commas between them.
fn numbers(text: &str) -> Option<Vec<Value>> {
    text.split(',').map(|number| number.trim().parse().ok().map(Value::Integer)).collect()
}

fn each_seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Duration>, D::Error> {
    let each = Vec::<u64>::deserialize(from)?;
    Ok(each.into_iter().map(Duration::from_secs).collect())
}

fn days<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(|days| Duration::from_hours(24 * days))
}

fn seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::{Config, ENVIRONMENT, SmtpTls, defaults};

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
        for (name, path) in ENVIRONMENT {
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
