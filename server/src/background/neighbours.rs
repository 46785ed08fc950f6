//! Hears what other processes do to the same database, and tells them what was done here.

use std::time::Duration;

use db::Notice;
use tokio::time::Instant;

use crate::{
    app::App,
    delivery::typing::{self, Remark},
    error::Error,
    neighbours::{self, Words},
    work::FollowUps,
};

/// Between two things that are said.
const PAUSE: Duration = Duration::from_millis(5);

/// Between two times that it is said who was heard here.
const ROLL: Duration = Duration::from_secs(2);

/// How long to wait before something is said again that could not be said.
const AGAIN: Duration = Duration::from_secs(1);

/// What to look at when it is not known what was done.
const EVERYTHING: FollowUps =
    FollowUps { access: true, relistening: Vec::new(), events: true, tasks: true };

/// Goes on until it is time to stop.
pub async fn run(app: &App) {
    let heard = {
        let app = app.clone();
        move |notice| hear(&app, notice)
    };
    let listening = app.db.listen(heard);
    if let Err(error) = &listening {
        tracing::warn!(%error, "what other processes do is not heard");
    }
    let mut stop = std::pin::pin!(app.stopping());
    let (mut next_word, mut next_roll) = (Instant::now(), Instant::now());
    loop {
        let is_alone = app.neighbours.count() == 0;
        if is_alone {
            app.presence.take_roll(false);
        }
        let something_to_say = async {
            tokio::time::sleep_until(next_word).await;
            app.neighbours.bell.notified().await;
        };
        tokio::select! {
            biased;
            () = &mut stop => break,
            () = something_to_say => {
                let pause = if say(app, &app.neighbours.take()).await { PAUSE } else { AGAIN };
                say_all(app, app.neighbours.take_remarks()).await;
                next_word = Instant::now() + pause;
            }
            () = tokio::time::sleep_until(next_roll), if !is_alone => {
                next_roll = Instant::now() + ROLL;
                // What is lost of it is said again when they are heard again.
                say_all(app, neighbours::texts_of(&app.presence.take_roll(true))).await;
            }
        }
    }
    drop(listening);
    let last = Words { bye: true, ..app.neighbours.take() };
    say(app, &last).await;
}

/// Says who was heard here, before others are to do something for their sake.
pub async fn call_roll(app: &App) {
    if app.neighbours.count() > 0 {
        say_all(app, neighbours::texts_of(&app.presence.take_roll(true))).await;
    }
}

/// Says something. Tells whether that was done; it is kept for later if it was not.
async fn say(app: &App, words: &Words) -> bool {
    let Some(text) = words.to_text() else { return true };
    let Err(error) = app.db.tell(&text).await else { return true };
    tracing::warn!(%error, "other processes cannot be told what was done");
    app.neighbours.put_back(words);
    app.neighbours.bell.notify_one();
    false
}

/// Says what may be lost.
async fn say_all(app: &App, texts: Vec<String>) {
    for text in texts {
        if let Err(error) = app.db.tell(&text).await {
            tracing::warn!(%error, "other processes cannot be told who is there");
            return;
        }
    }
}

/// Tells those who listen here what is remarked elsewhere, until it is time to stop.
pub async fn overhear(app: &App) {
    let mut stop = std::pin::pin!(app.stopping());
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = app.neighbours.ear.notified() => {}
        }
        for text in app.neighbours.take_overheard() {
            repeat(app, &text).await;
        }
    }
}

async fn repeat(app: &App, text: &str) {
    let Some(remark) = Remark::of_text(text) else { return };
    match typing::repeat(app, remark).await {
        Ok(()) | Err(Error::NotFound) => {}
        Err(error) => tracing::debug!(%error, "nobody is told that somebody types elsewhere"),
    }
}

fn hear(app: &App, notice: Notice) {
    match notice {
        Notice::Listening => {
            app.look_at(&EVERYTHING);
            app.neighbours.greet();
        }
        // The file may have been changed by this process alone, which forgets by itself.
        Notice::Changed => app.look_at(&FollowUps { access: false, ..EVERYTHING }),
        Notice::Said { who, text } => {
            if let Some(roll) = neighbours::roll_of_text(&text) {
                return app.presence.hear_elsewhere(&roll, app.clock.now());
            }
            if typing::is_about(&text) {
                return app.neighbours.overhear(text);
            }
            let words = Words::of_text(&text);
            if words.hello || words.here || words.bye {
                app.presence.open_roll();
                app.neighbours.listens(who, !words.bye);
            }
            if words.hello {
                app.neighbours.answer();
            }
            // What they did before they knew that somebody listens, they did not say.
            if words.here {
                app.look_at(&EVERYTHING);
            }
            app.look_at(&words.did);
        }
    }
}
