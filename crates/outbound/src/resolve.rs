//! Names of hosts become addresses.

use std::{
    io,
    net::{IpAddr, ToSocketAddrs as _},
    pin::Pin,
    sync::Arc,
};

use tokio::{sync::Semaphore, task::spawn_blocking};

/// Names that are looked up at once. Each takes a thread until the system gives up.
const AT_ONCE: usize = 64;

/// Looks up a name. What it finds is judged before anything is connected to, so it may find
/// anything. It is not asked about hosts that are addresses.
pub type Resolver = Arc<dyn Fn(String) -> Resolving + Send + Sync>;

/// The addresses of a name, in the order in which they are to be tried.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Looks names up as every program of this system does.
pub fn system_resolver() -> Resolver {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    Arc::new(move |host| {
        let turns = Arc::clone(&turns);
        Box::pin(async move {
            let turn = turns.acquire_owned().await.expect("nobody closes it");
            // The system cannot be stopped once it is asked. The turn stays with the question,
            // so that those who have stopped waiting for an answer do not fill all threads.
            let lookup = spawn_blocking(move || {
                let _turn = turn;
                let found = (host.as_str(), 0).to_socket_addrs()?;
                Ok(found.map(|address| address.ip()).collect())
            });
            lookup.await.map_err(io::Error::other)?
        })
    })
}
