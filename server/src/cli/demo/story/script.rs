//! Who says what in a conversation, in turn.

use crate::cli::demo::{
    chance::{Chance, below, percent, pick},
    themes::{Case, Team, talk},
};

/// Something that is said, with its gaps still open.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub voice: Voice,
    pub text: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    Contact,
    Agent,
    /// Of an agent, to the others.
    Note,
    /// The same, asking this team to take over.
    Handover(Team),
}

/// Whose turn it is when everything has been said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Solved,
    OurTurn,
    TheirTurn,
    /// An agent said that they would come back to it.
    Promised,
}

/// What a talk is about.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    pub case: &'static Case,
    /// How the contact begins.
    pub opening: &'static str,
    /// Whether it was talked about before, so that nobody asks the same again.
    pub is_known: bool,
}

/// A talk of exactly so many lines.
pub fn talk(chance: &mut Chance, topic: Topic, count: usize, ending: Ending) -> Vec<Line> {
    let Topic { case, opening, is_known } = topic;
    let mut closing = closing(chance, case, ending);
    closing.truncate(count - 1);
    let between = count - 1 - closing.len();
    // What stands alone, beside questions that are answered.
    let mut asides = between % 2;
    if between - asides >= 4 && percent(chance, 60) {
        asides += 2;
    }
    let asked = if is_known { &[] } else { case.exchanges };
    let mut lines = vec![contact(opening)];
    for (question, answer) in exchanges(chance, asked, (between - asides) / 2) {
        lines.extend([agent(question), contact(answer)]);
    }
    lines.append(&mut closing);
    add_asides(chance, case, asides, ending, &mut lines);
    lines
}

fn closing(chance: &mut Chance, case: &'static Case, ending: Ending) -> Vec<Line> {
    match ending {
        Ending::Solved => {
            vec![agent(pick(chance, case.solutions)), contact(pick(chance, talk::THANKS))]
        }
        Ending::OurTurn => Vec::new(),
        Ending::TheirTurn => vec![agent(pick(chance, talk::QUESTIONS))],
        Ending::Promised => vec![agent(pick(chance, talk::PROMISES))],
    }
}

type Exchange = (&'static str, &'static str);

/// Those of the case first, then what can be said of any.
fn exchanges(chance: &mut Chance, of_case: &[Exchange], count: usize) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = of_case.iter().copied().take(count).collect();
    while exchanges.len() < count {
        let more = (count - exchanges.len()).min(talk::EXCHANGES.len());
        let from = below(chance, talk::EXCHANGES.len() - more + 1);
        exchanges.extend(&talk::EXCHANGES[from..from + more]);
    }
    exchanges
}

/// Adds what needs no answer: a note, what came to the contact's mind, a question whether
/// there is any news.
fn add_asides(
    chance: &mut Chance,
    case: &'static Case,
    mut count: usize,
    ending: Ending,
    lines: &mut Vec<Line>,
) {
    let agents: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].voice == Voice::Agent).collect();
    if count > 0
        && let Some(last) = agents.last()
        && (count > 2 || percent(chance, 60))
    {
        lines.insert(*last, note(chance, case, agents.len()));
        count -= 1;
    }
    if count > 0 && ending == Ending::OurTurn {
        lines.push(contact(pick(chance, talk::NUDGES)));
        count -= 1;
    }
    let from = below(chance, case.details.len());
    let details = case.details.iter().cycle().skip(from).take(count);
    lines.splice(1..1, details.map(|detail| contact(detail)));
}

/// A note before an agent's last answer, when they gave so many.
fn note(chance: &mut Chance, case: &'static Case, answers: usize) -> Line {
    let (team, handover) = case.handover;
    if answers > 2 && percent(chance, 50) {
        return Line { voice: Voice::Handover(team), text: handover };
    }
    let notes = if percent(chance, 70) { case.notes } else { talk::NOTES };
    Line { voice: Voice::Note, text: pick(chance, notes) }
}

fn contact(text: &'static str) -> Line {
    Line { voice: Voice::Contact, text }
}

fn agent(text: &'static str) -> Line {
    Line { voice: Voice::Agent, text }
}

#[cfg(test)]
mod tests {
    use super::{Ending, Topic, Voice, talk};
    use crate::cli::demo::{chance, themes::CASES};

    #[test]
    fn a_talk_has_as_many_lines_as_were_asked_for_and_ends_with_whose_turn_it_was() {
        let mut chance = chance::of(1, 1);
        for case in CASES {
            for count in 1..40 {
                for ending in [Ending::Solved, Ending::OurTurn, Ending::TheirTurn, Ending::Promised]
                {
                    let topic = Topic { case, opening: case.openings[0], is_known: count % 3 == 0 };
                    let lines = talk(&mut chance, topic, count, ending);
                    assert_eq!(lines.len(), count);
                    assert_eq!(lines[0].voice, Voice::Contact);
                    let last = match ending {
                        Ending::TheirTurn | Ending::Promised if count > 1 => Voice::Agent,
                        Ending::Solved if count == 2 => Voice::Agent,
                        _ => Voice::Contact,
                    };
                    assert_eq!(lines[count - 1].voice, last, "{ending:?} {count}");
                }
            }
        }
    }
}
