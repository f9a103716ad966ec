//! The past weeks of the desk, played: records arrive, timers fire, people work, hour by hour.

use super::dice::{Dice, Sort};
use super::feed::Source;
use super::generator::{Generator, Plan, Timed};
use super::live::Live;
use super::reviewer;
use super::systems;
use crate::case::{CaseId, CaseNumber, Command, OperatorId};
use crate::desk::{CaseView, Desk, DeskClock, DeskError, Request};
use crate::evidence::Folder;
use crate::intake::{self, Files, IntakeError, LineResult, Options, Outcome};
use crate::playbook::Role;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The people at the desk, beside whoever looks at the demo.
pub const PEOPLE: [(&str, Role); 7] = [
    ("bo", Role::Reviewer),
    ("chidi", Role::Reviewer),
    ("dana", Role::Reviewer),
    ("emre", Role::Reviewer),
    ("farah", Role::Lead),
    ("goran", Role::Lead),
    ("hanna", Role::Auditor),
];
const REVIEWERS: usize = 4;
const LEADS: [usize; 2] = [4, 5];

/// In how many steps the time passes at most, and how many cases come in a step at least.
const MOST_STEPS: u64 = 300;
const CASES_A_STEP: u64 = 4;
/// How many cases people work on at most; however many come, the rest stands where records and timers put it.
const MOST_WORKED_ON: u64 = 150;
/// How often a case is taken up at most.
const MOST_VISITS: u8 = 9;

/// How a past is played.
pub struct Script {
    /// What is made up.
    pub plan: Plan,
    /// The folder in which pictures are written before they are taken in; it must exist.
    pub folder: PathBuf,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Played {
    /// Cases begun.
    pub cases: u64,
    /// Records taken in.
    pub records: u64,
    /// Records that the desk refused, such as what came for a case that had ended.
    pub refused: u64,
    /// Actions and findings of people.
    pub acts: u64,
}

/// Why a demo could not be played.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Records could not be taken in.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// A folder could not be made.
    #[error("could not make the folder {}: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A name of the demo is none.
    #[error(transparent)]
    Name(#[from] crate::text::IdentError),
}

/// Plays the past of `desk`, whose operator must be its admin and whose log must not reach into that past. When it returns,
/// the desk's clock stands at the plan's time and its operator is who it was. What comes after that time is given too.
///
/// # Errors
/// Where intake or desk fail.
pub fn play(
    desk: &mut Desk,
    script: Script,
    mut progress: impl FnMut(&Played, u64),
) -> Result<(Played, Live), DemoError> {
    let Some((home, _)) = desk.whoami()? else {
        return Err(DeskError::NotAllowed {
            what: "nobody is named who plays the demo".into(),
            remedy: "Name its admin".into(),
        }
        .into());
    };
    let Script { plan, folder } = script;
    let people = PEOPLE.iter().map(|(name, _)| OperatorId::new(name)).collect::<Result<Vec<_>, _>>()?;
    for (person, (_, role)) in people.iter().zip(PEOPLE) {
        desk.set_operator(person, role)?;
    }
    let mut office = Office {
        dice: Dice::of(plan.seed, Sort::Desk, 0),
        source: Source::new(Generator::new(plan.clone())),
        visits: BTreeMap::new(),
        played: Played::default(),
        now: plan.beginning(),
        people,
        home,
        desk,
        folder,
        plan,
    };
    for until in office.plan.steps(MOST_STEPS, CASES_A_STEP) {
        office.work_until(until)?;
        office.take_in_until(until)?;
        office.fire()?;
        office.played.cases = office.source.with(|generator| generator.begun());
        progress(&office.played, office.plan.cases);
    }
    office.claim_some()?;
    office.desk.set_operator_at_desk(office.home.clone());
    let live = Live::after(office.source, &office.plan);
    Ok((office.played, live))
}

/// The desk with its people, at some time.
struct Office<'d> {
    desk: &'d mut Desk,
    plan: Plan,
    source: Source,
    folder: PathBuf,
    dice: Dice,
    people: Vec<OperatorId>,
    home: OperatorId,
    /// When which case is taken up next, and how often it was.
    visits: BTreeMap<(DateTime<Utc>, CaseId), u8>,
    now: DateTime<Utc>,
    played: Played,
}

