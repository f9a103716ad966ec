//! Triage.

use super::{HARBOUR, each_gives_its_fault, faults, row};

#[test]
fn every_answer_leads_somewhere_that_there_is() {
    each_gives_its_fault([
        row(
            ("to = { question = \"since\" }", "to = { question = \"sinse\" }"),
            "sinse",
            "kind.device.question[0].answer[0].to.question",
            "`device` has no question `sinse`",
            "Did you mean `since`?",
        ),
        row(
            ("to = { reply = \"received\" }", "to = { reply = \"recieved\" }"),
            "recieved",
            "kind.device.question[1].answer[1].to.reply",
            "there is no letter `recieved`",
            "Did you mean `received`?",
        ),
        row(
            ("to = { action = [\"ask\"] }", "to = { action = [\"asks\"] }"),
            "\"asks\"",
            "kind.device.question[1].answer[0].to.action[0]",
            "`device` has no action `asks`",
            "Did you mean `ask`?",
        ),
        row(
            ("to = { action = [\"ask\"] }", "to = { action = [\"done\"] }"),
            "to = { action = [\"done\"] }",
            "kind.device.question[1].answer[0].to.action[0]",
            "no person may take `done`",
            "Add `operator`",
        ),
        row(
            ("to = { action = [\"ask\"] }", "to = { action = [] }"),
            "to = { action = [] }",
            "kind.device.question[1].answer[0].to.action",
            "the answer leads nowhere",
            "Name the actions",
        ),
    ]);
}

#[test]
fn every_question_is_reached_and_none_leads_back_to_itself() {
    each_gives_its_fault([
        row(
            ("to = { question = \"since\" }", "to = { reply = \"approved\" }"),
            "id = \"since\"",
            "kind.device.question[1].id",
            "no answer leads to `since`",
            "leave it out",
        ),
        row(
            ("to = { reply = \"received\" }", "to = { question = \"since\" }"),
            "id = \"long\"",
            "kind.device.question[1].answer[1].to",
            "from `since` the triage comes back to `since`",
            "further on",
        ),
    ]);
    let circle = HARBOUR.replace("to = { reply = \"received\" }", "to = { question = \"how\" }");
    let found: Vec<_> = faults(&circle).into_iter().map(|fault| fault.key).collect();
    let both = ["kind.device.question[0].answer[0].to", "kind.device.question[1].answer[1].to"];
    assert_eq!(found, both, "each answer of a circle is told");
}

#[test]
fn names_stand_once_and_facts_can_come_about() {
    each_gives_its_fault([
        row(
            ("id = \"long\"", "id = \"today\""),
            "title = \"Long ago\"",
            "kind.device.question[1].answer[1].id",
            "`today` is the name of another answer",
            "a name of its own",
        ),
        row(
            ("{ tried = \"restart\" }", "{ tried = \"restarts\" }"),
            "restarts",
            "kind.device.question[0].answer[1].told[0].tried",
            "`device` has no remedy `restarts`",
            "Did you mean `restart`?",
        ),
        row(
            ("tried_at_least = 1", "tried_at_least = 2"),
            "tried_at_least = 2",
            "kind.device.question[1].answer[0].told[0].tried_at_least",
            "2 of 1 remedies",
            "Write 1 to 1.",
        ),
        row(
            ("most = 3", "most = 0"),
            "most = 0",
            "kind.device.code_limit.most",
            "no code could ever be sent",
            "1 or more",
        ),
        row(
            ("rule = \"H4\"\nminutes = 120", "rule = \"H4\"\nminutes = 0"),
            "minutes = 0",
            "kind.device.login_lock.minutes",
            "cannot last 0 minutes",
            "1 to 1440",
        ),
        row(
            ("{ lock = \"running\" }", "{ locks = \"running\" }"),
            "locks",
            "kind.device.question[0].answer[0].told[0].locks",
            "is none of the words",
            "Did you mean `lock`?",
        ),
        row(
            ("ask = \"Since when?\"", "ask = \"\""),
            "ask = \"\"",
            "kind.device.question[1].ask",
            "there is no text",
            "shall read",
        ),
    ]);
}

#[test]
fn a_reply_is_sent_by_an_action_that_asks_for_it() {
    each_gives_its_fault([
        row(
            ("{ rule = \"H4\", must = { triage = \"reply\" } }, ", ""),
            "guards = [{ rule = \"H4\", must = { lock = \"over\" } }]",
            "kind.device.action[7].guards",
            "without asking whether the triage has led to one",
            "triage = \"reply\"",
        ),
        row(
            ("effects = [{ reply = \"triage\" }]", "effects = []"),
            "id = \"broken\"",
            "kind.device.question[0].answer[1].to.reply",
            "no action sends the reply",
            "reply = \"triage\"",
        ),
        row(
            (
                "must = { triage = \"reply\" }",
                "must = { answered = { question = \"how\", is = [\"eaten\"] } }",
            ),
            "eaten",
            "kind.device.action[7].guards[0].must.answered.is[0]",
            "`how` has no answer `eaten`",
            "broken, stolen",
        )
        .and(("effects = [{ reply = \"triage\" }]", "effects = [{ letter = \"approved\" }]"))
        .and(("to = { reply = \"received\" }", "to = { action = [\"ask\"] }"))
        .and(("to = { reply = \"approved\" }", "to = { action = [\"hint\"] }")),
    ]);
}
