//! What has not the form of its type.

use super::{HARBOUR, changed, each_gives_its_fault, faults, row};

#[test]
fn each_fault_of_form_is_told_with_its_key_and_line() {
    each_gives_its_fault([
        row(
            ("queue = \"Devices\"", "que = \"Devices\"\nqueue = \"Devices\""),
            "que = ",
            "kind.device.que",
            "`que` is no key here",
            "Did you mean `queue`?",
        ),
        row(
            ("queue = \"Devices\"\n", ""),
            "[kind.device]",
            "kind.device.queue",
            "`queue` is missing",
            "Add `queue = …`",
        ),
        row(
            ("clock = { business_days = 2 }", "clock = { business_days = \"two\" }"),
            "\"two\"",
            "kind.device.stage[0].clock.business_days",
            "invalid type: string \"two\"",
            "Write u32.",
        ),
        row(
            ("clock = { business_days = 2 }", "clock = { business_days = 2, hours = 3 }"),
            "hours = 3",
            "kind.device.stage[0].clock",
            "one thing is expected here",
            "one key",
        ),
        row(
            ("{ hold = \"over\" }", "{ hold = \"ovr\" }"),
            "\"ovr\"",
            "kind.device.action[3].guards[0].must.hold",
            "`ovr` is none of the words",
            "Did you mean `over`?",
        ),
        row(
            ("must = { cause = \"named\" }", "must = { causes = \"named\" }"),
            "causes",
            "kind.device.action[3].guards[1].must.causes",
            "`causes` is none of the words",
            "Did you mean `cause`?",
        ),
        row(
            ("do = \"delete_account\"", "do = \"zap\""),
            "zap",
            "kind.device.action[4].effects[0].order.do",
            "`zap` is none of the words",
            "Use one of: ",
        ),
        row(
            ("id = \"waiting\"\ntitle", "id = \"Waiting Room\"\ntitle"),
            "Waiting Room",
            "kind.device.stage[1].id",
            "\"Waiting Room\" is no stage",
            "form",
        ),
        row(
            ("prior = 0.3", "prior = 1.5"),
            "prior",
            "kind.device.score.prior",
            "1.5 is no probability",
            "form",
        ),
        row(
            ("prior = 0.3", "prior = nan"),
            "prior",
            "kind.device.score.prior",
            "NaN is no probability",
            "form",
        ),
        row(
            ("failed = 12.0", "failed = 99.0"),
            "99.0",
            "kind.device.score.factor[2].weigh.check.failed",
            "99 is no weight in decibans",
            "form",
        ),
        row(
            ("weekend = [\"fri\", \"sat\"]", "weekend = [\"fri\", \"sat\"]\nholidays = [\"2026-02-30\"]"),
            "2026-02-30",
            "calendar.holidays[0]",
            "out of range",
            "form",
        ),
    ]);
}

#[test]
fn what_is_no_toml_is_told_line_by_line() {
    let toml = changed("prefix = \"LD\"", "prefix = \"LD").replace("prior = 0.3", "prior = = 0.3");
    let found = faults(&toml);
    let line = |text: &str| 1 + toml.lines().position(|line| line.contains(text)).unwrap();
    assert!(found.len() >= 2, "{found:?}");
    assert!(found.iter().any(|fault| fault.line == line("prefix = \"LD")), "{found:?}");
    assert!(found.iter().any(|fault| fault.line == line("prior = = ")), "{found:?}");
}

#[test]
fn one_bad_action_does_not_hide_the_others() {
    let toml = HARBOUR
        .replace("title = \"Ask\"\n", "titel = \"Ask\"\n")
        .replace("role = \"lead\"", "role = \"leader\"")
        .replace("queue = \"Devices\"\n", "")
        .replace("prefix = \"LD\"\n", "prefix = 7\n")
        .replace("to = \"refused\"", "to = \"refusd\"")
        .replace("{ hold = \"over\" }", "{ hold = 3 }")
        .replace("source = \"last_login_city\"\n", "");
    let keys: Vec<_> = faults(&toml).into_iter().map(|fault| fault.key).collect();
    assert_eq!(
        keys,
        [
            "kind.device.queue",
            "kind.device.prefix",
            "kind.device.clue[0].source",
            "kind.device.action[0].title",
            "kind.device.action[0].titel",
            "kind.device.action[3].guards[0].must.hold",
            "kind.device.action[5].to",
            "kind.device.action[6].role",
        ]
    );
}

#[test]
fn a_fault_behind_one_that_was_taken_out_keeps_its_number() {
    let toml = changed(
        "{ rule = \"H1\", must = { checks = \"passed\" } },\n  { rule = \"H2\", must = { item = { id = \"licence\"",
        "{ rule = \"H1\", must = { chcks = \"passed\" } },\n  { rule = \"H2\", must = { item = { id = \"license\"",
    );
    let found: Vec<_> = faults(&toml).into_iter().map(|fault| (fault.key, fault.remedy)).collect();
    let key = |guard: &str| format!("kind.device.action[2].guards{guard}");
    assert_eq!(found[0], (key("[0].must.chcks"), "Did you mean `checks`?".to_owned()));
    assert_eq!(found[1], (key("[1].must.item.id"), "Did you mean `licence`?".to_owned()));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn what_is_missing_altogether_is_told_once() {
    let keys: Vec<_> = faults("").into_iter().map(|fault| fault.key).collect();
    assert_eq!(keys, ["calendar", "institution", "kind", "letter_footer", "rules", "title"]);
    assert!(faults("title = 3").iter().any(|fault| fault.key == "title"));
}

#[test]
fn a_file_that_is_far_too_long_is_not_even_read() {
    let found = faults(&"#".repeat(5 * 1024 * 1024));
    assert_eq!(found.len(), 1);
    assert!(found[0].what.contains("longer than 4 MiB"));
}
