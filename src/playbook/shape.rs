//! From the tree to the types, past every fault of form.
//!
//! Reading stops at the first thing that has not the form of its type. So that one bad action does not hide the others, what
//! is wrong is noted and taken out of a copy of the tree, what is missing gets a stand-in, and reading begins again. Faults
//! that are only a consequence of such a repair are not told.

use super::Playbook;
use super::fault::{Fault, did_you_mean};
use super::tree::{Node, Path, Step, Tree};
use serde_path_to_error::Segment;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeFloat, DeInteger, DeTable, DeValue};

/// Reading begins again at most so often; a file with more faults of form than that is told the rest next time.
const MOST_READINGS: usize = 400;

/// What reading the tree gave.
pub(super) struct Shaped {
    /// The playbook, as far as it has its form; none where not even the repairs helped.
    pub playbook: Option<Playbook>,
    /// What had not its form.
    pub faults: Vec<Fault>,
    /// What was taken out or put in.
    pub repairs: Repairs,
}

/// What was taken out of the tree, or put in, so that the rest could be read.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    /// Places in the file that were repaired.
    touched: Vec<Path>,
    /// Places that were filled with a stand-in.
    stood_in: BTreeSet<Path>,
    /// For lists that lost elements: for each element left, where it stood in the file.
    left: BTreeMap<Path, Vec<usize>>,
}

impl Repairs {
    /// The place in the file of a place in the repaired tree.
    pub fn original(&self, path: &Path) -> Path {
        let mut original = Path::default();
        for step in &path.0 {
            let step = match step {
                Step::Index(index) => {
                    let left = self.left.get(&original).and_then(|left| left.get(*index));
                    Step::Index(left.copied().unwrap_or(*index))
                }
                Step::Key(key) => Step::Key(key.clone()),
            };
            original = original.then(step);
        }
        original
    }

    /// Whether `path` of the file is, lies in, or holds something repaired.
    fn concerns(&self, path: &Path) -> bool {
        self.touched.iter().any(|touched| touched.is_within(path) || path.is_within(touched))
    }

    /// Whether what stands at `path` of the file stands in for what is missing, or lies in it.
    pub fn invented(&self, path: &Path) -> bool {
        self.touched.iter().any(|touched| path.is_within(touched))
    }

    /// Whether everything in `path` of the file is as its author wrote it.
    pub fn untouched(&self, path: &Path) -> bool {
        !self.touched.iter().any(|touched| touched.is_within(path))
    }
}

/// Reads the tree past every fault of form.
pub(super) fn shape(tree: &Tree<'_>) -> Shaped {
    let mut draft = tree.root().clone();
    let mut faults = Vec::new();
    let mut repairs = Repairs::default();
    for _ in 0..MOST_READINGS {
        let error = match read(&draft) {
            Ok(playbook) => return Shaped { playbook: Some(playbook), faults, repairs },
            Err(error) => error,
        };
        let mended = match error.missing() {
            Some(field) => stand_in(tree, &mut draft, &error, &field, &mut repairs, &mut faults),
            None => take_out(tree, &mut draft, &error, &mut repairs, &mut faults),
        };
        if !mended {
            break;
        }
    }
    Shaped { playbook: None, faults, repairs }
}

/// Why reading stopped, and where in the repaired tree.
struct Stop {
    path: Path,
    span: Range<usize>,
    message: String,
}

impl Stop {
    /// The field that is missing, where that is why.
    fn missing(&self) -> Option<String> {
        Some(self.message.strip_prefix("missing field `")?.strip_suffix('`')?.to_owned())
    }
}

fn read(draft: &Node<'_>) -> Result<Playbook, Stop> {
    let reader = toml::de::ValueDeserializer::from(draft.clone());
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let steps = error.path().iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { variant } => Some(Step::Key(variant.clone())),
            Segment::Unknown => None,
        });
        let path = Path(steps.collect());
        let span = error.inner().span().unwrap_or_default();
        Stop { path, span, message: error.inner().message().to_owned() }
    })
}

/// Notes that `field` is missing and puts something in its place that reading gets past; where nothing fits, the table that
/// lacks it is taken out.
fn stand_in(
    tree: &Tree<'_>,
    draft: &mut Node<'_>,
    stop: &Stop,
    field: &str,
    repairs: &mut Repairs,
    faults: &mut Vec<Fault>,
) -> bool {
    let place = repairs.original(&stop.path).key(field);
    if !repairs.concerns(&place) {
        faults.push(Fault {
            line: tree.line(&place),
            key: place.to_string(),
            what: format!("the key `{field}` is missing"),
            remedy: format!("Add `{field} = …` here."),
        });
    }
    repairs.touched.push(place.clone());
    let missing = stop.path.key(field);
    // A stand-in that turned out not to fit is not tried again, or reading would go round in circles.
    let first_time = repairs.stood_in.insert(place);
    for candidate in if first_time { candidates() } else { Vec::new() } {
        let mut trial = draft.clone();
        let Some(DeValue::Table(table)) = node_mut(&mut trial, &stop.path).map(Spanned::get_mut) else {
            break;
        };
        let key = Spanned::new(stop.span.clone(), std::borrow::Cow::Owned(field.to_owned()));
        table.insert(key, Spanned::new(stop.span.clone(), candidate));
        let fits = match read(&trial) {
            Ok(_) => true,
            Err(next) => {
                let still = next.path == stop.path && next.message == stop.message;
                !still && (!next.path.is_within(&missing) || next.missing().is_some())
            }
        };
        if fits {
            *draft = trial;
            return true;
        }
    }
    remove(draft, &stop.path, repairs)
}

