//! From the desk's view of a case to what the command line tells of it.

use super::report::{
    AccountReport, ActionReport, ApplicantReport, CheckReport, ClaimReport, ClockReport, ClueReport,
    EvidenceReport, FactorReport, FieldReport, FollowUpReport, HoldReport, ItemReport, NeedsReport,
    PhraseReport, ProposalReport, RelatedReport, Report, RequirementReport, RiskReport, SenderReport,
    StageReport, SwingReport, TestReport, TimelineReport, Titled, ZoneReport,
};
use super::session;
use super::triage::{CarriedReport, TriageReport};
use crate::case::{Applied, Case, Evidence, Matter, Private, RequirementState, Spoken, mask_recalled};
use crate::cli::reveal::Cover;
use crate::desk::{AccountView, ActionView, CaseView, EvidenceView, FieldRow, LinkedView, TimelineRow};
use crate::identity::{mask_email, mask_number};
use crate::playbook::{Clue, FollowUp, Item, Kind};
use crate::score::{Reading, Row, Swing};
use crate::text::{Clean, RuleId};

impl Report {
    /// Tells `view`, personal data under `cover`.
    pub fn new(view: &CaseView, cover: Cover) -> Self {
        let case = &view.case;
        let matter = case.matter.as_ref();
        let kind = view.kind();
        let list = |titled: Option<Vec<Titled>>| titled.unwrap_or_default();
        Self {
            number: matter.map(|matter| matter.number.clone()),
            id: case.id,
            version: case.version,
            institution: view.playbook.institution.to_string(),
            kind: view.kind_id.clone(),
            kind_title: kind.map(|kind| kind.title.clone()).unwrap_or_default(),
            playbook: view.playbook.hash,
            stage: StageReport::new(matter, kind),
            outcome: kind.and_then(|kind| case.outcome(kind)),
            now: view.now,
            masked: cover == Cover::Masked,
            applied_at: matter.map(|matter| matter.applied_at),
            application_day: matter.map(|matter| matter.application_day),
            opened_at: matter.map(|matter| matter.opened_at),
            due_at: view.due,
            clock: clock(view),
            unanswered_since: case.unanswered_since,
            owner_unread_since: case.owner_unread,
            order_failed_since: case.failed_since,
            reminded_since: case.desk_reminded,
            claimed: case
                .live_lease(view.now)
                .map(|lease| ClaimReport { operator: lease.operator.to_string(), until: lease.until }),
            snoozed_until: case.put_off_until(view.due).filter(|until| *until > view.now),
            hold: case.hold.map(|hold| HoldReport { until: hold.until, ended: hold.ended }),
            proposal: proposal(case),
            merged_into: case.merged_into,
            absorbed: case.absorbed.keys().copied().collect(),
            ticket: matter.map(|matter| matter.reference.to_string()),
            joined_tickets: case.tickets.joined().map(ToString::to_string).collect(),
            applicant: ApplicantReport::new(case, cover),
            applicants: case
                .tickets
                .all()
                .iter()
                .map(|ticket| SenderReport::new(ticket, case, cover))
                .collect(),
            applicant_unsettled: case.tickets.is_unsettled(),
            accounts: view.accounts.iter().map(|account| AccountReport::new(account, cover)).collect(),
            holders: view.holders.iter().map(ToString::to_string).collect(),
            comparison: view.comparison.iter().map(|row| FieldReport::new(row, cover)).collect(),
            mrz: view.zone().map(|zone| ZoneReport {
                sound: zone.is_sound(),
                words: zone.words(),
                wrong_digits: zone
                    .digits
                    .iter()
                    .filter(|(_, right)| !right)
                    .map(|(field, _)| field.as_str())
                    .collect(),
                agreement: zone.agreement.iter().map(|(field, how)| (*field, how.to_string())).collect(),
                format: zone.format,
            }),
            cause: case.cause.as_ref().map(ToString::to_string),
            causes: list(kind.map(|kind| {
                kind.causes.iter().map(|cause| titled(&cause.id, &cause.title, &cause.rule)).collect()
            })),
            reason: case.reason.clone(),
            items: kind
                .map(|kind| kind.items.iter().map(|item| ItemReport::new(item, view)).collect())
                .unwrap_or_default(),
            checks: kind.map(|kind| checks(kind, case)).unwrap_or_default(),
            follow_ups: kind.map(|kind| follow_ups(kind, case)).unwrap_or_default(),
            clues: kind.map(|kind| clues(kind, case, cover)).unwrap_or_default(),
            phrases: case
                .phrases
                .iter()
                .map(|given| PhraseReport { phrase: given.phrase.clone(), given_at: given.given_at })
                .collect(),
            signals: case.signals.iter().map(|(signal, value)| (signal.as_str(), value.get())).collect(),
            risk: RiskReport::new(view),
            triage: TriageReport::new(view),
            carried: CarriedReport::all(view),
            actions: view.actions.iter().map(ActionReport::new).collect(),
            verification: view.verification.as_ref().map(|account| session::verification(account, case)),
            duplicates: view.duplicates.iter().map(session::duplicate).collect(),
            related: view.related.iter().map(|related| RelatedReport::new(related, view)).collect(),
            timeline: view.timeline.iter().map(TimelineReport::new).collect(),
        }
    }
}

