//! Guards: what must hold before an action, and the refusal where it does not.

use super::super::{Case, ClueVerdict, Facts, Refusal, RefusalKind, Verdict, risk, triage};
use super::requirement::{RequirementState, same_as_kyc, test_requirement};
use super::{admit, follow_up, linked, parties};
use crate::playbook::{
    AccountGuard, AccountStatus, Answer, AnsweredGuard, ChoiceId, EvidenceState, Guard, Guarded, HoldState,
    IdentityState, Item, Kind, LockState, Playbook, SessionState, SignalGuard, TriageState, Which,
};
use crate::text::RuleId;

/// Refuses where the guard does not hold. A refusal names the narrowest rule: that of the requirement or check where one is
/// at fault, else that of the guard.
pub(super) fn must_hold(
    guarded: &Guarded,
    case: &Case,
    facts: &Facts,
    (playbook, kind): (&Playbook, &Kind),
) -> Result<(), Refusal> {
    let rule = &guarded.rule;
    match &guarded.must {
        Guard::Evidence(state) => kind
            .items
            .iter()
            .filter(|item| item.required || !case.evidence(&item.id).is_empty())
            .try_for_each(|item| item_must_be(item, *state, case, facts)),
        Guard::Item(wanted) => match kind.item(&wanted.id) {
            Some(item) => item_must_be(item, wanted.is, case, facts),
            None => Err(refuse(rule, format!("there is no item {}", wanted.id), "Mend the playbook.")),
        },
        Guard::Checks(_) => checks_passed(rule, case, facts, kind),
        Guard::Check(wanted) => {
            let title = kind.check(&wanted.id).map_or(wanted.id.as_str(), |check| check.title.as_str());
            if linked::answer(&wanted.id, case, facts, kind) == Some(wanted.is) {
                return Ok(());
            }
            let needed = match wanted.is {
                Answer::Passed => "passed",
                Answer::Failed => "failed",
            };
            Err(refuse(rule, format!("the check “{title}” is not answered “{needed}”"), "Answer the check."))
        }
        Guard::Clues(wanted) => {
            let counts = |(clue, verdict): &(&crate::playbook::ClueId, &ClueVerdict)| {
                **verdict == ClueVerdict::Match && (wanted.of.is_empty() || wanted.of.contains(*clue))
            };
            let matching = case.clues.iter().filter(counts).count();
            if matching >= usize::from(wanted.matching) {
                return Ok(());
            }
            let what = format!("{matching} clues match the record; {} are needed", wanted.matching);
            Err(refuse(rule, what, "Ask the applicant for more clues."))
        }
        Guard::Cause(_) => match case.cause {
            Some(_) => Ok(()),
            None => Err(refuse(rule, "the cause is not named".into(), "Name the cause first.")),
        },
        Guard::CauseIs(wanted) => cause_is(rule, wanted, case, kind),
        Guard::Document(_) => match same_as_kyc(case, facts) {
            RequirementState::Holds => Ok(()),
            RequirementState::Contradicted(why) => {
                Err(refuse(rule, why, "Ask for the document used at KYC."))
            }
            RequirementState::Unknown => {
                let what = "the document cannot be held against KYC: one of them is not on record".to_owned();
                Err(refuse(rule, what, "Ask for the document, or have the registry record sent."))
            }
        },
        Guard::NewEmail(_) => match &facts.contact_registered_on {
            None => Ok(()),
            Some(account) => {
                let what = format!("the contact e-mail is registered on account {account}");
                Err(refuse(rule, what, "Ask for an address that is new to the institution."))
            }
        },
        Guard::Pictures(_) => not_seen_before(rule, case, facts),
        Guard::BandAtMost(most) => match risk(case, kind) {
            Some(score) if score.band > *most => {
                let what = format!("the risk is {}, above {most}", score.band);
                Err(refuse(rule, what, "Escalate it, or settle what is open."))
            }
            _ => Ok(()),
        },
        Guard::Signal(wanted) => signal_in_range(rule, *wanted, case),
        Guard::Account(wanted) => account_is(rule, wanted, facts),
        Guard::Identity(IdentityState::Unheld) => identity_unheld(rule, facts),
        Guard::Identity(IdentityState::Held) => match facts.identity_holders.as_deref() {
            Some([_, ..]) => Ok(()),
            _ => {
                Err(refuse(rule, "no other account holds the identity".into(), "Nothing stands against it."))
            }
        },
        Guard::Session(SessionState::Complete) => admit::complete(rule, case, kind),
        Guard::Session(SessionState::Incomplete) => match admit::complete(rule, case, kind) {
            Err(_) if case.session().is_some() => Ok(()),
            _ => Err(refuse(rule, "the session is complete".into(), "Another action is meant for it.")),
        },
        Guard::TriedElsewhere(least) => {
            let found = facts.duplicates.len();
            if found >= usize::try_from(*least).unwrap_or(usize::MAX) {
                return Ok(());
            }
            let what = format!("{found} other accounts tried the identity; this is for {least} or more");
            Err(refuse(rule, what, "Another action is meant for it."))
        }
        Guard::Region(_) => {
            let region = facts.claimant.as_ref().and_then(|account| account.region.as_ref());
            match region.filter(|region| playbook.regions.restricts(region)) {
                None => Ok(()),
                Some(region) => {
                    let what = format!("the account's region, {region}, is restricted");
                    Err(refuse(rule, what, "Hand it to a lead, or reject it for that reason."))
                }
            }
        }
        Guard::Hold(wanted) => hold_is(rule, *wanted, case, facts),
        Guard::Linked(wanted) => linked::must_be(rule, wanted, case, facts, playbook),
        Guard::FollowUps(wanted) => follow_up::must_be_settled(rule, *wanted, case, kind),
        Guard::Owner(_) => match case.owner_unread {
            None => Ok(()),
            Some(since) => {
                let since = since.format("%Y-%m-%d %H:%M");
                let what = format!("what the registered owner wrote is unread since {since} UTC");
                Err(refuse(rule, what, "Read it, and write a note that says what you found."))
            }
        },
        Guard::Lock(wanted) => lock_is(rule, *wanted, facts, kind),
        Guard::Triage(wanted) => triage_has_led(rule, *wanted, case, kind),
        Guard::Answered(wanted) => answered(rule, wanted, case, kind),
    }
}

