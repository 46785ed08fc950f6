//! Environment variables, and what they stand for.

/// Environment variables, and the settings that they stand for.
pub(super) const VARIABLES: &[(&str, &str)] = &[
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
    ("FRONTDESK_CONTACTS_KEEP_FILES_DAYS", "contacts.keep_files_days"),
    ("FRONTDESK_CONTACTS_MAX_IMPORT_MEGABYTES", "contacts.max_import_megabytes"),
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
    ("MAILER_INBOUND_EMAIL_DOMAIN", "mail.inbound_domain"),
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
pub(super) const SWITCHES: &[(&str, &str, &str, &str)] = &[
    ("SMTP_ENABLE_STARTTLS_AUTO", "false", "mail.smtp_tls", "none"),
    ("SMTP_TLS", "true", "mail.smtp_tls", "implicit"),
    ("SMTP_SSL", "true", "mail.smtp_tls", "implicit"),
];

/// What variables of our prefix begin with that are not settings of the server.
pub(super) const NOT_SETTINGS: [&str; 2] = ["FRONTDESK_CONFIG", "FRONTDESK_TEST_"];
