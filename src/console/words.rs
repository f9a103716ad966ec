//! Words for what the model holds, as heading, palette and help need them.

use super::format::{count, count_short};
use super::model::{COUNTED, Model, Place, queue_key};
use crate::playbook::{ActionId, InstitutionId};
use crate::store::{CaseRow, Sort};
use crate::text::Clean;
use std::collections::BTreeSet;

/// An action of the playbook as the current case has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionWords {
    /// Which.
    pub id: ActionId,
    /// Its key.
    pub key: Option<char>,
    /// Its title.
    pub title: Clean,
    /// What stands against it.
    pub refusal: Option<Clean>,
    /// The rule that does, or `✕` where no rule is named.
    pub rule: Option<Clean>,
}

/// The actions of the current case, in the playbook's order; none while the case is being read.
pub fn actions(model: &Model) -> Vec<ActionWords> {
    let Some(view) = model.current_view() else { return Vec::new() };
    let words = view.actions.iter().map(|action| {
        let refusal = action.state.as_ref().err();
        ActionWords {
            id: action.action.id.clone(),
            key: action.action.key,
            title: Clean::line(&action.action.title),
            refusal: refusal.map(|refusal| Clean::line(&refusal.to_string())),
            rule: refusal.map(|refusal| {
                refusal
                    .rule
                    .as_ref()
                    .map_or_else(|| Clean::line("✕"), |rule| Clean::line(&format!("✕ {rule}")))
            }),
        }
    });
    words.collect()
}

/// A line of the list at the left, where a queue stands under its institution.
pub fn place_title(model: &Model, place: &Place) -> String {
    match place {
        Place::Everything => "All open".to_owned(),
        Place::FollowUps => "Follow-ups".to_owned(),
        Place::View(name) => name.clone(),
        Place::Queue(key) => {
            let queue = model.queues.iter().find(|queue| queue_key(queue) == *key);
            queue.map_or_else(|| key.kind.to_string(), |queue| queue.title.clone())
        }
    }
}

/// A place by itself: where there are several institutions, a queue names its own.
pub fn place(model: &Model, place: &Place) -> String {
    let title = place_title(model, place);
    match place {
        Place::Queue(key) => {
            // The institution is named only where there is more than one.
            if institutions(model).len() > 1 { format!("{title} · {}", key.institution) } else { title }
        }
        Place::Everything | Place::FollowUps | Place::View(_) => title,
    }
}

/// The institutions that the store has queues of.
pub fn institutions(model: &Model) -> BTreeSet<&InstitutionId> {
    model.queues.iter().map(|queue| &queue.institution).collect()
}

/// How many cases a place has, as far as it is known.
pub fn place_count(model: &Model, place: &Place) -> Option<String> {
    counted(model, place, count)
}

/// The same in few columns.
pub fn place_count_short(model: &Model, place: &Place) -> Option<String> {
    counted(model, place, count_short)
}

fn counted(model: &Model, place: &Place, words: fn(u64) -> String) -> Option<String> {
    match place {
        Place::Everything => {
            Some(words(model.queues.iter().map(|queue| queue.open + queue.followed_up).sum()))
        }
        Place::FollowUps => Some(words(model.queues.iter().map(|queue| queue.followed_up).sum())),
        Place::Queue(key) => {
            model.queues.iter().find(|queue| queue_key(queue) == *key).map(|queue| words(queue.open))
        }
        Place::View(name) => match model.counts.get(name) {
            Some(n) if *n >= COUNTED => Some(format!("{}+", COUNTED - 1)),
            Some(n) => Some(n.to_string()),
            None => None,
        },
    }
}

/// What the list shows, in one line: `Recovery · 128 open · due first · /band:high`.
pub fn heading(model: &Model) -> Clean {
    let mut parts = vec![place(model, &model.place)];
    match &model.place {
        Place::View(_) | Place::Everything | Place::FollowUps => {
            parts.extend(place_count(model, &model.place))
        }
        Place::Queue(_) => parts.extend(place_count(model, &model.place).map(|open| format!("{open} open"))),
    }
    parts.push(sort_title(model.sort).to_owned());
    if !model.typed.trim().is_empty() && model.search.is_none() {
        parts.push(format!("/{}", model.typed.trim()));
    }
    Clean::line(&parts.join(" · "))
}

/// What a row's kind is called: its queue's title, and the institution where there is more than one.
pub fn kind(model: &Model, row: &CaseRow) -> String {
    let queue =
        model.queues.iter().find(|queue| queue.institution == row.institution && queue.kind == row.kind);
    queue.map_or_else(|| row.kind.to_string(), |queue| queue.title.clone())
}

/// What a list's heading says of a sort order.
pub fn sort_title(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "due first",
        Sort::Risk => "riskiest first",
        Sort::Age => "oldest first",
        Sort::Newest => "newest first",
    }
}

/// The order after another, as the key walks through them.
pub fn next_sort(sort: Sort) -> Sort {
    match sort {
        Sort::Due => Sort::Risk,
        Sort::Risk => Sort::Age,
        Sort::Age => Sort::Newest,
        Sort::Newest => Sort::Due,
    }
}
