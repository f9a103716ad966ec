//! Every rule is carried out by something, and nothing claims a rule that the playbook does not state.

use super::{Check, Path};
use crate::playbook::Playbook;
use crate::playbook::claims::{Claim, claims};
use crate::playbook::fault::did_you_mean;
use crate::text::RuleId;
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check<'_>, playbook: &Playbook) {
    let path = Path::of("rules");
    for (rule, sentence) in &playbook.rules {
        if sentence.trim().is_empty() {
            let remedy = "Write in one sentence what the rule demands.";
            check.fault(&path.key(rule.as_str()), "the rule says nothing", remedy);
        }
    }
    let claims = claims(playbook);
    for Claim { at, rule, .. } in &claims {
        if !playbook.rules.contains_key(*rule) {
            let known = playbook.rules.keys().map(RuleId::as_str);
            let remedy = did_you_mean(rule.as_str(), known);
            check.fault(at, format!("rule {rule} is not stated under [rules]"), remedy);
        }
    }
    // While a part could not be read, it may be just that part which claims a rule.
    if check.is_whole(&Path::default()) {
        let claimed: BTreeSet<_> = claims.iter().map(|claim| claim.rule).collect();
        for rule in playbook.rules.keys().filter(|rule| !claimed.contains(rule)) {
            let remedy = "Name it where it is carried out: in `rule` or `rules` of an action, guard, stage, item or kind. \
                          Or leave it out.";
            check.fault(&path.key(rule.as_str()), format!("nothing carries out rule {rule}"), remedy);
        }
    }
}