impl RelatedReport {
    fn new(related: &LinkedView, view: &CaseView) -> Self {
        let linked = &related.linked;
        let claimed = related.claimed.as_ref().filter(|(_, until)| *until > view.now);
        Self {
            id: linked.case,
            number: linked.number.clone(),
            kind: linked.kind.clone(),
            title: related.title.clone(),
            about: related.about.clone(),
            what: linked.stage.clone(),
            outcome: linked.outcome,
            decision: linked.decision,
            pending: linked.is_pending(),
            claimed_by: claimed.map(|(operator, _)| operator.to_string()),
            due_at: related.due,
            means: related.means.clone(),
        }
    }
}

fn titled(id: &impl ToString, title: &str, rule: &RuleId) -> Titled {
    Titled { id: id.to_string(), title: title.to_owned(), rule: rule.clone() }
}

fn clock(view: &CaseView) -> Vec<ClockReport> {
    view.ledger
        .iter()
        .map(|entry| ClockReport {
            from: entry.from,
            to: entry.to,
            running: entry.running,
            counted_seconds: entry.counted.num_seconds(),
        })
        .collect()
}

fn proposal(case: &Case) -> Option<ProposalReport> {
    let proposal = case.proposal.as_ref()?;
    Some(ProposalReport {
        action: proposal.action.to_string(),
        reason: proposal.reason.clone(),
        by: proposal.by.to_string(),
        paragraph: proposal.paragraph.clone(),
    })
}

fn checks(kind: &Kind, case: &Case) -> Vec<CheckReport> {
    kind.checks
        .iter()
        .map(|check| CheckReport {
            named: titled(&check.id, &check.title, &check.rule),
            required: check.required,
            answer: case.checks.get(&check.id).copied(),
        })
        .collect()
}

fn follow_ups(kind: &Kind, case: &Case) -> Vec<FollowUpReport> {
    let report = |follow_up: &FollowUp| {
        let settled = case.follow_ups.get(&follow_up.id);
        FollowUpReport {
            named: titled(&follow_up.id, &follow_up.title, &follow_up.rule),
            phase: follow_up.phase,
            always: follow_up.always,
            state: settled.map(|settled| settled.state),
            by: settled.map(|settled| settled.by.clone()),
            at: settled.map(|settled| settled.at),
        }
    };
    kind.follow_ups.iter().map(report).collect()
}

fn clues(kind: &Kind, case: &Case, cover: Cover) -> Vec<ClueReport> {
    let recalled = |clue: &Clue| -> Vec<Clean> {
        let values = case.recalled.get(&clue.id).and_then(Private::get).into_iter().flatten();
        values.map(|value| cover.show(value, |value| mask_recalled(clue.source, value))).collect()
    };
    kind.clues
        .iter()
        .map(|clue| ClueReport {
            named: titled(&clue.id, &clue.title, &clue.rule),
            recalled: recalled(clue),
            verdict: case.clues.get(&clue.id).copied(),
        })
        .collect()
}

impl StageReport {
    fn new(matter: Option<&Matter>, kind: Option<&Kind>) -> Self {
        let stage = matter.map(|matter| &matter.stage);
        let title = stage.and_then(|id| kind?.stage(id)).map(|stage| stage.title.clone());
        Self {
            id: stage.cloned(),
            title: title.unwrap_or_default(),
            since: matter.map(|matter| matter.stage_since),
        }
    }
}

impl ApplicantReport {
    fn new(case: &Case, cover: Cover) -> Option<Self> {
        let application = case.tickets.application()?;
        Some(Self {
            contact_email: cover.show(&application.contact_email, mask_email),
            contact_phone: application.contact_phone.as_deref().map(|phone| cover.show(phone, mask_number)),
            city: application.from.city.clone(),
            country: application.from.country.clone(),
            device: application.from.device.clone(),
            text: application.text.clone(),
        })
    }
}

impl SenderReport {
    fn new(ticket: &Applied, case: &Case, cover: Cover) -> Self {
        let said = ticket.application.get();
        Self {
            ticket: ticket.reference.to_string(),
            sender: ticket.sender,
            contact_email: said.map(|said| cover.show(&said.contact_email, mask_email)),
            contact_phone: said
                .and_then(|said| Some(cover.show(said.contact_phone.as_deref()?, mask_number))),
            country: said.and_then(|said| said.from.country.clone()),
            counts: case.tickets.counts(&ticket.reference),
        }
    }
}

