//! What is said whatever the case is.

/// How an agent ends a message that leaves the contact waiting for them.
#[rustfmt::skip]
pub const PROMISES: &[&str] = &[
    "I have to ask a colleague about this and will write to you [tomorrow|as soon as I know more].",
    "The warehouse looks into it. You will hear from me [by Friday|within two days].",
    "Let me wait for their answer first. I have put a reminder on your case and come back to you, {name}.",
];

/// How an agent asks for something when it is the contact's turn.
#[rustfmt::skip]
pub const QUESTIONS: &[&str] = &[
    "Could you send me a photo or a screenshot of it? Then I can be sure that we mean the same.",
    "Would you try that and tell me whether it [works|helps]?",
    "Could you confirm that for me, {name}? Then I go ahead.",
    "Is there anything else that I should know before I pass it on?",
];

/// What the contact writes while nobody answers.
#[rustfmt::skip]
pub const NUDGES: &[&str] = &[
    "Is there any news?",
    "[Hello?|Are you still there?]",
    "I just wanted to ask whether you have found something out.",
    "Sorry to press, but I would like to know [by tonight|before the weekend].",
];

#[rustfmt::skip]
pub const THANKS: &[&str] = &[
    "[Thank you|Thanks] so much, {agent}! [That was quick.|You have been a great help.]",
    "Perfect, thanks. [Have a nice day!|Have a good weekend!]",
    "Great, that is all I needed.",
    "Wonderful. I will tell my friends about your service.",
    "OK, thank you.",
    "👍 thanks!",
];

/// Before another problem, in a conversation that was done with.
pub const GREETINGS_AGAIN: &[&str] =
    &["Hello again! Something else this time.", "Hi, me again.", "One more question, if I may."];

/// What fills a longer conversation.
#[rustfmt::skip]
pub const EXCHANGES: &[(&str, &str)] = &[
    ("Thank you for waiting, {name}. I am still on it.", "No problem, take your time."),
    ("Could you tell me since when you have seen this?", "For about {days} days, I think."),
    ("Is it the same on another device?", "I only have {device} here, but I can ask at home."),
    ("Has anything changed on your side lately, a new address or a new phone?", "Not that I know of."),
    ("I have written it all down, so you will not have to explain it again.", "[I appreciate that|That is good to hear], thank you."),
    ("Would you prefer to be called? I have time [this afternoon|until five].", "Writing is better for me, I am at work."),
    ("May I ask how you heard of us? I see that this is one of your first orders.", "A friend in {city} told me about you."),
    ("My colleague has just answered: it should be solved on our side.", "Let me see. Yes, it looks [better|right] now, but not completely."),
    ("Which part is still not right?", "The last step. The rest is fine."),
    ("I see what you mean. I will do that step for you now.", "Thank you, I will [wait here|have a coffee in the meantime]."),
    ("It is done. Could you look at it once more?", "Yes, that is much better."),
    ("Is there anything else I can do for you today?", "Actually yes: will I get a confirmation of all this?"),
    ("You will, to {email}. It takes a few minutes.", "It has just arrived."),
];

/// Notes that agents leave for one another, whatever the case is.
#[rustfmt::skip]
pub const NOTES: &[&str] = &[
    "Very friendly customer, has been waiting for a while. Please answer first.",
    "I am off from four, so if they write back: everything is agreed, only the confirmation is missing.",
    "Talked to the warehouse about it, they call back.",
    "Same question as in an earlier conversation of theirs, see there.",
];
