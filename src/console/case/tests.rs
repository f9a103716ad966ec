//! The case screen as it looks, and as keys move it.

use super::judge::{Mark, Wish};
use super::state::{Ask, CaseUi};
use super::stop::{Section, Stop};
use crate::case::{Command, Verdict};
use crate::console::fixture::{self, Desk};
use crate::console::hit::{HitMap, Target};
use crate::console::paint::Canvas;
use crate::console::theme::{Theme, ThemeName};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

fn screen(desk: &Desk) -> CaseUi {
    let mut ui = CaseUi::new(desk.case.id);
    ui.refresh(desk.view());
    ui
}

fn drawn(ui: &CaseUi, width: u16, height: u16, theme: ThemeName) -> (Buffer, HitMap) {
    let area = Rect::new(0, 0, width, height);
    let (mut buf, mut hits) = (Buffer::empty(area), HitMap::default());
    let theme = Theme::new(theme);
    super::draw::draw(&mut Canvas::new(&mut buf, &theme, &mut hits), area, ui);
    (buf, hits)
}

/// The screen as text, a line a row.
pub fn text(buf: &Buffer) -> String {
    let mut text = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buf.area.left()..buf.area.right() {
            let symbol = buf[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            }
            skip -= 1;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Lets the desk do what the screen wishes, until it wishes nothing more.
fn carry_out(ui: &mut CaseUi, desk: &mut Desk, wishes: Vec<Wish>) -> Vec<Wish> {
    let mut told = Vec::new();
    let mut open: std::collections::VecDeque<Wish> = wishes.into();
    while let Some(wish) = open.pop_front() {
        match wish {
            Wish::Do(send) => {
                assert_eq!(send.seen, Some(desk.case.version), "each on the version before");
                match desk.act(&send.command) {
                    Ok(()) => open.extend(ui.carried_out(desk.case.version, fixture::now())),
                    Err(refusal) => open.extend(ui.not_carried_out(&refusal.to_string())),
                }
            }
            Wish::Reload => {
                ui.refresh(desk.view());
                open.extend(ui.after_refresh());
            }
            other => told.push(other),
        }
    }
    told
}

const SIZE: (u16, u16) = (120, 37);

fn requirement(item: &str, requirement: &str) -> Stop {
    Stop::Requirement(item.parse().unwrap(), requirement.parse().unwrap())
}

#[test]
fn snapshots() {
    for (name, desk) in [
        ("straight", fixture::straightforward()),
        ("troubled", fixture::troubled()),
        ("conflict", fixture::conflict()),
    ] {
        let ui = screen(&desk);
        for (width, height) in [(60, 20), (80, 24), (120, 40), (200, 60)] {
            let (buf, _) = drawn(&ui, width, height, ThemeName::Dark);
            insta::assert_snapshot!(format!("case_{name}_{width}x{height}"), text(&buf));
        }
    }
}

#[test]
fn the_question_lists_what_would_be_accepted_and_what_is_left() {
    let mut ui = screen(&fixture::troubled());
    assert!(ui.ask_accept().is_empty());
    for (width, height) in [(40, 7), (60, 20), (120, 40)] {
        let (buf, _) = drawn(&ui, width, height, ThemeName::Dark);
        insta::assert_snapshot!(format!("accept_{width}x{height}"), text(&buf));
    }
}

#[test]
fn accepting_parts_what_a_test_confirms_from_ones_word_and_leaves_what_has_not_come() {
    let mut desk = fixture::straightforward();
    let mut ui = screen(&desk);
    ui.ask_accept();
    let shown = text(&drawn(&ui, 120, 40, ThemeName::Dark).0);
    let (confirmed, word) = shown.split_once("Only on your word").unwrap();
    assert!(confirmed.contains("Confirmed by a test") && confirmed.contains("Recorded after"), "{shown}");
    assert!(word.contains("4 files to look at") && word.contains("One take"), "{shown}");
    for item in desk.case.items.values_mut().filter(|item| item.evidence[0].media == "video/mp4") {
        item.evidence.clear();
    }
    let mut ui = screen(&desk);
    let strip = text(&drawn(&ui, 120, 40, ThemeName::Dark).0);
    assert!(strip.contains("○ OPEN     1 item to come"), "{strip}");
    ui.ask_accept();
    let Some(Ask::Accept { plan, .. }) = &ui.ask else { panic!("it asks") };
    let left: Vec<_> = plan.left.iter().map(|(title, why)| format!("{title}: {why}")).collect();
    assert_eq!(left, ["The person in the video is the person of the record: Video has not come"]);
}

#[test]
fn r14_what_the_owner_wrote_stands_on_top_until_it_is_noted() {
    let mut desk = fixture::troubled();
    let message = Command::Receive { text: "This was NOT me".to_owned(), intent: None };
    desk.act_as(crate::case::Actor::Owner, chrono::Duration::minutes(5), &message);
    let against = |desk: &Desk| {
        let shown = text(&drawn(&screen(desk), 120, 40, ThemeName::Dark).0);
        shown.lines().find(|line| line.contains("AGAINST")).unwrap().to_owned()
    };
    let shown = against(&desk);
    assert!(shown.contains("AGAINST  ‼ the registered owner wrote") && shown.contains("NOT me"), "{shown}");
    desk.act(&Command::Note { text: "called back".to_owned() }).unwrap();
    assert!(!against(&desk).contains("owner wrote"));
}

#[test]
fn what_on_record_stands_against_the_approval_is_told_from_the_beginning() {
    let mut desk = fixture::straightforward();
    desk.facts.contact_registered_on = Some("A-7".parse().unwrap());
    desk.facts.claimant = None;
    let shown = text(&drawn(&screen(&desk), 200, 60, ThemeName::Dark).0);
    let against = shown.lines().find(|line| line.contains("AGAINST")).unwrap();
    for words in ["account A-1000077 is not in the registry", "registered on account A-7 (R8)", "(R3)"] {
        assert!(against.contains(words), "{against}");
    }
    let plan = super::open::accept_all(&screen(&desk).scene(80).unwrap());
    for step in plan.steps {
        desk.act(&step.command).unwrap();
    }
    let shown = text(&drawn(&screen(&desk), 120, 40, ThemeName::Dark).0);
    assert!(shown.contains("nothing, but R3 stands against “Approve the recovery”"), "{shown}");
}

#[test]
fn nothing_is_accepted_before_the_end_of_the_list_was_on_screen() {
    for size in [(40, 7), (60, 17), (80, 21), (120, 37)] {
        let mut ui = screen(&fixture::troubled());
        ui.ask_accept();
        let mut seen = String::new();
        let mut keys = 0;
        loop {
            seen.push_str(&text(&drawn(&ui, size.0, size.1, ThemeName::Dark).0));
            keys += 1;
            if !ui.confirm(size).is_empty() {
                break;
            }
            assert!(keys < 20, "{size:?}");
        }
        for words in ["Left open", "2026-11-13", "No glare", "One take", "distance"] {
            assert!(seen.contains(words), "{words} was not shown at {size:?}:\n{seen}");
        }
    }
}

#[test]
fn what_would_be_accepted_scrolls_to_its_end_and_back() {
    let mut ui = screen(&fixture::straightforward());
    ui.ask_accept();
    let size = (40, 7);
    let shown = |ui: &CaseUi| text(&drawn(ui, size.0, size.1, ThemeName::Dark).0);
    let begin = shown(&ui);
    ui.scroll_question(isize::MAX, size);
    ui.scroll_question(5, size);
    assert!(shown(&ui).contains("accept, one by one"));
    ui.scroll_question(isize::MIN, size);
    assert_eq!(shown(&ui), begin);
}

#[test]
fn a_straightforward_appeal_is_accepted_by_single_commands_through_the_desk() {
    let mut desk = fixture::straightforward();
    let mut ui = screen(&desk);
    ui.ask_accept();
    let before = desk.events.len();
    let wishes = ui.confirm(SIZE);
    // The key of the action is pressed before the desk has answered: it is not lost.
    assert!(ui.press('a').is_empty());
    let told = carry_out(&mut ui, &mut desk, wishes);
    assert_eq!(told, [Wish::Decide(fixture::action("approve"))]);
    // One claim, thirteen requirements, three checks.
    assert_eq!(desk.events.len() - before, 17);
    assert_eq!(ui.open_count(), 0);
}

#[test]
fn accepting_leaves_what_a_test_contradicts_and_a_refusal_stops_the_rest() {
    let mut desk = fixture::troubled();
    let mut ui = screen(&desk);
    ui.ask_accept();
    let Some(Ask::Accept { plan, .. }) = &ui.ask else { panic!("it asks") };
    assert!(plan.left.iter().any(|(title, _)| title.starts_with("ID with note: It bears the day")));
    assert!(plan.steps.iter().all(|step| step.stop != requirement("note", "date")));
    let wishes = ui.confirm(SIZE);
    // Meanwhile somebody else takes the case.
    let bo = crate::case::Actor::Operator("bo".parse().unwrap(), crate::playbook::Role::Reviewer);
    let mut other = desk.clone();
    other.facts.actor = bo;
    other.act(&Command::Claim).unwrap();
    desk.case.lease = other.case.lease;
    let told = carry_out(&mut ui, &mut desk, wishes);
    let [Wish::Say(words)] = told.as_slice() else { panic!("{told:?}") };
    assert!(words.as_str().contains("bo has claimed this case"), "{words}");
    assert!(!ui.work.is_busy());
}

#[test]
fn walking_goes_through_all_that_is_open_and_ends_at_the_button() {
    let mut desk = fixture::straightforward();
    let mut ui = screen(&desk);
    ui.walk(SIZE);
    assert_eq!(ui.cursor(), Some(&requirement("id_front", "edges_visible")));
    let mut verdicts = 0;
    while !matches!(ui.cursor(), Some(Stop::Action(_))) {
        let wishes = ui.judge(Mark::For, SIZE);
        carry_out(&mut ui, &mut desk, wishes);
        verdicts += 1;
        if ui.open_count() == 0 {
            ui.walk(SIZE);
        }
        assert!(verdicts < 40);
    }
    assert_eq!(verdicts, 16);
    assert_eq!(ui.enter(SIZE), [Wish::Decide(fixture::action("approve"))]);
}

#[test]
fn verdicts_for_against_and_open_again_reach_the_desk() {
    let mut desk = fixture::straightforward();
    let mut ui = screen(&desk);
    let stop = requirement("id_back", "text_clear");
    ui.stand_on(stop.clone());
    for (mark, verdict) in
        [(Mark::Against, Some(Verdict::Refused)), (Mark::Open, None), (Mark::For, Some(Verdict::Ticked))]
    {
        ui.stand_on(stop.clone());
        let wishes = ui.judge(mark, SIZE);
        assert!(carry_out(&mut ui, &mut desk, wishes).is_empty());
        assert_eq!(desk.case.verdict(&"id_back".parse().unwrap(), &"text_clear".parse().unwrap()), verdict);
    }
    ui.stand_on(Stop::Item("note".parse().unwrap()));
    let wishes = ui.judge(Mark::For, SIZE);
    carry_out(&mut ui, &mut desk, wishes);
    assert_eq!(desk.case.items["note"].verdicts.len(), 4);
    ui.stand_on(Stop::Clue("withdrawal_addresses".parse().unwrap()));
    let wishes = ui.judge(Mark::Against, SIZE);
    carry_out(&mut ui, &mut desk, wishes);
    assert_eq!(desk.case.clues.len(), 5);
    ui.stand_on(Stop::Factor("face_match".parse().unwrap()));
    assert!(matches!(ui.judge(Mark::For, SIZE).as_slice(), [Wish::Say(_)]));
}

#[test]
fn c03_the_cause_is_named_from_its_list() {
    let mut desk = fixture::conflict();
    let mut ui = screen(&desk);
    ui.choose_stop(Stop::Cause("forgotten".parse().unwrap()));
    let wishes = ui.enter(SIZE);
    carry_out(&mut ui, &mut desk, wishes);
    assert_eq!(desk.case.cause.as_ref().unwrap().as_str(), "forgotten");
}

#[test]
fn r21_who_applies_is_chosen_among_the_senders() {
    let mut desk = fixture::straightforward();
    let mut further = fixture::ticket();
    (further.reference, further.contact_email) = ("T-EVE".parse().unwrap(), "eve@example.org".into());
    let opening = crate::case::Opening {
        kind: "recovery".parse().unwrap(),
        ticket: further,
        evidence: Vec::new(),
        signals: Default::default(),
        submission: None,
    };
    let alice = std::mem::replace(&mut desk.facts.actor, crate::case::Actor::Applicant);
    desk.act(&crate::case::Command::Join(Box::new(opening))).unwrap();
    desk.facts.actor = alice;
    let mut ui = screen(&desk);
    let told = text(&drawn(&ui, 200, 60, ThemeName::Dark).0);
    assert!(told.contains("Who applies") && told.contains("T-EVE") && !told.contains("eve@"), "{told}");
    ui.choose_stop(Stop::Ticket("T-EVE".parse().unwrap()));
    assert!(matches!(ui.judge(Mark::Against, SIZE).as_slice(), [Wish::Say(_)]));
    let wishes = ui.enter(SIZE);
    carry_out(&mut ui, &mut desk, wishes);
    assert_eq!(desk.case.tickets.application().unwrap().contact_email, "eve@example.org");
}

#[test]
fn c01_the_account_that_the_case_is_about_is_chosen_among_several() {
    let mut desk = fixture::conflict();
    desk.case.matter.as_mut().unwrap().holder = None;
    desk.facts.identity_holders = Some(["A-1000012", "A-1000013"].map(|name| name.parse().unwrap()).into());
    let mut ui = screen(&desk);
    ui.choose_stop(Stop::Holder("A-1000012".parse().unwrap()));
    let wishes = ui.enter(SIZE);
    carry_out(&mut ui, &mut desk, wishes);
    assert_eq!(desk.case.matter.as_ref().unwrap().holder.as_ref().unwrap().as_str(), "A-1000012");
}

#[test]
fn n06_data_is_covered_until_a_reason_is_recorded_and_covers_itself_again() {
    let mut desk = fixture::straightforward();
    let mut ui = screen(&desk);
    let shows = |ui: &CaseUi| text(&drawn(ui, 200, 60, ThemeName::Dark).0).contains("Wei Lin");
    assert!(!shows(&ui));
    ui.ask_reveal();
    assert!(matches!(ui.confirm(SIZE).as_slice(), [Wish::Say(_)]), "a reason is needed");
    ui.edit(&crate::console::field::Edit::Paste("spelling of the name".to_owned()));
    let wishes = ui.confirm(SIZE);
    assert!(matches!(wishes.as_slice(), [Wish::Do(_)]) && !shows(&ui), "not before it is recorded");
    carry_out(&mut ui, &mut desk, wishes);
    assert!(shows(&ui));
    assert!(ui.view().unwrap().timeline[0].text.as_str().contains("spelling of the name"));
    ui.now = Some(fixture::now() + chrono::Duration::minutes(3));
    assert!(!shows(&ui));
}

#[test]
fn n06_data_stays_covered_where_the_record_is_refused() {
    let mut ui = screen(&fixture::straightforward());
    ui.ask_reveal();
    ui.edit(&crate::console::field::Edit::Paste("why".to_owned()));
    ui.confirm(SIZE);
    ui.not_carried_out("the store is locked");
    assert!(!ui.scene(80).unwrap().revealed);
}

#[test]
fn a_refresh_leaves_the_cursor_where_it_is() {
    let mut desk = fixture::straightforward();
    let mut ui = screen(&desk);
    ui.go_to(Section::Clues, SIZE);
    ui.step(2, SIZE);
    let before = ui.cursor().cloned();
    desk.act(&Command::Note { text: "hello".to_owned() }).unwrap();
    ui.refresh(desk.view());
    assert_eq!(ui.cursor().cloned(), before);
    assert_eq!(before.map(|stop| stop.section()), Some(Section::Clues));
}

#[test]
fn l11_the_triage_shows_what_was_tried_what_is_proposed_and_the_reply() {
    let lock = serde_json::json!({ "lock": { "since": "2026-11-19T09:00:00Z" } });
    let mut desk = fixture::login_trouble("network", lock);
    let mut ui = screen(&desk);
    for (width, height) in [(80, 24), (120, 36)] {
        let shown = text(&drawn(&ui, width, height, ThemeName::Dark).0);
        for told in ["7 ▸ The page", "the ticket says so"] {
            assert!(shown.contains(told), "{told} at {width}×{height}:\n{shown}");
        }
        insta::assert_snapshot!(format!("case_triage_{width}x{height}"), shown);
    }
    let shown = text(&drawn(&ui, 120, 36, ThemeName::Dark).0);
    for told in ["What keeps the applicant", "tried: waited", "the lock ended"] {
        assert!(shown.contains(told), "{told}:\n{shown}");
    }
    let wishes = ui.judge(Mark::For, SIZE);
    carry_out(&mut ui, &mut desk, wishes);
    ui.refresh(desk.view());
    let shown = text(&drawn(&ui, 120, 36, ThemeName::Dark).0);
    for told in ["✔ Trouble: The page", "→ Send the reply", "Binance LA-000812: reaching us", "mobile data"]
    {
        assert!(shown.contains(told), "{told}:\n{shown}");
    }
    insta::assert_snapshot!("case_triage_reply_120x36", shown);
}

#[test]
fn every_section_is_reached_by_tab_and_every_stop_by_the_mouse() {
    let mut ui = screen(&fixture::troubled());
    let mut seen = Vec::new();
    // A recovery has no triage.
    let sections: Vec<_> = Section::ALL.into_iter().filter(|section| *section != Section::Triage).collect();
    for _ in &sections {
        ui.step_section(1, SIZE);
        seen.push(ui.cursor().unwrap().section());
    }
    assert_eq!(seen, sections);
    let (_, hits) = drawn(&ui, SIZE.0, SIZE.1, ThemeName::Dark);
    let Some(Target::Item(item)) = hits.at(10, 8) else { panic!("{:?}", hits.at(10, 8)) };
    ui.go_to_item(*item, SIZE);
    assert_eq!(ui.cursor().unwrap().section(), Section::Checklist);
}

#[test]
fn the_selection_is_reversed_and_signs_carry_the_meaning_without_colour() {
    let mut ui = screen(&fixture::troubled());
    ui.stand_on(requirement("id_front", "no_glare"));
    for theme in ThemeName::ALL {
        let (buf, _) = drawn(&ui, 120, 40, theme);
        let reversed: std::collections::BTreeSet<u16> =
            (0..40).filter(|y| (0..50).any(|x| buf[(x, *y)].modifier.contains(Modifier::REVERSED))).collect();
        assert_eq!(reversed.len(), 1, "{theme}");
    }
    let (buf, _) = drawn(&ui, 200, 60, ThemeName::Monochrome);
    let coloured = buf.content().iter().filter(|cell| cell.fg != ratatui::style::Color::Reset).count();
    assert_eq!(coloured, 0);
    let shown = text(&buf);
    for sign in [
        "✔ All edges",
        "✘ The emblem",
        "○ No glare",
        "‼ It bears",
        "≠ different",
        "= equal",
        "✘ AGAINST",
        "✔ FOR",
    ] {
        assert!(shown.contains(sign), "{sign}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_size_and_no_walk_panics(
        width in 1_u16..300, height in 1_u16..100, which in 0_usize..3, walk in prop::collection::vec(0_u8..10, 0..12),
    ) {
        let view = &fixture::views()[which];
        let mut ui = CaseUi::new(view.case.id);
        ui.refresh(view.clone());
        let size = (width, height);
        for key in walk {
            match key {
                0 => ui.step(1, size),
                1 => ui.step(-3, size),
                2 => ui.step_section(1, size),
                3 => ui.step_section(-1, size),
                4 => ui.step_column(1, size),
                5 => ui.step_column(-1, size),
                6 => ui.walk(size),
                7 => ui.step_to_end(true, size),
                8 => ui.ledger = !ui.ledger,
                _ => drop(ui.ask_accept()),
            }
        }
        let (buf, _) = drawn(&ui, width, height, ThemeName::Dark);
        prop_assert!(buf.content().iter().all(|cell| !cell.symbol().chars().any(char::is_control)));
    }
}
