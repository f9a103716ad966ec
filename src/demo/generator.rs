//! All cases, their records in the order of time.

use super::dice::Dice;
use super::picture::Picture;
use super::story;
use crate::case::record::Record;
use crate::playbook::{Kind, KindId, Playbook};
use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far back the first case reaches.
const PAST: Duration = Duration::days(16);
/// How many cases come with pictures as files.
const PICTURED: u64 = 48;
/// How strongly cases crowd towards now: an older one is more likely to be done with, and so no longer there.
const CROWDING: f64 = 1.5;

/// What is made up.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The playbooks in force.
    pub playbooks: Vec<Arc<Playbook>>,
    /// The same seed makes the same cases.
    pub seed: u64,
    /// The time at which the last case comes.
    pub now: DateTime<Utc>,
    /// How many cases.
    pub cases: u64,
}

/// A record and when it comes.
#[derive(Debug, Clone, PartialEq)]
pub struct Timed {
    /// When it comes.
    pub at: DateTime<Utc>,
    /// The record.
    pub record: Record,
    /// The pictures that it names as files.
    pub pictures: Vec<Picture>,
}

impl Timed {
    /// A record without pictures.
    pub(super) fn plain(at: DateTime<Utc>, record: Record) -> Self {
        Self { at, record, pictures: Vec::new() }
    }
}

/// How common cases of a kind are.
fn weight(kind: &Kind) -> f64 {
    match kind {
        _ if kind.is_verification() => 1.2,
        _ if is_an_appeal(kind) => 4.0,
        _ => 2.0,
    }
}

impl Plan {
    /// The kind of the next case: appeals are commoner than held identities and trouble with logging in.
    pub(super) fn kind<'p>(&'p self, dice: &mut Dice) -> Option<(&'p Playbook, &'p KindId, &'p Kind)> {
        let kinds = || {
            self.playbooks.iter().flat_map(|playbook| {
                playbook.kinds.iter().map(move |(id, kind)| (playbook.as_ref(), id, kind))
            })
        };
        let weights: Vec<f64> = kinds().map(|(_, _, kind)| weight(kind)).collect();
        if weights.is_empty() {
            return None;
        }
        kinds().nth(dice.weighted(&weights))
    }

    /// When case `number` comes.
    fn opened_at(&self, number: u64) -> DateTime<Utc> {
        if number >= self.cases {
            return self.now;
        }
        #[expect(clippy::cast_precision_loss, reason = "some millions fit a float exactly")]
        let left = 1.0 - (number as f64 + 0.5) / self.cases as f64;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "some days in seconds"
        )]
        let seconds = (PAST.num_seconds() as f64 * left.powf(CROWDING)) as i64;
        (self.now - Duration::seconds(seconds)).trunc_subsecs(0)
    }

    /// When the first case comes.
    pub fn beginning(&self) -> DateTime<Utc> {
        self.opened_at(0)
    }

    /// Times from the first case to now, at most `most` of them and with `cases` between two where there are fewer.
    pub(super) fn steps(&self, most: u64, cases: u64) -> Vec<DateTime<Utc>> {
        let steps = self.cases.div_ceil(cases).clamp(1, most);
        let mut times: Vec<_> = (1..=steps).map(|step| self.opened_at(self.cases * step / steps)).collect();
        times.dedup();
        times
    }

    /// The chance that people work on a case that comes as number `begun`, where they work on about `most` of all: the
    /// older a case, the more likely.
    pub(super) fn share_worked_on(&self, begun: u64, most: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "some millions fit a float exactly")]
        let (begun, most, cases) = (begun as f64, most as f64, self.cases.max(1) as f64);
        (2.0 * (most / cases).min(0.6) * (1.0 - begun / cases)).clamp(0.0, 0.98)
    }

    /// Whether the pictures of case `number` are files.
    fn pictured(&self, number: u64) -> bool {
        let step = self.cases.div_ceil(PICTURED).max(1);
        number % step == step / 2
    }
}

fn is_an_appeal(kind: &Kind) -> bool {
    kind.holder.is_none() && kind.questions.is_empty()
}

/// Gives the records of a plan in the order of time. Of memory it needs no more than what comes within the days after a
/// case.
pub struct Generator {
    plan: Plan,
    next: u64,
    /// What comes later, by its time and by the order in which it was made up.
    waiting: BTreeMap<(DateTime<Utc>, u64), Timed>,
    made: u64,
}

impl Generator {
    /// Begins with the first case of `plan`.
    pub fn new(plan: Plan) -> Self {
        Self { plan, next: 0, waiting: BTreeMap::new(), made: 0 }
    }

