//! Pictures of the console without a terminal: for the manual, and for looking at screens in reviews.
//!
//! A `Sitting` is the loop of `console::run` without its waiting: it types keys, lets the desk answer each, and gives the
//! buffer that would be drawn.

mod svg;

pub use svg::{Paper, plain, svg};

use super::backend::{Backend, Service};
use super::keymap::Chord;
use super::message::{Effect, Message, RequestId, Slot};
use super::model::{Model, Session};
use super::theme::Theme;
use super::update::{start, update};
use super::view::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::BTreeSet;
use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long an answer of the desk is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// A word is the name of no key.
    #[error("{0:?} is no key. Keys are called j, G, enter, esc, tab, ctrl-f")]
    Key(String),
    /// The desk's thread could not be started.
    #[error("the desk could not be started: {0}")]
    Desk(#[from] io::Error),
    /// The desk does not answer.
    #[error("the desk gave no answer within {} s", PATIENCE.as_secs())]
    Silent,
}

/// A console at which nobody sits.
pub struct Sitting {
    model: Model,
    backend: Backend,
    inbox: Receiver<Message>,
    asked: BTreeSet<(Slot, RequestId)>,
    woken: bool,
    size: (u16, u16),
}

impl Sitting {
    /// Opens the console at `size` columns and rows, and waits until its first screen is whole.
    ///
    /// # Errors
    /// Where the desk does not answer.
    pub fn open(service: Box<dyn Service>, session: Session, size: (u16, u16)) -> Result<Self, PictureError> {
        let (sender, inbox) = channel();
        let now = service.now();
        let backend = Backend::start(service, move |message| sender.send(message).is_ok())?;
        let model = Model::new(session, now, size);
        let mut sitting = Self { model, backend, inbox, asked: BTreeSet::new(), woken: false, size };
        let effects = start(&mut sitting.model);
        sitting.carry_out(effects);
        sitting.settle()?;
        Ok(sitting)
    }

    /// Types keys, named as in the key configuration and separated by blanks, each after the screen is whole.
    ///
    /// # Errors
    /// Where a key has no such name, or the desk does not answer.
    pub fn press(&mut self, keys: &str) -> Result<(), PictureError> {
        for name in keys.split_whitespace() {
            let chord: Chord = name.parse().map_err(|_| PictureError::Key(name.to_owned()))?;
            self.tell(Message::Key(chord));
            self.settle()?;
        }
        Ok(())
    }

    /// What would be on the screen now.
    pub fn draw(&self, theme: &Theme) -> Buffer {
        let (width, height) = self.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(&self.model, theme, &mut buffer);
        buffer
    }

    fn tell(&mut self, message: Message) {
        let effects = update(&mut self.model, message);
        self.carry_out(effects);
    }

    /// Asks the desk; what is to be done outside is not done here.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask { id, slot, query } => {
                    // A later question makes an earlier one of its slot moot: that one is never answered.
                    if slot != Slot::Act {
                        self.asked.retain(|(other, _)| *other != slot);
                    }
                    self.asked.insert((slot, id));
                    self.backend.ask(id, slot, query);
                }
                Effect::Wake(_) => self.woken = true,
                _ => {}
            }
        }
    }

    /// Waits until nothing is unanswered. What the model puts off for a moment is done at once, but only once: some of it,
    /// like the end of a notice, comes again and again.
    fn settle(&mut self) -> Result<(), PictureError> {
        self.wait()?;
        if std::mem::take(&mut self.woken) {
            self.tell(Message::Woken);
            self.woken = false;
            self.wait()?;
        }
        Ok(())
    }

    fn wait(&mut self) -> Result<(), PictureError> {
        while !self.asked.is_empty() {
            let message = self.inbox.recv_timeout(PATIENCE).map_err(|_| PictureError::Silent)?;
            if let Message::Answered { id, slot, .. } = &message {
                self.asked.remove(&(*slot, *id));
            }
            self.tell(message);
        }
        Ok(())
    }
}
