//! Who may call an endpoint, as the types that let them in tell it.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};

use super::{
    describe::{Call, Described},
    parts::{auth_token, chosen_conversation, idempotency_key, language, website_token},
    security,
};
use crate::http::{
    Admin, Agent, Analyst, Arrival, Chat, Destination, Entrance, InPerson, Input, MaybeSignedIn,
    Opening, OwnAccount, OwnAccountAdmin, Platform, Responder, SignedIn, SiteEntrance, Visitor,
};

/// Who is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Administrators,
    Analysts,
    Editors,
    Agents,
    AgentsAndBots,
    Users,
    UsersInPerson,
}

impl Caller {
    const fn in_words(self) -> &'static str {
        match self {
            Caller::Administrators => "For administrators of the account.",
            Caller::Analysts => {
                "For administrators of the account, and agents whose custom role lets them read \
                 reports."
            }
            Caller::Editors => {
                "For administrators of the account, and agents whose custom role lets them write \
                 the help center."
            }
            Caller::Agents => "For agents and administrators of the account.",
            Caller::AgentsAndBots => "For agents, administrators and agent bots.",
            Caller::Users => "For every user.",
            Caller::UsersInPerson => "For users themselves, not for tokens of their programs.",
        }
    }
}

impl Call<'_> {
    fn is_for(&mut self, caller: Caller) {
        caller.in_words().clone_into(&mut self.operation.description);
        self.operation.security = security::of_users();
        self.refuses(StatusCode::UNAUTHORIZED);
        self.is_done_once();
    }

    /// A POST may come with a key, since it is known whose it is.
    fn is_done_once(&mut self) {
        if self.method == Method::POST {
            self.operation.parameters.push(idempotency_key());
            self.refuses(StatusCode::CONFLICT);
        }
    }

    /// Within the account that the path names.
    pub fn is_for_members(&mut self, caller: Caller) {
        self.is_for(caller);
        self.refuses(StatusCode::NOT_FOUND);
    }
}

macro_rules! callers {
    ($($kind:ty: $method:ident($caller:ident);)+) => { $(
        impl Described for $kind {
            fn describe(call: &mut Call<'_>) {
                call.$method(Caller::$caller);
            }
        }
    )+ };
}

callers! {
    Admin: is_for_members(Administrators);
    Agent: is_for_members(Agents);
    Analyst: is_for_members(Analysts);
    InPerson: is_for(UsersInPerson);
    OwnAccount: is_for_members(Agents);
    OwnAccountAdmin: is_for_members(Administrators);
    Responder: is_for_members(AgentsAndBots);
    SignedIn: is_for(Users);
}

impl Described for MaybeSignedIn {
    fn describe(call: &mut Call<'_>) {
        call.is_for(Caller::UsersInPerson);
        "For everybody. Who is signed in is recognised."
            .clone_into(&mut call.operation.description);
        call.operation.security.push(BTreeMap::new());
    }
}

impl Described for Platform {
    fn describe(call: &mut Call<'_>) {
        "For platform apps, of what they have made or were granted."
            .clone_into(&mut call.operation.description);
        call.operation.security = security::of_programs();
        call.refuses(StatusCode::UNAUTHORIZED);
        call.is_done_once();
    }
}

impl Described for Entrance {
    fn describe(call: &mut Call<'_>) {
        "For everybody who knows the inbox.".clone_into(&mut call.operation.description);
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Described for Visitor {
    fn describe(call: &mut Call<'_>) {
        "For the contact who is known in the inbox by the source id that the path names."
            .clone_into(&mut call.operation.description);
        call.operation.parameters.push(language());
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
        call.is_done_once();
    }
}

impl Described for SiteEntrance {
    fn describe(call: &mut Call<'_>) {
        "For visitors of the website that `website_token` names in the query."
            .clone_into(&mut call.operation.description);
        call.operation.parameters.push(website_token(true));
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Described for Opening {
    fn describe(call: &mut Call<'_>) {
        SiteEntrance::describe(call);
    }
}

impl Described for Arrival {
    fn describe(call: &mut Call<'_>) {
        "For visitors of the website that `website_token` names, in the query or in the body."
            .clone_into(&mut call.operation.description);
        Input::<Destination>::describe(call);
        call.operation.parameters.push(website_token(false));
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
    }
}

impl Described for Chat {
    fn describe(call: &mut Call<'_>) {
        "For the visitor of a website whose token is shown in `X-Auth-Token`."
            .clone_into(&mut call.operation.description);
        let named = [website_token(false), chosen_conversation(), language(), auth_token()];
        call.operation.parameters.extend(named);
        call.refuses(StatusCode::UNAUTHORIZED);
        call.refuses(StatusCode::NOT_FOUND);
        call.is_done_once();
    }
}
