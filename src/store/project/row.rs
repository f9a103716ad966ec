//! A case as lists need it.

use super::super::cells::State;
use super::super::list::Marks;
use super::super::time::{NEVER, millis, millis_up};
use crate::case::{Case, Matter, OperatorId, next_alarm, risk};
use crate::playbook::{Kind, Playbook, StageId};
use crate::score::Band;

/// Steps between risk 0 and risk 1 in a sort key: fine enough that no two scores that differ on screen meet.
const RISK_STEPS: f64 = 1e12;

/// What the row of a case says, names still written out.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFigures {
    /// The case's version.
    pub version: u32,
    /// Its stage.
    pub stage: StageId,
    /// Its band, where its kind has weights.
    pub band: Option<Band>,
    /// Open, or ended how.
    pub state: State,
    /// When it was opened.
    pub opened_at: i64,
    /// When it is due; [`NEVER`] while its clock stands still and after its end.
    pub due: i64,
    /// Its sort key by risk, riskiest least.
    pub risk: i64,
    /// Who claimed it, and until when.
    pub claimed: Option<(OperatorId, i64)>,
    /// Put off until then: until the time that was given, or until it is due, so that nothing overdue stays out of sight.
    pub snoozed_until: Option<i64>,
    /// When something happens to it by itself.
    pub timer_at: Option<i64>,
    /// The case that it went into.
    pub merged_into: Option<i64>,
    /// What lists mark it for.
    pub marks: Marks,
}

impl CaseFigures {
    /// The figures of `case`, whose matter is `matter`.
    pub fn of(case: &Case, matter: &Matter, playbook: &Playbook, kind: &Kind) -> Self {
        let score = risk(case, kind);
        // A case that has ended comes up again while an order of it that failed waits for somebody (R13).
        let state = match case.outcome(kind) {
            Some(outcome) if case.is_settled(kind) => State::Ended(outcome),
            _ => State::Open,
        };
        let due = match state {
            State::Open => case.due(kind, &playbook.calendar),
            State::Ended(_) => None,
        };
        Self {
            version: case.version.0,
            stage: matter.stage.clone(),
            band: score.as_ref().map(|score| score.band),
            state,
            opened_at: millis(matter.opened_at),
            due: due.map_or(NEVER, millis),
            risk: score.map_or(NEVER, |score| risk_key(score.risk.get())),
            claimed: case.lease.as_ref().map(|lease| (lease.operator.clone(), millis_up(lease.until))),
            snoozed_until: case.put_off_until(due).map(millis_up),
            timer_at: next_alarm(case, kind, &playbook.calendar).map(millis_up),
            merged_into: case.merged_into.map(|case| case.0),
            marks: Marks::of(case, state == State::Open),
        }
    }
}

/// The sort key of a probability: the riskiest is the least.
fn risk_key(probability: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a probability is at most 1, the key at most 10^12")]
    let steps = (probability * RISK_STEPS).round() as i64;
    -steps
}

/// The probability that a sort key stands for; none for a case without weights.
pub fn risk_of_key(key: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "10^12 fits a float exactly")]
    (key != NEVER).then(|| (key as f64).abs() / RISK_STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_riskiest_sorts_first_and_a_case_without_weights_last() {
        let keys = [0.9, 0.5, 0.0].map(risk_key);
        assert!(keys.is_sorted() && keys[2] < NEVER);
        assert_eq!(keys.map(risk_of_key), [Some(0.9), Some(0.5), Some(0.0)]);
        assert_eq!(risk_of_key(NEVER), None);
    }
}
