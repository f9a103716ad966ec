//! Keys: their names, what they mean where, and the key configuration. No key code stands outside this file.

use super::field::Edit;
use super::registry::{COMMANDS, CommandId};
use crate::playbook::RESERVED_KEYS;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Where a key goes: the screen, dialog or field on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Focus {
    /// The queue screen.
    Queue,
    /// The case screen.
    Case,
    /// Its triage: what has no meaning of its own here means what it does on the case screen.
    Triage,
    /// The lead screen.
    Lead,
    /// The log screen.
    Log,
    /// A dialog or list on top.
    Dialog,
    /// A field being typed in: every printable key is text.
    Field,
}

impl Focus {
    /// Every place that keys can go to.
    pub const ALL: [Self; 7] =
        [Self::Queue, Self::Case, Self::Triage, Self::Lead, Self::Log, Self::Dialog, Self::Field];

    /// The place that this one is a part of, whose keys count here too.
    pub fn around(self) -> Option<Self> {
        (self == Self::Triage).then_some(Self::Case)
    }
}

/// A key with its modifiers: `j`, `G`, `ctrl-f`, `pagedown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    key: Key,
    ctrl: bool,
    alt: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Char(char),
    Named(Named),
    F(u8),
}

macro_rules! named {
    ($($key:ident $code:ident $name:literal $shown:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        enum Named { $($key,)* }

        impl Named {
            const ALL: &[Self] = &[$(Self::$key,)*];

            fn name(self) -> &'static str {
                match self { $(Self::$key => $name,)* }
            }

            fn shown(self) -> &'static str {
                match self { $(Self::$key => $shown,)* }
            }

            fn of(code: KeyCode) -> Option<Self> {
                match code { $(KeyCode::$code => Some(Self::$key),)* _ => None }
            }
        }
    };
}

named! {
    Enter Enter "enter" "enter";
    Escape Esc "esc" "esc";
    Tab Tab "tab" "tab";
    BackTab BackTab "backtab" "shift-tab";
    Backspace Backspace "backspace" "⌫";
    Delete Delete "delete" "del";
    Insert Insert "insert" "ins";
    Up Up "up" "↑";
    Down Down "down" "↓";
    Left Left "left" "←";
    Right Right "right" "→";
    Home Home "home" "home";
    End End "end" "end";
    PageUp PageUp "pageup" "pgup";
    PageDown PageDown "pagedown" "pgdn";
}

impl Chord {
    /// The plain key that types `c`.
    pub fn of(c: char) -> Self {
        Self { key: Key::Char(c), ctrl: false, alt: false }
    }

    /// The chord of a key event; none for releases and keys that have no name here.
    pub fn from_event(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        let key = match event.code {
            KeyCode::Char(c) if ctrl => Key::Char(c.to_ascii_lowercase()),
            KeyCode::Char(c) if !c.is_control() => Key::Char(c),
            KeyCode::F(n) => Key::F(n),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Key::Named(Named::BackTab),
            code => Key::Named(Named::of(code)?),
        };
        Some(Self { key, ctrl, alt })
    }

    /// The character that the key types, where it types one.
    pub fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// What the key does to a field that is being typed in.
    fn edit(self) -> Option<Edit> {
        if let Some(c) = self.typed() {
            return Some(Edit::Insert(c));
        }
        Some(match (self.key, self.ctrl, self.alt) {
            (Key::Named(Named::Enter), false, true) => Edit::Break,
            (Key::Named(Named::Backspace), false, false) | (Key::Char('h'), true, false) => Edit::Backspace,
            (Key::Named(Named::Delete), ..) | (Key::Char('d'), true, false) => Edit::Delete,
            (Key::Named(Named::Backspace), ..) | (Key::Char('w'), true, false) => Edit::DeleteWord,
            (Key::Char('u'), true, false) => Edit::Clear,
            (Key::Named(Named::Left), ..) => Edit::Left,
            (Key::Named(Named::Right), ..) => Edit::Right,
            (Key::Named(Named::Home), ..) | (Key::Char('a'), true, false) => Edit::Home,
            (Key::Named(Named::End), ..) | (Key::Char('e'), true, false) => Edit::End,
            _ => return None,
        })
    }
}

/// As hints show it.
impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ctrl, alt) = (if self.ctrl { "ctrl-" } else { "" }, if self.alt { "alt-" } else { "" });
        let key = match self.key {
            Key::Char(' ') => "space".to_owned(),
            Key::Char(c) => c.to_string(),
            Key::Named(named) => named.shown().to_owned(),
            Key::F(n) => format!("f{n}"),
        };
        f.pad(&format!("{ctrl}{alt}{key}"))
    }
}

