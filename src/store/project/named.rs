//! The names that a row of the log brings up. They are numbered in the order in which the log brings them up first, so that
//! the same log always gives the same numbers.

use super::super::StoreError;
use super::super::entry;
use super::super::log::RawRow;
use crate::case::{Actor, Event, OperatorId};
use crate::playbook::{InstitutionId, KindId};

/// Names, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// People: who acted, and who claimed the case.
    pub operators: Vec<OperatorId>,
    /// The queue that a case was opened in.
    pub queue: Option<(InstitutionId, KindId)>,
}

impl Named {
    /// The names in an event of a case.
    pub fn of(actor: &Actor, event: &Event) -> Self {
        let claimed_by = match event {
            Event::Claimed { operator, .. } => Some(operator.clone()),
            _ => None,
        };
        let queue = match event {
            Event::Opened(opened) => Some((opened.institution.clone(), opened.kind.clone())),
            _ => None,
        };
        Self { operators: actor.operator().cloned().into_iter().chain(claimed_by).collect(), queue }
    }

    /// The names in a row of a case. Only events that bring up others than the actor are read whole.
    pub fn of_row(row: &RawRow) -> Result<Self, StoreError> {
        let stamp = row.stamp()?;
        let brings =
            |name: &str| row.body.strip_prefix("{\"event\":\"").is_some_and(|rest| rest.starts_with(name));
        if brings("opened\"") || brings("claimed\"") {
            return Ok(Self::of(&stamp.actor, &entry::event(row.seq, &row.body)?));
        }
        Ok(Self { operators: stamp.actor.operator().cloned().into_iter().collect(), queue: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{operator, reviewer};

    #[test]
    fn the_events_that_bring_up_names_begin_as_they_are_recognised() {
        let claimed = Event::Claimed { operator: operator("bo"), until: crate::store::fixture::start() };
        let json = serde_json::to_string(&claimed).unwrap();
        assert!(json.starts_with("{\"event\":\"claimed\""), "{json}");
        assert_eq!(Named::of(&reviewer("alice"), &claimed).operators, [operator("alice"), operator("bo")]);
    }
}
