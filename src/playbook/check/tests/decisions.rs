//! Stages, actions, guards, effects and timers.

use super::{HARBOUR, changed, each_gives_its_fault, faults, row};

const ANSWER_TIMER: &str = "[[kind.device.timer]]\nstage = \"waiting\"\nstart = { hours_in_stage = 240 }\nactions = [\"answered\"]\n";

#[test]
fn n03_a_timer_may_not_reject_nor_an_applicant_nor_an_owner() {
    for by in ["timer", "applicant", "owner"] {
        let toml = changed("to = \"refused\"", &format!("to = \"refused\"\nby = [\"operator\", \"{by}\"]"));
        let found = faults(&toml);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].key, "kind.device.action[5].by[1]");
        assert!(found[0].what.starts_with("N3: "), "{}", found[0]);
        assert!(found[0].remedy.contains("`operator` alone"), "{}", found[0]);
    }
}

#[test]
fn r16_whoever_is_rejected_is_rejected_for_a_reason() {
    let toml =
        changed("reasons = [\"unproven\"]\n", "").replace("cause_is = [\"lost\"]", "checks = \"passed\"");
    let keys: Vec<_> = faults(&toml).into_iter().map(|fault| (fault.key, fault.what)).collect();
    assert_eq!(keys.len(), 2, "{keys:?}");
    assert!(
        keys.iter().any(|(key, what)| key == "kind.device.action[5].reasons" && what.starts_with("R16: "))
    );
    assert!(keys.iter().any(|(key, what)| key == "kind.device.action[5].guards" && what.starts_with("C3: ")));
}

#[test]
fn c03_no_case_of_a_kind_with_causes_ends_before_the_cause_is_named() {
    each_gives_its_fault([row(
        ("must = { cause = \"named\" }", "must = { evidence = \"accepted\" }"),
        "guards = [ # done",
        "kind.device.action[3].guards",
        "C3: the case could end here without its cause named",
        "must = { cause = \"named\" }",
    )]);
}

#[test]
fn r01_no_approval_goes_past_the_checks() {
    // Both what begins the hold and what ends approved must ask for them.
    let approve = changed(
        "  { rule = \"H1\", must = { checks = \"passed\" } },\n  { rule = \"H2\", must = { item",
        "  { rule = \"H2\", must = { item",
    );
    let done = changed("  { rule = \"H1\", must = { checks = \"passed\" } },\n]", "]");
    for (toml, key) in [(approve, "kind.device.action[2].guards"), (done, "kind.device.action[3].guards")] {
        let found = faults(&toml);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].key, key);
        assert!(
            found[0].what.starts_with("R1: ") && found[0].remedy.contains("checks = \"passed\""),
            "{}",
            found[0]
        );
    }
    // Where no check is required there is nothing to pass.
    let free = changed(
        "title = \"The licence is the applicant's\"",
        "title = \"The licence is the applicant's\"\nrequired = false",
    );
    let free = free.replace("{ rule = \"H1\", must = { checks = \"passed\" } },\n", "");
    assert_eq!(faults(&free), []);
}

#[test]
fn c06_what_cannot_be_taken_back_says_so_and_leaves_nothing_behind() {
    each_gives_its_fault([
        row(
            ("irreversible = true\n", ""),
            "delete_account",
            "kind.device.action[4].effects[0].order.do",
            "C6: `delete_account` cannot be taken back",
            "`irreversible = true`",
        ),
        row(
            ("of = \"holder\", assets = \"none\"", "of = \"holder\", orders = \"none\""),
            "delete_account",
            "kind.device.action[4].effects[0].order.do",
            "C6: an account may be deleted that still has assets",
            "assets = \"none\"",
        ),
        row(
            ("of = \"holder\", assets = \"none\"", "of = \"claimant\", assets = \"none\""),
            "delete_account",
            "kind.device.action[4].effects[0].order.do",
            "C6: an account may be deleted that still has assets",
            "assets = \"none\"",
        ),
    ]);
}

#[test]
fn n03_who_loses_an_account_is_told() {
    let froze =
        ("do = \"delete_account\", account = \"holder\"", "do = \"freeze_account\", account = \"holder\"");
    let what = "N3: the holder loses the account and is not told";
    let key = "kind.device.action[4].effects[0].order.do";
    each_gives_its_fault([row(froze, "freeze_account", key, what, "`tell_holder`")]);
    let told = changed(
        "{ order = { do = \"delete_account\"",
        "{ tell_holder = \"refused\" }, { order = { do = \"freeze_account\"",
    );
    assert_eq!(faults(&told), []);
}

