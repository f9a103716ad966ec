//! The stages of a kind as a graph, in three forms.

use crate::playbook::{By, Kind, KindId, StageId};
use serde::Serialize;
use std::fmt::Write as _;

/// An action between two stages.
#[derive(Debug, Serialize)]
pub struct Edge {
    from: StageId,
    to: StageId,
    action: String,
    title: String,
    rules: Vec<String>,
    by: Vec<By>,
}

/// Every action from every stage, in the playbook's order.
pub fn edges(kind: &Kind) -> Vec<Edge> {
    let every = kind.actions.iter().flat_map(|action| action.from.iter().map(move |from| (from, action)));
    every
        .map(|(from, action)| Edge {
            from: from.clone(),
            to: action.to.clone().unwrap_or_else(|| from.clone()),
            action: action.id.to_string(),
            title: action.title.clone(),
            rules: action.rules.iter().map(ToString::to_string).collect(),
            by: action.by.clone(),
        })
        .collect()
}

/// To be read as it stands: each stage with what leads out of it.
pub fn text(kind: &Kind) -> String {
    let edges = edges(kind);
    let mut text = format!("{} ({})\n", kind.title, kind.prefix);
    for (index, stage) in kind.stages.iter().enumerate() {
        let clock = stage.clock.map(|clock| format!(", {clock}")).unwrap_or_default();
        let waits = if stage.waits_for_applicant { ", waits for the applicant" } else { "" };
        let end = stage.end.map(|end| format!(", ends: {}", end.as_str())).unwrap_or_default();
        let begins = if index == 0 { ", begins" } else { "" };
        let _ = writeln!(text, "\n● {} [{}{begins}{clock}{waits}{end}]", stage.title, stage.id);
        for edge in edges.iter().filter(|edge| edge.from == stage.id) {
            let rules =
                if edge.rules.is_empty() { String::new() } else { format!(" ({})", edge.rules.join(", ")) };
            let by =
                if edge.by == [By::Operator] { String::new() } else { format!(" · {}", actors(&edge.by)) };
            let to = if edge.to == edge.from { "stays".to_owned() } else { format!("→ {}", edge.to) };
            let _ = writeln!(text, "    {} {to}{rules}{by}", edge.action);
        }
    }
    text.push('\n');
    text
}

fn actors(by: &[By]) -> String {
    let words = by.iter().map(|by| match by {
        By::Operator => "operator",
        By::Timer => "timer",
        By::Owner => "owner",
        By::Applicant => "applicant",
    });
    words.collect::<Vec<_>>().join(", ")
}

/// A Mermaid state diagram.
pub fn mermaid(kind: &Kind) -> String {
    let mut text = String::from("stateDiagram-v2\n");
    for stage in &kind.stages {
        let _ = writeln!(text, "    state \"{}\" as {}", quotable(&stage.title), stage.id);
    }
    if let Some(first) = kind.stages.first() {
        let _ = writeln!(text, "    [*] --> {}", first.id);
    }
    for edge in edges(kind) {
        let _ = writeln!(text, "    {} --> {}: {}", edge.from, edge.to, edge.action);
    }
    for stage in kind.stages.iter().filter(|stage| stage.end.is_some()) {
        let _ = writeln!(text, "    {} --> [*]", stage.id);
    }
    text
}

/// A graph for Graphviz.
pub fn dot(id: &KindId, kind: &Kind) -> String {
    let mut text = format!("digraph {id} {{\n    rankdir=LR;\n    node [shape=box, style=rounded];\n");
    for stage in &kind.stages {
        let shape = if stage.end.is_some() { ", peripheries=2" } else { "" };
        let _ = writeln!(text, "    {} [label=\"{}\"{shape}];", stage.id, quotable(&stage.title));
    }
    for edge in edges(kind) {
        let _ = writeln!(text, "    {} -> {} [label=\"{}\"];", edge.from, edge.to, edge.action);
    }
    text.push_str("}\n");
    text
}

/// A title that may stand in double quotes in either form.
fn quotable(title: &str) -> String {
    title.replace(['"', '\\', '\n'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::{Playbook, shipped};

    #[test]
    fn every_action_and_stage_is_drawn_in_every_form() {
        for source in shipped() {
            let playbook = Playbook::reopen(source).unwrap();
            for (id, kind) in &playbook.kinds {
                for drawn in [text(kind), mermaid(kind), dot(id, kind)] {
                    assert!(kind.stages.iter().all(|stage| drawn.contains(stage.id.as_str())));
                    assert!(kind.actions.iter().all(|action| drawn.contains(action.id.as_str())));
                }
            }
        }
    }

    #[test]
    fn a_title_cannot_leave_its_quotes() {
        assert_eq!(quotable("a\" -> b\\\n"), "a' -> b''");
    }
}