/// L3: as the registry says now, so that an attempt which it has told of since extends the lock here too.
fn lock_is(rule: &RuleId, wanted: LockState, facts: &Facts, kind: &Kind) -> Result<(), Refusal> {
    let running = triage::lock_of(facts, kind).filter(|lock| lock.runs(facts.now));
    let status = facts.claimant.as_ref().map(|account| account.status);
    match (wanted, running) {
        (LockState::Over, Some(lock)) => {
            let until = lock.until.format("%Y-%m-%d %H:%M");
            let what = format!("the lock runs until {until} UTC: {}", lock.why());
            Err(refuse(rule, what, "Wait for its end; every further attempt extends it."))
        }
        // Without its beginning nobody can say that it is over.
        (LockState::Over, None)
            if status == Some(AccountStatus::Locked) && triage::lock_of(facts, kind).is_none() =>
        {
            let what = "the account is locked, and since when is not on record".to_owned();
            Err(refuse(rule, what, "Have its registry record sent."))
        }
        (LockState::Running, None) => {
            Err(refuse(rule, "no lock runs".to_owned(), "Another action is meant for it."))
        }
        _ => Ok(()),
    }
}

fn triage_has_led(rule: &RuleId, wanted: TriageState, case: &Case, kind: &Kind) -> Result<(), Refusal> {
    let triage = &case.triage;
    match wanted {
        TriageState::Reply if triage.reply(kind).is_some() => Ok(()),
        TriageState::Ended if triage.has_ended(kind) => Ok(()),
        TriageState::Reply if triage.acted_on => {
            let what = "what the triage led to was sent already".to_owned();
            Err(refuse(rule, what, "Begin it again with its first question."))
        }
        TriageState::Reply if triage.has_ended(kind) => {
            Err(refuse(rule, "the triage leads to no reply".to_owned(), "Do what it leads to instead."))
        }
        TriageState::Reply | TriageState::Ended => {
            let asked = triage.asked(kind).map_or("its first question", |question| question.ask.as_str());
            Err(refuse(rule, format!("the triage has not ended: “{asked}” is open"), "Answer it first."))
        }
    }
}