#[test]
fn m05_an_order_says_whose_contacts_it_brings_and_undoes_what_can_be_undone() {
    let order = |order: &str| format!("{{ tell_holder = \"refused\" }}, {{ order = {{ {order} }} }}");
    let change = |text: &str| ("{ order = { do = \"delete_account\", account = \"holder\" } }", order(text));
    for (text, key, what) in [
        ("do = \"replace_contacts\", account = \"holder\"", "from", "whose contacts"),
        ("do = \"lock_account\", account = \"holder\", from = \"claimant\"", "from", "brings no contacts"),
        (
            "do = \"replace_contacts\", account = \"claimant\", from = \"claimant\"",
            "from",
            "own contacts anew",
        ),
        ("do = \"lock_account\", account = \"holder\", when = \"undoing\"", "when", "undoes no order"),
    ] {
        let (old, new) = change(text);
        let found = faults(&changed(old, &new));
        let told: Vec<_> =
            found.iter().map(|fault| (fault.key.as_str(), fault.what.contains(what))).collect();
        let key = format!("kind.device.action[4].effects[1].order.{key}");
        assert_eq!(told, [(key.as_str(), true)], "{text}");
    }
    for text in [
        "do = \"replace_contacts\", account = \"holder\", from = \"claimant\"",
        "do = \"replace_contacts\", account = \"claimant\", from = \"application\"",
        "do = \"unlock_account\", account = \"holder\", when = \"undoing\"",
    ] {
        let (old, new) = change(text);
        assert_eq!(faults(&changed(old, &new)), [], "{text}");
    }
}

#[test]
fn r16_a_guard_on_regions_wants_regions() {
    let with_guard = |text: &str| {
        changed("{ rule = \"H1\", must = { checks = \"passed\" } },\n  { rule = \"H2\", must = { item", text)
    };
    let guarded = "{ rule = \"H1\", must = { region = \"unrestricted\" } },\n  { rule = \"H1\", must = { checks = \"passed\" } },\n  { rule = \"H2\", must = { item";
    let found = faults(&with_guard(guarded));
    let told: Vec<_> = found.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(told, ["the playbook restricts no region, so the guard guards nothing"]);
}

#[test]
fn every_stage_is_reached_and_reaches_an_end() {
    let island = "[[kind.device.stage]]\nid = \"island\"\ntitle = \"Island\"\n\n[[kind.device.item]]";
    let found = faults(&changed("[[kind.device.item]]", island));
    let whats: Vec<_> = found.iter().map(|fault| (fault.key.as_str(), fault.what.as_str())).collect();
    let key = "kind.device.stage[5].id";
    assert_eq!(whats, [(key, "from `island` no end can be reached"), (key, "no action leads to `island`")]);
    each_gives_its_fault([
        row(
            ("from = [\"refused\"]", "from = [\"refused\", \"waiting\"]"),
            "id = \"waiting\"",
            "kind.device.stage[1].id",
            "no action leads to `waiting`",
            "lead `to` it",
        )
        .and(("to = \"waiting\"\n", "")),
        row(
            ("to = \"desk\"\nby = [\"applicant\", \"timer\"]", "by = [\"applicant\", \"timer\"]"),
            "id = \"waiting\"",
            "kind.device.stage[1].id",
            "from `waiting` no end can be reached",
            "Add an action that leads on",
        ),
    ]);
}

#[test]
fn a_kind_begins_in_a_stage_that_is_no_end() {
    let whats = |toml: &str| faults(toml).into_iter().map(|fault| fault.what).collect::<Vec<_>>();
    let ended = changed(
        "title = \"At the desk\"\nclock = { business_days = 2 }",
        "title = \"At the desk\"\nend = \"closed\"",
    );
    assert!(whats(&ended).contains(&"cases begin in `desk`, which is an end".to_owned()));
    let begin = HARBOUR.find("[[kind.device.stage]]").unwrap();
    let end = HARBOUR.find("[[kind.device.item]]").unwrap();
    let stageless = format!("{}stage = []\n{}", &HARBOUR[..begin], &HARBOUR[end..]);
    assert!(whats(&stageless).contains(&"the kind has no stage".to_owned()));
}

