//! What a lead sees: figures of counters, never counted case by case.

use super::DeskError;
use super::lists::queues;
use super::service::Desk;
use super::view::{LeadView, OperatorLoad, RateView, StageView};
use crate::playbook::{Kind, Outcome, Playbook};
use crate::store::{QueueKey, Reader, Standing};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many days the throughput shows.
const DAYS: u64 = 14;
/// Since how many days decisions count as an operator's load.
const LOAD_DAYS: u64 = 7;

impl Desk {
    /// The figures of the lead screen.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn lead(&self) -> Result<LeadView, DeskError> {
        let now = self.clock.now();
        let today = now.date_naive();
        self.store.read(|reader| {
            let standings = reader.standings(now)?;
            let playbooks = in_force(reader)?;
            let throughput = reader.throughput(days_before(today, DAYS - 1), today)?;
            let loads = reader.loads(now, days_before(today, LOAD_DAYS - 1))?;
            Ok(LeadView {
                now,
                queues: queues(reader, now)?,
                stages: stages(&standings, &playbooks),
                bands: bands(&standings),
                ages: reader.ages(now)?,
                due: reader.due(now)?,
                throughput: throughput
                    .into_iter()
                    .map(|(day, came)| (day, came.opened, came.ended))
                    .collect(),
                operators: loads
                    .into_iter()
                    .map(|load| OperatorLoad {
                        operator: load.operator.to_string(),
                        claimed: load.claimed,
                        decided: load.decided,
                    })
                    .collect(),
                rates: rates(&standings, &playbooks),
            })
        })
    }
}

type Kinds = BTreeMap<QueueKey, (Arc<Playbook>, Kind)>;

fn in_force(reader: &Reader<'_>) -> Result<Kinds, DeskError> {
    let mut kinds = Kinds::new();
    for (institution, hash) in reader.playbooks_in_force()? {
        let playbook = reader.playbook(hash)?;
        for (kind, described) in &playbook.kinds {
            let queue = QueueKey { institution: institution.clone(), kind: kind.clone() };
            kinds.insert(queue, (Arc::clone(&playbook), described.clone()));
        }
    }
    Ok(kinds)
}

fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// Open cases by stage, in the playbook's order of stages.
fn stages(standings: &[Standing], kinds: &Kinds) -> Vec<StageView> {
    let mut rows = Vec::new();
    for (queue, (_, kind)) in kinds {
        for stage in &kind.stages {
            let here = standings.iter().filter(|standing| {
                standing.queue == *queue && standing.stage == stage.id && standing.outcome.is_none()
            });
            let cases: u64 = here.map(|standing| standing.cases).sum();
            if cases > 0 {
                rows.push(StageView {
                    institution: queue.institution.clone(),
                    kind: queue.kind.clone(),
                    stage: stage.id.clone(),
                    title: stage.title.clone(),
                    open: cases,
                });
            }
        }
    }
    rows
}

fn bands(standings: &[Standing]) -> [u64; 4] {
    let mut bands = [0; 4];
    for standing in standings.iter().filter(|standing| standing.outcome.is_none()) {
        if let Some(band) = standing.band {
            bands[band as usize] += standing.cases;
        }
    }
    bands
}

fn rates(standings: &[Standing], kinds: &Kinds) -> Vec<RateView> {
    let rate = |(queue, (_, kind)): (&QueueKey, &(Arc<Playbook>, Kind))| {
        let here = || standings.iter().filter(|here| here.queue == *queue);
        // An approval counts once it is given, in a hold and while it is followed up too: until it is taken back.
        let stands = |standing: &Standing| {
            let stage = || kind.stage(&standing.stage)?.decision();
            standing.outcome.or_else(stage)
        };
        let decided = |outcome: Outcome| -> u64 {
            let decided = here().filter(|standing| stands(standing) == Some(outcome));
            decided.map(|standing| standing.cases + standing.put_off).sum()
        };
        let ended: u64 = here()
            .filter(|standing| standing.outcome == Some(Outcome::Approved))
            .map(|standing| standing.cases)
            .sum();
        // R18 says how many succeed; a prior that names no rule is an expert's guess and expects nothing of the desk.
        let expected = kind.score.as_ref().filter(|score| score.rule.is_some()).map(|score| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a percentage, 0 to 100"
            )]
            let percent = ((1.0 - score.prior.get()) * 100.0).round() as u64;
            percent
        });
        RateView {
            institution: queue.institution.clone(),
            kind: queue.kind.clone(),
            title: kind.queue.clone(),
            approved: decided(Outcome::Approved),
            approved_open: decided(Outcome::Approved) - ended,
            rejected: decided(Outcome::Rejected),
            closed: decided(Outcome::Closed),
            expected,
        }
    };
    kinds.iter().map(rate).collect()
}
