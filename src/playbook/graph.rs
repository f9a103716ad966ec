//! A kind as a picture: as text for a terminal, and for Graphviz.

use super::{Action, By, Kind, Outcome, Role, Stage, Timer, TimerStart};
use crate::text::RuleId;
use std::fmt::Write as _;

/// The stages of `kind` in order, each with what may be done there, where that leads, by which rules, and what happens by
/// itself. Lines end with a line feed; titles stand as the playbook has them.
pub fn graph(kind: &Kind) -> String {
    let mut text = format!("{} · {} · queue {}\n", kind.title, kind.prefix, kind.queue);
    for (index, stage) in kind.stages.iter().enumerate() {
        let mark = match (stage.end, index) {
            (Some(_), _) => "■",
            (None, 0) => "▶",
            (None, _) => "□",
        };
        let _ = writeln!(text, "\n{mark} {}  {}", stage.id, about(stage));
        let here: Vec<_> = kind.actions.iter().filter(|action| action.from.contains(&stage.id)).collect();
        let width = here.iter().map(|action| action.title.chars().count()).max().unwrap_or(0);
        for action in here {
            let key = action.key.unwrap_or(' ');
            let to = action.to.as_ref().map_or("stays", |to| to.as_str());
            let _ = write!(text, "    {key} {:width$} → {to}", action.title);
            for part in conditions(action) {
                let _ = write!(text, " · {part}");
            }
            text.push('\n');
        }
        for timer in kind.timers.iter().filter(|timer| timer.stage == stage.id) {
            let _ = writeln!(text, "    ◷ {}", tries(timer));
        }
    }
    text
}

/// The stages of `kind` as a Graphviz document.
pub fn dot(kind: &Kind) -> String {
    let mut text = format!("digraph {} {{\n", quoted(&kind.title));
    text.push_str("  rankdir=LR;\n  node [shape=box, style=rounded];\n");
    for stage in &kind.stages {
        let label = quoted(&format!("{}\n{}", stage.id, about(stage)));
        let shape = if stage.end.is_some() { ", peripheries=2" } else { "" };
        let style = if stage.waits_for_applicant { ", style=\"rounded,dashed\"" } else { "" };
        let _ = writeln!(text, "  {} [label={label}{shape}{style}];", quoted(stage.id.as_str()));
    }
    for action in &kind.actions {
        let by_itself = !action.by.contains(&By::Operator);
        let style = if by_itself { ", style=dashed" } else { "" };
        let mut label = action.title.clone();
        let rules = rules(action.guards.iter().map(|guard| &guard.rule));
        if !rules.is_empty() {
            let _ = write!(label, "\n{rules}");
        }
        for from in &action.from {
            let to = action.to.as_ref().unwrap_or(from);
            let (from, to) = (quoted(from.as_str()), quoted(to.as_str()));
            let _ = writeln!(text, "  {from} -> {to} [label={}{style}];", quoted(&label));
        }
    }
    text.push_str("}\n");
    text
}

fn about(stage: &Stage) -> String {
    let mut parts = vec![stage.title.clone()];
    parts.extend(stage.clock.map(|clock| clock.to_string()));
    if stage.waits_for_applicant {
        parts.push("the clock stands still".to_owned());
    }
    parts.extend(stage.end.map(|end| {
        match end {
            Outcome::Approved => "ends approved",
            Outcome::Rejected => "ends rejected",
            Outcome::Closed => "ends without a decision",
        }
        .to_owned()
    }));
    let rules = rules(stage.rules.iter());
    parts.extend((!rules.is_empty()).then_some(rules));
    parts.join(" · ")
}