#[test]
fn a_case_that_has_ended_is_only_opened_again() {
    each_gives_its_fault([
        row(
            ("to = \"desk\"\nrole = \"lead\"", "role = \"lead\""),
            "# reopen",
            "kind.device.action[6].to",
            "the case has ended at `refused`",
            "no end",
        ),
        row(
            ("from = [\"desk\"]\nto = \"refused\"", "from = [\"desk\", \"replaced\"]\nto = \"refused\""),
            "to = \"refused\"",
            "kind.device.action[5].to",
            "the case has ended at `replaced`",
            "no end",
        ),
    ]);
}

#[test]
fn each_action_can_be_taken_by_somebody_from_somewhere() {
    each_gives_its_fault([
        row(
            ("from = [\"pause\"]\nguards = [{ rule = \"H5\"", "from = []\nguards = [{ rule = \"H5\""),
            "from = []",
            "kind.device.action[4].from",
            "from no stage",
            "Name the stages",
        ),
        row(("role = \"lead\"", "by = []"), "by = []", "kind.device.action[6].by", "nobody", "operator"),
        row(
            ("role = \"lead\"", "role = \"auditor\""),
            "auditor",
            "kind.device.action[6].role",
            "an auditor only reads",
            "`reviewer`",
        ),
        row(
            ("by = [\"applicant\", \"timer\"]", "by = [\"applicant\"]\nnote = true"),
            "note = true",
            "kind.device.action[1].note",
            "only a person gives",
            "Add `operator`",
        )
        .and((ANSWER_TIMER, "")),
    ]);
}

#[test]
fn each_key_is_free_and_its_own() {
    each_gives_its_fault([
        row(
            ("key = \"d\"", "key = \"j\""),
            "key = \"j\"",
            "kind.device.action[4].key",
            "console needs 'j'",
            "none of",
        ),
        row(("key = \"d\"", "key = \"é\""), "key = \"é\"", "kind.device.action[4].key", "no key", "letter"),
        row(
            ("key = \"r\"", "key = \"a\" # again"),
            "# again",
            "kind.device.action[5].key",
            "at `desk` 'a' is the key of `approve` too",
            "another key",
        ),
        row(
            ("by = [\"applicant\", \"timer\"]", "by = [\"applicant\", \"timer\"]\nkey = \"b\""),
            "key = \"b\"",
            "kind.device.action[1].key",
            "no person takes this action",
            "Leave the key out",
        ),
    ]);
    assert_eq!(
        faults(&changed("key = \"d\"", "key = \"a\"")),
        [],
        "from another stage the same key may serve"
    );
}

#[test]
fn a_guard_can_hold_and_can_fail() {
    each_gives_its_fault([
        row(
            ("at_least = 0.5, below = 1.0", "at_least = 1.5"),
            "at_least = 1.5",
            "kind.device.action[2].guards[4].must.signal.at_least",
            "face_match is never 1.5",
            "from 0 to 1",
        ),
        row(
            ("at_least = 0.5, below = 1.0", "at_least = 0.5, below = 0.5"),
            "below = 0.5 }",
            "kind.device.action[2].guards[4].must.signal.below",
            "no number is at least 0.5 and below 0.5",
            "less than",
        ),
        row(
            ("{ of = \"face_match\", at_least = 0.5, below = 1.0 }", "{ of = \"face_match\" }"),
            "{ of = \"face_match\" }",
            "kind.device.action[2].guards[4].must.signal",
            "any value will do",
            "`at_least`",
        ),
        row(
            ("matching = 1", "matching = 2"),
            "matching = 2",
            "kind.device.action[2].guards[3].must.clues.matching",
            "2 clues must match, but there are only 1",
            "1 to 1",
        ),
        row(
            ("matching = 1", "matching = 0"),
            "matching = 0",
            "kind.device.action[2].guards[3].must.clues.matching",
            "guards nothing",
            "1 or more",
        ),
        row(
            ("cause_is = [\"lost\"]", "cause_is = []"),
            "cause_is = []",
            "kind.device.action[5].guards[0].must.cause_is",
            "no cause satisfies",
            "Name the causes",
        ),
        row(
            (
                "{ rule = \"H5\", must = {",
                "{ rule = \"H5\", must = { account = { of = \"claimant\" } } }, { rule = \"H5\", must = {",
            ),
            "{ of = \"claimant\" }",
            "kind.device.action[4].guards[0].must.account",
            "nothing is asked of the account",
            "`status`",
        ),
    ]);
}

