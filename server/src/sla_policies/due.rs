//! What of an SLA is missed, and when: found out from how a conversation stands, as if nothing
//! more happened in it.
//!
//! The first response counts from the beginning of the conversation, the next one since the
//! contact waits, the resolution from the beginning again. Whoever waits too long already and
//! writes again is left waiting again, but not for every line that they send.

use super::{
    Threshold,
    applied::{AGAIN, AppliedSla, Kind, SlaEvent},
};
use crate::{clock::Timestamp, id::MessageId, inboxes::open_time::Hours};

/// What is looked at of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    pub created_at: Timestamp,
    pub first_reply: Option<Timestamp>,
    /// Since when the contact waits for an answer.
    pub waiting_since: Option<Timestamp>,
    /// What the contact wrote last.
    pub last_incoming: Option<MessageId>,
    pub is_resolved: bool,
}

/// Something that was missed, or will be unless something happens before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss {
    pub kind: Kind,
    pub message: Option<MessageId>,
    pub at: Timestamp,
}

impl AppliedSla {
    /// What will have been missed, and is not noted, soonest first.
    pub fn misses(&self, scene: &Scene, hours: &Hours) -> Vec<Miss> {
        let within = |from: Timestamp, threshold: Option<Threshold>| {
            hours.after(from, threshold?.duration())
        };
        let policy = &self.policy;
        let first = within(scene.created_at, policy.first_response)
            .filter(|at| scene.first_reply.is_none_or(|reply| reply > *at))
            .map(|at| Miss { kind: Kind::FirstResponse, message: None, at });
        let next = scene.waiting_since.filter(|_| scene.first_reply.is_some()).and_then(|since| {
            let at = within(since, policy.next_response)?.max(self.once_more(since));
            Some(Miss { kind: Kind::NextResponse, message: scene.last_incoming, at })
        });
        let resolution = within(scene.created_at, policy.resolution)
            .filter(|_| !scene.is_resolved)
            .map(|at| Miss { kind: Kind::Resolution, message: None, at });
        let found = [first, next, resolution].into_iter().flatten();
        let mut misses: Vec<Miss> = found.filter(|miss| !self.is_noted(miss)).collect();
        misses.sort_by_key(|miss| miss.at);
        misses
    }

    /// From when on a contact who waits since then can be left waiting once more.
    fn once_more(&self, since: Timestamp) -> Timestamp {
        let is_of_wait =
            |event: &&SlaEvent| event.kind == Kind::NextResponse && event.created_at >= since;
        let last = self.events.iter().rev().find(is_of_wait);
        last.map_or(since, |event| event.created_at.plus(AGAIN))
    }

    fn is_noted(&self, miss: &Miss) -> bool {
        self.events.iter().any(|event| (event.kind, event.message) == (miss.kind, miss.message))
    }
}

#[cfg(test)]
mod tests {
    use super::{AppliedSla, Miss, Scene};
    use crate::{
        clock::Timestamp,
        id::{AppliedSlaId, ConversationId, MessageId, SlaEventId, SlaPolicyId},
        inboxes::open_time::Hours,
        sla_policies::{
            SlaPolicy, Threshold,
            applied::{Kind, SlaEvent, Status},
        },
    };

    fn minute(minute: i64) -> Timestamp {
        Timestamp(minute * 60_000_000)
    }

    /// Ten minutes for the first response, twenty for each other, an hour for the resolution.
    fn applied(events: &[(Kind, Option<i64>, i64)]) -> AppliedSla {
        let threshold = |minutes| Some(Threshold(minute(minutes).0));
        let event = |&(kind, message, at): &(Kind, Option<i64>, i64)| SlaEvent {
            id: SlaEventId(1),
            applied: AppliedSlaId(1),
            kind,
            message: message.map(MessageId),
            created_at: minute(at),
        };
        AppliedSla {
            id: AppliedSlaId(1),
            conversation: ConversationId(1),
            policy: SlaPolicy {
                id: SlaPolicyId(1),
                name: "Gold".to_owned(),
                description: None,
                first_response: threshold(10),
                next_response: threshold(20),
                resolution: threshold(60),
                only_during_business_hours: false,
            },
            status: Status::Active,
            created_at: minute(0),
            updated_at: minute(0),
            events: events.iter().map(event).collect(),
        }
    }

    fn scene(first_reply: Option<i64>, waiting_since: Option<i64>) -> Scene {
        Scene {
            created_at: minute(0),
            first_reply: first_reply.map(minute),
            waiting_since: waiting_since.map(minute),
            last_incoming: Some(MessageId(7)),
            is_resolved: false,
        }
    }

    fn found(applied: &AppliedSla, scene: &Scene) -> Vec<(Kind, i64)> {
        let misses = applied.misses(scene, &Hours::Always);
        misses.iter().map(|miss: &Miss| (miss.kind, miss.at.0 / 60_000_000)).collect()
    }

    #[test]
    fn what_is_promised_is_due_in_its_time() {
        let (first, next, resolution) = (Kind::FirstResponse, Kind::NextResponse, Kind::Resolution);
        let none = applied(&[]);

        assert_eq!(found(&none, &scene(None, Some(0))), [(first, 10), (resolution, 60)]);
        assert_eq!(found(&none, &scene(Some(10), None)), [(resolution, 60)]);
        assert_eq!(found(&none, &scene(Some(11), None)), [(first, 10), (resolution, 60)]);
        assert_eq!(found(&none, &scene(Some(5), Some(30))), [(next, 50), (resolution, 60)]);
        let over = Scene { is_resolved: true, ..scene(None, None) };
        assert_eq!(found(&none, &over), [(first, 10)]);
    }

    #[test]
    fn what_was_noted_is_not_due_again() {
        let (first, next, resolution) = (Kind::FirstResponse, Kind::NextResponse, Kind::Resolution);

        let late = applied(&[(first, None, 10)]);
        assert_eq!(found(&late, &scene(None, Some(0))), [(resolution, 60)]);
        let left = applied(&[(next, Some(7), 50)]);
        assert_eq!(found(&left, &scene(Some(5), Some(30))), [(resolution, 60)]);
        // Somebody who was left waiting writes again.
        let again = applied(&[(next, Some(6), 50)]);
        assert_eq!(found(&again, &scene(Some(5), Some(30))), [(next, 55), (resolution, 60)]);
        // A wait that is over does not put off the next one.
        let before = applied(&[(next, Some(6), 50)]);
        assert_eq!(found(&before, &scene(Some(5), Some(51))), [(resolution, 60), (next, 71)]);
    }
}