fn answered(rule: &RuleId, wanted: &AnsweredGuard, case: &Case, kind: &Kind) -> Result<(), Refusal> {
    let given = case.triage.answer(&wanted.question);
    if given.is_some_and(|given| wanted.is.contains(given)) {
        return Ok(());
    }
    let question = kind.question(&wanted.question);
    let title = |id: &ChoiceId| {
        let choice = question.and_then(|question| question.choice(id));
        choice.map_or_else(|| id.to_string(), |choice| choice.title.clone())
    };
    let ask = question.map_or(wanted.question.as_str(), |question| question.ask.as_str());
    let what = match given {
        Some(given) => format!("“{ask}” was answered “{}”", title(given)),
        None => format!("“{ask}” was not answered in the triage"),
    };
    let wanted: Vec<_> = wanted.is.iter().map(title).collect();
    Err(refuse(rule, what, &format!("This is for: {}.", wanted.join(", "))))
}

fn refuse(rule: &RuleId, what: String, remedy: &str) -> Refusal {
    Refusal::by(rule, RefusalKind::Guard, what, remedy)
}

fn item_must_be(item: &Item, state: EvidenceState, case: &Case, facts: &Facts) -> Result<(), Refusal> {
    if case.evidence(&item.id).is_empty() {
        return Err(refuse(
            &item.rule,
            format!("{} has not come", item.title),
            "Ask the applicant to bring it.",
        ));
    }
    for requirement in &item.requirements {
        let named = format!("{}: {}", item.title, requirement.title);
        let verdict = case.verdict(&item.id, &requirement.id);
        if verdict == Some(Verdict::Refused) {
            let what = format!("{named} – refused");
            return Err(refuse(&requirement.rule, what, "Ask the applicant to bring it again."));
        }
        if state == EvidenceState::Present {
            continue;
        }
        if let Some(test) = requirement.test
            && let RequirementState::Contradicted(why) = test_requirement(test, &item.id, case, facts)
        {
            return Err(refuse(
                &requirement.rule,
                format!("{}: {why}", item.title),
                "Ask the applicant to bring it again.",
            ));
        }
        if verdict.is_none() {
            let what = format!("{named} – not looked at yet");
            return Err(refuse(&requirement.rule, what, "Tick or refuse it."));
        }
    }
    Ok(())
}

fn checks_passed(rule: &RuleId, case: &Case, facts: &Facts, kind: &Kind) -> Result<(), Refusal> {
    // A failed check weighs more than an open one, whatever their order: no answer to the other can help any more (R1).
    let failed = kind.checks.iter().find(|check| case.checks.get(&check.id) == Some(&Answer::Failed));
    if let Some(check) = failed.filter(|check| check.required) {
        return Err(refuse(
            rule,
            format!("the check “{}” failed", check.title),
            "No role can pass a failed check.",
        ));
    }
    let mut required = kind.checks.iter().filter(|check| check.required);
    let open = required.find(|check| linked::answer(&check.id, case, facts, kind).is_none());
    match open {
        Some(check) => Err(refuse(&check.rule, format!("the check “{}” is open", check.title), "Answer it.")),
        None => Ok(()),
    }
}

fn cause_is(
    rule: &RuleId,
    wanted: &[crate::playbook::CauseId],
    case: &Case,
    kind: &Kind,
) -> Result<(), Refusal> {
    if case.cause.as_ref().is_some_and(|cause| wanted.contains(cause)) {
        return Ok(());
    }
    let title = |id| kind.cause(id).map_or_else(|| id.to_string(), |cause| cause.title.clone());
    let here = case.cause.as_ref().map_or_else(|| "not named".to_owned(), title);
    let wanted: Vec<_> = wanted.iter().map(title).collect();
    Err(refuse(rule, format!("the cause is {here}"), &format!("This is for: {}.", wanted.join(", "))))
}

