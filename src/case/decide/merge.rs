//! Merging two cases about one matter, and undoing it. Both keep their whole log.

use super::super::{Case, CaseId, Event, Evidence, Refusal, RefusalKind};
use super::draft::Draft;
use super::{may_work, must_be_open, no_other_pending};

pub(super) fn merge_into(draft: &mut Draft<'_>, other: &Case) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    one_matter(draft, other)?;
    draft.push(Event::MergedInto { case: other.id });
    Ok(())
}

pub(super) fn absorb(draft: &mut Draft<'_>, other: &Case) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    one_matter(draft, other)?;
    draft.push(Event::Absorbed { case: other.id });
    let brought: Vec<Evidence> = other.items.values().flat_map(|state| state.evidence.clone()).collect();
    for evidence in brought {
        let ticket = other.brought.iter().rev().find(|(file, _)| *file == evidence.sha256);
        let Some(ticket) = ticket.map(|(_, ticket)| ticket.clone()) else { continue };
        let evidence = Evidence { merged_from: Some(other.id), ..evidence };
        draft.push(Event::EvidenceAttached { evidence, ticket });
    }
    Ok(())
}

pub(super) fn unmerge(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    may_work(&draft.case, draft.facts)?;
    let Some(case) = draft.case.merged_into else {
        return Err(Refusal::plain(
            RefusalKind::Nothing,
            "this case was not merged",
            "There is nothing to undo.",
        ));
    };
    no_other_pending(draft.facts, draft.kind)?;
    draft.push(Event::Unmerged { case });
    Ok(())
}

pub(super) fn part(draft: &mut Draft<'_>, other: CaseId) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    if !draft.case.absorbed.contains(&other) {
        let what = format!("case {} was not merged into this one", other.0);
        return Err(Refusal::plain(RefusalKind::Nothing, what, "There is nothing to undo."));
    }
    draft.push(Event::Parted { case: other });
    Ok(())
}

fn one_matter(draft: &Draft<'_>, other: &Case) -> Result<(), Refusal> {
    let rule = draft.kind.merge.clone();
    let refuse = |what: &str, remedy: &str| {
        let (what, remedy) = (what.to_owned(), remedy.to_owned());
        Err(Refusal { kind: RefusalKind::Guard, rule: rule.clone(), what, remedy })
    };
    let (Some(here), Some(there)) = (&draft.case.matter, &other.matter) else {
        return refuse("one of the cases was never opened", "Give the number of an open case.");
    };
    if draft.case.id == other.id {
        return refuse("a case cannot be merged into itself", "Give the number of another case.");
    }
    if here.institution != there.institution || here.kind != there.kind || here.claimant != there.claimant {
        return refuse(
            "the cases differ in institution, kind or account",
            "Only cases about one matter are merged.",
        );
    }
    // The other side is judged by its own turn; what the merge needs of it here is that it stands.
    let over = if other.merged_into.is_some() { None } else { other.outcome(draft.kind) };
    if over.is_some() {
        return refuse("the other case has ended", "Merge it the other way round, or reopen it.");
    }
    Ok(())
}