#[test]
fn what_needs_a_holder_a_score_or_a_hold_is_only_where_there_is_one() {
    let keys = |toml: &str| faults(toml).into_iter().map(|fault| fault.key).collect::<Vec<_>>();
    assert_eq!(
        keys(&changed("holder = \"H5\"\n", "")),
        [
            "kind.device.partial_only",
            "kind.device.action[4].guards[0].must.account.of",
            "kind.device.action[4].effects[0].order.account"
        ]
    );
    let begin = HARBOUR.find("[kind.device.score]").unwrap();
    let end = HARBOUR.find("[letter.received]").unwrap();
    let scoreless = format!("{}{}", &HARBOUR[..begin], &HARBOUR[end..]);
    assert_eq!(
        keys(&scoreless),
        ["kind.device.action[2].guards[5].must.band_at_most", "kind.device.action[2].second_operator_from"]
    );
    let hold = "{ hold = { low = 48, medium = 48, high = 72, critical = 72 } }, ";
    assert_eq!(
        keys(&changed(hold, "")),
        ["kind.device.action[3].guards[0].must.hold", "kind.device.timer[1].start"]
    );
    assert_eq!(
        keys(&changed("[[kind.device.cause]]\nid = \"lost\"\ntitle = \"Lost\"\nrule = \"H4\"\n", "")),
        ["kind.device.action[3].guards[1].must.cause", "kind.device.action[5].guards[0].must.cause_is[0]"]
    );
}

#[test]
fn each_timer_can_fire() {
    each_gives_its_fault([
        row(
            ("stage = \"waiting\"", "stage = \"refused\""),
            "stage = \"refused\"",
            "kind.device.timer[0].stage",
            "no timer runs",
            "no end",
        )
        .and(("from = [\"waiting\"]", "from = [\"waiting\", \"refused\"]")),
        row(
            ("stage = \"waiting\"", "stage = \"desk\""),
            "actions = [\"answered\"]",
            "kind.device.timer[0].actions[0]",
            "`answered` cannot be taken from `desk`",
            "`from`",
        ),
        row(
            ("by = [\"applicant\", \"timer\"]", "by = [\"applicant\"]"),
            "actions = [\"answered\"]",
            "kind.device.timer[0].actions[0]",
            "no timer may take `answered`",
            "Add `timer`",
        ),
        row(
            ("by = [\"applicant\", \"timer\"]", "by = [\"operator\", \"timer\"]\nnote = true"),
            "actions = [\"answered\"]",
            "kind.device.timer[0].actions[0]",
            "`answered` wants a note",
            "of its own",
        ),
        row(
            ("hours_in_stage = 240", "hours_in_stage = 9000"),
            "hours_in_stage = 9000",
            "kind.device.timer[0].start",
            "cannot wait 9000 hours",
            "0 to 8784",
        ),
        row(
            ("actions = [\"answered\"]", "actions = []"),
            "actions = []",
            "kind.device.timer[0].actions",
            "does nothing",
            "Name the actions",
        ),
        row(
            ("by = [\"applicant\", \"timer\"]", "by = [\"timer\"] # alone"),
            "# alone",
            "kind.device.action[1].by",
            "only a timer may take `answered`, and none does",
            "a timer",
        )
        .and((ANSWER_TIMER, "")),
    ]);
}

#[test]
fn each_effect_has_its_measure() {
    each_gives_its_fault([
        row(
            ("high = 72, critical", "high = 24, critical"),
            "high = 24",
            "kind.device.action[2].effects[0].hold.high",
            "shorter than for a lower risk",
            "at least 48",
        ),
        row(
            ("low = 48", "low = 0"),
            "low = 0",
            "kind.device.action[2].effects[0].hold.low",
            "cannot last 0 hours",
            "1 to 744",
        ),
        row(
            ("ask_again = [\"licence\"]", "ask_again = []"),
            "ask_again = []",
            "kind.device.action[0].effects[0].ask_again",
            "no item is asked for",
            "Name the items",
        ),
        row(
            ("recheck = [\"same_person\"]", "recheck = []"),
            "recheck = []",
            "kind.device.action[0].effects[1].recheck",
            "no check is opened",
            "Name the checks",
        ),
        row(
            ("forget = [\"face_match\"]", "forget = [\"face_match\", \"ip_seen\"]"),
            "ip_seen",
            "kind.device.action[0].effects[2].forget[1]",
            "worked out from the registry",
            "Leave it out",
        ),
        row(
            ("forget = [\"face_match\"]", "forget = []"),
            "forget = []",
            "kind.device.action[0].effects[2].forget",
            "nothing is forgotten",
            "Name the signals",
        ),
    ]);
}
