//! The route table: every path of the product, on one page.

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn,
    routing::{MethodRouter, delete, get, patch, post, put},
};

use super::{cable, front, metrics, probes, reply};
use crate::{
    accounts, agent_bots, agents, app::App, contacts, conversations, custom_attributes,
    custom_filters, entrance, events, inboxes, labels, messages, notifications, personal_tokens,
    profile, search, second_factors, teams, transfer, webhooks,
};

#[rustfmt::skip]
pub fn table(app: App) -> Router {
    Router::new()
        .route("/health", get(probes::health))
        .route("/api", get(probes::api))
        .route("/metrics", get(metrics::show))
        .route("/cable", get(cable::connect))
        .route("/auth/sign_in", get(entrance::http::turn_away).post(entrance::http::sign_in))
        .route("/auth/sign_out", delete(entrance::http::sign_out))
        .route("/auth/validate_token", get(entrance::http::validate))
        .route("/auth/password", post(entrance::http::ask_password).merge(update(entrance::http::set_password)))
        .route("/auth/confirmation", post(entrance::http::confirm))
        .route("/resend_confirmation", post(entrance::http::resend_confirmation))
        .route("/api/v2/accounts", post(entrance::http::sign_up_at_once))
        .nest("/api/v1/accounts", accounts_api())
        .route("/api/v1/profile", get(profile::http::show).merge(update(profile::http::update)))
        .route("/api/v1/profile/availability", post(profile::http::set_availability))
        .route("/api/v1/profile/auto_offline", post(profile::http::set_auto_offline))
        .route("/api/v1/profile/set_active_account", put(profile::http::set_active_account))
        .route("/api/v1/profile/resend_confirmation", post(profile::http::resend_confirmation))
        .route("/api/v1/profile/reset_access_token", post(profile::http::reset_access_token))
        .route("/api/v1/profile/access_tokens", get(personal_tokens::http::list).post(personal_tokens::http::create))
        .route("/api/v1/profile/access_tokens/{id}", delete(personal_tokens::http::delete))
        .route("/api/v1/profile/mfa", get(second_factors::http::show).post(second_factors::http::begin).delete(second_factors::http::turn_off))
        .route("/api/v1/profile/mfa/verify", post(second_factors::http::verify))
        .route("/api/v1/profile/mfa/backup_codes", post(second_factors::http::renew_backup_codes))
        .route("/api/v1/notification_subscriptions", post(notifications::http::subscribe).delete(notifications::http::unsubscribe))
        .route("/api/v1/profile/avatar", delete(profile::http::remove_avatar))
        .route("/rails/active_storage/blobs/redirect/{signed}/{filename}", get(transfer::http::show))
        .route("/rails/active_storage/representations/redirect/{signed}/{variation}/{filename}", get(transfer::http::show_small))
        .route("/rails/active_storage/disk/{signed}/{filename}", get(transfer::http::read))
        .route("/rails/active_storage/disk/{signed}", put(transfer::http::bring))
        .route_layer(from_fn(front::note_route))
        .fallback(reply::not_found)
        .method_not_allowed_fallback(reply::not_found)
        .with_state(app)
}

