//! Calendar, regions, prefixes, clocks and scores.

use super::{changed, each_gives_its_fault, faults, row};

#[test]
fn each_number_has_its_range() {
    each_gives_its_fault([
        row(
            (
                "weekend = [\"fri\", \"sat\"]",
                "weekend = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]",
            ),
            "weekend",
            "calendar.weekend",
            "all seven days",
            "at least one day",
        ),
        row(
            ("weekend = [\"fri\", \"sat\"]", "weekend = [\"fri\", \"fri\"]"),
            "weekend",
            "calendar.weekend",
            "twice",
            "once",
        ),
        row(
            ("utc_offset_minutes = 240", "utc_offset_minutes = 900"),
            "900",
            "calendar.utc_offset_minutes",
            "no zone 900 minutes from UTC",
            "-720 to 840",
        ),
        row(
            ("[kind.device]", "[regions]\nhigh_risk = [\"KP\", \"Iran\"]\n\n[kind.device]"),
            "Iran",
            "regions.high_risk[1]",
            "\"Iran\" is no country code",
            "two capital letters",
        ),
        row(
            ("prefix = \"LD\"", "prefix = \"L\""),
            "prefix",
            "kind.device.prefix",
            "cannot begin a case's number",
            "two or three capital letters",
        ),
        row(
            ("merge = \"H6\"", "merge = \"H6\"\nanswer_within = { hours = 0 }"),
            "answer_within",
            "kind.device.answer_within",
            "cannot run for 0 hours",
            "1 to 8784 hours",
        ),
        row(
            ("merge = \"H6\"", "merge = \"H6\"\nlease_minutes = 0"),
            "lease_minutes",
            "kind.device.lease_minutes",
            "0 minutes",
            "1 to 1440",
        ),
        row(
            ("clock = { business_days = 2 }", "clock = { business_days = 367 }"),
            "367",
            "kind.device.stage[0].clock",
            "367 business days",
            "1 to 366",
        ),
        row(
            ("clock = { business_days = 2 }", "clock = { hours = 0 }"),
            "hours = 0",
            "kind.device.stage[0].clock",
            "0 hours",
            "1 to 8784",
        ),
        row(
            ("waits_for_applicant = true", "waits_for_applicant = true\nclock = { hours = 5 }"),
            "hours = 5",
            "kind.device.stage[1].clock",
            "the clock stands still here",
            "Leave out",
        ),
        row(
            ("end = \"approved\"", "end = \"approved\"\nclock = { hours = 5 }"),
            "hours = 5",
            "kind.device.stage[3].clock",
            "the case has ended here",
            "Leave the clock out",
        ),
        row(
            ("title = \"Two days\"", "title = \" \""),
            "title = \" \"",
            "kind.device.stage[2].title",
            "no text",
            "what people shall read",
        ),
        row(
            ("title = \"Two days\"", "title = \"Two\\u001bdays\""),
            "Two\\u001bdays",
            "kind.device.stage[2].title",
            "control character",
            "plain text",
        ),
    ]);
}

#[test]
fn each_score_rises_where_risk_does() {
    each_gives_its_fault([
        row(
            ("prior = 0.3", "prior = 0.0"),
            "prior",
            "kind.device.score.prior",
            "prior of 0 or 1",
            "between 0 and 1",
        ),
        row(
            ("medium = 0.2, high = 0.5", "medium = 0.6, high = 0.5"),
            "bands",
            "kind.device.score.bands.high",
            "`high` begins at 0.5, which is not above 0.6",
            "rise",
        ),
        row(
            ("critical = 0.9", "critical = 1.0"),
            "bands",
            "kind.device.score.bands.critical",
            "begins at 1",
            "between 0 and 1",
        ),
        row(
            (
                "{ below = 0.5, db = 9.0 }, { below = 0.9, db = 2.0 }",
                "{ below = 0.9, db = 2.0 }, { below = 0.5, db = 9.0 }",
            ),
            "bins",
            "kind.device.score.factor[0].weigh.signal.bins[1].below",
            "no later than the one before",
            "from the lowest",
        ),
        row(
            ("{ below = 0.9, db = 2.0 }", "{ db = 2.0 }"),
            "bins",
            "kind.device.score.factor[0].weigh.signal.bins[1]",
            "only the last bin",
            "put this bin last",
        ),
        row(
            ("{ db = -6.0 }", "{ below = 1.0, db = -6.0 }"),
            "bins",
            "kind.device.score.factor[0].weigh.signal.bins[2].below",
            "fall nowhere",
            "Leave `below` out",
        ),
        row(
            ("{ below = 0.9, db = 2.0 }", "{ below = 90.0, db = 2.0 }"),
            "bins",
            "kind.device.score.factor[0].weigh.signal.bins[1].below",
            "face_match has no values on both sides of 90",
            "at most 1",
        ),
        row(
            ("match = -3.0, mismatch = 2.0", "match = 3.0, mismatch = 2.0"),
            "match = 3.0",
            "kind.device.score.factor[1].weigh.clue.match",
            "a match weighs +3.0 dB",
            "turn them around",
        ),
        row(
            ("passed = -6.0, failed = 12.0", "passed = 6.0, failed = -12.0"),
            "passed = 6.0",
            "kind.device.score.factor[2].weigh.check.passed",
            "passing weighs +6.0 dB",
            "turn them around",
        ),
    ]);
}

#[test]
fn a_signal_without_bins_weighs_nothing_and_is_a_fault() {
    let bins = "[{ below = 0.5, db = 9.0 }, { below = 0.9, db = 2.0 }, { db = -6.0 }]";
    let found = faults(&changed(bins, "[]"));
    assert_eq!(found[0].key, "kind.device.score.factor[0].weigh.signal.bins");
}
