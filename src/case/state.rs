//! A case as its events made it.

use super::clue::ClueVerdict;
use super::record::Phrase;
use super::submission::Submitted;
use super::{
    AccountId, Carried, CaseId, CaseNumber, Clock, Contacts, Digest, Evidence, OperatorId, Posted, Private,
    Reference, Tickets, Triage, Verdict, Version,
};
use crate::playbook::{
    ActionId, Answer, Calendar, CauseId, Check, CheckId, ClueId, FollowUp, FollowUpId, FollowUpState,
    InstitutionId, Item, ItemId, Kind, KindId, OrderName, Outcome, Phase, PlaybookHash, ReasonId,
    RequirementId, StageId,
};
use crate::score::{Signal, SignalValue};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// One matter to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its id in the store.
    pub id: CaseId,
    /// How many events it has had; 0 is a case that nothing has opened.
    pub version: Version,
    /// What made it, and what it is; none until it is opened.
    pub matter: Option<Matter>,
    /// What came, item by item.
    pub items: BTreeMap<ItemId, ItemState>,
    /// Answers given; an open check is absent.
    pub checks: BTreeMap<CheckId, Answer>,
    /// How the clues stand.
    pub clues: BTreeMap<ClueId, ClueVerdict>,
    /// What the applicant recalls, clue by clue.
    pub recalled: BTreeMap<ClueId, Private<Vec<String>>>,
    /// What was followed up, with who said so and when; what is open is absent.
    pub follow_ups: BTreeMap<FollowUpId, Settled>,
    /// The cause, once named.
    pub cause: Option<CauseId>,
    /// What machines measured.
    pub signals: BTreeMap<Signal, SignalValue>,
    /// Every phrase that was given, the newest last.
    pub phrases: Vec<Phrase>,
    /// How many of them, from the first on, a later one superseded (R7).
    pub superseded: usize,
    /// Who works on it.
    pub lease: Option<Lease>,
    /// An action that waits for a second operator.
    pub proposal: Option<Proposal>,
    /// The hold after an approval.
    pub hold: Option<Hold>,
    /// The clock that runs, stands or has stopped.
    pub clock: Option<Clock>,
    /// Since when a message waits for the desk's answer, while the case waits for the applicant: an action answers it, or
    /// a note that says what was done about it.
    pub unanswered_since: Option<DateTime<Utc>>,
    /// Since when something that the account's registered owner wrote waits to be read (R14): a note that says what was
    /// found reads it, and so does doing what owners may ask for.
    pub owner_unread: Option<DateTime<Utc>>,
    /// Since when an order that failed waits for a person to deal with it, whether the case has ended or not: a note that says
    /// what was done deals with it, and so does an action, putting it back, or that it was carried out after all.
    pub failed_since: Option<DateTime<Utc>>,
    /// Put off until then.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Since when a reminder asks the desk to see to the case: whoever takes it up, decides or notes something has done so.
    pub desk_reminded: Option<DateTime<Utc>>,
    /// Reminders that came, or were overtaken, since the case came into its stage: each comes once.
    pub reminded: BTreeSet<ActionId>,
    /// The case it went into.
    pub merged_into: Option<CaseId>,
    /// The cases that went into it, each with what this case took over from it.
    pub absorbed: BTreeMap<CaseId, TakenOver>,
    /// The tickets that opened and joined it, and whose application counts (R21).
    pub tickets: Tickets,
    /// How far its triage has come (L11).
    pub triage: Triage,
    /// What was tried in earlier cases of the account, the newest first (L11).
    pub carried: Vec<Carried>,
    /// Every file in the order in which it came, each with the ticket that it came for.
    pub brought: Vec<(Digest, Reference)>,
    /// The sessions of verification, the newest last; empty in other cases (V1).
    pub sessions: Vec<Submitted>,
    /// Cases about the same submission (C1).
    pub links: BTreeSet<CaseId>,
    /// The reason of its last refusal to the applicant.
    pub reason: Option<ReasonId>,
    /// Who decided against somebody before, the applicant or the holder: whoever looks at a contested decision again is
    /// somebody else (N3).
    pub decided_against_by: BTreeSet<OperatorId>,
    /// The contacts that an order replaced.
    pub former_contacts: Option<Contacts>,
    /// Orders that this case gave and has not taken back, by account.
    pub standing: BTreeSet<(AccountId, OrderName)>,
    /// Every account that an order was given for.
    pub ordered: BTreeSet<AccountId>,
    /// Its letters and orders and how far they got, by its version after the event that wrote each.
    pub posted: BTreeMap<Version, Posted>,
    /// Its version at the last action: what is ordered together has the same.
    pub decision: Version,
    /// Its version after the last event that whoever decides must have seen; that letters went out is no such news.
    pub told_at: Version,
    /// How often evidence, a verdict or a measurement changed: a proposal is bound to it (N7).
    pub evidence_revision: u32,
}

