//! The route table: every path of the product, on one page.

use axum::{Router, http::StatusCode, middleware::from_fn};

use super::{
    cable, front, metrics, probes, reference, reply,
    table::{Table, delete, get, patch, post, put, update},
};
use crate::{
    accounts, agent_bots, agents,
    app::App,
    applied_slas, audits, automation_rules, bulk_actions, campaigns, canned_responses, client_api,
    companies, contacts, conversations, csat, custom_attributes, custom_filters, custom_roles,
    dashboard_apps, entrance, events, funnels,
    help_center::{self, articles, categories, portals},
    inboxes, integrations, labels, macros, merge, messages, notifications, personal_tokens,
    platform, profile, reporting_events, reports, search, second_factors, sla_policies, teams,
    transfer, webhooks,
};

pub fn router(app: App) -> Router {
    table()
        .router()
        .route_layer(from_fn(front::note_route))
        .fallback(reply::not_found)
        .method_not_allowed_fallback(reply::not_found)
        .with_state(app)
}

/// What the addresses of pages answer.
const PAGE: [(StatusCode, &str); 3] = [
    (StatusCode::OK, "A page of HTML"),
    (StatusCode::NOT_MODIFIED, "The caller has this already"),
    NO_PAGE,
];
const NO_PAGE: (StatusCode, &str) = (StatusCode::NOT_FOUND, "A page that says that there is none");

