//! What every desk can do to a case, whatever its playbook: the verbs beside the playbook's actions, and their words.

use super::words::Words;
use crate::case::{ClueVerdict, Command, Verdict};
use crate::cli::CliError;
use crate::desk::filter;
use crate::playbook::{Answer, FollowUpState};
use chrono::{DateTime, Utc};

/// A verb stands before each of these words where a playbook has an action of the same name.
pub const PREFIX: &str = "desk.";

/// What a verb means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A command, ready.
    Command(Command),
    /// A merge into the case that is called so: two cases change.
    MergeInto(String),
    /// The undoing of a merge: two cases change.
    Unmerge,
}

/// One verb.
pub struct Verb {
    /// Its name.
    pub name: &'static str,
    /// Its words, as help shows them.
    pub words: &'static str,
    /// What it does.
    pub doc: &'static str,
    read: fn(&mut Words, DateTime<Utc>) -> Result<Meaning, CliError>,
}

/// Every verb, in the order of help.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "tick",
        words: "item=ITEM requirement=REQUIREMENT",
        doc: "the requirement is satisfied",
        read: |words, _| judge(words, Some(Verdict::Ticked)),
    },
    Verb {
        name: "refuse",
        words: "item=ITEM requirement=REQUIREMENT",
        doc: "the requirement is not satisfied",
        read: |words, _| judge(words, Some(Verdict::Refused)),
    },
    Verb {
        name: "reopen-requirement",
        words: "item=ITEM requirement=REQUIREMENT",
        doc: "takes a tick or a refusal back",
        read: |words, _| judge(words, None),
    },
    Verb {
        name: "pass",
        words: "check=CHECK",
        doc: "the check speaks for the applicant",
        read: |words, _| answer(words, Some(Answer::Passed)),
    },
    Verb {
        name: "fail",
        words: "check=CHECK",
        doc: "the check speaks against the applicant",
        read: |words, _| answer(words, Some(Answer::Failed)),
    },
    Verb {
        name: "clear",
        words: "check=CHECK",
        doc: "takes a check's answer back",
        read: |words, _| answer(words, None),
    },
    Verb {
        name: "done",
        words: "follow_up=FOLLOW_UP",
        doc: "what is followed up is done",
        read: |words, _| follow_up(words, Some(FollowUpState::Done)),
    },
    Verb {
        name: "not-applicable",
        words: "follow_up=FOLLOW_UP",
        doc: "what is followed up does not apply to this account",
        read: |words, _| follow_up(words, Some(FollowUpState::NotApplicable)),
    },
    Verb {
        name: "not-done",
        words: "follow_up=FOLLOW_UP",
        doc: "what is followed up is open again",
        read: |words, _| follow_up(words, None),
    },
    Verb {
        name: "clue",
        words: "clue=CLUE verdict=match|mismatch|unknown, or value=TEXT (again for more)",
        doc: "judges a clue, or writes down what is recalled",
        read: |words, _| clue(words),
    },
    Verb { name: "cause", words: "cause=CAUSE", doc: "names the cause", read: |words, _| cause(words) },
    Verb {
        name: "applicant",
        words: "ticket=TICKET",
        doc: "settles which ticket's sender is the applicant",
        read: |words, _| {
            let ticket = words.named("ticket")?;
            Ok(Meaning::Command(Command::SettleApplicant { ticket }))
        },
    },
    Verb {
        name: "holder",
        words: "account=ACCOUNT",
        doc: "chooses the account that the case is about, where several hold the identity",
        read: |words, _| {
            let account = words.named("account")?;
            Ok(Meaning::Command(Command::ChooseHolder { account }))
        },
    },
    Verb {
        name: "claim",
        words: "",
        doc: "takes the case for a while",
        read: |_, _| Ok(Meaning::Command(Command::Claim)),
    },
    Verb {
        name: "release",
        words: "",
        doc: "gives the case up",
        read: |_, _| Ok(Meaning::Command(Command::Release)),
    },
    Verb {
        name: "note",
        words: "text=TEXT",
        doc: "writes a note",
        read: |words, _| Ok(Meaning::Command(Command::Note { text: words.need("text")? })),
    },
    Verb {
        name: "snooze",
        words: "until=8h|3d|tomorrow|week|2026-11-30|2026-11-30T09:00:00Z|now",
        doc: "puts the case off, or with now takes it up again",
        read: |words, now| {
            let until = until(&words.need("until")?, now)?;
            Ok(Meaning::Command(Command::Snooze { until }))
        },
    },
    Verb {
        name: "merge",
        words: "into=CASE",
        doc: "ends this case by putting it into another",
        read: |words, _| Ok(Meaning::MergeInto(words.need("into")?)),
    },
    Verb {
        name: "unmerge",
        words: "",
        doc: "undoes that this case was merged",
        read: |_, _| Ok(Meaning::Unmerge),
    },
];

impl Verb {
    /// The verb called `name`, with or without [`PREFIX`].
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.strip_prefix(PREFIX).unwrap_or(name);
        VERBS.iter().find(|verb| verb.name == name)
    }

    /// What it means with these words.
    ///
    /// # Errors
    /// Where a word is missing, is none of its own or has no such value.
    pub fn read(&self, mut words: Words, now: DateTime<Utc>) -> Result<Meaning, CliError> {
        let meaning = (self.read)(&mut words, now)?;
        words.none_left(self.name, self.words)?;
        Ok(meaning)
    }
}