/// What a case is about; fixed when it is opened, but for the stage and a holder that is found later.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// The institution.
    pub institution: InstitutionId,
    /// The kind.
    pub kind: KindId,
    /// The playbook that it is decided by.
    pub playbook: PlaybookHash,
    /// Its number.
    pub number: CaseNumber,
    /// The ticket.
    pub reference: Reference,
    /// The account that asks.
    pub claimant: AccountId,
    /// The account that holds the identity.
    pub holder: Option<AccountId>,
    /// When the applicant sent it.
    pub applied_at: DateTime<Utc>,
    /// The day of the application (R6).
    pub application_day: NaiveDate,
    /// When the desk took it in.
    pub opened_at: DateTime<Utc>,
    /// Where it stands.
    pub stage: StageId,
    /// Since when.
    pub stage_since: DateTime<Utc>,
}

/// What came for one item.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ItemState {
    /// What counts now, the newest last; what a merge brought stands before it.
    pub evidence: Vec<Evidence>,
    /// What came from senders who turned out not to be the applicant (R21).
    pub of_others: Vec<Evidence>,
    /// What came before it was asked for again.
    pub set_aside: Vec<Evidence>,
    /// Verdicts given; an open requirement is absent.
    pub verdicts: BTreeMap<RequirementId, Verdict>,
}

/// What a merge brought besides tickets and evidence, so that it can be given back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TakenOver {
    /// Phrases.
    pub phrases: Vec<Phrase>,
    /// Clues that the case knew nothing of.
    pub clues: BTreeMap<ClueId, ClueVerdict>,
    /// Measurements that the case did not have.
    pub signals: BTreeMap<Signal, SignalValue>,
}

/// How something that is followed up was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// How.
    pub state: FollowUpState,
    /// Who says so, as the log names them.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A claim on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Who.
    pub operator: OperatorId,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// An action that one of two operators wants (N7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which action.
    pub action: ActionId,
    /// Its reason.
    pub reason: Option<ReasonId>,
    /// Who wants it.
    pub by: OperatorId,
    /// The evidence as it stood.
    pub evidence_revision: u32,
    /// What the letter to the applicant is to say beside its own words.
    pub paragraph: Option<String>,
}

/// The hold after an approved recovery (R13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// When it ends or ended.
    pub until: DateTime<Utc>,
    /// Whether it was ended by an event.
    pub ended: bool,
}

impl Case {
    /// A case that nothing has opened yet.
    pub fn unopened(id: CaseId) -> Self {
        Self {
            id,
            version: Version::default(),
            matter: None,
            items: BTreeMap::new(),
            checks: BTreeMap::new(),
            clues: BTreeMap::new(),
            recalled: BTreeMap::new(),
            follow_ups: BTreeMap::new(),
            cause: None,
            signals: BTreeMap::new(),
            phrases: Vec::new(),
            superseded: 0,
            lease: None,
            proposal: None,
            hold: None,
            clock: None,
            unanswered_since: None,
            owner_unread: None,
            failed_since: None,
            snoozed_until: None,
            desk_reminded: None,
            reminded: BTreeSet::new(),
            merged_into: None,
            absorbed: BTreeMap::new(),
            tickets: Tickets::default(),
            triage: Triage::default(),
            carried: Vec::new(),
            brought: Vec::new(),
            sessions: Vec::new(),
            links: BTreeSet::new(),
            reason: None,
            decided_against_by: BTreeSet::new(),
            former_contacts: None,
            standing: BTreeSet::new(),
            ordered: BTreeSet::new(),
            posted: BTreeMap::new(),
            decision: Version::default(),
            told_at: Version::default(),
            evidence_revision: 0,
        }
    }

