//! People who get in by a password, and who stay in by a session.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use frontdesk::{
    actor::Actor,
    config::Config,
    id::UserId,
    users::{self, PasswordHash},
    work::Work,
};
use serde_json::{Value, json};

use super::{Client, Desk, Postbox, Reply};

/// The password of everybody who has one.
pub const PASSWORD: &str = "Secret#1";

/// The headers that make a session.
pub const SESSION: [&str; 3] = ["access-token", "client", "uid"];

/// Has mails sent to a postbox.
pub fn mails_to(postbox: &Postbox) -> impl FnOnce(&mut Config) + use<> {
    let port = postbox.port;
    move |config| {
        "127.0.0.1".clone_into(&mut config.mail.smtp_address);
        config.mail.smtp_port = port;
        "Desk <desk@desk.test>".clone_into(&mut config.mail.sender);
    }
}

/// The token in the link of the only mail that has arrived.
pub fn token_of_mail(postbox: &Postbox, name: &str) -> String {
    let mails = postbox.take();
    assert_eq!(mails.len(), 1, "{mails:?}");
    let text = mails[0].data.replace("=\n", "").replace("=3D", "=");
    let (_, rest) = text.split_once(&format!("{name}=")).unwrap_or_else(|| panic!("{text}"));
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

impl Desk {
    pub fn email_of(&self, name: &str) -> String {
        format!("{}-{}@acme.test", name.to_lowercase(), self.account)
    }

    /// Someone has a password, and has confirmed their address.
    pub async fn give_password(&self, name: &str) {
        let user = UserId(self.id_of(name));
        self.acting(Actor::System, async move |work: &mut Work<'_>| {
            users::change_password(work, user, &PasswordHash::of(PASSWORD)?).await?;
            users::confirm(work, user).await.map(drop)
        })
        .await;
    }

    /// Someone has a hash that comes from elsewhere.
    pub async fn give_hash(&self, name: &str, hash: &str) {
        let (user, hash) = (UserId(self.id_of(name)), PasswordHash::stored(hash.to_owned()));
        self.acting(Actor::System, async move |work: &mut Work<'_>| {
            users::change_password(work, user, &hash).await?;
            users::confirm(work, user).await.map(drop)
        })
        .await;
    }

    pub async fn sign_in_as(&self, email: &str, password: &str) -> Reply {
        let shown = json!({ "email": email, "password": password });
        self.nobody().post("/auth/sign_in", shown).await
    }

    /// Someone who has a password signs in on a device.
    pub async fn sign_in(&self, name: &str) -> Client {
        let reply = self.sign_in_as(&self.email_of(name), PASSWORD).await.is(200);
        self.device(&reply)
    }

    /// The device that was let in by an answer.
    pub fn device(&self, reply: &Reply) -> Client {
        self.nobody().showing(&SESSION.map(|name| (name, reply.header(name))))
    }
}

impl Reply {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {}", self.text));
        value.to_str().unwrap()
    }

    /// What `Authorization` says.
    pub fn bearer(&self) -> Value {
        let encoded = self.header("authorization").strip_prefix("Bearer ").unwrap();
        serde_json::from_slice(&BASE64.decode(encoded).unwrap()).unwrap()
    }
}