    /// How many cases were begun.
    pub fn begun(&self) -> u64 {
        self.next
    }

    /// The next record that comes until `at`.
    pub fn next_until(&mut self, at: DateTime<Utc>) -> Option<Timed> {
        while self.next < self.plan.cases {
            let opened_at = self.plan.opened_at(self.next);
            let first = self.waiting.first_key_value().map(|((first, _), _)| *first);
            if opened_at > at || first.is_some_and(|first| first < opened_at) {
                break;
            }
            self.begin(opened_at);
        }
        let ((first, _), _) = self.waiting.first_key_value()?;
        if *first > at { None } else { self.waiting.pop_first().map(|(_, timed)| timed) }
    }

    /// Begins one more case at `at`, beyond those of the plan, once they are all begun: for a feed that goes on.
    pub fn begin_another(&mut self, at: DateTime<Utc>) {
        if self.next >= self.plan.cases {
            self.begin(at);
        }
    }

    /// Adds a record that follows from what happened.
    pub(super) fn add(&mut self, timed: Timed) {
        self.made += 1;
        self.waiting.insert((timed.at, self.made), timed);
    }

    fn begin(&mut self, opened_at: DateTime<Utc>) {
        let number = self.next;
        self.next += 1;
        let pictured = number < self.plan.cases && self.plan.pictured(number);
        for timed in story::tell(&self.plan, number, opened_at, pictured) {
            self.add(timed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake;
    use crate::playbook::shipped;
    use std::collections::BTreeSet;

    pub(crate) fn plan(cases: u64) -> Plan {
        let playbooks = shipped().iter().map(|source| Arc::new(Playbook::load(source).unwrap())).collect();
        Plan { playbooks, seed: 7, now: "2026-03-10T12:00:00Z".parse().unwrap(), cases }
    }

    fn all(plan: &Plan) -> Vec<Timed> {
        let mut generator = Generator::new(plan.clone());
        std::iter::from_fn(|| generator.next_until(plan.now)).collect()
    }

    #[test]
    fn every_record_passes_intake_in_the_order_of_time_with_a_ref_of_its_own() {
        let plan = plan(1_500);
        let records = all(&plan);
        let mut seen = BTreeSet::new();
        let mut last = records[0].at;
        for Timed { at, record, pictures } in &records {
            assert!(last <= *at && *at <= plan.now);
            last = *at;
            intake::check(record, *at).unwrap_or_else(|wrong| panic!("{wrong:?}\n{record:?}"));
            let line = serde_json::to_string(record).unwrap();
            assert_eq!(&intake::parse(&line).unwrap(), record);
            assert!(seen.insert((record.institution().clone(), record.reference().clone())), "{record:?}");
            assert!(pictures.len() <= 6);
        }
        assert!(records.len() > 3_000, "{}", records.len());
        assert!(plan.now - records[0].at > Duration::days(14));
    }

    #[test]
    fn the_same_seed_tells_the_same_and_another_another() {
        let plan = plan(60);
        assert_eq!(all(&plan), all(&plan));
        assert_ne!(all(&plan), all(&Plan { seed: 8, ..plan.clone() }));
    }

    #[test]
    fn all_kinds_and_types_of_records_come_and_pictures_with_some() {
        let records = all(&plan(1_000));
        let has = |what: fn(&Record) -> bool| records.iter().any(|timed| what(&timed.record));
        assert!(has(|record| matches!(record, Record::Verification(_))));
        assert!(has(|record| matches!(record, Record::Evidence(_))));
        assert!(has(|record| matches!(record, Record::Signal(_))));
        assert!(has(|record| matches!(record, Record::Message(message) if message.intent.is_some())));
        let pictured = records.iter().filter(|timed| !timed.pictures.is_empty()).count();
        assert!((20..=80).contains(&pictured), "{pictured}");
        let hashes = records.iter().flat_map(|timed| match &timed.record {
            Record::Ticket(ticket) => ticket.evidence.iter().filter_map(|item| item.sha256).collect(),
            _ => Vec::new(),
        });
        let (mut seen, mut again) = (BTreeSet::new(), 0);
        for hash in hashes {
            again += usize::from(!seen.insert(hash));
        }
        assert!(again > 10, "rings use their pictures again: {again}");
    }

    #[test]
    fn a_feed_goes_on_after_the_plan() {
        let plan = plan(3);
        let mut generator = Generator::new(plan.clone());
        while generator.next_until(plan.now).is_some() {}
        let later = plan.now + Duration::hours(1);
        generator.begin_another(later);
        assert_eq!(generator.begun(), 4);
        assert!(generator.next_until(later).is_some());
    }
}
