//! Names and rules.

use super::{HARBOUR, changed, each_gives_its_fault, faults, row};

#[test]
fn each_name_that_is_used_must_be_declared() {
    each_gives_its_fault([
        row(
            ("from = [\"waiting\"]", "from = [\"waiting\", \"wating\"]"),
            "\"wating\"",
            "kind.device.action[1].from[1]",
            "`device` has no stage `wating`",
            "Did you mean `waiting`?",
        ),
        row(
            ("to = \"replaced\"", "to = \"replaced_\""),
            "replaced_",
            "kind.device.action[3].to",
            "no stage `replaced_`",
            "Did you mean `replaced`?",
        ),
        row(
            ("ask_again = [\"licence\"]", "ask_again = [\"passport\"]"),
            "passport",
            "kind.device.action[0].effects[0].ask_again[0]",
            "no item `passport`",
            "Use one of: licence.",
        ),
        row(
            ("recheck = [\"same_person\"]", "recheck = [\"some_person\"]"),
            "some_person",
            "kind.device.action[0].effects[1].recheck[0]",
            "no check `some_person`",
            "Did you mean `same_person`?",
        ),
        row(
            ("{ item = { id = \"licence\"", "{ item = { id = \"licenze\""),
            "licenze",
            "kind.device.action[2].guards[1].must.item.id",
            "no item `licenze`",
            "Did you mean `licence`?",
        ),
        row(
            ("{ check = { id = \"same_person\"", "{ check = { id = \"same_persons\""),
            "same_persons",
            "kind.device.action[2].guards[2].must.check.id",
            "no check",
            "same_person",
        ),
        row(
            ("of = [\"city\"]", "of = [\"town\"]"),
            "town",
            "kind.device.action[2].guards[3].must.clues.of[0]",
            "no clue `town`",
            "Use one of: city.",
        ),
        row(
            ("cause_is = [\"lost\"]", "cause_is = [\"last\"]"),
            "\"last\"",
            "kind.device.action[5].guards[0].must.cause_is[0]",
            "no cause `last`",
            "Did you mean `lost`?",
        ),
        row(
            ("reasons = [\"unproven\"]", "reasons = [\"unprovable\"]"),
            "unprovable",
            "kind.device.action[5].reasons[0]",
            "no reason",
            "unproven",
        ),
        row(
            ("{ letter = \"refused\" }", "{ letter = \"refusal\" }"),
            "refusal",
            "kind.device.action[5].effects[0].letter",
            "no letter `refusal`",
            "Did you mean `refused`?",
        ),
        row(
            ("{ letter = \"received\" }", "{ letter = \"recieved\" }"),
            "recieved",
            "kind.device.on_open[1].letter",
            "no letter `recieved`",
            "Did you mean `received`?",
        ),
        row(
            ("actions = [\"answered\"]", "actions = [\"answered\", \"anwsered\"]"),
            "anwsered",
            "kind.device.timer[0].actions[1]",
            "no action `anwsered`",
            "Did you mean `answered`?",
        ),
        row(
            ("clue = { of = \"city\"", "clue = { of = \"village\""),
            "village",
            "kind.device.score.factor[1].weigh.clue.of",
            "no clue `village`",
            "Use one of: city.",
        ),
        row(
            ("check = { of = \"same_person\"", "check = { of = \"face\""),
            "of = \"face\"",
            "kind.device.score.factor[2].weigh.check.of",
            "no check `face`",
            "Use one of: same_person.",
        ),
    ]);
}

#[test]
fn each_name_is_declared_once() {
    let row = |change, line, key, what| super::row(change, line, key, what, "a name of its own");
    each_gives_its_fault([
        row(
            (
                "[[kind.device.check]]",
                "[[kind.device.item]]\nid = \"licence\" # again\ntitle = \"B\"\nask = \"B\"\nrule = \"H2\"\n\n[[kind.device.check]]",
            ),
            "# again",
            "kind.device.item[1].id",
            "`licence` is the name of another item",
        ),
        row(
            ("id = \"person\"", "id = \"city\" # again"),
            "# again",
            "kind.device.score.factor[2].id",
            "`city` is the name of another factor",
        ),
        row(
            (
                "{ id = \"legible\", title = \"It can be read\", rule = \"H2\" }",
                "{ id = \"legible\", title = \"It can be read\", rule = \"H2\" },\n{ id = \"legible\", title = \"Again\", rule = \"H2\" }",
            ),
            "Again",
            "kind.device.item[0].requirement[1].id",
            "another requirement",
        ),
        row(
            ("id = \"delete_old\"", "id = \"approve\" # again"),
            "# again",
            "kind.device.action[4].id",
            "another action",
        ),
    ]);
}

#[test]
fn every_rule_is_carried_out_and_every_claim_is_stated() {
    each_gives_its_fault([
        row(
            ("H6 = \"Requests", "H9 = \"Nobody minds this.\"\nH6 = \"Requests"),
            "H9 = ",
            "rules.H9",
            "nothing carries out rule H9",
            "Name it where it is carried out",
        ),
        row(
            ("merge = \"H6\"", "merge = \"H6\"\nrules = [\"X6\"]"),
            "X6",
            "kind.device.rules[0]",
            "rule X6 is not stated under [rules]",
            "Did you mean `H6`?",
        ),
        row(
            ("rules = [\"H1\", \"H3\"]", "rules = [\"H1\", \"H33\"]"),
            "H33",
            "kind.device.action[2].rules[1]",
            "rule H33",
            "Did you mean `H3`?",
        ),
        row(
            ("{ rule = \"H3\", must", "{ rule = \"R13\", must"),
            "R13",
            "kind.device.action[3].guards[0].rule",
            "rule R13",
            "Use one of: H1, H2",
        ),
        row(
            ("H4 = \"The case says why the device was lost.\"", "H4 = \" \""),
            "H4 = ",
            "rules.H4",
            "the rule says nothing",
            "one sentence",
        ),
    ]);
}

#[test]
fn a_rule_that_only_an_unreadable_part_claims_is_not_called_unclaimed() {
    let toml = changed("merge = \"H6\"", "merge = 6");
    let keys: Vec<_> = faults(&toml).into_iter().map(|fault| fault.key).collect();
    assert_eq!(keys, ["kind.device.merge"]);
}

#[test]
fn two_kinds_share_neither_prefix_nor_category_nor_what_opens_them() {
    let begin = HARBOUR.find("[kind.device]").unwrap();
    let end = HARBOUR.find("[letter.received]").unwrap();
    let second = HARBOUR[begin..end].replace("kind.device", "kind.phone");
    let toml = format!("{}\n{second}", HARBOUR)
        .replace("holder = \"H5\"", "holder = \"H5\"\nopens_on_held_identity = \"H5\"");
    let found: Vec<_> = faults(&toml).into_iter().map(|fault| (fault.key, fault.what)).collect();
    let expected = [
        ("kind.phone.prefix", "`LD` is the prefix of `device` too"),
        ("kind.phone.categories[0]", "the category \"Lost device\" means `device` too"),
        ("kind.phone.opens_on_held_identity", "a held identity opens `device` too"),
    ];
    assert_eq!(found, expected.map(|(key, what)| (key.to_owned(), what.to_owned())));
}
