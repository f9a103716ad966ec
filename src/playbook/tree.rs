//! A playbook's file as a tree that still knows its lines, and paths into it.

use super::fault::{Fault, line_of};
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Into a table.
    Key(String),
    /// Into a list, counted from 0.
    Index(usize),
}

/// A place in the file: `kind.recovery.action[3].to`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path(pub Vec<Step>);

impl Path {
    /// The place of a key at the root of the file.
    pub fn of(key: &str) -> Self {
        Self::default().key(key)
    }

    /// The place of `key` in the table here.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// The place of an element of the list called `key` in the table here.
    #[must_use]
    pub fn item(&self, key: &str, index: usize) -> Self {
        self.key(key).then(Step::Index(index))
    }

    /// The place one step on.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// Whether this place is `other` or lies in it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 => write!(f, "{}", key.escape_debug())?,
                Step::Key(key) => write!(f, ".{}", key.escape_debug())?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A node of the tree.
pub(super) type Node<'s> = Spanned<DeValue<'s>>;

/// The file as a tree.
pub(super) struct Tree<'s> {
    text: &'s str,
    root: Node<'s>,
}

impl<'s> Tree<'s> {
    /// Reads `text` as TOML.
    ///
    /// # Errors
    /// Every place where it is none.
    pub fn parse(text: &'s str) -> Result<Self, Vec<Fault>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let span = table.span();
            return Ok(Self { text, root: Spanned::new(span, DeValue::Table(table.into_inner())) });
        }
        let fault = |error: toml::de::Error| Fault {
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            key: String::new(),
            what: format!("this is no TOML: {}", error.message()),
            remedy: "Mend the line; what follows it may be read wrongly until then.".to_owned(),
        };
        Err(errors.into_iter().map(fault).collect())
    }

    /// The whole tree.
    pub fn root(&self) -> &Node<'s> {
        &self.root
    }

    /// What stands at `path`.
    pub fn node(&self, path: &Path) -> Option<&Node<'s>> {
        path.0.iter().try_fold(&self.root, |node, step| child(node, step))
    }

    /// The line of `path`, or of the deepest part of it that the file has.
    pub fn line(&self, path: &Path) -> usize {
        let mut node = &self.root;
        let mut offset = 0;
        for step in &path.0 {
            let Some(next) = child(node, step) else { break };
            offset = key_span(node, step).unwrap_or_else(|| next.span()).start;
            node = next;
        }
        line_of(self.text, offset)
    }

    /// The line of a byte of the file.
    pub fn line_at(&self, offset: usize) -> usize {
        line_of(self.text, offset)
    }

    /// How many elements the list at `path` has.
    pub fn length(&self, path: &Path) -> usize {
        match self.node(path).map(Spanned::get_ref) {
            Some(DeValue::Array(list)) => list.len(),
            _ => 0,
        }
    }

    /// The texts called `key` in the tables of the list at `path`.
    pub fn names(&self, path: &Path, key: &str) -> Vec<&str> {
        let Some(DeValue::Array(list)) = self.node(path).map(Spanned::get_ref) else { return Vec::new() };
        list.iter().filter_map(|element| element.get_ref().get(key)?.get_ref().as_str()).collect()
    }

    /// The keys of the table at `path`.
    pub fn keys(&self, path: &Path) -> Vec<&str> {
        match self.node(path).map(Spanned::get_ref) {
            Some(DeValue::Table(table)) => table.keys().map(|key| key.get_ref().as_ref()).collect(),
            _ => Vec::new(),
        }
    }
}

fn child<'n, 's>(node: &'n Node<'s>, step: &Step) -> Option<&'n Node<'s>> {
    match step {
        Step::Key(key) => node.get_ref().get(key.as_str()),
        Step::Index(index) => node.get_ref().get(*index),
    }
}

fn key_span(node: &Node<'_>, step: &Step) -> Option<Range<usize>> {
    match (node.get_ref(), step) {
        (DeValue::Table(table), Step::Key(key)) => Some(table.get_key_value(key.as_str())?.0.span()),
        _ => None,
    }
}
