//! Windows of lists, held against a plain sort of all cases.

use super::super::StoreError;
use super::super::fixture::{Bench, binance, operator, reviewer, start, ticket};
use super::super::time::{NEVER, millis};
use super::{CaseRow, DueFilter, Filter, ListQuery, OpenFilter, Page, QueueKey, Sort, Window};
use crate::case::{Actor, CaseId, Event, Private};
use crate::playbook::{ActionId, KindId, Outcome, StageId};
use crate::score::Band;
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use std::sync::{Mutex, OnceLock};

const CASES: u32 = 48;

fn now() -> DateTime<Utc> {
    start() + Duration::hours(30)
}

/// A desk with cases at many stages, claimed and put off, some of it run out by [`now`].
fn desk() -> &'static Mutex<Bench> {
    static DESK: OnceLock<Mutex<Bench>> = OnceLock::new();
    DESK.get_or_init(|| {
        let mut bench = Bench::new();
        let playbook = bench.playbook();
        for n in 1..=CASES {
            let name = if n % 3 == 0 { "conflict" } else { "recovery" };
            let id = bench.open(&ticket(name, n), i64::from(n) * 20).id;
            let minutes = 1_000 + i64::from(n);
            let stages = &playbook.kinds[&KindId::new(name).unwrap()].stages;
            let to = stages[(n as usize * 5) % stages.len()].id.clone();
            let moved = Event::Acted {
                action: ActionId::new("move").unwrap(),
                from: stages[0].id.clone(),
                to,
                reason: None,
                proposed_by: None,
                private: Private::Erased,
            };
            if n % 4 != 0 {
                bench.append(id, &[moved], minutes, reviewer("bo"));
            }
            let until = start() + Duration::hours(i64::from(n % 60));
            match n % 7 {
                1 | 2 => {
                    let who = operator(if n % 2 == 0 { "alice" } else { "bo" });
                    bench.append(id, &[Event::Claimed { operator: who, until }], minutes, reviewer("alice"));
                }
                3 => {
                    bench.append(id, &[Event::Snoozed { until: Some(until) }], minutes, Actor::Timer);
                }
                _ => {}
            }
        }
        Mutex::new(bench)
    })
}

fn list(query: &ListQuery) -> Page {
    let desk = desk().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    desk.store.read::<_, StoreError>(|r| r.list(query, now())).unwrap()
}

fn everything() -> Vec<CaseRow> {
    let desk = desk().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let ids: Vec<CaseId> = (1..=i64::from(CASES)).map(CaseId).collect();
    desk.store.read::<_, StoreError>(|r| r.rows(&ids)).unwrap()
}

fn key(row: &CaseRow, sort: Sort) -> (i64, i64) {
    let key = match sort {
        Sort::Due => row.due_at.map_or(NEVER, millis),
        #[allow(clippy::cast_possible_truncation)]
        Sort::Risk => row.risk.map_or(NEVER, |risk| -((risk * 1e12).round() as i64)),
        Sort::Age => row.id.0,
        Sort::Newest => -row.id.0,
    };
    (key, if sort == Sort::Newest { -row.id.0 } else { row.id.0 })
}

fn passes(row: &CaseRow, filter: &Filter) -> bool {
    let claimed = row.claimed.as_ref().filter(|(_, until)| *until > now()).map(|(who, _)| who);
    let snoozed = row.snoozed_until.is_some_and(|until| until > now());
    let open = match filter.open {
        _ if filter.outcome.is_some() => true,
        OpenFilter::Open => row.outcome.is_none() && !snoozed,
        OpenFilter::Snoozed => row.outcome.is_none() && snoozed,
        OpenFilter::Ended => row.outcome.is_some(),
        OpenFilter::All => true,
    };
    let due = filter.due.is_none_or(|due| {
        let before = match due {
            DueFilter::Overdue => now(),
            DueFilter::Before(at) => at,
        };
        row.due_at.is_some_and(|at| at < before)
    });
    let elsewhere = filter.queue.is_some() && filter.stage.is_none() && filter.open == OpenFilter::Open;
    let queue = row.followed_up == filter.follow_ups || !(filter.follow_ups || elsewhere);
    open && due
        && queue
        && filter.outcome.is_none_or(|outcome| row.outcome == Some(outcome))
        && filter.stage.as_ref().is_none_or(|stage| *stage == row.stage)
        && filter.kind.as_ref().is_none_or(|kind| *kind == row.kind)
        && filter.queue.as_ref().is_none_or(|queue| queue.kind == row.kind)
        && (filter.bands.is_empty() || row.band.is_some_and(|band| filter.bands.contains(&band)))
        && filter.claimed_by.as_ref().is_none_or(|who| claimed == Some(who))
        && !(filter.unclaimed && claimed.is_some())
}