/// As the key configuration writes it.
impl FromStr for Chord {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (mut rest, mut ctrl, mut alt) = (text, false, false);
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-").filter(|after| !after.is_empty()) {
                (rest, ctrl) = (after, true);
            } else if let Some(after) = rest.strip_prefix("alt-").filter(|after| !after.is_empty()) {
                (rest, alt) = (after, true);
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        let key = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() && !c.is_whitespace() => Some(Key::Char(c)),
            _ if rest == "space" => Some(Key::Char(' ')),
            _ => match rest.strip_prefix('f').and_then(|n| n.parse().ok()) {
                Some(n @ 1..=24) => Some(Key::F(n)),
                _ => Named::ALL.iter().find(|named| named.name() == rest).map(|named| Key::Named(*named)),
            },
        };
        key.map(|key| Self { key, ctrl, alt }).ok_or_else(|| {
            let names: Vec<_> = Named::ALL.iter().map(|named| named.name()).collect();
            let shown: String = text.escape_debug().take(40).collect();
            format!(
                "\"{shown}\" is no key: one character, space, f1 to f24, {}, with ctrl- or alt- before it",
                names.join(", ")
            )
        })
    }
}

/// What a key means where it was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A command.
    Command(CommandId),
    /// Typing in a field.
    Edit(Edit),
    /// A character that no command has: perhaps the key of an action of the playbook.
    Action(char),
    /// Nothing.
    Nothing,
}

/// Which keys mean which commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    keys: BTreeMap<CommandId, Vec<Chord>>,
    meanings: BTreeMap<(Focus, Chord), CommandId>,
}

/// Why a key configuration cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}. {remedy}")]
pub struct KeymapError {
    /// What is wrong, naming the command and the key.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = COMMANDS.iter().map(|spec| (spec.id, default_keys(spec.keys)));
        let keys: BTreeMap<_, _> = keys.collect();
        let mut map = Self { keys, meanings: BTreeMap::new() };
        // The table has no clash; a test holds that.
        let _ = map.assign();
        map
    }
}

fn default_keys(keys: &str) -> Vec<Chord> {
    keys.split(' ').filter_map(|key| key.parse().ok()).collect()
}

impl Keymap {
    /// The keymap with the changes of a key configuration: `"case.claim" = ["c", "f2"]` for each command that shall have
    /// other keys; an empty list takes them away.
    ///
    /// # Errors
    /// What is no command or no key, which two commands have the same key, or which key belongs to playbooks.
    pub fn configured(toml: &str) -> Result<Self, KeymapError> {
        let wanted: BTreeMap<String, Vec<String>> = toml::from_str(toml).map_err(|error| KeymapError {
            what: format!("the key configuration cannot be read: {}", error.to_string().trim_end()),
            remedy: "Each line is a command and its keys: \"case.claim\" = [\"c\", \"f2\"]".to_owned(),
        })?;
        let mut map = Self::default();
        for (name, keys) in wanted {
            let spec =
                COMMANDS.iter().find(|spec| spec.name == name).ok_or_else(|| unknown_command(&name))?;
            let chords = keys.iter().map(|key| configured_key(&name, key)).collect::<Result<Vec<_>, _>>()?;
            map.keys.insert(spec.id, chords);
        }
        map.assign()?;
        Ok(map)
    }

    /// The keys of a command, the one that hints show first.
    pub fn keys_of(&self, command: CommandId) -> &[Chord] {
        self.keys.get(&command).map_or(&[], Vec::as_slice)
    }

    /// What `chord` means at `focus`.
    pub fn meaning(&self, focus: Focus, chord: Chord) -> Meaning {
        if focus == Focus::Field
            && let Some(c) = chord.typed()
        {
            return Meaning::Edit(Edit::Insert(c));
        }
        let around = || self.meanings.get(&(focus.around()?, chord));
        if let Some(command) = self.meanings.get(&(focus, chord)).or_else(around) {
            return Meaning::Command(*command);
        }
        if focus == Focus::Field {
            return chord.edit().map_or(Meaning::Nothing, Meaning::Edit);
        }
        chord.typed().map_or(Meaning::Nothing, Meaning::Action)
    }

