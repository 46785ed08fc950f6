//! Identifiers that cannot be mistaken for one another, and random tokens.
//!
//! Everything random that the product hands out is made here.

use rand::RngExt as _;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                $name(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl From<$name> for db::Value<'_> {
            fn from(id: $name) -> Self {
                db::Value::Int(id.0)
            }
        }

        impl From<$name> for sea_query::Value {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl db::FromCell for $name {
            fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
                i64::from_cell(cell).map($name)
            }
        }

        $crate::looks_like! {
            $name: { "type": "integer", "format": "int64" };
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )* };
}

ids! {
    AccountId,
    ActionFileId,
    AgentBotId,
    AppliedSlaId,
    ArticleId,
    AttachmentId,
    AuditId,
    AutomationRuleId,
    AutomationRunId,
    BlobId,
    BodyId,
    CampaignId,
    /// The number of a campaign within its account, counting from 1.
    CampaignNumber,
    CannedResponseId,
    CategoryId,
    CompanyId,
    ContactExportId,
    ContactId,
    ContactImportId,
    ContactInboxId,
    /// The key of a conversation's row. Clients see its [`DisplayId`] instead.
    ConversationId,
    CsatResponseId,
    DashboardAppId,
    CustomFilterId,
    CustomRoleId,
    DefinitionId,
    DeliveryId,
    /// The number of a conversation within its account, counting from 1.
    DisplayId,
    EventId,
    FunnelId,
    HookId,
    InboxId,
    LabelId,
    MacroId,
    MessageId,
    NoteId,
    NotificationId,
    PersonalTokenId,
    PlatformAppId,
    PortalId,
    ReportingEventId,
    SessionId,
    SlaEventId,
    SlaPolicyId,
    StageId,
    TagId,
    TeamId,
    UserId,
    WebhookId,
}

/// The characters of a token: letters and digits that are not mistaken for others.
const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// A secret of 24 characters (140 bits), as access tokens and inbox identifiers have.
pub fn token() -> String {
    let mut rng = rand::rng();
    let mut character = || char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]);
    (0..24).map(|_| character()).collect()
}

/// Random bytes, for keys.
pub fn key<const BYTES: usize>() -> [u8; BYTES] {
    rand::rng().random()
}

/// A number below another, for what is chosen from a list.
pub fn below(most: usize) -> usize {
    rand::rng().random_range(0..most)
}

/// Eight hexadecimal digits in capitals, as codes have that people type.
pub fn code() -> String {
    format!("{:08X}", rand::rng().random::<u32>())
}

/// A random UUID in its usual writing.
#[expect(clippy::disallowed_methods, reason = "this is the one place where they are made")]
pub fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}
