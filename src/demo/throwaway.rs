//! A demo in a folder of its own: store, vault and pictures.

use super::generator::Plan;
use super::live::Live;
use super::play::{DemoError, Played, Script, play};
use crate::case::OperatorId;
use crate::desk::{Desk, DeskClock, DeskOptions};
use crate::playbook::PlaybookSource;
use chrono::{DateTime, Duration, Utc};
use std::path::{Path, PathBuf};

/// What a demo is to be like.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// How many cases.
    pub cases: u64,
    /// The same seed makes the same demo.
    pub seed: u64,
    /// The time up to which it is played.
    pub now: DateTime<Utc>,
    /// Who looks at it; admin of the store.
    pub operator: OperatorId,
}

/// A demo that is ready.
pub struct Made {
    /// Its desk, with whoever looks at it and with its clock standing at the time wanted.
    pub desk: Desk,
    /// How to open its store again, with the same clock.
    pub options: DeskOptions,
    /// What was played.
    pub played: Played,
    /// What comes next.
    pub live: Live,
}

/// Makes a demo in the folder `place`, which must exist and have none, under `playbooks`; `progress` is told how many of all
/// cases have come.
///
/// # Errors
/// Where the store cannot be made or filled.
pub fn make(
    place: &Path,
    wanted: &Wanted,
    playbooks: &[PlaybookSource],
    progress: impl FnMut(&Played, u64),
) -> Result<Made, DemoError> {
    let Wanted { cases, seed, now, operator } = wanted.clone();
    let mut plan = Plan { playbooks: Vec::new(), seed, now, cases };
    let opened = DeskClock::Fixed(plan.beginning() - Duration::hours(1));
    let mut options = DeskOptions {
        store: place.join("demo.docket"),
        witness: place.join("witness"),
        operator: Some(operator),
        clock: opened,
        read_only: false,
    };
    let mut desk = Desk::init(&options, playbooks)?;
    options.clock = DeskClock::Fixed(now);
    plan.playbooks = desk.playbooks()?;
    let folder = made(place.join("pictures"))?;
    desk.wait_for_disk(false)?;
    let (played, live) = play(&mut desk, Script { plan, folder }, progress)?;
    desk.wait_for_disk(true)?;
    Ok(Made { desk, options, played, live })
}

fn made(path: PathBuf) -> Result<PathBuf, DemoError> {
    match std::fs::create_dir(&path) {
        Ok(()) => Ok(path),
        Err(source) => Err(DemoError::Folder { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Received;
    use crate::playbook::shipped;
    use std::collections::{BTreeMap, BTreeSet};

    fn wanted(cases: u64) -> Wanted {
        let now = "2026-03-10T12:00:00Z".parse().unwrap();
        Wanted { cases, seed: 7, now, operator: "alice".parse().unwrap() }
    }

    #[test]
    fn a_demo_has_cases_of_all_kinds_at_many_stages_and_goes_on() {
        let place = tempfile::tempdir().unwrap();
        let mut told = 0;
        let Made { mut desk, played, mut live, .. } =
            make(place.path(), &wanted(120), shipped(), |_, _| told += 1).unwrap();
        assert_eq!(played.cases, 120);
        assert!(told > 10 && played.acts > 200, "{played:?}");
        assert!(played.refused * 20 < played.records, "{played:?}");
        assert_eq!(desk.whoami().unwrap().unwrap().0.as_str(), "alice");

        let lead = desk.lead().unwrap();
        let mut stages: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for here in &lead.stages {
            assert!(here.open > 0);
            stages
                .entry((here.institution.clone(), here.kind.clone()))
                .or_default()
                .insert(here.stage.clone());
        }
        let playbooks = desk.playbooks().unwrap();
        let kinds: usize = playbooks.iter().map(|playbook| playbook.kinds.len()).sum();
        assert_eq!(stages.len(), kinds);
        // Where a case can wait at two places alone, a few cases may all be at one of them.
        let many = |(institution, kind): &(_, _)| {
            let playbook = playbooks.iter().find(|playbook| playbook.institution == *institution).unwrap();
            playbook.kinds[kind].stages.iter().filter(|stage| stage.end.is_none()).count() > 2
        };
        assert!(stages.iter().all(|(of, stages)| !many(of) || stages.len() >= 2), "{stages:?}");
        assert!(lead.rates.iter().map(|rate| rate.approved).sum::<u64>() > 0, "{:?}", lead.rates);

        let later = wanted(0).now + Duration::hours(12);
        desk.set_clock(DeskClock::Fixed(later));
        let arrivals = live.until(later);
        assert!(arrivals.len() > 30, "{}", arrivals.len());
        let received = desk.receive(arrivals).unwrap();
        let opened = received.iter().filter(|received| matches!(received, Received::Opened { .. })).count();
        assert!(opened > 10, "{opened}");
        assert!(live.until(later).is_empty());
    }

    #[test]
    fn a_demo_of_no_cases_is_an_empty_desk() {
        let place = tempfile::tempdir().unwrap();
        let made = make(place.path(), &wanted(0), shipped(), |_, _| ()).unwrap();
        assert_eq!(made.played, Played::default());
    }
}
