//! One conversation, from its first message to where it stands now: what is said, in
//! [`script`], and everything that people do around it.

mod script;

use rand::RngExt as _;
use serde_json::{Map, Value, json};

use super::{
    calendar::Busy,
    chance::{self, Chance, below, between, percent, pick},
    people::Person,
    plan::{Fate, Outline},
    themes::{CASES, Case, Fact, Team, talk},
    words::Facts,
};
use crate::{conversations::Priority, id::DisplayId};
use script::{Ending, Line, Topic, Voice};

/// Something that somebody does.
#[derive(Debug)]
pub struct Step {
    pub at: Busy,
    pub conversation: DisplayId,
    /// The number of the contact whose conversation it is.
    pub contact: usize,
    /// Who does it, when it is not the contact.
    pub agent: Option<usize>,
    pub deed: Deed,
}

#[derive(Debug)]
pub enum Deed {
    /// The contact begins the conversation in an inbox.
    Begin {
        inbox: usize,
        text: String,
        origin: Map<String, Value>,
    },
    /// The contact writes.
    Write(String),
    /// The contact writes in a conversation that was done with, which opens it again.
    Return(String),
    /// The agent reads what is new.
    See,
    /// The agent takes the conversation.
    Take,
    Entrust(Team),
    Label(Vec<&'static str>),
    Prioritize(Priority),
    Describe(Map<String, Value>),
    Note(String),
    Reply(String),
    Resolve,
    /// Puts it aside for so many hours from the end of the history on.
    Snooze(u64),
    Hold,
}

/// Who may be asked.
#[derive(Debug)]
pub struct Crew {
    /// The name by which each agent signs.
    pub names: Vec<&'static str>,
    /// The agents of each inbox.
    pub inboxes: Vec<Vec<usize>>,
    /// The agents of each team.
    pub teams: Vec<Vec<usize>>,
}

impl Deed {
    pub fn is_message(&self) -> bool {
        matches!(
            self,
            Deed::Begin { .. } | Deed::Write(_) | Deed::Return(_) | Deed::Note(_) | Deed::Reply(_)
        )
    }

    /// Whether it changes the counts that all conversations of the account share.
    pub fn is_counted(&self) -> bool {
        matches!(
            self,
            Deed::Begin { .. }
                | Deed::Return(_)
                | Deed::Take
                | Deed::Entrust(_)
                | Deed::Resolve
                | Deed::Snooze(_)
                | Deed::Hold
        )
    }
}

/// Tells what happens in a conversation.
pub fn tell(
    seed: u64,
    outline: &Outline,
    conversation: DisplayId,
    contact: &Person,
    email: String,
    crew: &Crew,
) -> Vec<Step> {
    let mut chance = chance::of(seed, outline.seed);
    let facts = Facts::new(&mut chance, contact, email);
    let inbox = below(&mut chance, crew.inboxes.len());
    let teller = Teller {
        facts,
        crew,
        inbox,
        language: contact.culture.language,
        agent: None,
        is_done: false,
        is_unread: false,
        happened: Vec::new(),
        chance,
    };
    let happened = teller.tell(outline);
    let total = happened.iter().map(|(pause, ..)| pause).sum::<u64>().max(1);
    let mut passed = 0;
    let step = |(pause, agent, deed)| {
        passed += pause;
        let at = outline.start + outline.length * passed / total;
        Step { at, conversation, contact: outline.contact, agent, deed }
    };
    happened.into_iter().map(step).collect()
}

/// What happens, by whom, and how long after what came before, as a share of the whole.
type Happened = (u64, Option<usize>, Deed);

struct Teller<'a> {
    chance: Chance,
    facts: Facts,
    crew: &'a Crew,
    inbox: usize,
    language: &'static str,
    /// Who has the conversation.
    agent: Option<usize>,
    is_done: bool,
    is_unread: bool,
    happened: Vec<Happened>,
}

/// Pauses, as shares of a conversation. An answer is what the others are compared to.
const AT_ONCE: u64 = 15;
const SOON: u64 = 80;
const ANSWER: u64 = 1_000;
const FIRST_ANSWER: u64 = 1_600;
const DAYS_LATER: u64 = 12_000;