    /// How the case ended, if it stands at an end; a merged one is closed.
    pub fn outcome(&self, kind: &Kind) -> Option<Outcome> {
        if self.merged_into.is_some() {
            return Some(Outcome::Closed);
        }
        kind.stage(&self.matter.as_ref()?.stage)?.end
    }

    /// Whether nobody needs to look at it any more: it has ended, and no order of it failed that nobody has dealt with.
    pub fn is_settled(&self, kind: &Kind) -> bool {
        self.outcome(kind).is_some() && self.failed_since.is_none()
    }

    /// How the case stands decided, though it need not have ended: approved in a hold and while it is followed up.
    pub fn decision(&self, kind: &Kind) -> Option<Outcome> {
        let here = || kind.stage(&self.matter.as_ref()?.stage)?.decision();
        self.outcome(kind).or_else(here)
    }

    /// What is open of that which is followed up in `phase`.
    pub fn open_follow_ups<'k>(&self, phase: Phase, kind: &'k Kind) -> impl Iterator<Item = &'k FollowUp> {
        let open = |follow_up: &&FollowUp| !self.follow_ups.contains_key(&follow_up.id);
        kind.follow_ups.iter().filter(move |follow_up| follow_up.phase == phase).filter(open)
    }

    /// Which follow-ups are at hand: those after the decision once it was taken, before that those that prepare it.
    pub fn phase(&self, kind: &Kind) -> Phase {
        if self.decision(kind) == Some(Outcome::Approved) { Phase::After } else { Phase::Before }
    }

    /// When the desk must have acted: by its clock; to answer a message that came while that stands still; and whatever
    /// the clock says, to read what the account's owner wrote, and at once to deal with an order that failed, even where the
    /// case has ended. None where nothing of it runs.
    pub fn due(&self, kind: &Kind, calendar: &Calendar) -> Option<DateTime<Utc>> {
        if self.outcome(kind).is_some() {
            return self.failed_since;
        }
        let by_clock = self.clock.as_ref().and_then(|clock| clock.due(calendar));
        let unread = self.owner_unread.filter(|_| self.outcome(kind).is_none());
        let waiting = self.unanswered_since.into_iter().chain(unread).min();
        let to_answer = waiting.and_then(|since| calendar.due(kind.answer_within, since, &[]));
        by_clock.into_iter().chain(to_answer).chain(self.failed_since).min()
    }

    /// The claim that holds at `now`.
    pub fn live_lease(&self, now: DateTime<Utc>) -> Option<&Lease> {
        self.lease.as_ref().filter(|lease| lease.until > now)
    }

    /// The phrases of which a video may hold any (R7), the newest last.
    pub fn live_phrases(&self) -> &[Phrase] {
        self.phrases.get(self.superseded..).unwrap_or_default()
    }

    /// The session of verification that came last.
    pub fn session(&self) -> Option<&Submitted> {
        self.sessions.last()
    }

    /// Whether this case gave the order that `order` takes back, and has not taken it back since.
    pub fn has_to_undo(&self, order: OrderName, account: &AccountId) -> bool {
        order.undoes().is_some_and(|given| self.standing.contains(&(account.clone(), given)))
    }

    /// Until when the case is put off: until the time that was given, or until it is due, if that is before. What is due is
    /// never out of sight.
    pub fn put_off_until(&self, due: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let until = self.snoozed_until?;
        Some(due.map_or(until, |due| until.min(due)))
    }

    /// What came for `item` and counts.
    pub fn evidence(&self, item: &ItemId) -> &[Evidence] {
        self.items.get(item).map_or(&[], |state| &state.evidence)
    }

    /// The first of the items that `check` is judged by which has not come; before that it cannot pass.
    pub fn lacking<'k>(&self, check: &Check, kind: &'k Kind) -> Option<&'k Item> {
        let mut needed = check.needs.iter().filter_map(|id| kind.item(id));
        needed.find(|item| self.evidence(&item.id).is_empty())
    }

    /// What a reviewer said of a requirement.
    pub fn verdict(&self, item: &ItemId, requirement: &RequirementId) -> Option<Verdict> {
        self.items.get(item)?.verdicts.get(requirement).copied()
    }
}