/// What must hold for an action, and what it asks of whoever takes it.
fn conditions(action: &Action) -> Vec<String> {
    let mut parts = Vec::new();
    let by: Vec<_> = action.by.iter().filter(|by| **by != By::Operator).map(|by| sort(*by)).collect();
    if !by.is_empty() {
        let also = if action.by.contains(&By::Operator) { "also by " } else { "by " };
        parts.push(format!("{also}{}", by.join(", ")));
    }
    if action.role > Role::Reviewer {
        parts.push(action.role.to_string());
    }
    let rules = rules(action.guards.iter().map(|guard| &guard.rule));
    if !rules.is_empty() {
        parts.push(format!("if {rules}"));
    }
    parts.extend(action.second_operator_from.map(|band| format!("two people from {band}")));
    parts.extend(action.irreversible.then(|| "irreversible".to_owned()));
    parts
}

fn sort(by: By) -> &'static str {
    match by {
        By::Operator => "operator",
        By::Timer => "timer",
        By::Owner => "owner",
        By::Applicant => "applicant",
    }
}

/// Each rule once, in the order of first mention.
fn rules<'r>(rules: impl Iterator<Item = &'r RuleId>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for rule in rules.map(RuleId::as_str) {
        if !once.contains(&rule) {
            once.push(rule);
        }
    }
    once.join(" ")
}

fn tries(timer: &Timer) -> String {
    let when = match timer.start {
        TimerStart::HoursInStage(0) => "at once".to_owned(),
        TimerStart::HoursInStage(1) => "after 1 hour".to_owned(),
        TimerStart::HoursInStage(hours) => format!("after {hours} hours"),
        TimerStart::MinutesInStage(1) => "after 1 minute".to_owned(),
        TimerStart::MinutesInStage(minutes) => format!("after {minutes} minutes"),
        TimerStart::BeforeDue(budget) => format!("{budget} before it is due"),
        TimerStart::HoldEnds => "when the hold ends".to_owned(),
        TimerStart::SessionOver => "when the session's time is over".to_owned(),
    };
    let actions: Vec<_> = timer.actions.iter().map(|action| action.as_str()).collect();
    format!("{when}: {}", actions.join(", else "))
}

/// `text` as a quoted string of Graphviz.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::{KindId, Playbook, shipped};

    fn each_shipped_kind(mut test: impl FnMut(&KindId, &Kind)) {
        for source in shipped() {
            let playbook = Playbook::load(source).unwrap();
            playbook.kinds.iter().for_each(|(id, kind)| test(id, kind));
        }
    }

    #[test]
    fn a_picture_shows_every_stage_and_every_way_between_them() {
        each_shipped_kind(|id, kind| {
            let text = graph(kind);
            for stage in &kind.stages {
                assert!(text.contains(&format!(" {}  {}", stage.id, stage.title)), "{id}: {}", stage.id);
            }
            let arrows: usize = kind.actions.iter().map(|action| action.from.len()).sum();
            assert_eq!(text.matches(" → ").count(), arrows, "{id}");
            assert_eq!(text.matches('◷').count(), kind.timers.len(), "{id}");
        });
    }

    #[test]
    fn the_picture_of_a_recovery_tells_its_rules_and_timers() {
        let playbook = shipped().iter().map(|source| Playbook::load(source).unwrap());
        let kind = playbook.flat_map(|p| p.kinds.into_values()).find(|kind| kind.prefix == "RC").unwrap();
        let text = graph(&kind);
        for line in [
            "▶ automated  Automated review · 24 hours · R11 R20",
            "→ hold · if R14 R3 R5 R6 R8 R16 R1 R12 · two people from high",
            "◷ when the hold ends: complete",
            "■ rejected  Rejected · ends rejected",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn a_title_cannot_break_out_of_its_quotes() {
        assert_eq!(quoted("a\"]; b\\\nc"), r#""a\"]; b\\\nc""#);
        each_shipped_kind(|_, kind| {
            let text = dot(kind);
            assert!(text.starts_with("digraph \"") && text.ends_with("}\n"));
            assert_eq!(
                text.matches(" -> ").count(),
                kind.actions.iter().map(|a| a.from.len()).sum::<usize>()
            );
        });
    }
}
