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
/// The most cases whose words wait for the end of a transaction; a store that is made anew has millions.
const MOST_WAITING: usize = 5_000;
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
            Event::TicketJoined { reference, private, .. } => {
                self.add_name(reference.as_str());
                self.add_application(private.get().map(|application| &**application));
            }
            Event::HolderFound { account } => self.add_name(account.as_str()),
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
        Event::Opened(_) | Event::TicketJoined { .. } | Event::HolderFound { .. } => true,
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

    /// Makes `words` the words of a case. They are written when the transaction ends: every other statement that SQLite
    /// may have to undo by itself makes the index write out what it has, and an index in a thousand parts is slow to
    /// make and to ask.
    pub(super) fn index(&mut self, case: CaseId, words: &Words) -> Result<(), StoreError> {
        self.words.insert(case.0, words.joined());
        if self.words.len() >= MOST_WAITING {
            self.write_words()?;
        }
        Ok(())
    }

    /// Writes the words that wait, in the order of their cases.
    pub(super) fn write_words(&mut self) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO search (rowid, words) VALUES (?1, ?2)";
        for (case, words) in std::mem::take(&mut self.words) {
            self.run(sql, (case, words), "index words")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, reviewer, start, ticket, ticket_with};
    use super::super::{Filter, ListQuery, OpenFilter, Page, StoreError, Window};
    use super::*;
    use crate::case::Command;
    use proptest::prelude::*;
    use serde_json::json;

    fn search(bench: &Bench, text: &str) -> Page {
        let filter = Filter { search: text.to_owned(), open: OpenFilter::All, ..Filter::default() };
        let query = ListQuery { filter, limit: 50, ..ListQuery::default() };
        bench.store.read::<_, StoreError>(|r| r.list(&query, start())).unwrap()
    }

    fn found(bench: &Bench, text: &str) -> Vec<i64> {
        search(bench, text).rows.iter().map(|row| row.id.0).collect()
    }

    fn bench() -> Bench {
        let mut bench = Bench::new();
        for n in 1..=3 {
            bench.open(&ticket("recovery", n), i64::from(n));
        }
        bench.open(
            &ticket_with("conflict", 40_512, json!({ "name": "林 伟", "text": "Ｆull-width ½ 😀" })),
            4,
        );
        bench
    }

    #[test]
    fn cases_are_found_by_all_that_identifies_them_the_newest_first() {
        let bench = bench();
        assert_eq!(found(&bench, "zoë müller"), [3, 2, 1]);
        assert_eq!(found(&bench, "MULLER zoe"), [3, 2, 1]);
        assert_eq!(found(&bench, "mull phone"), [3, 2, 1], "words begin with what is asked for");
        assert_eq!(found(&bench, "applicant2@example.com"), [2]);
        assert_eq!(found(&bench, "x-ray"), [3, 2, 1]);
        assert_eq!(found(&bench, "o'hara"), [3, 2, 1]);
        assert_eq!(found(&bench, "IC-000004"), [4]);
        assert_eq!(found(&bench, "TK-40512"), [4]);
        assert_eq!(found(&bench, "512"), [4], "a part of a number");
        assert_eq!(found(&bench, "林"), [4]);
        assert_eq!(found(&bench, "lin wei"), [4]);
        assert_eq!(found(&bench, "full width"), [4]);
        assert_eq!(found(&bench, "nobody"), [0; 0]);
        assert_eq!(found(&bench, "zoë nobody"), [0; 0], "every word must be there");
    }

    #[test]
    fn a_question_without_a_word_is_no_search() {
        let bench = bench();
        for text in ["", "   ", "\0", "***", "\"\"", "-", "—", "()"] {
            assert_eq!(search(&bench, text).rows.len(), 4, "{text:?}");
        }
    }

    #[test]
    fn a_note_is_found_and_what_was_found_before_still_is() {
        let mut bench = bench();
        let id = crate::case::CaseId(2);
        bench.carry_out(id, &Command::Note { text: "Called the bänk".into() }, 9, reviewer("alice"));
        assert_eq!(found(&bench, "bank"), [2]);
        assert_eq!(found(&bench, "applicant2 bank"), [2]);
        bench.carry_out(id, &Command::Note { text: "again".into() }, 10, reviewer("alice"));
        assert_eq!(found(&bench, "bank again müller"), [2]);
    }

    #[test]
    fn hostile_questions_find_nothing_and_break_nothing() {
        let bench = bench();
        let long = "zoë ".repeat(250_000);
        for text in [
            "\"",
            "\"\"\"",
            "zoë\"",
            "a AND",
            "NOT",
            "OR OR",
            "NEAR(a b)",
            "words:zoe",
            "{words}:x",
            "^zoe",
            "a*b*",
            "*",
            "zo\0ë",
            "'; DROP TABLE events; --",
            "😀",
            "\u{202e}zoë",
            "(((",
            "a+b",
            "zoe*\"*",
            "\u{ffff}",
            &long,
        ] {
            let _ = search(&bench, text);
        }
        assert_eq!(found(&bench, "zo\0ë"), [3, 2, 1], "two beginnings of words");
        assert_eq!(found(&bench, &long), [3, 2, 1]);
        let megabyte = "x".repeat(1 << 20);
        assert_eq!(found(&bench, &megabyte), [0; 0]);
    }

    #[test]
    fn a_ticket_of_a_megabyte_is_indexed_by_its_first_words() {
        let mut bench = Bench::new();
        let text: String = (0..100_000).map(|n| format!("word{n} ")).collect();
        bench.open(&ticket_with("recovery", 1, json!({ "text": text })), 1);
        assert_eq!(found(&bench, "word1999"), [1]);
        assert_eq!(found(&bench, "word99999"), [0; 0]);
    }

    #[test]
    fn finds_come_in_windows_and_pass_the_filter() {
        let bench = bench();
        let ask = |window, limit| {
            let filter = Filter { search: "zoe".to_owned(), ..Filter::default() };
            let query = ListQuery { filter, window, limit, ..ListQuery::default() };
            let page = bench.store.read::<_, StoreError>(|r| r.list(&query, start())).unwrap();
            (
                page.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(),
                page.more_before,
                page.more_after,
                page,
            )
        };
        let (ids, before, after, page) = ask(Window::First, 2);
        assert_eq!((ids, before, after), (vec![3, 2], false, true));
        let (ids, before, after, rest) = ask(Window::After(page.rows[1].cursor), 2);
        assert_eq!((ids, before, after), (vec![1], true, false));
        let (ids, before, after, _) = ask(Window::Before(rest.rows[0].cursor), 1);
        assert_eq!((ids, before, after), (vec![2], true, true));
        let (ids, before, after, _) = ask(Window::From(page.rows[1].cursor), 5);
        assert_eq!((ids, before, after), (vec![2, 1], true, false));
        let (ids, before, after, _) = ask(Window::Last, 2);
        assert_eq!((ids, before, after), (vec![2, 1], true, false));
    }

    proptest! {
        #[test]
        fn a_question_holds_letters_and_digits_alone(text in "\\PC{0,40}") {
            if let Some(question) = Question::new(&text) {
                for word in question.as_str().split(' ') {
                    let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix("\"*")).unwrap();
                    prop_assert!(!inner.is_empty() && inner.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
                }
            }
        }
    }
}