/// What a missing key may be filled with: a name, a rule, nothing of several sorts.
fn candidates() -> Vec<DeValue<'static>> {
    vec![
        DeValue::String("a".into()),
        DeValue::String("R1".into()),
        DeValue::Array(DeArray::default()),
        DeValue::Table(DeTable::default()),
        DeValue::Integer(DeInteger::default()),
        DeValue::Float(DeFloat::default()),
        DeValue::Boolean(false),
    ]
}

/// Notes what has not its form and takes it out.
fn take_out(
    tree: &Tree<'_>,
    draft: &mut Node<'_>,
    stop: &Stop,
    repairs: &mut Repairs,
    faults: &mut Vec<Fault>,
) -> bool {
    let path = culprit(draft, stop);
    let place = repairs.original(&path);
    if !repairs.concerns(&place) {
        let line = if stop.span.is_empty() { tree.line(&place) } else { tree.line_at(stop.span.start) };
        let (what, remedy) = reworded(&stop.message);
        faults.push(Fault { line, key: place.to_string(), what, remedy });
    }
    repairs.touched.push(place);
    remove(draft, &path, repairs)
}

/// The deepest thing in the tree that `stop` is about: a key that the error points at, or else what its path leads to.
fn culprit(draft: &Node<'_>, stop: &Stop) -> Path {
    let mut path = Path::default();
    let mut node = draft;
    for step in &stop.path.0 {
        let next = match step {
            Step::Key(key) => node.get_ref().get(key.as_str()),
            Step::Index(index) => node.get_ref().get(*index),
        };
        let Some(next) = next else { break };
        path = path.then(step.clone());
        node = next;
    }
    if let DeValue::Table(table) = node.get_ref()
        && let Some(key) = table.keys().find(|key| key.span() == stop.span)
    {
        return path.key(key.get_ref());
    }
    path
}

fn node_mut<'n, 's>(root: &'n mut Node<'s>, path: &Path) -> Option<&'n mut Node<'s>> {
    path.0.iter().try_fold(root, |node, step| match (node.get_mut(), step) {
        (DeValue::Table(table), Step::Key(key)) => table.get_mut(key.as_str()),
        (DeValue::Array(list), Step::Index(index)) => list.get_mut(*index),
        _ => None,
    })
}

/// Takes `path` out of the tree; false where that is not possible.
fn remove(root: &mut Node<'_>, path: &Path, repairs: &mut Repairs) -> bool {
    let Some((last, above)) = path.0.split_last() else { return false };
    let above = Path(above.to_vec());
    let original = repairs.original(&above);
    match (node_mut(root, &above).map(Spanned::get_mut), last) {
        (Some(DeValue::Table(table)), Step::Key(key)) => table.remove(key.as_str()).is_some(),
        (Some(DeValue::Array(list)), Step::Index(index)) if *index < list.len() => {
            let length = list.len();
            repairs.left.entry(original).or_insert_with(|| (0..length).collect()).remove(*index);
            let all = std::mem::replace(list, DeArray::new());
            *list = all
                .into_iter()
                .enumerate()
                .filter(|(other, _)| other != index)
                .map(|(_, node)| node)
                .collect();
            true
        }
        _ => false,
    }
}

/// The reader's message as what is wrong and what to do.
fn reworded(message: &str) -> (String, String) {
    for (begin, what) in
        [("unknown field `", "is no key here"), ("unknown variant `", "is none of the words for this")]
    {
        if let Some((name, rest)) = message.strip_prefix(begin).and_then(|rest| rest.split_once('`')) {
            let known: Vec<_> = rest.split('`').skip(1).step_by(2).collect();
            return (format!("`{}` {what}", name.escape_debug()), did_you_mean(name, known));
        }
    }
    if message.starts_with("wanted exactly 1 element") {
        let remedy = "Write one key with its value between the braces.";
        return ("one thing is expected here, neither none nor several".to_owned(), remedy.to_owned());
    }
    let remedy = match message.split_once(", expected ") {
        Some((_, expected)) => format!("Write {expected}."),
        None => "Write a value of the form that is said.".to_owned(),
    };
    (message.lines().next().unwrap_or_default().to_owned(), remedy)
}
