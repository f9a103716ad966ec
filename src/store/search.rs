//! Finding cases by words: number, references, accounts, names, e-mail addresses, ticket text and notes.
//!
//! Words are folded here, to lower-case letters and digits without accents, both when they are indexed and when they are
//! asked for. What reaches the index is therefore never more than letters and digits: no input can break a query. A word
//! that is asked for finds every word that begins with it. Numbers are indexed with their endings too, so that a part of a
//! number finds it.

use super::error::Doing;
use super::{Reader, StoreError, Tx, entry};
use crate::case::{Application, CaseId, CaseNumber, Event};
use std::collections::BTreeSet;

/// The longest word that is kept, in characters; what is longer is cut.
const LONGEST_WORD: usize = 32;
/// The most words of one text; a ticket of a megabyte must not become a megabyte of index.
const MOST_WORDS: usize = 2_000;
/// The most words of one question; more would only narrow what is empty already.
const MOST_ASKED: usize = 12;
/// The shortest part of a number that finds it.
const SHORTEST_PART: usize = 3;

/// A question for words, safe to hand to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question(String);

impl Question {
    /// The question in `text`; none where it holds no word.
    pub fn new(text: &str) -> Option<Self> {
        let mut words: Vec<String> = Vec::new();
        for word in fold(text) {
            if !words.contains(&word) {
                words.push(word);
            }
            if words.len() == MOST_ASKED {
                break;
            }
        }
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
        (!quoted.is_empty()).then(|| Self(quoted.join(" ")))
    }

    /// The question as FTS5 reads it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words of a text, folded, at most [`MOST_WORDS`].
pub(super) fn fold(text: &str) -> impl Iterator<Item = String> {
    // More text than its words could fill is not even looked at.
    let end = text.char_indices().nth(MOST_WORDS * LONGEST_WORD).map_or(text.len(), |(at, _)| at);
    let ascii = deunicode::deunicode_with_tofu(&text[..end], " ");
    let words: Vec<String> = ascii
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LONGEST_WORD).collect::<String>().to_ascii_lowercase())
        .take(MOST_WORDS)
        .collect();
    words.into_iter()
}

/// The words of a case, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Words(pub BTreeSet<String>);

impl Words {
    /// The words that the events of case `id` bring.
    pub fn of<'e>(id: CaseId, events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut words = Self::default();
        events.into_iter().for_each(|event| words.add_event(id, event));
        words
    }

    /// As the index takes them.
    pub fn joined(&self) -> String {
        let mut joined = String::with_capacity(self.0.iter().map(|word| word.len() + 1).sum());
        for word in &self.0 {
            joined.push_str(word);
            joined.push(' ');
        }
        joined
    }

    fn add_event(&mut self, id: CaseId, event: &Event) {
        match event {
            Event::Opened(opened) => {
                self.add_name(CaseNumber::new(&opened.prefix, id).as_str());
                self.add_name(&id.0.to_string());
                self.add_name(opened.reference.as_str());
                self.add_name(opened.claimant.as_str());
                if let Some(holder) = &opened.holder {
                    self.add_name(holder.as_str());
                }
                self.add_application(opened.private.get().map(|application| &**application));
            }
            Event::TicketJoined { reference, private } => {
                self.add_name(reference.as_str());
                self.add_application(private.get().map(|application| &**application));
            }
            Event::NoteAdded { private }
            | Event::Acted { private, .. }
            | Event::Proposed { private, .. }
            | Event::MessageReceived { private, .. } => self.add_text(private.get()),
            _ => {}
        }
    }

    fn add_application(&mut self, application: Option<&Application>) {
        let Some(application) = application else { return };
        self.add_text(Some(&application.contact_email));
        self.add_text(application.name.as_ref());
        self.add_text(application.text.as_ref());
    }

    fn add_text(&mut self, text: Option<&String>) {
        self.0.extend(text.into_iter().flat_map(|text| fold(text)));
    }

    /// Names of things are found by every ending of their numbers as well.
    fn add_name(&mut self, name: &str) {
        for word in fold(name) {
            if word.bytes().any(|byte| byte.is_ascii_digit()) {
                let endings = (1..word.len()).filter(|from| word.len() - from >= SHORTEST_PART);
                self.0.extend(endings.map(|from| word[from..].to_owned()));
            }
            self.0.insert(word);
        }
    }
}

/// Whether an event brings words.
fn has_words(event: &Event) -> bool {
    match event {
        Event::Opened(_) | Event::TicketJoined { .. } => true,
        Event::NoteAdded { private }
        | Event::Acted { private, .. }
        | Event::Proposed { private, .. }
        | Event::MessageReceived { private, .. } => private.get().is_some(),
        _ => false,
    }
}

impl Reader<'_> {
    /// The words of a case, from its log.
    pub(super) fn words_of(&self, case: CaseId) -> Result<Words, StoreError> {
        let rows = self.case_rows(case)?;
        let events: Result<Vec<Event>, StoreError> =
            rows.iter().map(|row| entry::event(row.seq, &row.json())).collect();
        Ok(Words::of(case, &events?))
    }

    /// Merges the index into one, so that nothing of what was taken out of it is left in older parts.
    pub(super) fn squeeze_search(&self) -> Result<(), StoreError> {
        self.conn
            .execute_batch("INSERT INTO search (search) VALUES ('optimize')")
            .doing("clear its search index")
    }
}

impl Tx<'_> {
    /// Indexes what `events`, already logged, bring.
    pub(super) fn project_words(
        &mut self,
        case: CaseId,
        events: &[Event],
        new: bool,
    ) -> Result<(), StoreError> {
        if !events.iter().any(has_words) {
            return Ok(());
        }
        let words = if new { Words::of(case, events) } else { self.words_of(case)? };
        self.index(case, &words)
    }

    /// Makes `words` the words of a case.
    pub(super) fn index(&mut self, case: CaseId, words: &Words) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO search (rowid, words) VALUES (?1, ?2)";
        self.run(sql, (case.0, words.joined()), "index words")?;
        Ok(())
    }
}
