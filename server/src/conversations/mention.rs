//! Mentions: private notes that name members or teams, who are told of it.
//!
//! A dashboard writes `[@Ada](mention://user/7/Ada)`. What people type is understood too:
//! `@ada` counts when it names exactly one member or team, by the name without spaces, the
//! first name, or the e-mail address before its `@` (contract `behaviour.md`, 5.1, and
//! `seeds-vs-upstream.md`, 26). Only those are told who see the inbox.

use std::{collections::HashMap, sync::LazyLock};

use regex::Regex;

use super::{Conversation, participants, store};
use crate::{
    agents,
    error::Result,
    events::{Event, Name},
    id::{TeamId, UserId},
    messages::Message,
    teams,
    work::Work,
};

/// Whom a text names.
#[derive(Debug, Default, PartialEq, Eq)]
struct Named {
    users: Vec<UserId>,
    teams: Vec<TeamId>,
    /// What was typed behind an `@`, in lower case.
    words: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Target {
    User(UserId),
    Team(TeamId),
}

/// Notes whom a message mentions, if it is a private one: they take part from now on, and
/// are told.
pub async fn note(
    work: &mut Work<'_>,
    conversation: &Conversation,
    message: &Message,
) -> Result<()> {
    let may_name = |content: &&str| content.contains('@') || content.contains("mention://");
    let content = message.content.as_deref().filter(|_| message.private).filter(may_name);
    let Some(content) = content else { return Ok(()) };
    let mentioned = resolve(work, named(content)).await?;
    for user in participants::join(work, conversation, &mentioned).await? {
        store::add_mention(work, conversation.id, user).await?;
        let event = Event::new(Name::ConversationMentioned).conversation(conversation.id);
        work.emit(event.message(message.id).about(user)).await?;
    }
    Ok(())
}

fn named(content: &str) -> Named {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\(mention://(user|team)/(\d{1,18})/[^)]+\)").expect("the pattern is valid")
    });
    // Neither within an address nor where a link says whom it mentions.
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^\w@\[./-])@(\w[\w.-]*)").expect("the pattern is valid")
    });
    let mut named = Named::default();
    for found in LINK.captures_iter(content) {
        let Ok(id) = found[2].parse() else { continue };
        match &found[1] {
            "user" => named.users.push(UserId(id)),
            _ => named.teams.push(TeamId(id)),
        }
    }
    for found in WORD.captures_iter(content) {
        named.words.push(found[1].trim_end_matches(['.', '-']).to_lowercase());
    }
    named
}

/// The users that are meant, each once. Teams are their members.
async fn resolve(work: &mut Work<'_>, named: Named) -> Result<Vec<UserId>> {
    let Named { mut users, mut teams, words } = named;
    if !words.is_empty() {
        let names = names(work).await?;
        for word in words {
            match names.get(&word).map(Vec::as_slice) {
                Some([Target::User(user)]) => users.push(*user),
                Some([Target::Team(team)]) => teams.push(*team),
                // It names nobody, or it may be any of several.
                _ => {}
            }
        }
    }
    if !teams.is_empty() {
        let teams: Vec<i64> = teams.into_iter().map(|team| team.0).collect();
        users.extend(teams::members_of_any(work, &teams).await?);
    }
    Ok(agents::once_each(users))
}

/// What members and teams are called by.
async fn names(work: &mut Work<'_>) -> Result<HashMap<String, Vec<Target>>> {
    let mut names: HashMap<String, Vec<Target>> = HashMap::new();
    let mut name = |text: &str, target| {
        let targets = names.entry(without_spaces(text)).or_default();
        if !targets.contains(&target) {
            targets.push(target);
        }
    };
    for agent in agents::list(work).await? {
        let target = Target::User(agent.id);
        name(&agent.name, target);
        name(agent.name.split_whitespace().next().unwrap_or_default(), target);
        name(agent.email.split('@').next().unwrap_or_default(), target);
    }
    for team in teams::list(work).await? {
        name(&team.name, Target::Team(team.id));
    }
    Ok(names)
}

fn without_spaces(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::{Named, named};
    use crate::id::{TeamId, UserId};

    fn words(content: &str) -> Vec<String> {
        named(content).words
    }

    #[test]
    fn links_name_users_and_teams() {
        let content = "[@Ada L](mention://user/7/Ada%20L) and [x](mention://team/3/Sales), but not \
                       mention://user/8/Ben or (mention://user/9) or (mention://bot/1/x)";

        let expected = Named { users: vec![UserId(7)], teams: vec![TeamId(3)], words: Vec::new() };
        assert_eq!(named(content), expected);
        assert_eq!(named("(mention://user/99999999999999999999/x)"), Named::default());
    }

    #[test]
    fn words_behind_an_at_name_somebody() {
        assert_eq!(words("@Ada, @ben.b and (@cleo)."), ["ada", "ben.b", "cleo"]);
        assert_eq!(words("Ask @Ada."), ["ada"]);
        assert_eq!(words("@jürgen\n@o-neil"), ["jürgen", "o-neil"]);
    }

    #[test]
    fn addresses_and_the_words_of_links_name_nobody() {
        assert!(words("write to lea@example.net or x/@y").is_empty());
        assert!(words("[@Ada](mention://user/7/Ada)").is_empty());
        assert!(words("@ @@ada").is_empty());
    }
}
