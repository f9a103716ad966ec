//! Keys: one printable character each, none that a console needs itself, none twice where a person would have to choose.

use super::{Check, Of};
use crate::playbook::By;
use std::collections::BTreeSet;

/// The characters that consoles keep for moving about, searching, judging and help; no action may have one.
pub const RESERVED_KEYS: &str = "cghjklnqstuvxyzAEGHJKLMNPRUVWXZ0123456789 /?:!.+-=[]";

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    let actions = &of.kind.actions;
    for (index, action) in actions.iter().enumerate() {
        let Some(key) = action.key else { continue };
        let path = of.path.item("action", index).key("key");
        if RESERVED_KEYS.contains(key) {
            let what = format!("the console needs {key:?} itself");
            check.fault(&path, what, format!("Choose a key that is none of `{RESERVED_KEYS}`."));
        } else if !key.is_ascii_graphic() {
            check.fault(
                &path,
                format!("{key:?} is no key that is printed on every keyboard"),
                "Choose a letter.",
            );
        }
        if !action.by.is_empty() && !action.by.contains(&By::Operator) {
            let what = "no person takes this action, so none can press its key";
            check.fault(&path, what, "Leave the key out, or add `operator` to `by`.");
            continue;
        }
        let earlier = actions[..index].iter().filter(|other| {
            other.key == Some(key) && other.by.contains(&By::Operator) && other.id != action.id
        });
        for other in earlier {
            let both: BTreeSet<_> = other.from.iter().filter(|stage| action.from.contains(stage)).collect();
            if let Some(stage) = both.first() {
                let what = format!("at `{stage}` {key:?} is the key of `{}` too", other.id);
                check.fault(&path, what, "Choose another key for one of them.");
            }
        }
    }
}