#[rustfmt::skip]
fn accounts_api() -> Router<App> {
    Router::new()
        .route("/", get(accounts::http::list).post(entrance::http::sign_up))
        .route("/{account}", get(accounts::http::show).merge(update(accounts::http::update)))

        .route("/{account}/cache_keys", get(accounts::http::cache_keys))
        .route("/{account}/update_active_at", post(accounts::http::update_active_at))

        .route("/{account}/events", get(events::http::list))

        .route("/{account}/agents", get(agents::http::list).post(agents::http::create))
        .route("/{account}/agents/bulk_create", post(agents::http::create_all))
        .route("/{account}/agents/{id}", update(agents::http::update).delete(agents::http::remove))

        .route("/{account}/teams", get(teams::http::list).post(teams::http::create))
        .route("/{account}/teams/{id}", get(teams::http::show).merge(update(teams::http::update)).delete(teams::http::delete))
        .route("/{account}/teams/{id}/team_members", get(teams::http::members).post(teams::http::add_members).merge(update(teams::http::replace_members)).delete(teams::http::remove_members))

        .route("/{account}/inboxes", get(inboxes::http::list).post(inboxes::http::create))
        .route("/{account}/inboxes/{id}", get(inboxes::http::show).merge(update(inboxes::http::update)).delete(inboxes::http::delete))
        .route("/{account}/inboxes/{id}/avatar", delete(inboxes::http::delete_avatar))
        .route("/{account}/inboxes/{id}/agent_bot", get(agent_bots::http::of_inbox))
        .route("/{account}/inboxes/{id}/set_agent_bot", post(agent_bots::http::set_of_inbox))
        .route("/{account}/inbox_members", post(inboxes::http::add_members).merge(update(inboxes::http::replace_members)).delete(inboxes::http::remove_members))
        .route("/{account}/inbox_members/{id}", get(inboxes::http::members))

        .route("/{account}/agent_bots", get(agent_bots::http::list).post(agent_bots::http::create))
        .route("/{account}/agent_bots/{id}", get(agent_bots::http::show).merge(update(agent_bots::http::update)).delete(agent_bots::http::delete))
        .route("/{account}/agent_bots/{id}/avatar", delete(agent_bots::http::delete_avatar))
        .route("/{account}/agent_bots/{id}/reset_access_token", post(agent_bots::http::reset_access_token))
        .route("/{account}/agent_bots/{id}/reset_secret", post(agent_bots::http::reset_secret))

        .route("/{account}/labels", get(labels::http::list).post(labels::http::create))
        .route("/{account}/labels/{id}", get(labels::http::show).merge(update(labels::http::update)).delete(labels::http::delete))

        .route("/{account}/custom_attribute_definitions", get(custom_attributes::http::list).post(custom_attributes::http::create))
        .route("/{account}/custom_attribute_definitions/{id}", get(custom_attributes::http::show).merge(update(custom_attributes::http::update)).delete(custom_attributes::http::delete))

        .route("/{account}/custom_filters", get(custom_filters::http::list).post(custom_filters::http::create))
        .route("/{account}/custom_filters/{id}", get(custom_filters::http::show).merge(update(custom_filters::http::update)).delete(custom_filters::http::delete))

        .route("/{account}/search", get(search::http::everything))
        .route("/{account}/search/conversations", get(search::http::conversations))
        .route("/{account}/search/contacts", get(search::http::contacts))
        .route("/{account}/search/messages", get(search::http::messages))
        .route("/{account}/search/articles", get(search::http::articles))

        .route("/{account}/notifications", get(notifications::http::list))
        .route("/{account}/notifications/unread_count", get(notifications::http::unread_count))
        .route("/{account}/notifications/read_all", post(notifications::http::read_all))
        .route("/{account}/notifications/destroy_all", post(notifications::http::delete_all))
        .route("/{account}/notifications/{id}", update(notifications::http::read).delete(notifications::http::delete))
        .route("/{account}/notifications/{id}/unread", post(notifications::http::unread))
        .route("/{account}/notifications/{id}/snooze", post(notifications::http::snooze))
        .route("/{account}/notification_settings", get(notifications::http::settings).merge(update(notifications::http::update_settings)))

        .route("/{account}/webhooks", get(webhooks::http::list).post(webhooks::http::create))
        .route("/{account}/webhooks/{id}", update(webhooks::http::update).delete(webhooks::http::delete))
        .route("/{account}/webhooks/{id}/deliveries", get(webhooks::http::deliveries))
        .route("/{account}/webhooks/{id}/deliveries/{sub}/replay", post(webhooks::http::replay))
        .route("/{account}/webhooks/{id}/test", post(webhooks::http::test))

        .route("/{account}/contacts", get(contacts::http::list).post(contacts::http::create))
        .route("/{account}/contacts/search", get(contacts::http::search))
        .route("/{account}/contacts/filter", post(contacts::http::filter))
        .route("/{account}/contacts/{id}", get(contacts::http::show).merge(update(contacts::http::update)).delete(contacts::http::delete))
        .route("/{account}/contacts/{id}/avatar", delete(contacts::http::delete_avatar))
        .route("/{account}/contacts/{id}/conversations", get(contacts::http::conversations))
        .route("/{account}/contacts/{id}/labels", get(contacts::http::labels).post(contacts::http::set_labels))

        .route("/{account}/conversations", get(conversations::http::list).post(conversations::http::create))
        .route("/{account}/conversations/meta", get(conversations::http::counts))
        .route("/{account}/conversations/search", get(conversations::search::http::search))
        .route("/{account}/conversations/filter", post(conversations::http::filter))
        .route("/{account}/conversations/{id}", get(conversations::http::show).merge(update(conversations::http::update)))
        .route("/{account}/conversations/{id}/toggle_status", post(conversations::http::toggle_status))
        .route("/{account}/conversations/{id}/toggle_priority", post(conversations::http::toggle_priority))
        .route("/{account}/conversations/{id}/toggle_typing_status", post(conversations::http::toggle_typing))
        .route("/{account}/conversations/{id}/update_last_seen", post(conversations::http::update_last_seen))
        .route("/{account}/conversations/{id}/unread", post(conversations::http::unread))
        .route("/{account}/conversations/{id}/assignments", post(conversations::http::assign))
        .route("/{account}/conversations/{id}/labels", get(conversations::http::labels).post(conversations::http::set_labels))
        .route("/{account}/conversations/{id}/custom_attributes", post(conversations::http::replace_attributes).patch(conversations::http::merge_attributes))
        .route("/{account}/conversations/{id}/attachments", get(conversations::http::attachments))
        .route("/{account}/conversations/{id}/direct_uploads", post(transfer::http::announce))
        .route("/{account}/conversations/{id}/participants", get(conversations::http::participants).post(conversations::http::add_participants).merge(update(conversations::http::replace_participants)).delete(conversations::http::remove_participants))
        .route("/{account}/conversations/{id}/messages", get(messages::http::list).post(messages::http::create))
        .route("/{account}/conversations/{id}/messages/{sub}", update(messages::http::update).delete(messages::http::delete))
}

/// Changes are sent as PUT or as PATCH, which mean the same.
fn update<H, T>(handler: H) -> MethodRouter<App>
where
    H: Handler<T, App>,
    T: 'static,
{
    put(handler.clone()).merge(patch(handler))
}
