//! Saved views: a filter and a sort order under a name. Some come with the program; each operator may add their own.

use crate::store::Sort;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// A filter under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// What the list at the left calls it.
    pub name: String,
    /// The filter, in the filter language.
    pub filter: String,
    /// The order.
    #[serde(default, with = "sort_word")]
    pub sort: Sort,
}

/// The views of an operator, as their file holds them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Views {
    /// The operator's own, in the order in which they were saved.
    #[serde(default, rename = "view")]
    pub own: Vec<View>,
}

/// The file of an operator's views within their configuration folder. Views belong to a login, not to a store.
pub const FILE: &str = "views.toml";

/// What an operator does to their views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewChange {
    /// Saves one.
    Save(View),
    /// Drops the one of this name.
    Drop(String),
}

/// The longest name of a view, in characters.
pub const NAME_CHARS: usize = 40;

/// The views that every operator has.
pub fn built_in() -> Vec<View> {
    let view = |name: &str, filter: &str, sort| View { name: name.into(), filter: filter.into(), sort };
    vec![
        view("Mine", "mine", Sort::Due),
        view("Due today", "due:today", Sort::Due),
        view("Overdue", "due:overdue", Sort::Due),
        view("High risk", "band:high+", Sort::Risk),
        view("Orders failed", "failed", Sort::Due),
        view("Put off", "is:snoozed", Sort::Due),
        view("Ended", "is:ended", Sort::Newest),
    ]
}

impl Views {
    /// Every view, those of the program first.
    pub fn all(&self) -> Vec<View> {
        let mut all = built_in();
        all.extend(self.own.iter().cloned());
        all
    }

    /// The view called `name`.
    pub fn find(&self, name: &str) -> Option<View> {
        self.all().into_iter().find(|view| view.name == name)
    }

    /// The view that somebody means who types its name: `due today`, `Due today`, `due_today`.
    pub fn meant(&self, name: &str) -> Option<View> {
        let plain = |name: &str| name.to_lowercase().replace(['_', '-'], " ").trim().to_owned();
        self.find(name).or_else(|| self.all().into_iter().find(|view| plain(&view.name) == plain(name)))
    }

    /// Whether the operator saved a view called `name`.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.iter().any(|view| view.name == name)
    }

    /// Saves a view, in place of an own one with the same name.
    ///
    /// # Errors
    /// What is wrong with its name.
    pub fn save(&mut self, view: View) -> Result<(), String> {
        if view.name.trim().is_empty() {
            return Err("A view needs a name".to_owned());
        }
        if view.name.chars().count() > NAME_CHARS {
            return Err(format!("A name has at most {NAME_CHARS} characters"));
        }
        if built_in().iter().any(|other| other.name == view.name) {
            return Err(format!("{} is a view of the program; take another name", view.name));
        }
        match self.own.iter_mut().find(|other| other.name == view.name) {
            Some(other) => *other = view,
            None => self.own.push(view),
        }
        Ok(())
    }

    /// Drops an own view.
    pub fn drop(&mut self, name: &str) {
        self.own.retain(|view| view.name != name);
    }

    /// Reads an operator's views; a missing file has none.
    ///
    /// # Errors
    /// What is wrong with the file, naming it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                return Err(format!("the saved views could not be read: {}: {error}", path.display()));
            }
        };
        toml::from_str(&text).map_err(|error| {
            format!("the saved views could not be read: {}: {}", path.display(), error.message())
        })
    }

    /// Changes the views in their file, as it is now: another console may have written it meanwhile. One that cannot be read
    /// is left as it is, for what is in it would be lost.
    ///
    /// # Errors
    /// What could not be read or written, naming the file, and what to do.
    pub fn change(path: &Path, change: &ViewChange) -> Result<Self, String> {
        let mut views = Self::read(path)
            .map_err(|error| format!("{error}. It was left as it is: mend it, or move it away"))?;
        match change {
            ViewChange::Save(view) => views.save(view.clone())?,
            ViewChange::Drop(name) => views.drop(name),
        }
        views.write(path)?;
        Ok(views)
    }

    /// Writes the views beside their place and puts them there whole.
    fn write(&self, path: &Path) -> Result<(), String> {
        let failed = |error: &dyn std::fmt::Display| {
            format!("the views could not be saved: {}: {error}", path.display())
        };
        let text = toml::to_string(self).map_err(|error| failed(&error))?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        }
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        std::fs::write(&beside, text).map_err(|error| failed(&error))?;
        std::fs::rename(&beside, path).map_err(|error| failed(&error))
    }
}

/// The word for a sort order.
pub fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "due",
        Sort::Risk => "risk",
        Sort::Age => "age",
        Sort::Newest => "newest",
    }
}

mod sort_word {
    use super::{Sort, sort_name};
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    pub fn serialize<S: Serializer>(sort: &Sort, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(sort_name(*sort))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Sort, D::Error> {
        let word = String::deserialize(d)?;
        [Sort::Due, Sort::Risk, Sort::Age, Sort::Newest]
            .into_iter()
            .find(|sort| sort_name(*sort) == word)
            .ok_or_else(|| serde::de::Error::custom("a sort order is due, risk, age or newest"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str) -> View {
        View { name: name.to_owned(), filter: "band:high mine".to_owned(), sort: Sort::Age }
    }

    #[test]
    fn the_views_of_the_program_are_filters() {
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        let alice = crate::case::OperatorId::new("alice").unwrap();
        for view in built_in() {
            assert!(crate::desk::filter::parse(&view.filter, now, &alice).is_ok(), "{}", view.name);
        }
    }

    #[test]
    fn views_are_saved_under_a_name_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/views.toml");
        assert_eq!(Views::read(&path), Ok(Views::default()));
        Views::change(&path, &ViewChange::Save(view("Thefts"))).unwrap();
        let again = ViewChange::Save(View { sort: Sort::Risk, ..view("Thefts") });
        let written = Views::change(&path, &again).unwrap();
        let read = Views::read(&path).unwrap();
        assert_eq!(read, written);
        assert_eq!(read.own.len(), 1);
        assert_eq!(read.find("Thefts").unwrap().sort, Sort::Risk);
        // Another console knows nothing of that view, and takes nothing from it.
        Views::change(&path, &ViewChange::Save(view("Mules"))).unwrap();
        let left = Views::change(&path, &ViewChange::Drop("Thefts".to_owned())).unwrap();
        assert_eq!(left.own, [view("Mules")]);
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("views.toml");
        let text = "[[view]]\nname = \"Thefts\"\nfilter = 3\n";
        std::fs::write(&path, text).unwrap();
        let error = Views::change(&path, &ViewChange::Save(view("Mules"))).unwrap_err();
        assert!(error.contains("views.toml") && error.contains("left as it is"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn a_view_is_meant_by_its_name_however_it_is_typed() {
        let mut views = Views::default();
        views.save(view("Thefts")).unwrap();
        for (typed, meant) in [("Due today", "Due today"), ("due_today", "Due today"), ("THEFTS", "Thefts")] {
            assert_eq!(views.meant(typed).unwrap().name, meant);
        }
        assert_eq!(views.meant("due"), None);
    }

    #[test]
    fn a_name_is_short_and_not_one_of_the_programs() {
        let mut views = Views::default();
        for name in ["", " ", "Mine", &"x".repeat(41)] {
            assert!(views.save(view(name)).is_err(), "{name}");
        }
        assert_eq!(views.own, []);
    }
}
