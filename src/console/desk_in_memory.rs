//! A desk of made-up rows in memory, for tests of the console.

use super::backend::Service;
use super::fixture;
use super::list::tests::{answer, row};
use super::message::Verdict;
use crate::case::{Act, CaseId, Command, Refusal, RefusalKind, Version};
use crate::desk::{
    CaseView, DeskError, Fired, LeadView, LogLine, LogRows, Preview, QueueView, Receipt, Request,
};
use crate::playbook::{InstitutionId, KindId, StageId};
use crate::score::Band;
use crate::store::{CaseRow, Filter, ListQuery, OpenFilter, Page};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex};

/// The desk; clones share its rows.
#[derive(Clone)]
pub struct Memory {
    rows: Arc<Mutex<Vec<CaseRow>>>,
    changed: Arc<Mutex<bool>>,
}

pub fn now() -> DateTime<Utc> {
    fixture::now()
}

/// Rows with every trouble that a list can show, by due time.
pub fn rows(count: i64) -> Vec<CaseRow> {
    (1..=count)
        .map(|id| {
            let mut row = row(id);
            let stages = ["Manual review", "Automated review", "Waiting for the applicant", "Hold"];
            row.stage_title = stages[usize::try_from(id % 4).unwrap()].to_owned();
            row.band = (id % 5 != 4).then(|| Band::ALL[usize::try_from(id % 4).unwrap()]);
            row.risk = row.band.map(|_| f64::from(i32::try_from(id % 10).unwrap()) / 10.0 + 0.04);
            row.due_at = (id % 6 != 5).then(|| now() + TimeDelta::minutes(id * 97 - 260));
            row.opened_at = now() - TimeDelta::minutes(id * 211);
            row.claimant = format!("A-10{id:04}");
            row.claimed = match id % 4 {
                1 => Some(("alice".parse().unwrap(), now() + TimeDelta::minutes(25))),
                3 => Some(("bo".parse().unwrap(), now() + TimeDelta::minutes(18 - id))),
                _ => None,
            };
            row
        })
        .collect()
}

impl Memory {
    pub fn new(count: i64) -> Self {
        Self { rows: Arc::new(Mutex::new(rows(count))), changed: Arc::default() }
    }

    /// As if another process had changed the store.
    pub fn touch(&self) {
        *self.changed.lock().unwrap() = true;
    }

    /// How many cases there are.
    pub fn len(&self) -> usize {
        self.rows.lock().unwrap().len()
    }

    fn refusal(&self, id: CaseId, command: &Command) -> Option<Refusal> {
        let rows = self.rows.lock().unwrap();
        let row = rows.iter().find(|row| row.id == id).unwrap();
        match (&row.claimed, command) {
            (Some((operator, until)), Command::Claim) if operator.as_str() != "alice" && *until > now() => {
                let what = format!("{operator} has claimed this case until {} UTC", until.format("%H:%M"));
                Some(Refusal::plain(
                    RefusalKind::Claimed,
                    what,
                    "Take another case, or ask a lead to release it.",
                ))
            }
            _ => None,
        }
    }
}

impl Service for Memory {
    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn list(&mut self, query: &ListQuery) -> Result<Page, DeskError> {
        let rows: Vec<_> = self
            .rows
            .lock()
            .unwrap()
            .iter()
            .filter(|row| {
                query.filter.bands.is_empty()
                    || row.band.is_some_and(|band| query.filter.bands.contains(&band))
            })
            .filter(|row| {
                query.filter.claimed_by.is_none()
                    || row.claimed.as_ref().map(|(who, _)| who) == query.filter.claimed_by.as_ref()
            })
            .filter(|row| row.number.as_str().contains(&query.filter.search))
            .filter(|_| query.filter.open != OpenFilter::Ended)
            .filter(|_| query.filter.kind.as_ref().is_none_or(|kind| kind.as_str() == "recovery"))
            .cloned()
            .collect();
        Ok(answer(&rows, query))
    }