fn not_seen_before(rule: &RuleId, case: &Case, facts: &Facts) -> Result<(), Refusal> {
    let mut all = case.items.values().flat_map(|state| &state.evidence);
    match all.find_map(|evidence| Some((evidence, facts.seen_elsewhere.get(&evidence.sha256)?))) {
        None => Ok(()),
        Some((evidence, other)) => {
            let what = format!("the file for {} came with case {} before", evidence.item, other.0);
            Err(refuse(rule, what, "Ask for a new picture."))
        }
    }
}

fn signal_in_range(rule: &RuleId, wanted: SignalGuard, case: &Case) -> Result<(), Refusal> {
    let Some(value) = case.signals.get(&wanted.of) else {
        let what = format!("{} is not measured", wanted.of);
        return Err(refuse(rule, what, "Have it measured first."));
    };
    let low = wanted.at_least.is_some_and(|least| value.get() < least);
    let high = wanted.below.is_some_and(|below| value.get() >= below);
    if !low && !high {
        return Ok(());
    }
    let (word, limit) = if low { ("below", wanted.at_least) } else { ("not below", wanted.below) };
    let what = format!("{} is {}, {word} {}", wanted.of, wanted.of.show(*value), limit.unwrap_or_default());
    Err(refuse(rule, what, "Another action is meant for it."))
}

fn account_is(rule: &RuleId, wanted: &AccountGuard, facts: &Facts) -> Result<(), Refusal> {
    let whose = match wanted.of {
        Which::Claimant => "the account that asks",
        Which::Holder => "the account that holds the identity",
        Which::Duplicates => "an account that tried the identity",
    };
    let Some(account) = facts.account(wanted.of) else {
        let (what, remedy) = parties::unknown(wanted.of, facts);
        return Err(refuse(rule, what, remedy));
    };
    if !wanted.status.is_empty() && !wanted.status.contains(&account.status) {
        let states: Vec<_> = wanted.status.iter().map(|status| status.as_str()).collect();
        let what = format!("{whose} is {}", account.status.as_str());
        return Err(refuse(rule, what, &format!("It must be {}.", states.join(" or "))));
    }
    if wanted.assets.is_some() {
        match account.assets {
            Some(assets) if assets > 0.0 => {
                return Err(refuse(
                    rule,
                    format!("{whose} still has assets"),
                    "They must be moved out first.",
                ));
            }
            None => {
                return Err(refuse(
                    rule,
                    format!("what {whose} owns is not on record"),
                    "Have the registry record sent.",
                ));
            }
            Some(_) => {}
        }
    }
    match (wanted.orders, account.open_orders) {
        (Some(_), Some(orders)) if orders > 0 => {
            Err(refuse(rule, format!("{whose} has {orders} open orders"), "They must be cancelled first."))
        }
        (Some(_), None) => Err(refuse(
            rule,
            format!("the open orders of {whose} are not on record"),
            "Have the registry record sent.",
        )),
        _ => Ok(()),
    }
}

/// Where the identity cannot be looked up nobody may say that nobody holds it.
fn identity_unheld(rule: &RuleId, facts: &Facts) -> Result<(), Refusal> {
    match facts.identity_holders.as_deref() {
        Some([]) => Ok(()),
        Some([holder, ..]) => {
            let what = format!("account {holder} is verified with this identity");
            Err(refuse(rule, what, "The identity must be released there first."))
        }
        None => {
            let what = "who holds the identity cannot be looked up: no document is on record".to_owned();
            Err(refuse(rule, what, "Ask for type, country and number of the document."))
        }
    }
}

fn hold_is(rule: &RuleId, wanted: HoldState, case: &Case, facts: &Facts) -> Result<(), Refusal> {
    let Some(hold) = case.hold else {
        return Err(refuse(rule, "there is no hold".into(), "A hold begins with the approval."));
    };
    let running = !hold.ended && facts.now < hold.until;
    match (wanted, running) {
        (HoldState::Running, true) | (HoldState::Over, false) => Ok(()),
        (HoldState::Running, false) => {
            Err(refuse(rule, "the hold has ended".into(), "It can no longer be blocked here."))
        }
        (HoldState::Over, true) => {
            let what = format!("the hold runs until {} UTC", hold.until.format("%Y-%m-%d %H:%M"));
            Err(refuse(rule, what, "Wait for its end."))
        }
    }
}
