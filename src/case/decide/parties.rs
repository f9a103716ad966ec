//! Who is who in a case: which ticket's sender is the applicant, which document is theirs, which account holds the identity.

use super::super::record::AccountRecord;
use super::super::{
    AccountId, ClueVerdict, Event, Facts, Private, Reference, Refusal, RefusalKind, compare_clue,
};
use super::draft::Draft;
use super::{may_work, must_be_open, remeasure};
use crate::playbook::{Kind, Which};

pub(super) fn settle_applicant(draft: &mut Draft<'_>, ticket: &Reference) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    let tickets = &draft.case.tickets;
    if tickets.sender(ticket).is_none() {
        let known: Vec<_> = tickets.all().iter().map(|ticket| ticket.reference.to_string()).collect();
        let what = format!("ticket {ticket} is not of this case");
        return Err(Refusal::plain(RefusalKind::Unknown, what, format!("Use one of: {}.", known.join(", "))));
    }
    if tickets.is_unsettled() || !tickets.counts(ticket) {
        draft.claim_by_working();
        draft.push(Event::ApplicantSettled { ticket: ticket.clone() });
        remeasure::all(draft);
    }
    Ok(())
}

/// Takes for the holder the one account that holds the identity, where the case has none yet: its record may have come
/// after the ticket. Which of several it is, a person says.
pub(super) fn find_holder(draft: &mut Draft<'_>) {
    let wanted = draft.kind.holder.is_some() && draft.case.outcome(draft.kind).is_none();
    let none_yet = draft.case.matter.as_ref().is_some_and(|matter| matter.holder.is_none());
    if let Some([only]) = draft.facts.identity_holders.as_deref()
        && wanted
        && none_yet
    {
        found(draft, only.clone());
    }
}

pub(super) fn choose_holder(draft: &mut Draft<'_>, account: &AccountId) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    let Some(rule) = &draft.kind.holder else {
        let what = format!("a case of kind {} has no holder", draft.kind.title);
        return Err(Refusal::plain(RefusalKind::Unknown, what, "There is nothing to choose."));
    };
    let refuse = |what: String, remedy: String| Err(Refusal::by(rule, RefusalKind::Guard, what, remedy));
    let holders = draft.facts.identity_holders.as_deref().unwrap_or_default();
    if !holders.contains(account) {
        let known: Vec<_> = holders.iter().map(ToString::to_string).collect();
        let remedy = if known.is_empty() {
            "Have the registry record of that account sent.".to_owned()
        } else {
            format!("Use one of: {}.", known.join(", "))
        };
        return refuse(format!("account {account} does not hold this identity"), remedy);
    }
    match draft.case.matter.as_ref().and_then(|matter| matter.holder.as_ref()) {
        Some(before) if before == account => return Ok(()),
        // What was ordered for one account must not be undone, or gone on with, on another.
        Some(before) if draft.case.ordered.contains(before) => {
            let what = format!("orders were given for account {before} already");
            return refuse(what, "Bring this to an end, and have the applicant apply again.".into());
        }
        _ => {}
    }
    draft.claim_by_working();
    found(draft, account.clone());
    Ok(())
}

/// What could not be held against the holder's record before is held against it now.
fn found(draft: &mut Draft<'_>, account: AccountId) {
    draft.push(Event::HolderFound { account });
    remeasure::document(draft);
    let unknown = |clue: &&crate::playbook::Clue| {
        draft.case.clues.get(&clue.id).is_none_or(|verdict| *verdict == ClueVerdict::Unknown)
    };
    let judged: Vec<_> = draft
        .kind
        .clues
        .iter()
        .filter(unknown)
        .filter_map(|clue| {
            let recalled = draft.case.recalled.get(&clue.id).and_then(Private::get)?;
            let verdict = compare_clue(clue.source, recalled, draft.facts.holder.as_ref());
            (verdict != ClueVerdict::Unknown).then(|| Event::ClueJudged { clue: clue.id.clone(), verdict })
        })
        .collect();
    judged.into_iter().for_each(|event| draft.push(event));
}

/// The account that clues are about: that of the holder where cases of the kind have one (C12), known or not, else that of
/// the claimant. What is recalled of an account that nobody has found is held against nothing.
pub(super) fn recalled_account<'f>(kind: &Kind, facts: &'f Facts) -> Option<&'f AccountRecord> {
    if kind.holder.is_some() { facts.holder.as_ref() } else { facts.claimant.as_ref() }
}

/// What stands against an action that needs an account which is not known, and what would help.
pub(super) fn unknown(which: Which, facts: &Facts) -> (String, &'static str) {
    match (which, facts.identity_holders.as_deref()) {
        (Which::Holder, Some(several @ [_, _, ..])) => {
            let several: Vec<_> = several.iter().map(ToString::to_string).collect();
            let what = format!("the accounts {} hold the identity", several.join(", "));
            (what, "Choose which of them the case is about.")
        }
        (Which::Holder, _) => (
            "the account that holds the identity is not in the registry".to_owned(),
            "Have its registry record sent.",
        ),
        (Which::Claimant | Which::Duplicates, _) => {
            ("the account that asks is not in the registry".to_owned(), "Have its registry record sent.")
        }
    }
}
