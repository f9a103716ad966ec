//! Order, batches, repetition and evidence.

use super::*;

fn ticket(reference: &str, extra: &str) -> String {
    format!(
        r#"{{"type":"ticket","institution":"binance","ref":"{reference}","kind":"recovery","account":"A-1","contact_email":"a@example.com","opened_at":"2026-03-10T09:00:00Z"{extra}}}"#
    )
}

fn evidence(reference: &str, file: &str) -> String {
    ticket(reference, &format!(r#","evidence":[{{"item":"id_front","file":"{file}"}}]"#))
}

#[test]
fn results_come_in_the_order_of_the_lines() {
    let mut input = String::from("\u{feff}");
    for number in 0..3_000 {
        match number % 3 {
            0 => input.push_str(&ticket(&format!("T-{number}"), "")),
            1 => input.push_str("{\"type\":\"tikcet\"}"),
            _ => input.push_str(&ticket(&format!("T-{}", number - 2), "")),
        }
        input.push_str("\n\n");
    }
    let ran = take_in(input.as_bytes(), None);
    let lines: Vec<u64> = ran.results.iter().map(|result| result.line).collect();
    assert_eq!(lines, (0..3_000).map(|number| number * 2 + 1).collect::<Vec<_>>());
    let summary =
        Summary { lines: 3_000, opened: 1_000, refused: 1_000, unchanged: 1_000, ..Summary::default() };
    assert_eq!(ran.summary, summary);
    assert!(ran.desk.batches.len() > 1, "{:?}", ran.desk.batches);
    assert!(ran.desk.batches.iter().all(|records| *records <= 1_100), "{:?}", ran.desk.batches);
}

#[test]
fn a_result_reads_as_text_and_as_json() {
    let input = [ticket("T-1", ""), "{\"type\":\"ticket\",\"ref\":\"T-2\",\"x\":1}".to_owned()].join("\n");
    let ran = take_in(input.as_bytes(), None);
    assert_eq!(ran.results[0].to_string(), "line 1  T-1  opened RC-000001, recovery, automated");
    assert_eq!(
        serde_json::to_string(&ran.results[0]).unwrap(),
        r#"{"line":1,"type":"ticket","ref":"T-1","result":"opened","case":"RC-000001","kind":"recovery","stage":"automated"}"#
    );
    assert!(
        ran.results[1]
            .to_string()
            .starts_with("line 2, column 34  T-2  refused: x: there is no field \"x\". ")
    );
    let json: serde_json::Value = serde_json::to_value(&ran.results[1]).unwrap();
    assert_eq!(
        (&json["result"], &json["column"], &json["field"]),
        (&"refused".into(), &34.into(), &"x".into())
    );
    assert_eq!(ran.summary.to_string(), "2 lines: 1 opened, 0 merged, 0 updated, 0 unchanged, 1 refused");
}

#[test]
fn what_the_desk_refuses_tells_its_column_too() {
    let line = ticket("T-1", "").replace("binance", "nowhere");
    let refused = refusal(line.as_bytes(), None);
    assert_eq!(refused.field.unwrap().as_str(), "institution");
    assert!(line[refused.column.unwrap() - 1..].starts_with("\"nowhere\""));
}

#[test]
fn evidence_is_kept_and_described() {
    let place = place();
    let line = ticket(
        "T-1",
        r#","from":{"utc_offset_minutes":840},"evidence":[{"item":"id_front","file":"front.png","dated":"2026-03-10"},{"item":"id_back","file":"sub/back.png"},{"item":"video","sha256":"0000000000000000000000000000000000000000000000000000000000000000","bytes":5,"media":"video/mp4"}]"#,
    )
    .replace("09:00", "10:30");
    let ran = take_in(line.as_bytes(), Some(&place));
    let evidence = &ran.desk.arrivals[0].evidence;
    assert_eq!(evidence.len(), 3);
    assert_eq!(evidence[0].media, "image/png");
    assert_eq!((evidence[0].stored, evidence[2].stored), (true, false));
    // Half past ten in the morning is the next day in the earliest zone.
    assert_eq!(evidence[0].brought_on, "2026-03-11".parse().unwrap());
    let vault = Vault::open(&place.path().join("vault")).unwrap();
    let path = vault.path_of(&evidence[1].sha256, "image/png").unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"\x89PNG\r\n\x1a\nback");
    assert_eq!(vault.path_of(&evidence[2].sha256, "video/mp4"), None);
}

#[test]
fn a_refused_record_leaves_no_file() {
    let place = place();
    let two = ticket(
        "T-1",
        r#","evidence":[{"item":"id_front","file":"front.png"},{"item":"id_back","file":"missing.png"}]"#,
    );
    let refused_by_desk = evidence("T-2", "sub/back.png").replace("binance", "nowhere");
    let ran = take_in(format!("{two}\n{refused_by_desk}").as_bytes(), Some(&place));
    assert_eq!(ran.summary.refused, 2);
    // The lock's file alone.
    assert_eq!(files_below(&place.path().join("vault")), 1);
}

#[test]
fn a_file_that_another_record_brought_too_stays() {
    let place = place();
    let refused = evidence("T-1", "front.png").replace("binance", "nowhere");
    let taken = evidence("T-2", "front.png");
    let ran = take_in(format!("{refused}\n{taken}\n{refused}").as_bytes(), Some(&place));
    assert_eq!((ran.summary.refused, ran.summary.opened), (2, 1));
    assert_eq!(files_below(&place.path().join("vault")), 2);
    // And it stays when a later intake brings it in vain.
    take_in(refused.as_bytes(), Some(&place));
    assert_eq!(files_below(&place.path().join("vault")), 2);
}

#[test]
fn without_a_folder_no_file_is_read() {
    let refused = refusal(evidence("T-1", "front.png").as_bytes(), None);
    assert_eq!(refused.field.unwrap().as_str(), "evidence[0].file");
    assert!(refused.what.as_str().contains("no folder"));
}

#[test]
fn an_input_that_breaks_off_gives_what_it_had() {
    struct Breaks(bool);
    impl std::io::Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if std::mem::replace(&mut self.0, true) {
                return Err(std::io::Error::other("the disk is gone"));
            }
            let line = ticket("T-1", "") + "\n";
            buffer[..line.len()].copy_from_slice(line.as_bytes());
            Ok(line.len())
        }
    }
    let mut desk = TakesAll::default();
    let options = Options { now: Arc::new(now), files: None };
    let error = run(BufReader::new(Breaks(false)), &mut desk, options, |_| (), |_| ()).unwrap_err();
    assert_eq!(error.to_string(), "could not read line 2 of the input: the disk is gone");
    assert_eq!(desk.arrivals.len(), 1);
}

#[test]
fn a_desk_that_fails_stops_the_intake() {
    struct Fails;
    impl Receiver for Fails {
        fn receive(&mut self, _: Vec<Arrival>) -> Result<Vec<Received>, DeskError> {
            Err(DeskError::NoSuchCase("x".to_owned()))
        }
    }
    let input = std::io::Cursor::new(ticket("T-1", "").into_bytes());
    let options = Options { now: Arc::new(now), files: None };
    assert!(run(input, &mut Fails, options, |_| (), |_| ()).is_err());
}
