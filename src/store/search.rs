//! Finding cases by words: number, references, accounts, names, e-mail addresses, ticket text and notes.
//!
//! Words are folded here, to lower-case letters and digits without accents, both when they are indexed and when they are
//! asked for. What reaches the index is therefore never more than letters and digits: no input can break a query. A word
//! that is asked for finds every word that begins with it. Numbers are indexed with their endings too, so that a part of a
//! number finds it. Numbers, accounts and addresses are indexed in one piece as well: `B-3` is not every `b` and every `3`.

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
pub(super) struct Question {
    terms: Vec<Term>,
}

/// One thing that must be found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Term {
    /// A word that begins so.
    Begins(String),
    /// Something typed with signs in it, as numbers, accounts and addresses are: found as one, in any of these ways of
    /// writing it, and not by its parts somewhere.
    Whole(Vec<String>),
    /// The same, where one is written just so: then others that only begin so are not meant.
    Exactly(String),
}

impl Question {
    /// The question in `text`; none where it holds no word.
    pub fn new(text: &str) -> Option<Self> {
        let mut terms: Vec<Term> = Vec::new();
        for token in tokens(&ascii(text)) {
            let found = match compound(token) {
                Some(whole) => vec![Term::Whole(spellings(token, whole))],
                None => split(token).map(Term::Begins).collect(),
            };
            for term in found {
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
            if terms.len() >= MOST_ASKED {
                break;
            }
        }
        terms.truncate(MOST_ASKED);
        (!terms.is_empty()).then_some(Self { terms })
    }

    /// The question as FTS5 reads it.
    pub fn as_match(&self) -> String {
        let terms: Vec<String> = self.terms.iter().map(Term::as_match).collect();
        terms.join(" AND ")
    }
}

impl Term {
    fn as_match(&self) -> String {
        match self {
            Self::Begins(word) => format!("\"{word}\"*"),
            Self::Exactly(word) => format!("\"{word}\""),
            Self::Whole(ways) => {
                let ways: Vec<String> = ways.iter().map(|way| format!("\"{way}\"*")).collect();
                format!("({})", ways.join(" OR "))
            }
        }
    }
}

/// The ways in which what was typed may be written: a case's number is typed short, `rc-2` for `RC-000002`.
fn spellings(token: &str, whole: String) -> Vec<String> {
    let number = CaseNumber::parse_id(token).and_then(|id| {
        let (prefix, _) = token.split_once('-')?;
        compound(&CaseNumber::new(prefix, id).to_string())
    });
    let mut ways: Vec<String> = number.into_iter().collect();
    if !ways.contains(&whole) {
        ways.push(whole);
    }
    ways
}

/// A text in letters, digits and signs that every keyboard has. More text than its words could fill is not even looked at.
fn ascii(text: &str) -> String {
    let end = text.char_indices().nth(MOST_WORDS * LONGEST_WORD).map_or(text.len(), |(at, _)| at);
    deunicode::deunicode_with_tofu(&text[..end], " ")
}

/// What stands between blanks, brackets and the like, without signs at its ends.
fn tokens(ascii: &str) -> impl Iterator<Item = &str> {
    ascii
        .split(|c: char| c.is_ascii_whitespace() || "()[]{}<>\",;".contains(c))
        .map(|token| token.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|token| !token.is_empty())
}

/// The words of a token.
fn split(token: &str) -> impl Iterator<Item = String> {
    token.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(cut)
}

/// A word as it is kept.
fn cut(word: &str) -> String {
    word.chars().take(LONGEST_WORD).collect::<String>().to_ascii_lowercase()
}

/// A number, account or address in one piece, its signs left out: `b3` for `B-3`. Only what holds a digit or an `@` is one;
/// in `x-ray` the parts are as good.
fn compound(token: &str) -> Option<String> {
    let has = |what: fn(char) -> bool| token.contains(what);
    let named = has(|c| c.is_ascii_digit()) || has(|c| c == '@');
    let joined = named && has(|c| !c.is_ascii_alphanumeric());
    joined.then(|| cut(&token.chars().filter(char::is_ascii_alphanumeric).collect::<String>()))
}

/// The words of a text, folded, at most [`MOST_WORDS`].
pub(super) fn fold(text: &str) -> impl Iterator<Item = String> {
    let ascii = ascii(text);
    let words: Vec<String> = tokens(&ascii).flat_map(split).take(MOST_WORDS).collect();
    words.into_iter()
}

/// The numbers, accounts and addresses in a text, each in one piece, at most [`MOST_WORDS`].
fn compounds(text: &str) -> Vec<String> {
    tokens(&ascii(text)).filter_map(compound).take(MOST_WORDS).collect()
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
            Event::Proposed { private, .. } => {
                let said = private.get();
                self.add_text(said.and_then(|said| said.note.as_ref()));
                self.add_text(said.and_then(|said| said.paragraph.as_ref()));
            }
            Event::NoteAdded { private }
            | Event::Acted { private, .. }
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
        if let Some(text) = text {
            self.0.extend(fold(text));
            self.0.extend(compounds(text));
        }
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
        self.0.extend(compounds(name));
    }
}

/// Whether an event brings words.
fn has_words(event: &Event) -> bool {
    match event {
        Event::Opened(_) | Event::TicketJoined { .. } | Event::HolderFound { .. } => true,
        Event::Proposed { private, .. } => private.get().is_some(),
        Event::NoteAdded { private }
        | Event::Acted { private, .. }
        | Event::MessageReceived { private, .. } => private.get().is_some(),
        _ => false,
    }
}

impl Reader<'_> {
    /// The question in `text`; none where it holds no word. What was typed in full is meant as it stands.
    pub(super) fn question(&self, text: &str) -> Result<Option<Question>, StoreError> {
        let Some(mut question) = Question::new(text) else { return Ok(None) };
        for term in &mut question.terms {
            let Term::Whole(ways) = term else { continue };
            for way in &*ways {
                let exactly = Term::Exactly(way.clone());
                let sql = "SELECT rowid FROM search WHERE search MATCH ?1 LIMIT 1";
                if self.lookup::<i64>(sql, [exactly.as_match()])?.is_some() {
                    *term = exactly;
                    break;
                }
            }
        }
        Ok(Some(question))
    }

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
        assert_eq!(found(&bench, "rc-2"), [2], "a number typed short");
        assert_eq!(found(&bench, "A-2"), [2], "an account is no a and no 2");
        assert_eq!(found(&bench, "applicant2@ex"), [2], "an address half typed");
        assert_eq!(found(&bench, "RC-0"), [3, 2, 1], "a number half typed");
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
                for word in question.as_match().split(' ').filter(|word| !["AND", "OR"].contains(word)) {
                    let word = word.trim_start_matches('(').trim_end_matches(')');
                    let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix("\"*")).unwrap();
                    prop_assert!(!inner.is_empty() && inner.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
                }
            }
        }
    }
}