    fn assign(&mut self) -> Result<(), KeymapError> {
        self.meanings.clear();
        for spec in COMMANDS {
            for chord in self.keys.get(&spec.id).into_iter().flatten() {
                for focus in spec.context {
                    // In a field a printable key is text, so the same command simply keeps its other keys there.
                    if *focus == Focus::Field && chord.typed().is_some() {
                        continue;
                    }
                    if let Some(other) = self.meanings.insert((*focus, *chord), spec.id) {
                        return Err(KeymapError {
                            what: format!("{chord} would mean both {} and {}", other.spec().name, spec.name),
                            remedy: "Give one of the two another key".to_owned(),
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

fn configured_key(command: &str, key: &str) -> Result<Chord, KeymapError> {
    let chord: Chord = key.parse().map_err(|error| KeymapError {
        what: format!("{command}: {error}"),
        remedy: "Name another key".to_owned(),
    })?;
    match chord.typed() {
        Some(c) if !RESERVED_KEYS.contains(c) => Err(KeymapError {
            what: format!("{command}: the key {c} belongs to the playbooks, whose actions may have it"),
            remedy: format!("Take one of {RESERVED_KEYS} or a key with a name, or one with ctrl- or alt-"),
        }),
        _ => Ok(chord),
    }
}

fn unknown_command(name: &str) -> KeymapError {
    let shown: String = name.escape_debug().take(40).collect();
    let nearest = COMMANDS
        .iter()
        .map(|spec| (strsim::jaro_winkler(spec.name, name), spec.name))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let remedy = nearest.map_or_else(String::new, |(_, near)| format!("Perhaps you mean {near:?}"));
    KeymapError { what: format!("\"{shown}\" is no command"), remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(text: &str) -> Chord {
        text.parse().unwrap()
    }

    #[test]
    fn every_default_key_is_a_key_and_none_means_two_things() {
        for spec in COMMANDS {
            assert_eq!(default_keys(spec.keys).len(), spec.keys.split(' ').count(), "{}", spec.name);
        }
        let mut map = Keymap::default();
        assert_eq!(map.assign(), Ok(()));
    }

    #[test]
    fn no_action_of_a_playbook_can_have_a_key_of_the_console() {
        let used = COMMANDS.iter().flat_map(|spec| default_keys(spec.keys)).filter_map(Chord::typed);
        for key in used {
            assert!(RESERVED_KEYS.contains(key), "{key:?} is not among the reserved keys");
        }
    }

    #[test]
    fn a_key_means_what_the_place_says() {
        let map = Keymap::default();
        assert_eq!(map.meaning(Focus::Queue, chord("c")), Meaning::Command(CommandId::Claim));
        assert_eq!(map.meaning(Focus::Field, chord("c")), Meaning::Edit(Edit::Insert('c')));
        assert_eq!(map.meaning(Focus::Queue, chord("a")), Meaning::Action('a'));
        assert_eq!(map.meaning(Focus::Field, chord("enter")), Meaning::Command(CommandId::Confirm));
        assert_eq!(map.meaning(Focus::Field, chord("alt-enter")), Meaning::Edit(Edit::Break));
        assert_eq!(map.meaning(Focus::Queue, chord("ctrl-x")), Meaning::Nothing);
    }

    #[test]
    fn a_configuration_changes_only_what_it_names() {
        let map = Keymap::configured(
            "\"case.claim\" = [\"f2\", \"V\"]\n\"list.drop-view\" = []\n\"app.quit\" = []",
        )
        .unwrap();
        assert_eq!(map.meaning(Focus::Case, chord("f2")), Meaning::Command(CommandId::Claim));
        assert_eq!(map.meaning(Focus::Case, chord("V")), Meaning::Command(CommandId::Claim));
        assert_eq!(map.meaning(Focus::Case, chord("c")), Meaning::Action('c'));
        assert_eq!(map.keys_of(CommandId::Quit), []);
        assert_eq!(map.keys_of(CommandId::Open), [chord("enter")]);
    }

    #[test]
    fn a_wrong_configuration_says_what_is_wrong() {
        for (toml, part) in [
            ("\"case.clam\" = [\"c\"]", "case.claim"),
            ("\"case.claim\" = [\"strg-c\"]", "pagedown"),
            ("\"case.claim\" = [\"x\"]", "x would mean both"),
            ("\"case.claim\" = [\"a\"]", "playbooks"),
            ("\"case.claim\" = \"c\"", "cannot be read"),
            ("nonsense", "cannot be read"),
        ] {
            let error = Keymap::configured(toml).unwrap_err().to_string();
            assert!(error.contains(part), "{toml}: {error}");
        }
    }

    #[test]
    fn events_become_chords() {
        let event = |code, modifiers| Chord::from_event(KeyEvent::new(code, modifiers));
        assert_eq!(event(KeyCode::Char('G'), KeyModifiers::SHIFT), Some(chord("G")));
        assert_eq!(event(KeyCode::Char('F'), KeyModifiers::CONTROL), Some(chord("ctrl-f")));
        assert_eq!(event(KeyCode::Tab, KeyModifiers::SHIFT), Some(chord("backtab")));
        assert_eq!(event(KeyCode::Char('\u{1b}'), KeyModifiers::NONE), None);
        assert_eq!(event(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }
}