impl AccountReport {
    fn new(view: &AccountView, cover: Cover) -> Self {
        let record = &view.record;
        Self {
            which: view.which,
            account: record.account.to_string(),
            status: record.status,
            email: record.email.as_deref().map(|email| cover.show(email, mask_email)),
            assets: record.assets.filter(|assets| *assets == 0.0 || cover == Cover::Shown),
            owns_assets: record.assets.map(|assets| assets > 0.0),
            open_orders: record.open_orders,
            registered_at: record.registered_at,
            last_active_at: record.last_active_at,
            two_factor: record.two_factor,
            region: record.region.clone(),
            logins: record.logins.len(),
        }
    }
}

impl FieldReport {
    fn new(row: &FieldRow, cover: Cover) -> Self {
        let (claimant, holder) = match cover {
            Cover::Masked => row.masked.clone(),
            Cover::Shown => (row.claimant.clone(), row.holder.clone()),
        };
        Self { field: row.field, claimant, holder, agreement: row.agreement }
    }
}

impl ItemReport {
    fn new(item: &Item, view: &CaseView) -> Self {
        let requirements = item.requirements.iter().map(|requirement| RequirementReport {
            named: titled(&requirement.id, &requirement.title, &requirement.rule),
            verdict: view.case.verdict(&item.id, &requirement.id),
            test: view.tests.get(&(item.id.clone(), requirement.id.clone())).map(TestReport::new),
        });
        let evidence = view.evidence.iter().filter(|one| one.evidence.item == item.id);
        Self {
            named: titled(&item.id, &item.title, &item.rule),
            required: item.required,
            came: !view.case.evidence(&item.id).is_empty(),
            requirements: requirements.collect(),
            evidence: evidence.map(|one| EvidenceReport::new(one, view)).collect(),
        }
    }
}

impl TestReport {
    fn new(state: &RequirementState) -> Self {
        match state {
            RequirementState::Holds => Self::Holds,
            RequirementState::Contradicted(why) => Self::Contradicted { why: why.clone() },
            RequirementState::Unknown => Self::Unknown,
        }
    }
}

impl EvidenceReport {
    fn new(file: &EvidenceView, view: &CaseView) -> Self {
        let Evidence { sha256, bytes, media, brought_on, dated, spoken, recorded_at, captured, .. } =
            file.evidence.clone();
        Self {
            sha256,
            bytes,
            media,
            brought_on,
            dated,
            phrase: spoken.map(|spoken| if matches!(spoken, Spoken::Given(_)) { "given" } else { "other" }),
            recorded_at,
            captured: captured.map(|capture| capture.as_str()),
            path: file.path.clone(),
            whereabouts: view.whereabouts(file),
            ticket: file.ticket.as_ref().map(ToString::to_string),
            seen_in: file.seen_in,
            set_aside: file.set_aside,
        }
    }
}

impl RiskReport {
    fn new(view: &CaseView) -> Option<Self> {
        let score = view.score()?;
        Some(Self {
            band: score.band,
            probability: score.risk.get(),
            prior_decibans: score.prior.get(),
            total_decibans: score.total.get(),
            rows: score.rows.iter().map(FactorReport::new).collect(),
            would_change: view.swings().iter().map(SwingReport::new).collect(),
        })
    }
}

impl FactorReport {
    fn new(row: &Row<'_>) -> Self {
        let reading = match row.reading {
            Reading::Value(signal, value) => signal.show(value),
            Reading::For => "for the applicant".to_owned(),
            Reading::Against => "against the applicant".to_owned(),
            Reading::Unknown => "unknown".to_owned(),
        };
        Self {
            factor: row.factor.id.to_string(),
            title: row.factor.title.clone(),
            rule: row.factor.rule.clone(),
            reading,
            decibans: row.weight.get(),
            counted_in: row.counted_in.map(|factor| factor.id.to_string()),
        }
    }
}

impl SwingReport {
    fn new(swing: &Swing<'_>) -> Self {
        Self {
            factor: swing.factor.id.to_string(),
            title: swing.factor.title.clone(),
            best: swing.best,
            worst: swing.worst,
        }
    }
}

impl ActionReport {
    /// Tells `view`.
    pub fn new(view: &ActionView) -> Self {
        let action = &view.action;
        let needs = view.state.as_ref().ok().map(|needs| NeedsReport {
            reasons: needs.reasons.clone(),
            note: needs.note,
            confirm: needs.confirm,
            second_operator: needs.second_operator,
            paragraph: needs.paragraph,
        });
        Self {
            id: action.id.to_string(),
            title: action.title.clone(),
            rules: action.rules.clone(),
            role: action.role,
            to: action.to.clone(),
            allowed: needs.is_some(),
            needs,
            refusal: view.state.as_ref().err().cloned(),
            obstacles: view.obstacles.iter().map(|obstacle| obstacle.refusal.clone()).collect(),
        }
    }
}

impl TimelineReport {
    fn new(row: &TimelineRow) -> Self {
        Self { seq: row.seq, at: row.at, actor: row.actor.clone(), event: row.event, text: row.text.clone() }
    }
}
