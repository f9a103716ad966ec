//! What the system tells the console to do: end, stop, go on.

use std::io;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End: the system or the terminal goes away.
    End,
    /// Go back to the shell.
    Stop,
    /// The shell continues us.
    Continue,
}

#[cfg(unix)]
mod unix {
    use super::{Signal, io};
    use rustix::process::{getpid, getppid, getsid, kill_current_process_group};
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    /// The signals that the console answers to.
    #[derive(Debug)]
    pub struct Signals {
        terminate: Stream,
        hang_up: Stream,
        interrupt: Stream,
        stop: Stream,
        go_on: Stream,
    }

    impl Signals {
        /// Listens from now on.
        ///
        /// # Errors
        /// Where the system does not let us.
        pub fn new() -> io::Result<Self> {
            let kind = |signal: rustix::process::Signal| SignalKind::from_raw(signal.as_raw());
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                hang_up: signal(SignalKind::hangup())?,
                interrupt: signal(SignalKind::interrupt())?,
                stop: signal(kind(rustix::process::Signal::TSTP))?,
                go_on: signal(kind(rustix::process::Signal::CONT))?,
            })
        }

        /// The next signal.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.terminate.recv() => Signal::End,
                _ = self.hang_up.recv() => Signal::End,
                _ = self.interrupt.recv() => Signal::End,
                _ = self.stop.recv() => Signal::Stop,
                _ = self.go_on.recv() => Signal::Continue,
            }
        }
    }

    /// Whether a shell of our session would continue us. Without one, stopping would be for ever.
    pub fn can_suspend() -> bool {
        let own = getsid(None);
        own.is_ok_and(|own| {
            own != getpid()
                && getppid().is_some_and(|parent| getsid(Some(parent)).is_ok_and(|sid| sid == own))
        })
    }

    /// Stops us and whatever started us without a group of its own, as Ctrl-Z does; comes back when continued.
    pub fn stop() {
        let _ = kill_current_process_group(rustix::process::Signal::STOP);
    }
}

#[cfg(unix)]
pub use unix::{Signals, can_suspend, stop};

#[cfg(not(unix))]
mod elsewhere {
    use super::{Signal, io};

    /// The signals that the console answers to: none here.
    #[derive(Debug)]
    pub struct Signals;

    impl Signals {
        /// Listens to nothing.
        ///
        /// # Errors
        /// None.
        pub fn new() -> io::Result<Self> {
            Ok(Self)
        }

        /// Never comes.
        pub async fn next(&mut self) -> Signal {
            std::future::pending().await
        }
    }

    /// There is no job control here.
    pub fn can_suspend() -> bool {
        false
    }

    /// Does nothing.
    pub fn stop() {}
}

#[cfg(not(unix))]
pub use elsewhere::{Signals, can_suspend, stop};
