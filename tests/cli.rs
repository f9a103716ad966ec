//! The command line from outside: what a script sees on standard output, standard error and in the exit code.

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command as Process, Output, Stdio};
use tempfile::TempDir;

/// A Monday, 45 minutes after the tickets of `desk.jsonl` were sent.
const NOW: &str = "2026-03-09T04:00:00Z";
const RECORDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/desk.jsonl");
const MIXED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mixed.jsonl");

/// A home folder of its own, with a store in its data folder.
struct Home(TempDir);

impl Home {
    fn bare() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With both playbooks, alice as admin, and two further operators.
    fn made() -> Self {
        let home = Self::bare();
        home.ok(&["init", "--playbook", "binance", "okx"]);
        home.ok(&["operator", "add", "bo", "--role", "reviewer"]);
        home.ok(&["operator", "add", "eve", "--role", "auditor"]);
        home
    }

    /// With the records of `desk.jsonl` taken in, and the first review done.
    fn filled() -> Self {
        let home = Self::made();
        home.ok(&["intake", RECORDS]);
        home.ok(&["tick"]);
        home
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn environment(&self) -> [(&'static str, std::path::PathBuf); 3] {
        [
            ("HOME", self.path().to_owned()),
            ("XDG_DATA_HOME", self.path().join("data")),
            ("XDG_STATE_HOME", self.path().join("state")),
        ]
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::cargo_bin("docket").unwrap();
        command.env_clear().envs(self.environment()).env("USER", "alice").args(["--now", NOW]).args(words);
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// Runs what must succeed and gives its standard output.
    fn ok(&self, words: &[&str]) -> String {
        self.code(words, 0).0
    }

    /// Runs what must end with `code` and gives standard output and standard error.
    fn code(&self, words: &[&str], code: i32) -> (String, String) {
        let output = self.run(words);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "docket {}\n{out}\n{err}", words.join(" "));
        (out, err)
    }

    /// Runs with `--json` what must succeed, and reads one value a line.
    fn json(&self, words: &[&str]) -> Vec<Value> {
        values(&self.ok(&[&["--json"], words].concat()))
    }

    /// All of a case.
    fn case(&self, id: &str) -> Value {
        self.json(&["case", id]).remove(0)
    }

    /// Ticks every requirement of everything that came and passes every required check.
    fn judge_all(&self, id: &str) {
        let case = self.case(id);
        for item in list(&case["items"]).iter().filter(|item| item["came"] == true) {
            for requirement in list(&item["requirements"]) {
                let item = format!("item={}", word(&item["id"]));
                let requirement = format!("requirement={}", word(&requirement["id"]));
                self.ok(&["act", id, "tick", &item, &requirement]);
            }
        }
        for check in list(&case["checks"]).iter().filter(|check| check["required"] == true) {
            self.ok(&["act", id, "pass", &format!("check={}", word(&check["id"]))]);
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn values(lines: &str) -> Vec<Value> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn from_records_to_a_decision_that_a_receipt_proves() {
    let home = Home::made();
    let results = home.json(&["intake", RECORDS]);
    let told: Vec<_> = results.iter().map(|result| word(&result["result"])).collect();
    assert_eq!(told, ["updated", "opened", "updated", "opened", "updated", "updated", "opened"]);
    let number = word(&results[1]["case"]).to_owned();

    let fired = home.json(&["tick"]);
    assert!(
        fired.iter().any(|fired| fired["case"] == number.as_str() && fired["action"] == "auto_pass"),
        "{fired:?}"
    );
    let cases = home.json(&["cases", "--queue", "binance/recovery", "--stage", "manual_review"]);
    assert_eq!(cases.len(), 2);
    assert!(cases.iter().any(|case| case["number"] == number.as_str() && case["account"] == "A-1"));

    let (out, err) = home.code(&["--json", "act", &number, "approve"], 1);
    let refused = values(&out).remove(0);
    assert_eq!((&refused["result"], &refused["refusal"]["rule"]), (&"refused".into(), &"R5".into()), "{out}");
    assert!(err.starts_with("error: R5: ") && err.contains("\n  hint: "), "{err}");

    home.judge_all(&number);
    let preview = home.json(&["act", &number, "approve", "--dry-run"]).remove(0);
    assert_eq!(preview["stage"], "hold");
    assert_eq!(home.case(&number)["stage"]["id"], "manual_review", "a dry run does nothing");

    let receipt = home.ok(&["--json", "act", &number, "approve", "--key", "wish-1"]);
    let told = values(&receipt).remove(0);
    assert_eq!(
        (&told["result"], &told["stage"], &told["repeated"]),
        (&"done".into(), &"hold".into(), &false.into())
    );
    let again = home.json(&["act", &number, "approve", "--key", "wish-1"]).remove(0);
    assert_eq!((&again["repeated"], &again["version"]), (&true.into(), &told["version"]));

    let file = home.path().join("receipt.json");
    std::fs::write(&file, &receipt).unwrap();
    assert_eq!(home.json(&["check", "--receipt", file.to_str().unwrap()])[0]["result"], "stands");
    let forged = receipt.replace(word(&told["head"]), &"0".repeat(64));
    std::fs::write(&file, forged).unwrap();
    home.code(&["check", "--receipt", file.to_str().unwrap()], 1);

    home.ok(&["check"]);
    let letters = home.json(&["outbox", "--case", &number, "--only", "letters"]);
    assert!(letters.iter().any(|letter| letter["letter"] == "recovery_approved"));
    let orders = home.json(&["outbox", "--case", &number, "--only", "orders"]);
    assert!(orders.iter().any(|order| order["order"] == "freeze_withdrawals"), "{orders:?}");
    let log = home.json(&["log", &number, "--limit", "0"]);
    assert_eq!(log.last().unwrap()["hash"].as_str().unwrap().len(), 64);
}

/// Where docs/cli.md tells the fields of a command; what else it puts there between backticks, because it is a value or
/// because these records do not lead to it.
const DOCUMENTED: &[(&str, &[&str], &str)] = &[
    ("cases", &["## `docket cases`"], "approved rejected closed null"),
    (
        "case T-1",
        &["## `docket case ID`", "## `docket actions ID`", "## When something is refused"],
        // values
        "about after before claimed_by decision done means not_applicable pending match mismatch unknown equal near different passed failed null claimant holder erased missing given \
         changed refused guard test role stage claimed second_operator nothing desk other now seen case result \
         elsewhere tried answers words \
         action by counted_seconds from to running operator until hold ended holders whereabouts why \
         what rule kind remedy refusal needs reasons note confirm merged_into absorbed best worst \
         paragraph file format item kept pictures sound wrong_digits webcam upload",
    ),
    (
        "actions T-2",
        &["## `docket actions ID`", "## When something is refused"],
        "null changed refused guard test role stage claimed missing second_operator paragraph unknown nothing desk case now seen result",
    ),
    ("outbox", &["## `docket outbox`"], "applicant claimant holder former email phone"),
    ("log", &["## `docket log"], ""),
    ("report", &["## `docket report`"], ""),
];

/// The words of a section between backticks that could be fields.
fn documented(headings: &[&str]) -> BTreeSet<String> {
    let manual = include_str!("../docs/cli.md");
    let section = |heading: &&str| {
        let from = manual.find(heading).unwrap_or_else(|| panic!("docs/cli.md has no {heading}"));
        let rest = &manual[from..];
        &rest[..rest[3..].find("\n## ").map_or(rest.len(), |end| end + 3)]
    };
    let quoted = headings.iter().flat_map(|heading| section(heading).split('`').skip(1).step_by(2));
    let field = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    quoted.filter(field).map(str::to_owned).collect()
}

/// The names of all fields in a value, nested ones included, but not those whose names are data.
fn fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| fields(value, found)),
        Value::Object(members) => {
            for (name, value) in members {
                found.insert(name.clone());
                if !["signals", "bands", "ages", "due"].contains(&name.as_str()) {
                    fields(value, found);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn each_command_has_the_documented_fields_and_no_other() {
    let home = Home::filled();
    home.judge_all("T-1");
    for (command, headings, others) in DOCUMENTED {
        let words: Vec<&str> = command.split(' ').collect();
        let mut told = BTreeSet::new();
        home.json(&words).iter().for_each(|value| fields(value, &mut told));
        let documented = documented(headings);
        let missing: Vec<_> = told.difference(&documented).collect();
        assert!(missing.is_empty(), "`docket {command}` has {missing:?}, which {headings:?} do not tell");
        let others: Vec<&str> = others.split_whitespace().collect();
        let gone: Vec<_> =
            documented.difference(&told).filter(|name| !others.contains(&name.as_str())).collect();
        assert!(gone.is_empty(), "{headings:?} tell {gone:?}, which `docket {command}` does not have");
    }
}

#[test]
fn exit_codes_tell_refusal_usage_and_store_apart() {
    let home = Home::filled();
    home.code(&["act", "1", "approve"], 1);
    home.code(&["act", "1", "note", "text=hello", "--expect", "1"], 1);
    home.code(&["case", "4711"], 1);
    home.code(&["--as", "eve", "act", "1", "note", "text=hello"], 1);
    home.code(&["--as", "bo", "operator", "add", "carl"], 1);
    for usage in [
        &["frob"][..],
        &["act", "1", "frob"],
        &["act", "1", "pass", "check"],
        &["act", "1", "tick", "item=note"],
        &["cases", "--filter", "band:purple"],
        &["--now", "noon", "cases"],
        &["--as", "No Slug", "cases"],
        &["init"],
    ] {
        let (out, err) = home.code(usage, 2);
        assert!(out.is_empty() && err.starts_with("error: "), "{usage:?}: {err}");
    }
    for store in [
        &["--store", "/nowhere/desk.docket", "cases"][..],
        &["--store", "/nowhere/desk.docket"],
        &["--store", RECORDS, "cases"],
        &["init", "--playbook", "binance"],
        &["intake", "/nowhere/records.jsonl"],
    ] {
        let (out, err) = home.code(store, 3);
        assert!(out.is_empty() && err.contains("\n  hint: "), "{store:?}: {err}");
    }
}

#[test]
fn a_trace_that_cannot_be_written_is_told_as_everything_else_is() {
    let home = Home::filled();
    let output = home.command(&["cases"]).env("DOCKET_LOG", "/nowhere/trace").output().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), out.as_str()), (Some(3), ""), "{err}");
    assert!(
        err.starts_with("error: $DOCKET_LOG names /nowhere/trace") && err.contains("\n  hint: "),
        "{err}"
    );
}

#[test]
fn a_view_is_a_filter_under_a_name_and_a_misspelt_name_is_none() {
    let home = Home::filled();
    home.ok(&["act", "T-1", "snooze", "until=8h"]);
    let put_off = home.json(&["cases", "--view", "put_off"]);
    assert_eq!(put_off.len(), 1, "{put_off:?}");
    let config = home.path().join(".config/docket");
    std::fs::create_dir_all(&config).unwrap();
    let own = "[[view]]\nname = \"Conflicts\"\nfilter = \"kind:conflict\"\nsort = \"newest\"\n";
    std::fs::write(config.join("views.toml"), own).unwrap();
    let cases = home.json(&["cases", "--view", "conflicts"]);
    assert!(!cases.is_empty() && cases.iter().all(|case| case["kind"] == "conflict"), "{cases:?}");
    for (words, meant) in [
        (["--view", "conflict"], "\"Conflicts\""),
        (["--stage", "manul"], "\"manual_review\""),
        (["--queue", "recover"], "\"recovery\""),
        (["--filter", "by:nobody"], "Known are"),
    ] {
        let (_, err) = home.code(&[&["cases"], &words[..]].concat(), 2);
        assert!(err.contains(meant), "{words:?}: {err}");
    }
}

#[test]
fn l11_a_triage_is_walked_to_its_end_in_one_call_and_taken_back_while_nothing_was_sent() {
    let home = Home::made();
    let records = home.path().join("access.jsonl");
    let account = r#"{"type": "account", "institution": "binance", "ref": "a-1", "account": "A-9", "email": "ana@example.com", "status": "active", "codes": [{"at": "2026-03-09T03:20:00Z", "by": "email"}], "lock": {"since": "2026-03-08T10:00:00Z"}}"#;
    let ticket = r#"{"type": "ticket", "institution": "binance", "ref": "T-9", "kind": "access", "account": "A-9", "contact_email": "ana@example.com", "opened_at": "2026-03-09T03:30:00Z", "trouble": "code_not_received", "tried": ["resend_code"]}"#;
    std::fs::write(&records, format!("{account}\n{ticket}\n")).unwrap();
    home.ok(&["intake", records.to_str().unwrap()]);
    let asked = &home.json(&["triage", "T-9"])[0];
    assert_eq!(
        (&asked["question"]["id"], &asked["question"]["proposed"]),
        (&"trouble".into(), &"code_not_received".into())
    );
    let walked = &home.json(&["triage", "T-9", "code_not_received", "email"])[0];
    assert_eq!(walked["leads_to"]["letter"], "access_code_email");
    assert!(word(&walked["leads_to"]["body"]).contains("spam"));
    assert_eq!(home.json(&["triage", "T-9", "--back"])[0]["question"]["proposed"], "email");
    let mut told = BTreeSet::new();
    [asked, walked].into_iter().for_each(|value| fields(value, &mut told));
    let documented = documented(&["## `docket triage"]);
    assert_eq!(told.difference(&documented).collect::<Vec<_>>(), Vec::<&String>::new());
    let sent = &home.json(&["triage", "T-9", "email", "--act"])[0];
    assert_eq!((&sent["stage"], &sent["acted_on"]), (&"answered".into(), &true.into()));
    let case = &home.json(&["case", "T-9"])[0];
    assert_eq!(case["triage"]["tried"][0]["id"], "resend_code", "what was tried travels with the case");
    // Who then appeals for the whole account brings along what was tried, and both cases know of each other.
    let appeal = r#"{"type": "ticket", "institution": "binance", "ref": "T-10", "kind": "recovery", "account": "A-9", "contact_email": "ana.new@example.org", "opened_at": "2026-03-09T03:50:00Z"}"#;
    std::fs::write(&records, format!("{appeal}\n")).unwrap();
    home.ok(&["intake", records.to_str().unwrap()]);
    let carried = &home.json(&["case", "T-10"])[0]["carried"][0];
    assert_eq!((&carried["number"], &carried["tried"][0]), (&case["number"], &"resend_code".into()));
    assert!(word(&carried["words"]).contains("The one by e-mail"), "{carried}");
    assert!(home.ok(&["log", "T-9"]).contains("what was tried here went on into case"));
    home.ok(&["check"]);
    assert!(home.ok(&["case", "T-9"]).contains("tried: had the code sent again"));
    for (words, code) in [(&["triage", "T-9", "toothache"][..], 2), (&["triage", "T-9", "--back"], 1)] {
        assert_eq!(home.run(words).status.code(), Some(code), "{words:?}");
    }
}

#[test]
fn n06_personal_data_is_masked_until_somebody_named_says_why_it_must_be_seen() {
    let home = Home::filled();
    home.judge_all("T-1");
    home.ok(&["act", "T-1", "approve"]);
    let private = ["lin.wei@example.com", "lin.wei.new@example.org", "18250.75", "4417", "S9112345D"];
    for words in [
        vec!["--json", "case", "T-1"],
        vec!["case", "T-1"],
        vec!["--json", "outbox", "--case", "T-1"],
        vec!["outbox", "--case", "T-1"],
        vec!["--json", "act", "T-2", "ask", "--dry-run"],
    ] {
        let shown = home.ok(&words);
        let seen: Vec<_> = private.iter().filter(|datum| shown.contains(**datum)).collect();
        assert!(seen.is_empty(), "{words:?} shows {seen:?}: {shown}");
    }
    let number = home.json(&["outbox", "--case", "T-1", "--only", "letters"])[0]["number"].to_string();
    let whole = home.json(&["case", "T-1", "--reveal", "the two names look alike"]).remove(0);
    assert_eq!((&whole["masked"], &whole["applicant"]["contact_email"]), (&false.into(), &private[1].into()));
    assert_eq!(whole["clues"][1]["recalled"][0], "4417", "{}", whole["clues"]);
    assert!(home.ok(&["outbox", "--show", &number, "--reveal", "it did not arrive"]).contains("@example"));
    assert!(home.ok(&["--json", "outbox", "--case", "T-1", "--reveal", "delivery"]).contains(private[0]));
    let log = home.json(&["log", "T-1", "--limit", "0"]);
    let reasons: Vec<_> =
        log.iter().filter(|line| line["event"] == "revealed").map(|line| word(&line["text"])).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons[0].contains("the two names look alike"), "{reasons:?}");

    home.code(&["case", "T-1", "--reveal", " "], 1);
    let stranger = home
        .command(&["outbox", "--show", &number, "--reveal", "curious"])
        .env("USER", "stranger")
        .output()
        .unwrap();
    assert_eq!((stranger.status.code(), text(&stranger.stdout).as_str()), (Some(1), ""));
}

#[test]
fn a_case_is_found_by_its_number_typed_short_and_an_account_as_a_whole() {
    let home = Home::filled();
    let found = |words: &[&str]| -> Vec<String> {
        let cases = home.json(&[&["cases", "--search"], words].concat());
        cases.iter().map(|case| word(&case["number"]).to_owned()).collect()
    };
    assert_eq!(found(&["rc-2"]), ["RC-000002"]);
    assert_eq!(found(&["A-2"]), ["RC-000002"]);
    assert_eq!(found(&["mallory.new@example.org"]), ["RC-000002"]);
}

#[test]
fn the_log_tells_what_happened_and_its_bookkeeping_where_it_is_asked_for() {
    let home = Home::filled();
    let events = |words: &[&str]| -> Vec<String> {
        home.json(words).iter().map(|line| word(&line["event"]).to_owned()).collect()
    };
    let told = events(&["log", "--limit", "0"]);
    let all = events(&["log", "--limit", "0", "--all"]);
    assert!(!told.contains(&"commands_done".to_owned()) && all.contains(&"commands_done".to_owned()));
    assert_eq!(all.iter().filter(|event| *event != "commands_done").count(), told.len());
    assert_eq!(events(&["log", "--limit", "5"]), told[told.len() - 5..]);
}

#[test]
fn operators_come_change_and_leave_each_by_its_own_word() {
    let home = Home::made();
    let (_, err) = home.code(&["operator", "add", "bo", "--role", "lead"], 1);
    assert!(err.contains("bo is reviewer already") && err.contains("docket operator role bo lead"), "{err}");
    home.ok(&["operator", "role", "bo", "lead"]);
    home.code(&["operator", "role", "nobody", "lead"], 1);
    home.ok(&["operator", "remove", "bo"]);
    let names: Vec<String> =
        home.json(&["operator", "list"]).iter().map(|one| word(&one["operator"]).to_owned()).collect();
    assert_eq!(names, ["alice", "eve"]);
    home.code(&["operator", "remove", "bo"], 1);
    home.code(&["operator", "remove", "alice"], 1);
    home.code(&["--as", "bo", "case", "1"], 1);
    home.ok(&["rebuild"]);
    home.ok(&["check"]);
    assert_eq!(home.json(&["operator", "list"]).len(), 2);
}

#[test]
fn reading_a_store_makes_nothing() {
    let home = Home::filled();
    let folder = home.path().join("data/docket");
    std::fs::remove_dir_all(folder.join("desk.docket.evidence")).unwrap();
    for words in [["cases"], ["check"], ["outbox"]] {
        home.ok(&words);
        assert!(!folder.join("desk.docket.evidence").exists(), "{words:?}");
    }
}

#[test]
fn a_bad_line_is_told_with_its_place_and_stops_nothing() {
    let home = Home::made();
    let (out, _) = home.code(&["--json", "intake", MIXED], 1);
    let results = values(&out);
    assert_eq!(results[0]["result"], "updated");
    for bad in &results[1..] {
        assert_eq!(bad["result"], "refused");
        assert!(bad["what"].is_string() && bad["remedy"].is_string(), "{bad}");
    }
    assert!(results[1]["column"].is_number());
    assert_eq!(results[2]["field"], "institution");
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let home = Home::filled();
    let before = home.json(&["log"]).len();
    assert!(home.json(&["intake", RECORDS]).iter().all(|result| result["result"] == "unchanged"));
    assert_eq!(home.json(&["log"]).len(), before);
    let mut pipe = home.command(&["--json", "intake", "-"]);
    let piped = pipe.write_stdin(std::fs::read(RECORDS).unwrap()).output().unwrap();
    assert!(values(&text(&piped.stdout)).iter().all(|result| result["result"] == "unchanged"));
}

#[test]
fn hostile_text_never_reaches_the_terminal() {
    let home = Home::filled();
    let hostile = "\u{1b}[2J\u{202e}\u{200b}";
    home.ok(&["act", "T-2", "note", &format!("text=a note {hostile} with an escape")]);
    for words in [
        vec!["case", "T-2"],
        vec!["--json", "case", "T-2"],
        vec!["log"],
        vec!["--json", "log"],
        vec!["cases", "--search", hostile],
        vec!["case", hostile],
        vec!["act", "T-2", hostile],
        vec!["--as", hostile, "cases"],
        vec!["--store", "/nowhere/\u{1b}[31m", "cases"],
        vec!["outbox"],
        vec![hostile],
    ] {
        let output = home.run(&words);
        for bytes in [output.stdout, output.stderr] {
            let shown = text(&bytes);
            let raw = shown.chars().find(|c| *c != '\n' && docket::text::is_hidden(*c));
            assert_eq!(raw, None, "{words:?}: {shown:?}");
        }
    }
    let case = home.case("T-2");
    assert!(word(&case["applicant"]["text"]).contains("\u{1b}]0;pwned"), "JSON keeps every character");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let home = Home::filled();
    let mut child = Process::new(env!("CARGO_BIN_EXE_docket"))
        .env_clear()
        .envs(home.environment())
        .args(["--json", "log", "--limit", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[test]
fn of_two_that_decide_one_case_exactly_one_does() {
    let home = Home::filled();
    home.judge_all("T-1");
    let version = home.case("T-1")["version"].to_string();
    let decide = |operator: &'static str| {
        Process::new(env!("CARGO_BIN_EXE_docket"))
            .env_clear()
            .envs(home.environment())
            .args(["--now", NOW, "--as", operator, "act", "T-1", "approve", "--expect", &version])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let (first, second) = (decide("alice"), decide("bo"));
    let mut codes: Vec<_> =
        [first, second].map(|child| child.wait_with_output().unwrap().status.code()).into_iter().collect();
    codes.sort();
    assert_eq!(codes, [Some(0), Some(1)]);
    let acted =
        home.json(&["log", "T-1", "--limit", "0"]).into_iter().filter(|entry| entry["event"] == "acted");
    assert_eq!(acted.filter(|entry| entry["actor"] != "(timer)").count(), 1);
}

#[test]
fn an_operator_of_the_machine_who_is_none_of_the_desk_may_only_read() {
    let home = Home::filled();
    let stranger = |words: &[&str]| home.command(words).env("USER", "Stranger").output().unwrap();
    assert_eq!(stranger(&["cases"]).status.code(), Some(0));
    let refused = stranger(&["act", "T-1", "claim"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("stranger is no operator"));
}

#[test]
fn a_backup_is_a_store_and_a_rebuild_changes_no_list() {
    let home = Home::filled();
    let before = home.ok(&["--json", "cases"]);
    home.ok(&["rebuild"]);
    assert_eq!(home.ok(&["--json", "cases"]), before);
    let copy = home.path().join("copy.docket");
    let copy = copy.to_str().unwrap();
    home.ok(&["backup", copy]);
    assert_eq!(home.ok(&["--store", copy, "--json", "cases"]), before);
    home.code(&["backup", copy], 3);
}

#[test]
fn an_altered_list_is_found_and_made_again() {
    let home = Home::filled();
    let store = home.path().join("data/docket/desk.docket");
    let edit = "UPDATE outbox SET sort = 1 - sort WHERE seq = (SELECT min(seq) FROM outbox)";
    assert_eq!(rusqlite::Connection::open(store).unwrap().execute(edit, []).unwrap(), 1);
    let (out, _) = home.code(&["--json", "check"], 1);
    let told = values(&out).remove(0);
    assert_eq!(told["result"], "altered");
    assert_eq!(list(&told["findings"]).len(), 1, "{told}");
    home.ok(&["rebuild"]);
    assert_eq!(home.json(&["check"])[0]["result"], "sound");
}

/// The folder of evidence files, and the one file in it that has the bytes of the picture.
fn picture_in(home: &Home) -> std::path::PathBuf {
    let folders = std::fs::read_dir(home.path().join("data/docket/desk.docket.evidence")).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut files =
        folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    files.next().unwrap()
}

/// A home with one further appeal, `T-90`, that brought a picture.
fn with_a_picture() -> Home {
    let home = Home::filled();
    let folder = home.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("front.png"), b"\x89PNG\r\n\x1a\nrest").unwrap();
    let ticket = serde_json::json!({
        "type": "ticket", "institution": "binance", "ref": "T-90", "kind": "recovery", "account": "A-90",
        "contact_email": "zebulon@example.org", "opened_at": "2026-03-09T03:30:00Z", "text": "Zebulon was here",
        "evidence": [{ "item": "id_front", "file": "front.png" }],
    });
    std::fs::write(folder.join("records.jsonl"), ticket.to_string()).unwrap();
    home.ok(&["intake", folder.join("records.jsonl").to_str().unwrap()]);
    std::fs::remove_dir_all(folder).unwrap();
    home
}

#[test]
fn an_evidence_file_that_is_not_what_came_is_found() {
    let home = with_a_picture();
    let sound = home.json(&["check"]).remove(0);
    assert_eq!(
        (&sound["result"], &sound["files"], &sound["orphans"]),
        (&"sound".into(), &1.into(), &serde_json::json!([]))
    );
    let picture = picture_in(&home);
    std::fs::write(picture.with_extension("bin"), b"").unwrap();
    let sound = home.json(&["check"]).remove(0);
    assert_eq!((&sound["result"], list(&sound["orphans"]).len()), (&"sound".into(), 1));
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\nresT").unwrap();
    let (out, _) = home.code(&["--json", "check"], 1);
    let findings = values(&out).remove(0)["findings"].to_string();
    assert!(
        findings.contains("id_front: the file is not what came") && findings.contains("RC-"),
        "{findings}"
    );
    std::fs::remove_file(&picture).unwrap();
    let (out, _) = home.code(&["check"], 1);
    assert!(out.contains("id_front: the file is missing") && out.contains("no case names the file"), "{out}");
    assert_eq!(home.case("T-90")["items"][0]["evidence"][0]["whereabouts"], "missing");
}

#[test]
fn n04_what_is_erased_is_gone_and_said_to_be() {
    let home = with_a_picture();
    let picture = picture_in(&home);
    let number = word(&home.case("T-90")["number"]).to_owned();
    let erase = |words: &[&str], code: i32| {
        home.code(&[&["--json", "erase", "T-90", "--reason", "request P-77"], words].concat(), code)
    };
    assert!(erase(&["--yes"], 1).0.contains("is open"));
    home.ok(&["act", "T-90", "withdraw", "note=zebulon rang"]);
    erase(&["--yes", "--as", "bo"], 1);
    let (_, err) = erase(&[], 2);
    assert!(err.contains(&number) && err.contains("--yes"), "{err}");
    assert_eq!(home.json(&["cases", "--is", "all", "--search", "zebulon"]).len(), 1);

    let erased = values(&erase(&["--yes"], 0).0).remove(0);
    assert_eq!((&erased["result"], &erased["files"]), (&"done".into(), &1.into()), "{erased}");
    assert_eq!(erased["cases"], serde_json::json!([number]));
    assert!(!picture.exists());
    assert!(home.json(&["cases", "--is", "all", "--search", "zebulon"]).is_empty());
    for file in ["desk.docket", "desk.docket-wal"] {
        let bytes = std::fs::read(home.path().join("data/docket").join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).to_lowercase().contains("zebulon"), "{file}");
    }
    let case = home.case("T-90");
    assert_eq!(case["applicant"], Value::Null);
    assert_eq!(case["items"][0]["evidence"][0]["whereabouts"], "erased");
    let told = home.ok(&["case", "T-90"]);
    assert!(told.contains("erased") && !told.to_lowercase().contains("zebulon"), "{told}");
    for words in [["outbox", "--case", "T-90"], ["log", "T-90", "--json"], ["actions", "T-90", "--json"]] {
        assert!(!home.ok(&words).to_lowercase().contains("zebulon"), "{words:?}");
    }
    let log = home.json(&["log", "--limit", "0"]);
    let entry = log.iter().find(|entry| entry["event"] == "erased").unwrap();
    assert!(entry["actor"] == "alice" && word(&entry["text"]).contains("request P-77"), "{entry}");
    let sound = home.json(&["check"]).remove(0);
    assert_eq!((&sound["result"], &sound["orphans"]), (&"sound".into(), &serde_json::json!([])));
    let again = values(&erase(&["--yes"], 0).0).remove(0);
    assert_eq!((&again["entries"], &again["files"]), (&0.into(), &0.into()));
}

#[test]
fn what_docket_did_not_write_is_found_and_not_written_upon_until_an_admin_accepts_it() {
    let home = Home::filled();
    let key = std::fs::read_dir(home.path().join("state/docket/witness"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "key"))
        .unwrap();
    std::fs::remove_file(&key).unwrap();
    assert_eq!(home.json(&["cases"]).len(), home.json(&["cases"]).len(), "it can be read");
    let (_, err) = home.code(&["act", "T-1", "claim"], 3);
    assert!(err.contains("the key of its witness is not") && err.contains("docket witness renew"), "{err}");

    home.code(&["--as", "bo", "witness", "renew", "--yes"], 1);
    let (_, err) = home.code(&["witness", "renew"], 2);
    assert!(err.contains("A new witness takes the log as it stands") && err.contains("--yes"), "{err}");
    home.code(&["act", "T-1", "claim"], 3);
    let renewed = home.json(&["witness", "renew", "--yes"]).remove(0);
    assert_eq!((&renewed["result"], &renewed["vouched"]), (&"done".into(), &Value::Null));
    home.ok(&["act", "T-1", "claim"]);
    assert_eq!(home.json(&["check"])[0]["result"], "sound");
    let log = home.json(&["log", "--limit", "0"]);
    let entry = log.iter().find(|entry| entry["event"] == "witness_renewed").unwrap();
    assert_eq!(entry["actor"], "alice");

    let store = home.path().join("data/docket/desk.docket");
    let forge = "INSERT INTO events (seq, at, actor, role, body, hash)
        SELECT seq + 1, at, actor, role, body, hash FROM events ORDER BY seq DESC LIMIT 1";
    assert_eq!(rusqlite::Connection::open(store).unwrap().execute(forge, []).unwrap(), 1);
    let (out, _) = home.code(&["--json", "check"], 1);
    let findings = values(&out).remove(0)["findings"].to_string();
    assert!(findings.contains("was not written by docket"), "{findings}");
    let (_, err) = home.code(&["act", "T-1", "release"], 3);
    assert!(err.contains("was not written by docket"), "{err}");
}

#[test]
fn a_clock_behind_the_log_is_reported_and_writes_nothing() {
    let home = Home::filled();
    let (_, err) = home.code(&["act", "T-1", "claim"], 0);
    assert!(err.is_empty());
    let output = Command::cargo_bin("docket")
        .unwrap()
        .env_clear()
        .envs(home.environment())
        .args(["--now", "2026-03-08T04:00:00Z", "--as", "alice", "act", "T-2", "claim"])
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("clock"), "{}", text(&output.stderr));
}

#[test]
fn a_playbook_of_ones_own_is_checked_drawn_and_decided_by() {
    let home = Home::bare();
    let folder = home.path().join("own");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let toml = std::fs::read_to_string(assets.join("playbooks/okx.toml")).unwrap();
    let toml = toml.replacen("institution = \"okx\"", "institution = \"acme\"", 1);
    for letter in docket::playbook::letter_files(&toml) {
        let to = folder.join("letters").join(&letter);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(assets.join("letters").join(&letter), to).unwrap();
    }
    let file = folder.join("acme.toml");
    std::fs::write(&file, &toml).unwrap();
    let name = file.to_str().unwrap();
    home.ok(&["playbook", "check", name]);
    assert!(home.ok(&["playbook", "graph", name, "--form", "mermaid"]).starts_with("stateDiagram-v2"));
    home.ok(&["init", "--playbook", name]);

    let records = std::fs::read_to_string(RECORDS).unwrap();
    let own: String = records
        .lines()
        .filter(|line| line.contains("\"okx\""))
        .map(|line| line.replace("\"okx\"", "\"acme\"") + "\n")
        .collect();
    let mut pipe = home.command(&["--json", "intake", "-"]);
    let results = values(&text(&pipe.write_stdin(own).output().unwrap().stdout));
    assert_eq!(results.last().unwrap()["result"], "opened", "{results:?}");

    std::fs::write(&file, toml.replacen("to = \"shown\"", "to = \"nowhere\"", 1)).unwrap();
    let (out, _) = home.code(&["--json", "playbook", "check", name], 1);
    let told = values(&out).remove(0);
    assert_eq!(told["sound"], false);
    assert!(list(&told["faults"]).iter().any(|fault| fault["line"].is_number() && fault["what"].is_string()));
}

#[test]
fn a_demo_can_be_kept_and_is_sound() {
    let home = Home::bare();
    let folder = home.path().join("demo");
    let folder = folder.to_str().unwrap();
    let told = home.ok(&["demo", "--cases", "12", "--into", folder]);
    assert!(told.contains("docket --store"), "{told}");
    let on_it = |words: &[&str]| {
        let store = format!("{folder}/demo.docket");
        let mut command = home.command(&["--store", &store, "--json"]);
        let output = command.args(words).env("DOCKET_WITNESS", format!("{folder}/witness")).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        values(&text(&output.stdout))
    };
    assert!(on_it(&["cases", "--is", "all", "--limit", "0"]).len() >= 10);
    assert_eq!(on_it(&["check"])[0]["result"], "sound");
    let (_, err) = home.code(&["demo"], 2);
    assert!(err.contains("--into"), "without a terminal there is nothing to show it on: {err}");
}

#[test]
fn the_pictures_of_the_manual_are_made_by_the_program() {
    let home = Home::bare();
    let file = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let (text, picture) = (file("queue.txt"), file("case.svg"));
    home.ok(&["picture", &text, "--cases", "12"]);
    let drawn = std::fs::read_to_string(text).unwrap();
    assert!(drawn.lines().count() == 36 && drawn.contains("QUEUES"), "{drawn}");
    home.ok(&[
        "picture", &picture, "--cases", "12", "--keys", "enter", "--size", "100x30", "--theme", "light",
    ]);
    let drawn = std::fs::read_to_string(picture).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("Checklist") && drawn.contains("#ffffff"));
    home.code(&["picture", &file("x.svg"), "--cases", "1", "--keys", "nokey"], 2);
}

#[test]
fn completions_and_manual_come_from_the_definitions() {
    let home = Home::bare();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(home.ok(&["completions", shell]).contains("intake"), "{shell}");
    }
    assert!(home.ok(&["man"]).contains(".TH docket"));
    let folder = home.path().join("man");
    std::fs::create_dir(&folder).unwrap();
    home.ok(&["man", "--into", folder.to_str().unwrap()]);
    assert!(std::fs::read_dir(folder).unwrap().count() > 15);
}