fn plain(filter: &Filter, sort: Sort) -> Vec<CaseRow> {
    let mut rows: Vec<_> = everything().into_iter().filter(|row| passes(row, filter)).collect();
    rows.sort_by_key(|row| key(row, sort));
    rows
}

fn ids(rows: &[CaseRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id.0).collect()
}

fn filters() -> impl Strategy<Value = Filter> {
    let kind = || prop_oneof![Just("recovery"), Just("conflict")].prop_map(|kind| KindId::new(kind).unwrap());
    let queue = kind().prop_map(|kind| QueueKey { institution: binance(), kind });
    let stage = prop_oneof![Just("open"), Just("manual_review"), Just("waiting_applicant"), Just("nowhere")]
        .prop_map(|stage| StageId::new(stage).unwrap());
    let bands = proptest::collection::vec(proptest::sample::select(Band::ALL.to_vec()), 0..3);
    let due = prop_oneof![
        Just(DueFilter::Overdue),
        (0_i64..400).prop_map(|hours| DueFilter::Before(start() + Duration::hours(hours)))
    ];
    let who = prop_oneof![Just("alice"), Just("bo"), Just("nobody")].prop_map(operator);
    let open = prop_oneof![
        3 => Just(OpenFilter::Open), 1 => Just(OpenFilter::Snoozed), 1 => Just(OpenFilter::Ended), 2 => Just(OpenFilter::All)
    ];
    let outcome = prop_oneof![Just(Outcome::Approved), Just(Outcome::Rejected), Just(Outcome::Closed)];
    let seldom = |some: f64| proptest::option::weighted(some, Just(())).prop_map(|some| some.is_some());
    (
        (proptest::option::weighted(0.3, queue), proptest::option::weighted(0.2, kind())),
        (proptest::option::weighted(0.2, stage), bands, proptest::option::weighted(0.3, due)),
        (proptest::option::weighted(0.2, who), seldom(0.3), proptest::option::weighted(0.1, outcome), open),
    )
        .prop_map(|((queue, kind), (stage, bands, due), (claimed_by, unclaimed, outcome, open))| {
            Filter {
                queue,
                kind,
                stage,
                bands,
                due,
                claimed_by,
                unclaimed,
                outcome,
                open,
                ..Filter::default()
            }
        })
}

fn sorts() -> impl Strategy<Value = Sort> {
    prop_oneof![Just(Sort::Due), Just(Sort::Risk), Just(Sort::Age), Just(Sort::Newest)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_window_is_the_part_of_the_sorted_list_that_it_names(
        filter in filters(), sort in sorts(), limit in 1_usize..9, place in 0..CASES as usize, which in 0..5
    ) {
        let all = plain(&filter, sort);
        // A cursor that no row of the list has must do as well: rows come and go.
        let somewhere = plain(&Filter { open: OpenFilter::All, ..Filter::default() }, sort);
        let from = list(&ListQuery {
            filter: Filter { open: OpenFilter::All, ..Filter::default() }, sort, window: Window::First, limit: 100
        }).rows[place].cursor;
        let at = key(&somewhere[place], sort);
        let before = all.iter().take_while(|row| key(row, sort) < at).count();
        let till = all.iter().take_while(|row| key(row, sort) <= at).count();
        let (window, range) = match which {
            0 => (Window::First, 0..limit.min(all.len())),
            1 => (Window::After(from), till..(till + limit).min(all.len())),
            2 => (Window::From(from), before..(before + limit).min(all.len())),
            3 => (Window::Before(from), before.saturating_sub(limit)..before),
            _ => (Window::Last, all.len().saturating_sub(limit)..all.len()),
        };
        let page = list(&ListQuery { filter, sort, window, limit });
        prop_assert_eq!(ids(&page.rows), ids(&all[range.clone()]));
        prop_assert_eq!(page.more_before, range.start > 0, "before {:?}", window);
        prop_assert_eq!(page.more_after, range.end < all.len(), "after {:?}", window);
    }

    #[test]
    fn a_count_is_the_length_of_the_list(filter in filters()) {
        let desk = desk().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = desk.store.read::<_, StoreError>(|r| r.count(&filter, now())).unwrap();
        drop(desk);
        if let Some(count) = count {
            prop_assert_eq!(count, plain(&filter, Sort::Age).len() as u64);
        }
    }
}

#[test]
fn walking_a_list_window_by_window_meets_every_row_once() {
    let filter = Filter { open: OpenFilter::All, ..Filter::default() };
    for sort in [Sort::Due, Sort::Risk, Sort::Age, Sort::Newest] {
        let (mut met, mut window) = (Vec::new(), Window::First);
        loop {
            let page = list(&ListQuery { filter: filter.clone(), sort, window, limit: 7 });
            met.extend(ids(&page.rows));
            match page.rows.last() {
                Some(last) if page.more_after => window = Window::After(last.cursor),
                _ => break,
            }
        }
        assert_eq!(met, ids(&plain(&filter, sort)), "{sort:?}");
    }
}