    fn doubt(&mut self, filter: &Filter) -> Result<Option<String>, DeskError> {
        let kind = filter.kind.as_ref().filter(|kind| kind.as_str() != "recovery");
        Ok(kind.map(|kind| format!("there is no kind {kind}. Did you mean \"recovery\"?")))
    }

    fn queues(&mut self) -> Result<Vec<QueueView>, DeskError> {
        let open = self.rows.lock().unwrap().len() as u64;
        let queue = |kind: &str, title: &str, open| QueueView {
            institution: InstitutionId::new("binance").unwrap(),
            kind: KindId::new(kind).unwrap(),
            title: title.to_owned(),
            open,
            unclaimed: open / 2,
            put_off: 0,
            followed_up: 0,
        };
        Ok(vec![queue("recovery", "Recovery", open), queue("conflict", "Conflicts", 64)])
    }

    fn case(&mut self, id: CaseId) -> Result<CaseView, DeskError> {
        let index = usize::try_from(id.0).unwrap() % 3;
        let mut view = fixture::views()[index].clone();
        view.case.id = id;
        Ok(view)
    }

    fn act(&mut self, request: Request) -> Result<Receipt, DeskError> {
        if let Some(refusal) = self.refusal(request.case, &request.command) {
            return Err(refusal.into());
        }
        let mut rows = self.rows.lock().unwrap();
        let row = rows.iter_mut().find(|row| row.id == request.case).unwrap();
        row.version = row.version.next();
        let mut decided = None;
        let happened = match request.command {
            Command::Claim => {
                row.claimed = Some(("alice".parse().unwrap(), now() + TimeDelta::minutes(30)));
                "claimed by alice until 15:02"
            }
            Command::Release => {
                row.claimed = None;
                "released"
            }
            Command::Act(_) => {
                decided = Some(row.id);
                "decided"
            }
            _ => "done",
        };
        let receipt = Receipt {
            case: row.id,
            number: row.number.clone(),
            version: Version(2),
            stage: row.stage.clone(),
            happened: vec![happened.to_owned()],
            seq: 1,
            head: "00".to_owned(),
            repeated: false,
        };
        rows.retain(|row| Some(row.id) != decided);
        Ok(receipt)
    }

    fn merge(&mut self, case: CaseId, into: CaseId) -> Result<Receipt, DeskError> {
        if !self.rows.lock().unwrap().iter().any(|row| row.id == into) {
            return Err(DeskError::NoSuchCase(into.0.to_string()));
        }
        self.act(Request { case, seen: None, command: Command::Release, key: None })
    }

    fn unmerge(&mut self, case: CaseId) -> Result<Receipt, DeskError> {
        self.act(Request { case, seen: None, command: Command::Release, key: None })
    }

    fn preview(&mut self, _: CaseId, act: &Act) -> Result<Preview, DeskError> {
        Ok(Preview {
            title: act.action.to_string(),
            stage: Some((StageId::new("hold").unwrap(), "Hold".to_owned())),
            proposes: false,
            letters: Vec::new(),
            orders: Vec::new(),
            hold_until: None,
            happens: vec!["it is done".to_owned()],
        })
    }

    fn dry_run(&mut self, ids: &[CaseId], command: &Command) -> Result<Vec<Verdict>, DeskError> {
        Ok(ids.iter().map(|id| (*id, self.refusal(*id, command).map_or(Ok(()), Err))).collect())
    }

    fn lead(&mut self) -> Result<LeadView, DeskError> {
        Ok(fixture::lead())
    }

    fn log(
        &mut self,
        _: Option<CaseId>,
        _: Option<i64>,
        _: usize,
        _: LogRows,
    ) -> Result<Vec<LogLine>, DeskError> {
        Ok(Vec::new())
    }

    fn changed(&mut self) -> Result<bool, DeskError> {
        Ok(std::mem::take(&mut *self.changed.lock().unwrap()))
    }

    fn tick(&mut self) -> Result<Vec<Fired>, DeskError> {
        Ok(Vec::new())
    }
}