/// The verbs as `docket act --help` shows them.
pub fn help() -> String {
    let mut help = String::from(
        "ACTION is an action of the case's playbook (`docket actions ID` lists them), with\n  \
         reason=REASON note=TEXT confirm=NUMBER\nas far as it wants them, and paragraph=TEXT for what its letter is to say beside its own words;\nor one of these, which every desk has:\n",
    );
    for verb in VERBS {
        help += &format!("  {:<19} {}\n{:22}{}\n", verb.name, verb.doc, "", verb.words);
    }
    let lines: Vec<_> = help.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    format!(
        "{}\nWhere the playbook has an action of the same name it wins; {PREFIX}NAME is always the desk's.",
        lines.join("\n")
    )
}

fn judge(words: &mut Words, verdict: Option<Verdict>) -> Result<Meaning, CliError> {
    let (item, requirement) = (words.named("item")?, words.named("requirement")?);
    Ok(Meaning::Command(Command::Judge { item, requirement, verdict }))
}

fn answer(words: &mut Words, answer: Option<Answer>) -> Result<Meaning, CliError> {
    Ok(Meaning::Command(Command::Answer { check: words.named("check")?, answer }))
}

fn follow_up(words: &mut Words, state: Option<FollowUpState>) -> Result<Meaning, CliError> {
    Ok(Meaning::Command(Command::FollowUp { follow_up: words.named("follow_up")?, state }))
}

fn clue(words: &mut Words) -> Result<Meaning, CliError> {
    let clue = words.named("clue")?;
    let values = words.all("value");
    match words.maybe("verdict")? {
        None if values.is_empty() => {
            Err(CliError::usage("`clue` needs a verdict or a value", "Give verdict=match, or value=TEXT."))
        }
        None => Ok(Meaning::Command(Command::RecordClue { clue, values })),
        Some(_) if !values.is_empty() => Err(CliError::usage(
            "a clue is either judged or written down",
            "Give verdict=… or value=…, each in a command of its own.",
        )),
        Some(verdict) => {
            let all = [ClueVerdict::Match, ClueVerdict::Mismatch, ClueVerdict::Unknown];
            let verdict = all.into_iter().find(|known| known.as_str() == verdict).ok_or_else(|| {
                CliError::usage(format!("{verdict:?} is no verdict"), "It is match, mismatch or unknown.")
            })?;
            Ok(Meaning::Command(Command::JudgeClue { clue, verdict }))
        }
    }
}

fn cause(words: &mut Words) -> Result<Meaning, CliError> {
    Ok(Meaning::Command(Command::NameCause { cause: words.named("cause")? }))
}

/// Until when a case is put off; none for `now`.
fn until(text: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, CliError> {
    if text == "now" {
        return Ok(None);
    }
    filter::until(text, now)
        .map(Some)
        .map_err(|error| CliError::usage(error.what, format!("{}; or now.", error.remedy)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Meaning, CliError> {
        let mut parts = line.split_whitespace();
        let verb = Verb::named(parts.next().unwrap()).unwrap();
        let words: Vec<String> = parts.map(str::to_owned).collect();
        verb.read(Words::new(&words)?, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn every_verb_means_something() {
        for line in [
            "tick item=id_front requirement=no_glare",
            "refuse item=id_front requirement=no_glare",
            "reopen-requirement item=id_front requirement=no_glare",
            "pass check=same_person",
            "fail check=same_person",
            "clear check=same_person",
            "clue clue=cards verdict=mismatch",
            "clue clue=cards value=1234 value=5678",
            "cause cause=own_account",
            "applicant ticket=T-4712",
            "holder account=H-7",
            "claim",
            "release",
            "desk.release",
            "note text=hello",
            "snooze until=3d",
            "snooze until=2026-11-30",
            "snooze until=tomorrow",
            "snooze until=week",
            "snooze until=2026-11-30T09:00:00Z",
            "merge into=RC-000812",
            "unmerge",
        ] {
            assert!(read(line).is_ok(), "{line}");
        }
        assert_eq!(read("snooze until=now").unwrap(), Meaning::Command(Command::Snooze { until: None }));
        assert_eq!(read("merge into=rc-812").unwrap(), Meaning::MergeInto("rc-812".to_owned()));
    }

    #[test]
    fn a_missing_foreign_repeated_or_impossible_word_is_a_usage_error() {
        for line in [
            "tick item=id_front",
            "tick item=id_front requirement=no_glare check=x",
            "pass check=a check=b",
            "pass check=No-Slug",
            "clue clue=cards",
            "clue clue=cards verdict=maybe",
            "clue clue=cards verdict=match value=1",
            "claim now=1",
            "snooze until=later",
            "snooze until=99999999999d",
            "merge",
        ] {
            assert_eq!(read(line).unwrap_err().exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn help_lists_every_verb() {
        for verb in VERBS {
            assert!(help().contains(verb.name) && help().contains(verb.words), "{}", verb.name);
        }
    }
}
