//! All that a letter may name.

use serde::Serialize;
use std::collections::BTreeSet;

/// All that a letter may name; each is always defined, what is absent is none. No datum of the comparison with the record is
/// among them, so no letter can give one away (N1). Every text is in the letter's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LetterFacts {
    /// The institution, as people write it.
    pub institution: String,
    /// The case's number.
    pub case: String,
    /// What a case of its kind is called.
    pub kind: String,
    /// The day of writing, in the playbook's zone and the language's form.
    pub date: String,
    /// What is still to be brought, each in the words of its item's `ask` (C12).
    pub missing: Vec<String>,
    /// What the applicant is still to see to, each in the words of its `tell` (R15, M13): before the decision what prepares
    /// it, after it what follows.
    pub follow_ups: Vec<String>,
    /// The category of the reason for turning the applicant down (R16, N1).
    pub reason: Option<String>,
    /// The phrase to be read aloud (R7).
    pub phrase: Option<String>,
    /// How long the hold lasts (R13).
    pub hold_hours: Option<u32>,
    /// When the hold ends (R13).
    pub hold_until: Option<String>,
    /// The first and last few characters of the other account's e-mail (C7).
    pub partial_email: Option<String>,
    /// The day by which the desk answers.
    pub due: Option<String>,
    /// When the lock after wrong passwords ends, where one runs and the letter goes to the account's own address (L3).
    pub locked_until: Option<String>,
    /// When the next code is sent, where the limit is reached and the letter goes to the account's own address (L2).
    pub codes_again_at: Option<String>,
    /// What the reviewer adds in words of their own: the one part of a letter that nobody but they wrote.
    pub paragraph: Option<String>,
}

impl LetterFacts {
    /// What letters may name.
    pub const NAMES: [&'static str; 15] = [
        "institution",
        "case",
        "kind",
        "date",
        "missing",
        "follow_ups",
        "reason",
        "phrase",
        "hold_hours",
        "hold_until",
        "partial_email",
        "due",
        "locked_until",
        "codes_again_at",
        "paragraph",
    ];

    /// Facts to try a letter on that uses `named`: with and without each thing that a case may lack.
    pub(super) fn samples(named: &BTreeSet<String>) -> Vec<Self> {
        let full = Self {
            institution: "Institution".to_owned(),
            case: "AB-000001".to_owned(),
            kind: "Kind of case".to_owned(),
            date: "2026-01-31".to_owned(),
            missing: vec!["One thing".to_owned(), "Another thing".to_owned()],
            follow_ups: vec!["Do one thing.".to_owned(), "Do another thing.".to_owned()],
            reason: Some("A reason.".to_owned()),
            phrase: Some("seven quiet rivers".to_owned()),
            hold_hours: Some(24),
            hold_until: Some("2026-02-01 12:00 UTC".to_owned()),
            partial_email: Some("ab…yz@e…e.com".to_owned()),
            due: Some("2026-02-02".to_owned()),
            locked_until: Some("2026-01-31 14:00 UTC".to_owned()),
            codes_again_at: Some("2026-01-31 13:00 UTC".to_owned()),
            paragraph: Some("A word of our own.".to_owned()),
        };
        let mut samples = vec![full];
        for name in named {
            let without = samples.iter().filter_map(|sample| sample.without(name)).collect::<Vec<_>>();
            samples.extend(without);
        }
        samples
    }

    /// The same without `name`, where a case may lack it.
    fn without(&self, name: &str) -> Option<Self> {
        let mut facts = self.clone();
        match name {
            "missing" => facts.missing.clear(),
            "follow_ups" => facts.follow_ups.clear(),
            "reason" => facts.reason = None,
            "phrase" => facts.phrase = None,
            "hold_hours" => facts.hold_hours = None,
            "hold_until" => facts.hold_until = None,
            "partial_email" => facts.partial_email = None,
            "due" => facts.due = None,
            "locked_until" => facts.locked_until = None,
            "codes_again_at" => facts.codes_again_at = None,
            "paragraph" => facts.paragraph = None,
            _ => return None,
        }
        Some(facts)
    }
}