impl Office<'_> {
    fn set_time(&mut self, at: DateTime<Utc>) {
        self.now = self.now.max(at);
        self.desk.set_clock(DeskClock::Fixed(self.now));
    }

    /// Records come in.
    fn take_in_until(&mut self, until: DateTime<Utc>) -> Result<(), DemoError> {
        self.set_time(until);
        let input = self.source.lines(until, self.folder.clone());
        let files = Files { folder: Some(open_folder(&self.folder)?), vault: self.desk.vault().clone() };
        let now = self.now;
        let options = Options { now: Arc::new(move || now), files: Some(files) };
        let mut opened = Vec::new();
        let each = |result: &LineResult| {
            if let Outcome::Opened { case, .. } = &result.outcome {
                opened.extend(CaseNumber::parse_id(case));
            }
        };
        let summary = intake::run(input, self.desk, options, each, |_| ())?;
        self.played.records += summary.lines;
        self.played.refused += summary.refused;
        let share =
            self.plan.share_worked_on(self.source.with(|generator| generator.begun()), MOST_WORKED_ON);
        for case in opened {
            if self.dice.chance(share) {
                let at = until + Duration::minutes(self.dice.whole(60, 60 * 48));
                self.visits.insert((at, case), 0);
            }
        }
        Ok(())
    }

    /// What is due happens.
    fn fire(&mut self) -> Result<(), DemoError> {
        while self.desk.tick(10_000)?.more {}
        Ok(())
    }

    /// People take up what they had meant to.
    fn work_until(&mut self, until: DateTime<Utc>) -> Result<(), DemoError> {
        while let Some(entry) = self.visits.first_entry()
            && entry.key().0 <= until
        {
            let ((at, case), visits) = entry.remove_entry();
            self.set_time(at);
            let again = self.visit(case, until)?;
            if again && visits < MOST_VISITS {
                let at = until + Duration::minutes(self.dice.whole(60 * 2, 60 * 30));
                self.visits.insert((at, case), visits + 1);
            }
        }
        Ok(())
    }

    /// Somebody takes up a case; tells whether there will be more to do.
    fn visit(&mut self, case: CaseId, until: DateTime<Utc>) -> Result<bool, DemoError> {
        let view = self.desk.case(case)?;
        let Some(stage) = view.case.matter.as_ref().and_then(|matter| view.kind()?.stage(&matter.stage))
        else {
            return Ok(false);
        };
        if stage.end.is_some() || view.case.merged_into.is_some() {
            return Ok(false);
        }
        if stage.waits_for_applicant && self.dice.chance(0.8) {
            return Ok(true);
        }
        let person = self.who(case, &view);
        self.desk.set_operator_at_desk(self.people[person].clone());
        for command in reviewer::findings(&view, &mut self.dice) {
            self.pause(until);
            self.wish(case, command)?;
        }
        self.pause(until);
        let view = self.desk.case(case)?;
        self.decide(case, &view, person, until)?;
        if self.dice.chance(0.05) {
            let at = self.now + Duration::hours(self.dice.whole(6, 70));
            self.wish(case, Command::Snooze { until: Some(at) })?;
        }
        if self.dice.chance(0.8) {
            self.wish(case, Command::Release)?;
        }
        Ok(true)
    }

    fn decide(
        &mut self,
        case: CaseId,
        view: &CaseView,
        person: usize,
        until: DateTime<Utc>,
    ) -> Result<(), DemoError> {
        let Some((chosen, act)) = reviewer::choice(view, &mut self.dice) else { return Ok(()) };
        let second = chosen.state.as_ref().is_ok_and(|needs| needs.second_operator);
        let command = Command::Act(act);
        let mut done = self.wish(case, command.clone())?;
        if done && second {
            // Some proposals still wait for their second.
            done = self.dice.chance(0.7) && {
                self.wish(case, Command::Release)?;
                self.pause(until);
                let other = LEADS[usize::from(person == LEADS[0])];
                self.desk.set_operator_at_desk(self.people[other].clone());
                self.wish(case, command)?
            };
        }
        if done {
            let orders =
                systems::carried_out(view, &chosen.action, self.now, self.played.acts, &mut self.dice);
            self.source.with(|generator| orders.into_iter().for_each(|timed: Timed| generator.add(timed)));
        }
        Ok(())
    }

    /// A case stays with one person; leads see to what only they may do.
    fn who(&mut self, case: CaseId, view: &CaseView) -> usize {
        let for_leads = view.case.matter.as_ref().is_some_and(|matter| {
            view.kind()
                .is_some_and(|kind| kind.actions_from(&matter.stage).any(|action| action.role >= Role::Lead))
        });
        let turn = usize::try_from(case.0.unsigned_abs()).unwrap_or(0);
        if for_leads { LEADS[turn % LEADS.len()] } else { turn % REVIEWERS }
    }

    /// Some seconds pass, but not beyond the step.
    fn pause(&mut self, until: DateTime<Utc>) {
        let at = self.now + Duration::seconds(self.dice.whole(4, 50));
        self.set_time(at.min(until));
    }

    /// Wishes something of the desk; a refusal is part of the day.
    fn wish(&mut self, case: CaseId, command: Command) -> Result<bool, DemoError> {
        match self.desk.act(&Request { case, seen: None, command, key: None }) {
            Ok(_) => {
                self.played.acts += 1;
                Ok(true)
            }
            Err(DeskError::Refused(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// At the end some cases are being worked on, a few of them by whoever looks.
    fn claim_some(&mut self) -> Result<(), DemoError> {
        self.set_time(self.plan.now);
        let waiting: Vec<CaseId> = self.visits.keys().map(|(_, case)| *case).take(14).collect();
        for (turn, case) in waiting.into_iter().enumerate() {
            let person =
                if turn % 4 == 0 { self.home.clone() } else { self.people[turn % REVIEWERS].clone() };
            self.desk.set_operator_at_desk(person);
            self.wish(case, Command::Claim)?;
        }
        Ok(())
    }
}

fn open_folder(path: &Path) -> Result<Folder, DemoError> {
    Ok(Folder::open(path).map_err(DeskError::Vault)?)
}
