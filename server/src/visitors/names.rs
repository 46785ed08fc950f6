//! What somebody is called who has not said their name: three words that agents can tell from
//! others, such as `quiet-harbor-482`.

use crate::id;

const HOW: [&str; 32] = [
    "amber", "autumn", "bold", "brave", "bright", "calm", "clear", "coral", "early", "gentle",
    "golden", "green", "hidden", "honest", "kind", "late", "light", "lively", "misty", "patient",
    "plain", "polite", "proud", "quick", "quiet", "silver", "snowy", "spring", "steady", "summer",
    "warm", "winter",
];

const WHAT: [&str; 32] = [
    "anchor", "bay", "birch", "bridge", "brook", "cedar", "cliff", "cloud", "field", "forest",
    "garden", "harbor", "hill", "island", "lake", "lantern", "maple", "meadow", "moon", "mountain",
    "ocean", "orchard", "path", "pine", "pond", "river", "shore", "star", "stone", "tide",
    "valley", "willow",
];

pub fn made_up() -> String {
    let (how, what) = (HOW[id::below(HOW.len())], WHAT[id::below(WHAT.len())]);
    format!("{how}-{what}-{}", 100 + id::below(900))
}