impl Teller<'_> {
    fn tell(mut self, outline: &Outline) -> Vec<Happened> {
        let mut topic = self.any_topic();
        let mut left = outline.messages;
        loop {
            let count = self.part_of(left);
            left -= count;
            let ending = if left > 0 { Ending::Solved } else { ending(outline.fate) };
            for line in script::talk(&mut self.chance, topic, count, ending) {
                self.say(topic.case, line);
            }
            if left == 0 {
                break;
            }
            self.finish(topic.case, Fate::Resolved);
            // The same problem comes back, or the contact does with another one.
            if left == 1 || percent(&mut self.chance, 60) {
                let opening = pick(&mut self.chance, topic.case.again);
                topic = Topic { opening, is_known: true, ..topic };
            } else {
                topic = self.any_topic();
                let greeting = pick(&mut self.chance, talk::GREETINGS_AGAIN);
                let text = self.facts.fill(&mut self.chance, greeting);
                self.hear(text);
                left -= 1;
            }
        }
        self.finish(topic.case, outline.fate);
        self.happened
    }

    fn any_topic(&mut self) -> Topic {
        let case: &Case = pick(&mut self.chance, CASES);
        Topic { case, opening: pick(&mut self.chance, case.openings), is_known: false }
    }

    /// How many of the messages are about the first problem.
    fn part_of(&mut self, messages: usize) -> usize {
        let is_long = messages > 24;
        if is_long || (messages > 8 && percent(&mut self.chance, 20)) {
            let most = (messages - 3).min(18);
            return 4 + below(&mut self.chance, most - 3);
        }
        messages
    }

    fn say(&mut self, case: &Case, line: Line) {
        if line.voice == Voice::Contact {
            let text = self.facts.fill(&mut self.chance, line.text);
            return self.hear(text);
        }
        let agent = self.attend(case);
        let text = self.facts.fill(&mut self.chance, line.text);
        match line.voice {
            Voice::Note => self.happen(SOON, Some(agent), Deed::Note(text)),
            Voice::Handover(team) => {
                self.happen(SOON, Some(agent), Deed::Note(text));
                self.happen(AT_ONCE, Some(agent), Deed::Entrust(team));
                self.agent = None;
            }
            _ => self.happen(ANSWER, Some(agent), Deed::Reply(text)),
        }
    }

    /// The contact says something.
    fn hear(&mut self, text: String) {
        let deed = if self.happened.is_empty() {
            let origin = self.origin();
            Deed::Begin { inbox: self.inbox, text, origin }
        } else if self.is_done {
            Deed::Return(text)
        } else {
            Deed::Write(text)
        };
        let pause = match self.happened.last() {
            None => 0,
            Some(_) if self.is_done => DAYS_LATER,
            // Not yet answered, so it is part of the same thought.
            Some((_, None, _)) => SOON,
            Some(_) => ANSWER,
        };
        self.is_done = false;
        self.is_unread = true;
        self.happen(pause, None, deed);
    }

    /// An agent looks at the conversation; the first to do so takes it.
    fn attend(&mut self, case: &Case) -> usize {
        if let Some(agent) = self.agent {
            self.see(agent, ANSWER / 2);
            return agent;
        }
        let handed_over = self.happened.iter().rev().find_map(|(.., deed)| match deed {
            Deed::Entrust(team) => Some(*team),
            _ => None,
        });
        let candidates = match handed_over {
            Some(team) => &self.crew.teams[team as usize],
            None => &self.crew.inboxes[self.inbox],
        };
        let agent = candidates[below(&mut self.chance, candidates.len())];
        self.facts.agent = self.crew.names[agent];
        self.agent = Some(agent);
        self.see(agent, FIRST_ANSWER);
        self.happen(AT_ONCE, Some(agent), Deed::Take);
        if handed_over.is_none() {
            self.triage(case, agent);
        }
        agent
    }

    fn see(&mut self, agent: usize, pause: u64) {
        if self.is_unread {
            self.is_unread = false;
            self.happen(pause, Some(agent), Deed::See);
        }
    }

    /// Notes what the conversation is about.
    fn triage(&mut self, case: &Case, agent: usize) {
        let mut labels = vec![case.label];
        if percent(&mut self.chance, 6) && case.label != "vip" {
            labels.push("vip");
        }
        self.happen(AT_ONCE, Some(agent), Deed::Label(labels));
        if percent(&mut self.chance, 35) {
            let priority = match below(&mut self.chance, 10) {
                0..3 => Priority::Low,
                3..7 => Priority::Medium,
                7..9 => Priority::High,
                _ => Priority::Urgent,
            };
            self.happen(AT_ONCE, Some(agent), Deed::Prioritize(priority));
        }
        let attributes = self.attributes(case);
        if !attributes.is_empty() && percent(&mut self.chance, 60) {
            self.happen(AT_ONCE, Some(agent), Deed::Describe(attributes));
        }
        if percent(&mut self.chance, 30) && self.crew.teams[case.team as usize].contains(&agent) {
            self.happen(AT_ONCE, Some(agent), Deed::Entrust(case.team));
        }
    }

    fn attributes(&self, case: &Case) -> Map<String, Value> {
        let value = |fact: &Fact| match fact {
            Fact::OrderNumber => ("order_number", json!(self.facts.order)),
            Fact::RefundAmount => ("refund_amount", json!(self.facts.amount / 100)),
            Fact::AppVersion => ("app_version", json!(self.facts.version)),
            Fact::Product => ("product", json!(self.facts.product)),
        };
        case.facts.iter().map(value).map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// Does what is left to be done when everything has been said.
    fn finish(&mut self, case: &Case, fate: Fate) {
        let deed = match fate {
            Fate::OurTurn | Fate::TheirTurn => return,
            Fate::Resolved => Deed::Resolve,
            Fate::Snoozed => Deed::Snooze(between(&mut self.chance, 4, 120)),
            Fate::Pending => Deed::Hold,
        };
        let agent = self.attend(case);
        self.is_done = matches!(deed, Deed::Resolve | Deed::Snooze(_));
        self.happen(SOON, Some(agent), deed);
    }

    /// Where the contact came from.
    fn origin(&mut self) -> Map<String, Value> {
        const PAGES: &[&str] = &["help", "orders", "returns", "account", "payment", "app"];
        let page = pick(&mut self.chance, PAGES);
        let origin = [
            ("referer", format!("https://shop.quillmoor.example/{page}")),
            ("browser_language", self.language.to_owned()),
        ];
        origin.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect()
    }

    fn happen(&mut self, pause: u64, agent: Option<usize>, deed: Deed) {
        let pause = pause * self.chance.random_range(30..=170) / 100;
        self.happened.push((pause, agent, deed));
    }
}

/// How the last talk of a conversation ends.
fn ending(fate: Fate) -> Ending {
    match fate {
        Fate::Resolved => Ending::Solved,
        Fate::OurTurn => Ending::OurTurn,
        Fate::TheirTurn => Ending::TheirTurn,
        Fate::Snoozed | Fate::Pending => Ending::Promised,
    }
}
