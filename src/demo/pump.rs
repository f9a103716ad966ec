//! Lets what comes next arrive while somebody looks at the demo.

use super::live::Live;
use crate::desk::{Desk, DeskError};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often it is looked what has arrived.
const EVERY: Duration = Duration::from_millis(500);

/// A thread with a desk of its own on the demo's store, as another program would have one. Dropping it ends it.
pub struct Pump {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<Result<(), DeskError>>>,
}

impl Pump {
    /// Starts to take in what arrives by the clock of `desk`.
    pub fn start(mut desk: Desk, mut live: Live) -> Self {
        let (stop, stopped) = channel::<()>();
        let thread = thread::spawn(move || {
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                let arrivals = live.until(desk.now());
                if !arrivals.is_empty() {
                    desk.receive(arrivals)?;
                }
            }
            Ok(())
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(Ok(Err(error))) = self.thread.take().map(JoinHandle::join) {
            tracing::warn!(%error, "the demo's records stopped arriving");
        }
    }
}