#[rustfmt::skip]
#[expect(clippy::too_many_lines, reason = "all paths are on one page")]
pub fn table() -> Table {
    Table::default()
        .about("Signing in")
        .at("/auth/sign_in", post("Sign in", entrance::http::sign_in).get("Send a browser to the page to sign in", entrance::http::turn_away).answering(&[(StatusCode::FOUND, "Leads to the page")]))
        .at("/auth/sign_out", delete("Sign out", entrance::http::sign_out).refusing(&[404]))
        .at("/auth/validate_token", get("Tell who is signed in", entrance::http::validate).refusing(&[401]))
        .at("/auth/password", post("Ask for a mail to set a new password", entrance::http::ask_password).refusing(&[429]).update("Set a new password", entrance::http::set_password))
        .at("/auth/confirmation", post("Confirm an e-mail address", entrance::http::confirm))
        .at("/resend_confirmation", post("Ask for another mail to confirm an address", entrance::http::resend_confirmation).refusing(&[429]))
        .at("/api/v2/accounts", post("Sign up, and be signed in at once", entrance::http::sign_up_at_once))

        .about("Profile")
        .at("/api/v1/profile", get("Show yourself", profile::http::show).update("Change yourself", profile::http::update).refusing(&[429]))
        .at("/api/v1/profile/avatar", delete("Remove your picture", profile::http::remove_avatar))
        .at("/api/v1/profile/availability", post("Say whether you are available", profile::http::set_availability).refusing(&[404]))
        .at("/api/v1/profile/auto_offline", post("Say whether you are offline when you are away", profile::http::set_auto_offline).refusing(&[404]))
        .at("/api/v1/profile/set_active_account", put("Say which account you work in", profile::http::set_active_account).refusing(&[404]))
        .at("/api/v1/profile/resend_confirmation", post("Ask for another mail to confirm your address", profile::http::resend_confirmation))
        .at("/api/v1/profile/reset_access_token", post("Replace your access token", profile::http::reset_access_token))
        .at("/api/v1/profile/access_tokens", get("List your personal access tokens", personal_tokens::http::list).post("Make a personal access token", personal_tokens::http::create))
        .at("/api/v1/profile/access_tokens/{id}", delete("Revoke a personal access token", personal_tokens::http::delete))
        .at("/api/v1/profile/mfa", get("Show whether a second factor is asked for", second_factors::http::show).post("Begin to set up a second factor", second_factors::http::begin).delete("Turn the second factor off", second_factors::http::turn_off))
        .at("/api/v1/profile/mfa/verify", post("Turn the second factor on", second_factors::http::verify))
        .at("/api/v1/profile/mfa/backup_codes", post("Make new backup codes", second_factors::http::renew_backup_codes))
        .at("/api/v1/notification_subscriptions", post("Have a browser or device told of notifications", notifications::http::subscribe).delete("Have it told no more", notifications::http::unsubscribe))

        .about("Accounts").below("/api/v1/accounts")
        .at("", get("List your accounts", accounts::http::list).post("Sign up, or open another account", entrance::http::sign_up))
        .at("/{account}", get("Show an account", accounts::http::show).update("Change an account", accounts::http::update))
        .below("/api/v1/accounts/{account}")
        .at("/cache_keys", get("Tell what has changed of what clients keep", accounts::http::cache_keys))
        .at("/update_active_at", post("Say that you are at work", accounts::http::update_active_at))
        .at("/audit_logs", get("List who has changed how the account is set up, and who has signed in", audits::http::list))
        .at("/events", get("Read what happened, or follow it as it happens", events::http::list))

        .about("Agents")
        .at("/agents", get("List agents", agents::http::list).post("Invite an agent", agents::http::create))
        .at("/agents/bulk_create", post("Invite several agents", agents::http::create_all))
        .at("/agents/{id}", update("Change an agent", agents::http::update).delete("Remove an agent from the account", agents::http::remove))

        .at("/custom_roles", get("List custom roles", custom_roles::http::list).post("Add a custom role", custom_roles::http::create))
        .at("/custom_roles/{id}", get("Show a custom role", custom_roles::http::show).update("Change a custom role", custom_roles::http::update).delete("Delete a custom role", custom_roles::http::delete))

        .at("/assignable_agents", get("List who can be given conversations of some inboxes", inboxes::http::assignable_to_all))

        .about("Agent bots")
        .at("/agent_bots", get("List agent bots", agent_bots::http::list).post("Add an agent bot", agent_bots::http::create))
        .at("/agent_bots/{id}", get("Show an agent bot", agent_bots::http::show).update("Change an agent bot", agent_bots::http::update).delete("Delete an agent bot", agent_bots::http::delete))
        .at("/agent_bots/{id}/avatar", delete("Remove the picture of an agent bot", agent_bots::http::delete_avatar))
        .at("/agent_bots/{id}/reset_access_token", post("Replace the access token of an agent bot", agent_bots::http::reset_access_token))
        .at("/agent_bots/{id}/reset_secret", post("Replace the secret that signs what an agent bot is told", agent_bots::http::reset_secret))

        .about("Teams")
        .at("/teams", get("List teams", teams::http::list).post("Add a team", teams::http::create))
        .at("/teams/{id}", get("Show a team", teams::http::show).update("Change a team", teams::http::update).delete("Delete a team", teams::http::delete))
        .at("/teams/{id}/team_members", get("List the members of a team", teams::http::members).post("Add members to a team", teams::http::add_members).update("Say who the members of a team are", teams::http::replace_members).delete("Remove members from a team", teams::http::remove_members))

        .about("Inboxes")
        .at("/inboxes", get("List inboxes", inboxes::http::list).post("Add an inbox", inboxes::http::create))
        .at("/inboxes/{id}", get("Show an inbox", inboxes::http::show).update("Change an inbox", inboxes::http::update).delete("Delete an inbox", inboxes::http::delete))
        .at("/inboxes/{id}/avatar", delete("Remove the picture of an inbox", inboxes::http::delete_avatar))
        .at("/inboxes/{id}/assignable_agents", get("List who can be given conversations of an inbox", inboxes::http::assignable))
        .at("/inboxes/{id}/campaigns", get("List the campaigns of an inbox", campaigns::http::of_inbox))
        .at("/inboxes/{id}/reset_secret", post("Replace the secret of an inbox", inboxes::http::reset_secret))
        .at("/inboxes/{id}/sync_templates", post("Fetch the message templates of an inbox", inboxes::http::sync_templates))
        .at("/inboxes/{id}/health", get("Show how the channel of an inbox is doing", inboxes::http::health).refusing(&[400]))
        .at("/inboxes/{id}/register_webhook", post("Have the channel of an inbox tell us what happens", inboxes::http::register_webhook).refusing(&[400]))
        .at("/inboxes/{id}/csat_template", get("Show the template for surveys", inboxes::http::csat_template).post("Make a template for surveys", inboxes::http::csat_template).refusing(&[400]))
        .at("/inboxes/{id}/agent_bot", get("Show the agent bot of an inbox", agent_bots::http::of_inbox))
        .at("/inboxes/{id}/set_agent_bot", post("Say which agent bot an inbox has", agent_bots::http::set_of_inbox))
        .at("/inbox_members", post("Add members to an inbox", inboxes::http::add_members).update("Say who the members of an inbox are", inboxes::http::replace_members).delete("Remove members from an inbox", inboxes::http::remove_members))
        .at("/inbox_members/{id}", get("List the members of an inbox", inboxes::http::members))

        .about("Labels")
        .at("/labels", get("List labels", labels::http::list).post("Add a label", labels::http::create))
        .at("/labels/{id}", get("Show a label", labels::http::show).update("Change a label", labels::http::update).delete("Delete a label", labels::http::delete))

        .about("Canned responses")
        .at("/canned_responses", get("List canned responses", canned_responses::http::list).post("Add a canned response", canned_responses::http::create))
        .at("/canned_responses/{id}", update("Change a canned response", canned_responses::http::update).delete("Delete a canned response", canned_responses::http::delete))

        .about("Automation rules")
        .at("/automation_rules", get("List automation rules", automation_rules::http::list).post("Add an automation rule", automation_rules::http::create))
        .at("/automation_rules/dry_run", post("Try an automation rule that is not there yet", automation_rules::http::dry_run_new))
        .at("/automation_rules/{id}", get("Show an automation rule", automation_rules::http::show).update("Change an automation rule", automation_rules::http::update).delete("Delete an automation rule", automation_rules::http::delete))
        .at("/automation_rules/{id}/clone", post("Add an automation rule like another", automation_rules::http::copy))
        .at("/automation_rules/{id}/runs", get("List what an automation rule has done", automation_rules::http::runs))
        .at("/automation_rules/{id}/dry_run", post("Tell what an automation rule would do", automation_rules::http::dry_run))

        .about("Macros")
        .at("/macros", get("List macros", macros::http::list).post("Add a macro", macros::http::create))
        .at("/macros/{id}", get("Show a macro", macros::http::show).update("Change a macro", macros::http::update).delete("Delete a macro", macros::http::delete))
        .at("/macros/{id}/execute", post("Have a macro done to conversations", macros::http::execute))

        .about("Campaigns")
        .at("/campaigns", get("List campaigns", campaigns::http::list).post("Add a campaign", campaigns::http::create))
        .at("/campaigns/{id}", get("Show a campaign", campaigns::http::show).update("Change a campaign", campaigns::http::update).delete("Delete a campaign", campaigns::http::delete))

        .about("SLA policies")
        .at("/sla_policies", get("List SLA policies", sla_policies::http::list).post("Add an SLA policy", sla_policies::http::create))
        .at("/sla_policies/{id}", get("Show an SLA policy", sla_policies::http::show).update("Change an SLA policy", sla_policies::http::update).delete("Delete an SLA policy", sla_policies::http::delete))
        .at("/applied_slas", get("List conversations in which something was missed", applied_slas::http::list))
        .at("/applied_slas/metrics", get("Count how often everything was done in time", applied_slas::http::metrics))
        .at("/applied_slas/download", get("Read as a table where something was missed", applied_slas::http::download).answering(&[(StatusCode::OK, "A table of comma-separated values")]))

        .about("Surveys")
        .at("/csat_survey_responses", get("List what contacts answered to surveys", csat::http::list))
        .at("/csat_survey_responses/metrics", get("Count what contacts answered", csat::http::metrics))
        .at("/csat_survey_responses/download", get("Read what contacts answered as a table", csat::http::download).answering(&[(StatusCode::OK, "A table of comma-separated values")]))

        .about("Dashboard apps")
        .at("/dashboard_apps", get("List dashboard apps", dashboard_apps::http::list).post("Add a dashboard app", dashboard_apps::http::create))
        .at("/dashboard_apps/{id}", get("Show a dashboard app", dashboard_apps::http::show).update("Change a dashboard app", dashboard_apps::http::update).delete("Delete a dashboard app", dashboard_apps::http::delete))

        .about("Integrations")
        .at("/integrations/apps", get("List apps of others, and what is set up of them", integrations::http::apps))
        .at("/integrations/apps/{id}", get("Show an app, and what is set up of it", integrations::http::show_app))
        .at("/integrations/hooks", post("Set an app up", integrations::http::create))
        .at("/integrations/hooks/{id}", update("Change how an app is set up", integrations::http::update).delete("Forget how an app is set up", integrations::http::delete))
        .at("/integrations/hooks/{id}/process_event", post("Have an app do something, which none does", integrations::http::process_event))

        .about("Custom attributes")
        .at("/custom_attribute_definitions", get("List custom attributes", custom_attributes::http::list).post("Define a custom attribute", custom_attributes::http::create))
        .at("/custom_attribute_definitions/{id}", get("Show a custom attribute", custom_attributes::http::show).update("Change a custom attribute", custom_attributes::http::update).delete("Delete a custom attribute", custom_attributes::http::delete))

        .about("Custom filters")
        .at("/custom_filters", get("List your filters", custom_filters::http::list).post("Keep a filter", custom_filters::http::create))
        .at("/custom_filters/{id}", get("Show a filter", custom_filters::http::show).update("Change a filter", custom_filters::http::update).delete("Delete a filter", custom_filters::http::delete))

        .about("Funnels")
        .at("/funnels", get("List funnels", funnels::http::list).post("Add a funnel", funnels::http::create))
        .at("/funnels/{id}", get("Show a funnel, and how it is doing", funnels::http::show).update("Change a funnel and its stages", funnels::http::update).delete("Delete a funnel", funnels::http::delete))
        .at("/funnels/{id}/kanban", get("Show the board of a funnel, or one of its columns", funnels::http::kanban))
        .at("/funnels/{id}/kanban/move_conversation", post("Move a conversation to a stage", funnels::http::move_conversation))
        .at("/funnels/{id}/kanban/remove_conversation", post("Take a conversation out of a funnel", funnels::http::remove_conversation))

        .about("Help center")
        .at("/portals", get("List portals", portals::http::list).post("Add a portal", portals::http::create))
        .at("/portals/{slug}", get("Show a portal", portals::http::show).update("Change a portal", portals::http::update).delete("Delete a portal with all that is in it", portals::http::delete))
        .at("/portals/{slug}/archive", patch("Have nobody read a portal any more", portals::http::archive))
        .at("/portals/{slug}/logo", delete("Remove the picture of a portal", portals::http::delete_logo))
        .at("/portals/{slug}/send_instructions", post("Send by mail how the domain of a portal is set up", portals::http::send_instructions))
        .at("/portals/{slug}/categories", get("List the categories of a portal", categories::http::list).post("Add a category", categories::http::create))
        .at("/portals/{slug}/categories/reorder", post("Say where categories stand", categories::http::reorder))
        .at("/portals/{slug}/categories/{id}", get("Show a category", categories::http::show).update("Change a category", categories::http::update).delete("Delete a category, and leave its articles in none", categories::http::delete))
        .at("/portals/{slug}/articles", get("List the articles of a portal, or find some", articles::http::list).post("Write an article", articles::http::create))
        .at("/portals/{slug}/articles/reorder", post("Say where articles stand", articles::http::reorder))
        .at("/portals/{slug}/articles/{id}", get("Show an article", articles::http::show).update("Change an article", articles::http::update).delete("Delete an article", articles::http::delete))
        .at("/portals/{slug}/articles/{id}/edit", get("Show an article that is to be changed", articles::http::edit))

        .about("Search")
        .at("/search", get("Find conversations, contacts, messages and articles", search::http::everything))
        .at("/search/conversations", get("Find conversations", search::http::conversations))
        .at("/search/contacts", get("Find contacts, also by a part of their name", search::http::contacts))
        .at("/search/messages", get("Find messages", search::http::messages))
        .at("/search/articles", get("Find articles", search::http::articles))

        .about("Notifications")
        .at("/notifications", get("List your notifications", notifications::http::list))
        .at("/notifications/unread_count", get("Count what you have not read", notifications::http::unread_count))
        .at("/notifications/read_all", post("Mark notifications as read", notifications::http::read_all))
        .at("/notifications/destroy_all", post("Delete notifications", notifications::http::delete_all))
        .at("/notifications/{id}", update("Mark a notification as read", notifications::http::read).delete("Delete a notification", notifications::http::delete))
        .at("/notifications/{id}/unread", post("Mark a notification as not read", notifications::http::unread))
        .at("/notifications/{id}/snooze", post("Put a notification off", notifications::http::snooze))
        .at("/notification_settings", get("Show what you are told, and where", notifications::http::settings).update("Say what you are told, and where", notifications::http::update_settings))

        .about("Webhooks")
        .at("/webhooks", get("List webhooks", webhooks::http::list).post("Add a webhook", webhooks::http::create))
        .at("/webhooks/{id}", update("Change a webhook", webhooks::http::update).delete("Delete a webhook", webhooks::http::delete))
        .at("/webhooks/{id}/deliveries", get("List what a webhook was told, and how that went", webhooks::http::deliveries))
        .at("/webhooks/{id}/deliveries/{sub}/replay", post("Tell a webhook once more", webhooks::http::replay))
        .at("/webhooks/{id}/test", post("Try a webhook", webhooks::http::test))

        .about("Contacts")
        .at("/contacts", get("List contacts", contacts::http::list).post("Add a contact", contacts::http::create))
        .at("/contacts/search", get("Find contacts", contacts::http::search))
        .at("/contacts/filter", post("List contacts that fit conditions", contacts::http::filter))
        .at("/contacts/active", get("List contacts who are there", contacts::http::active))
        .at("/contacts/import", post("Bring contacts in as a table", contacts::imports::http::create))
        .at("/contacts/imports", get("List tables that were brought in", contacts::imports::http::list))
        .at("/contacts/imports/{id}", get("Show how far a table was brought in", contacts::imports::http::show))
        .at("/contacts/export", post("Write contacts into a table", contacts::exports::http::create))
        .at("/contacts/exports", get("List tables that were written", contacts::exports::http::list))
        .at("/contacts/exports/{id}", get("Show how far a table was written", contacts::exports::http::show))
        .at("/contacts/{id}", get("Show a contact", contacts::http::show).update("Change a contact", contacts::http::update).delete("Delete a contact", contacts::http::delete))
        .at("/contacts/{id}/avatar", delete("Remove the picture of a contact", contacts::http::delete_avatar))
        .at("/contacts/{id}/destroy_custom_attributes", post("Remove custom attributes of a contact", contacts::http::destroy_custom_attributes))
        .at("/contacts/{id}/contactable_inboxes", get("List where a contact can be written to", contacts::http::contactable_inboxes))
        .at("/contacts/{id}/contact_inboxes", post("Make a contact known in an inbox", contacts::http::make_known))
        .at("/contacts/{id}/notes", get("List notes about a contact", contacts::notes::http::list).post("Write a note about a contact", contacts::notes::http::create))
        .at("/contacts/{id}/notes/{sub}", get("Show a note", contacts::notes::http::show).update("Change a note", contacts::notes::http::update).delete("Delete a note", contacts::notes::http::delete))
        .at("/contacts/{id}/conversations", get("List the conversations of a contact", contacts::http::conversations))
        .at("/contacts/{id}/labels", get("List the labels of a contact", contacts::http::labels).post("Say which labels a contact has", contacts::http::set_labels))

        .at("/contact_inboxes/filter", post("Find a contact by what an inbox knows them by", contacts::http::find_by_source))
        .at("/actions/contact_merge", post("Make one contact of two", merge::http::merge))

        .about("Companies")
        .at("/companies", get("List companies", companies::http::list).post("Add a company", companies::http::create))
        .at("/companies/search", get("Find companies by name or domain", companies::http::search))
        .at("/companies/{id}", get("Show a company", companies::http::show).update("Change a company", companies::http::update).delete("Delete a company", companies::http::delete))

        .about("Conversations")
        .at("/conversations", get("List conversations", conversations::http::list).post("Begin a conversation", conversations::http::create))
        .at("/conversations/meta", get("Count conversations", conversations::http::counts))
        .at("/conversations/search", get("Find conversations by what was said", conversations::search::http::search))
        .at("/conversations/filter", post("List conversations that fit conditions", conversations::http::filter))
        .at("/conversations/{id}", get("Show a conversation", conversations::http::show).update("Change a conversation", conversations::http::update).delete("Delete a conversation", conversations::http::delete))
        .at("/conversations/{id}/toggle_status", post("Open, resolve or snooze a conversation", conversations::http::toggle_status))
        .at("/conversations/{id}/toggle_priority", post("Say how urgent a conversation is", conversations::http::toggle_priority))
        .at("/conversations/{id}/toggle_typing_status", post("Say that you are typing", conversations::http::toggle_typing))
        .at("/conversations/{id}/mute", post("Mute a conversation, and block its contact", conversations::http::mute))
        .at("/conversations/{id}/unmute", post("Let the contact of a conversation be heard again", conversations::http::unmute))
        .at("/conversations/{id}/transcript", post("Send what was said by mail", conversations::http::send_transcript))
        .at("/conversations/{id}/draft_messages", get("Show the draft of a conversation", conversations::http::drafts::show).update("Keep a draft", conversations::http::drafts::keep).delete("Forget the draft", conversations::http::drafts::forget))
        .at("/conversations/{id}/update_last_seen", post("Mark a conversation as read", conversations::http::update_last_seen))
        .at("/conversations/{id}/unread", post("Mark a conversation as not read", conversations::http::unread))
        .at("/conversations/{id}/assignments", post("Assign a conversation", conversations::http::assign))
        .at("/conversations/{id}/labels", get("List the labels of a conversation", conversations::http::labels).post("Say which labels a conversation has", conversations::http::set_labels))
        .at("/conversations/{id}/custom_attributes", post("Replace the custom attributes of a conversation", conversations::http::replace_attributes).patch("Change some custom attributes of a conversation", conversations::http::merge_attributes))
        .at("/conversations/{id}/reporting_events", get("List what was measured of a conversation", reporting_events::http::of_conversation))
        .at("/conversations/{id}/attachments", get("List the files of a conversation", conversations::http::attachments))
        .at("/conversations/{id}/direct_uploads", post("Announce a file", transfer::http::announce))
        .at("/conversations/{id}/participants", get("List who takes part in a conversation", conversations::http::participants).post("Add participants", conversations::http::add_participants).update("Say who takes part", conversations::http::replace_participants).delete("Remove participants", conversations::http::remove_participants))

        .at("/bulk_actions", post("Change many conversations or contacts", bulk_actions::http::begin))

        .about("Messages")
        .at("/conversations/{id}/messages", get("List messages", messages::http::list).post("Write a message", messages::http::create))
        .at("/conversations/{id}/messages/{sub}", update("Say how a message was received", messages::http::update).refusing(&[403]).delete("Delete a message", messages::http::delete))
        .at("/conversations/{id}/messages/{sub}/retry", post("Try again to bring a message to the contact", messages::http::retry))

        .about("Files")
        .at("/upload", post("Bring a file for what will name it", transfer::http::upload).refusing(&[404]))

        .about("Reports")
        .at("/reporting_events", get("List what was measured", reporting_events::http::list))
        .below("/api/v2/accounts/{account}")
        .at("/reports", get("Show how a number changes", reports::http::series).refusing(&[404]))
        .at("/reports/summary", get("Show numbers, and those of the time before", reports::http::summary).refusing(&[404]))
        .at("/reports/bot_summary", get("Show what bots did, and in the time before", reports::http::bot_summary).refusing(&[404]))
        .at("/reports/bot_metrics", get("Show how much bots did", reports::http::bot_metrics))
        .at("/reports/conversations", get("Count open conversations, of the account or of each agent", reports::http::conversations))
        .at("/reports/agents", get("Show agents as a table", reports::http::agents_sheet))
        .at("/reports/inboxes", get("Show inboxes as a table", reports::http::inboxes_sheet))
        .at("/reports/labels", get("Show labels as a table", reports::http::labels_sheet))
        .at("/reports/teams", get("Show teams as a table", reports::http::teams_sheet))
        .at("/reports/conversations_summary", get("Show the account as a table", reports::http::conversations_sheet))
        .at("/reports/conversation_traffic", get("Show as a table when conversations begin", reports::http::traffic_sheet))
        .at("/reports/inbox_label_matrix", get("Count conversations by inbox and label", reports::http::matrix))
        .at("/reports/first_response_time_distribution", get("Count first answers by how long they took", reports::http::first_responses))
        .at("/reports/outgoing_messages_count", get("Count what was said by agent, team, inbox or label", reports::http::messages))
        .at("/summary_reports/agent", get("Show numbers of each agent", reports::http::by_agent))
        .at("/summary_reports/team", get("Show numbers of each team", reports::http::by_team))
        .at("/summary_reports/inbox", get("Show numbers of each inbox", reports::http::by_inbox))
        .at("/summary_reports/label", get("Show numbers of each label", reports::http::by_label))
        .at("/summary_reports/channel", get("Count conversations of each channel", reports::http::by_channel))
        .at("/live_reports/conversation_metrics", get("Count what is open at the moment", reports::http::live).refusing(&[404]))
        .at("/live_reports/grouped_conversation_metrics", get("Count what is open of each team or agent", reports::http::live_groups).refusing(&[404]))
        .at("/year_in_review", get("Look back on your year", reports::http::year_in_review))

        .about("Platform").below("/platform/api/v1")
        .at("/accounts", get("List accounts that the app manages", platform::http::list_accounts).post("Add an account", platform::http::create_account))
        .at("/accounts/{id}", get("Show an account", platform::http::show_account).update("Change an account, and the terms on which it is there", platform::http::update_account).delete("Delete an account with all that belongs to it", platform::http::delete_account))
        .at("/accounts/{id}/account_users", get("List the members of an account", platform::http::list_account_users).post("Make a user a member of an account", platform::http::create_account_user).delete("Take a user out of an account", platform::http::delete_account_user))
        .at("/agent_bots", get("List agent bots that the app manages", platform::http::list_agent_bots).post("Add an agent bot to an account, or for all", platform::http::create_agent_bot))
        .at("/agent_bots/{id}", get("Show an agent bot", platform::http::show_agent_bot).update("Change an agent bot", platform::http::update_agent_bot).delete("Delete an agent bot", platform::http::delete_agent_bot))
        .at("/agent_bots/{id}/avatar", delete("Remove the picture of an agent bot", platform::http::delete_agent_bot_avatar))
        .at("/users", post("Add a user", platform::http::create_user))
        .at("/users/{id}", get("Show a user", platform::http::show_user).update("Change a user", platform::http::update_user).delete("Delete a user, in all accounts", platform::http::delete_user))
        .at("/users/{id}/login", get("Make a link that signs a user in, once", platform::http::login))
        .at("/users/{id}/token", post("Tell the access token of a user", platform::http::token))

        .about("Files").below("")
        .at("/rails/active_storage/blobs/redirect/{signed}/{filename}", get("Go to a file", transfer::http::show).answering(&[(StatusCode::FOUND, "Leads to its bytes")]))
        .at("/rails/active_storage/representations/redirect/{signed}/{variation}/{filename}", get("Go to a small picture of a file", transfer::http::show_small).answering(&[(StatusCode::FOUND, "Leads to its bytes")]))
        .at("/rails/active_storage/disk/{signed}/{filename}", get("Read a file, or a part of it", transfer::http::read).answering(&[(StatusCode::OK, "Its bytes"), (StatusCode::PARTIAL_CONTENT, "Some of its bytes"), (StatusCode::NOT_MODIFIED, "The caller has it already"), (StatusCode::RANGE_NOT_SATISFIABLE, "It has no such part")]))
        .at("/rails/active_storage/disk/{signed}", put("Bring the bytes of a file that was announced", transfer::http::bring))

        .about("Client API").below("/public/api/v1/inboxes/{inbox_identifier}")
        .at("", get("Show an inbox to visitors", client_api::http::show_inbox))
        .at("/contacts", post("Come in, as somebody who is known or new", client_api::http::create_contact))
        .below("/public/api/v1/inboxes/{inbox_identifier}/contacts/{contact_identifier}")
        .at("", get("Show a visitor to themselves", client_api::http::show_contact).update("Say more of yourself", client_api::http::update_contact))
        .at("/conversations", get("List the conversations of a visitor", client_api::http::list_conversations).post("Begin a conversation as a visitor", client_api::http::begin_conversation))
        .at("/conversations/{id}", get("Show a conversation to its visitor", client_api::http::show_conversation))
        .at("/conversations/{id}/toggle_status", post("Resolve a conversation as its visitor", client_api::http::resolve_conversation))
        .at("/conversations/{id}/toggle_typing", post("Say that the visitor is typing", client_api::http::toggle_typing))
        .at("/conversations/{id}/update_last_seen", post("Mark a conversation as read by its visitor", client_api::http::update_last_seen))
        .at("/conversations/{id}/messages", get("List messages for a visitor", client_api::http::list_messages).post("Write a message as a visitor", client_api::http::create_message))
        .at("/conversations/{id}/messages/{sub}", update("Answer what a message asks for", client_api::http::answer_message))

        .about("Surveys").below("")
        .at("/public/api/v1/csat_survey/{uuid}", get("Show a survey to its contact", csat::http::show).update("Answer a survey", csat::http::answer))
        .at("/survey/responses/{uuid}", get("Answer a survey in a browser", csat::http::survey).answering(&[(StatusCode::OK, "A page of HTML")]))
        .at("/survey/page.css", get("Read how that page looks", csat::http::style).answering(&[(StatusCode::OK, "A style sheet")]))
        .at("/survey/page.js", get("Read what makes that page work", csat::http::script).answering(&[(StatusCode::OK, "A script")]))

        .about("Help center")
        .at("/", get("Read what a portal begins with, on its own domain", help_center::http::front).answering(&PAGE).refusing(&[404]))
        .at("/hc/page.css", get("Read how the pages of portals look", help_center::http::style).answering(&[(StatusCode::OK, "A style sheet")]))
        .at("/hc/{slug}", get("Go to a portal in its first language", help_center::http::portal).answering(&[(StatusCode::FOUND, "Leads to its page"), NO_PAGE]))
        .at("/hc/{slug}/sitemap.xml", get("List the addresses of all articles for search engines", help_center::http::sitemap).answering(&[(StatusCode::OK, "A sitemap")]))
        .at("/hc/{slug}/{locale}", get("Read what a portal begins with; as JSON where the path ends in `.json`", help_center::http::home).answering(&PAGE))
        .at("/hc/{slug}/{locale}/categories", get("List categories that anybody may read", help_center::http::categories))
        .at("/hc/{slug}/{locale}/categories.json", get("List categories that anybody may read, too", help_center::http::categories_json))
        .at("/hc/{slug}/{locale}/categories/{part}", get("Read what is in a category", help_center::http::category).answering(&PAGE))
        .at("/hc/{slug}/{locale}/categories/{part}/articles", get("List articles that anybody may read, in every category", help_center::http::articles_of_category))
        .at("/hc/{slug}/{locale}/articles", get("Find articles in a browser; as JSON where that is asked for by `Accept`", help_center::http::search).answering(&PAGE))
        .at("/hc/{slug}/{locale}/articles.json", get("List articles that anybody may read, or find some", help_center::http::articles))
        .at("/hc/{slug}/articles/{part}", get("Read an article; as JSON where the path ends in `.json`, and noted as read by its picture where it ends in `.png`", help_center::http::article).answering(&PAGE))

        .about("Server")
        .at("/health", get("Tell whether the server answers", probes::health))
        .at("/api", get("Tell whether what the server needs answers", probes::api))
        .at("/metrics", get("Tell how the server is doing", metrics::show).answering(&[(StatusCode::OK, "Metrics, as Prometheus reads them")]).refusing(&[404]))
        .at("/cable", get("Listen to what happens", cable::connect).answering(&[(StatusCode::SWITCHING_PROTOCOLS, "A web socket that speaks ActionCable"), (StatusCode::NOT_FOUND, "The request does not ask for a web socket")]))
        .at("/openapi.json", get("Read this reference as an OpenAPI document", reference::http::document).answering(&[(StatusCode::OK, "An OpenAPI 3.1 document")]))
        .at("/docs", get("Read this reference in a browser", reference::http::page).answering(&[(StatusCode::OK, "A page of HTML")]))
        .at("/docs/page.css", get("Read how that page looks", reference::http::style).answering(&[(StatusCode::OK, "A style sheet")]))
        .at("/docs/page.js", get("Read what helps to read that page", reference::http::script).answering(&[(StatusCode::OK, "A script")]))
}
