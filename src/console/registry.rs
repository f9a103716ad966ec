//! Every command of the console: its name, words, keys, where it is offered and when it is possible.
//!
//! Footer hints, `?`, the palette, the mouse, the key configuration and the manual's key table are all drawn from this one
//! table. What a command does stands in `update`.

use super::enabled::{self, Check};
use super::keymap::{Focus, Keymap};
use super::model::Model;
use crate::case::Refusal;
use std::fmt::Write;

macro_rules! commands {
    ($($group:literal { $($id:ident $name:literal $keys:literal $title:literal $doc:literal [$($focus:ident)*] $hint:literal $check:ident;)* })*) => {
        /// A command of the console.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandId {
            $($(#[doc = $doc] $id,)*)*
        }

        /// The table, in the order in which help shows it.
        pub static COMMANDS: &[CommandSpec] = &[
            $($(CommandSpec {
                id: CommandId::$id,
                name: $name,
                group: $group,
                title: $title,
                doc: $doc,
                keys: $keys,
                context: &[$(Focus::$focus),*],
                hint: $hint,
                enabled: enabled::$check,
            },)*)*
        ];
    };
}

/// One command.
#[derive(Debug)]
pub struct CommandSpec {
    /// Which.
    pub id: CommandId,
    /// Its name in the key configuration.
    pub name: &'static str,
    /// The heading that help puts it under.
    pub group: &'static str,
    /// What a hint or a button says.
    pub title: &'static str,
    /// What it does, in one sentence without its full stop.
    pub doc: &'static str,
    /// Its keys, as in the key configuration, with spaces between; the first is the one that hints show.
    pub keys: &'static str,
    /// Where its keys count.
    pub context: &'static [Focus],
    /// Its place among the footer's hints, the smallest first; 0 has none.
    pub hint: u8,
    /// Whether it is possible now, or why not.
    pub enabled: Check,
}

impl CommandSpec {
    /// Whether its keys count at `focus`.
    pub fn offered_at(&self, focus: Focus) -> bool {
        let around = focus.around().is_some_and(|around| self.context.contains(&around));
        self.context.contains(&focus) || around && !self.gives_way_at(focus)
    }

    /// Whether other commands have its keys at `focus`, which is a part of where they count.
    fn gives_way_at(&self, focus: Focus) -> bool {
        let here = COMMANDS.iter().filter(|other| other.context.contains(&focus));
        here.into_iter()
            .any(|other| self.keys.split(' ').all(|key| other.keys.split(' ').any(|own| own == key)))
    }

    /// Whether it can be done now.
    ///
    /// # Errors
    /// Why not, and what would help.
    pub fn enabled(&self, model: &Model) -> Result<(), Refusal> {
        (self.enabled)(model)
    }
}

impl CommandId {
    /// Its row of the table.
    pub fn spec(self) -> &'static CommandSpec {
        // The table is made from the same list as the enum, in the same order.
        &COMMANDS[self as usize]
    }
}

commands! {
    "Move" {
        Up "move.up" "up k" "up" "One line up" [Queue Case Lead Log Dialog Field] 0 always;
        Down "move.down" "down j" "down" "One line down" [Queue Case Lead Log Dialog Field] 0 always;
        PageUp "move.page-up" "pageup ctrl-b" "page up" "One page up" [Queue Case Lead Log Dialog Field] 0 always;
        PageDown "move.page-down" "pagedown ctrl-f" "page down" "One page down" [Queue Case Lead Log Dialog Field] 0 always;
        First "move.first" "home g" "first" "To the first line" [Queue Case Lead Log Dialog] 0 always;
        Last "move.last" "end G" "last" "To the last line" [Queue Case Lead Log Dialog] 0 always;
        Left "move.left" "left h" "left" "To the panel at the left" [Queue Case Lead Dialog] 0 always;
        Right "move.right" "right l" "right" "To the panel at the right" [Queue Case Lead Dialog] 0 always;
        NextPanel "move.next-panel" "tab" "next panel" "To the next panel or field" [Queue Case Lead Dialog Field] 0 always;
        PreviousPanel "move.previous-panel" "backtab" "previous panel" "To the previous panel or field" [Queue Case Lead Dialog Field] 0 always;
    }
    "Case" {
        Open "case.open" "enter" "open" "Opens what is selected: a case, an evidence file, a detail" [Queue Case Log] 1 openable;
        Claim "case.claim" "c" "claim" "Claims the case, so that nobody else decides it meanwhile" [Queue Case] 6 case;
        NextCase "case.next" "n ]" "next" "Goes to the next case of the list that nobody works on" [Queue] 3 listed;
        FollowingCase "case.following" "]" "next case" "Opens the next case of the list that nobody works on" [Case] 0 listed;
        PreviousCase "case.previous" "[" "previous" "Goes to the previous case of the list that nobody works on" [Queue Case] 0 listed;
        Release "case.release" "u" "release" "Gives the claim up; a lead may take it from another" [Queue Case] 0 case;
        PutOff "case.put-off" "z" "put off" "Puts the case off until a time" [Queue Case] 0 case;
        TakeUp "case.take-up" "Z" "take up" "Takes a case up again that was put off" [Queue Case] 0 case;
        Note "case.note" "N" "note" "Writes a note, which stays inside" [Queue Case] 0 case;
        Merge "case.merge" "M" "merge" "Ends the case by putting it into another of the same account; asks which" [Queue Case] 0 selected;
        Unmerge "case.unmerge" "U" "undo merge" "Undoes that the case was put into another" [Queue Case] 0 selected;
        CopyNumber "case.copy-number" "y" "copy number" "Copies the case's number to the clipboard, also over SSH" [Queue Case] 0 case;
        Linked "case.linked" "R" "linked case" "Goes to the open case about the same accounts, and back" [Case] 0 linked;
        CaseLog "case.log" "E" "events" "Shows what happened to this case in the log" [Queue Case] 0 case;
    }
    "Evidence" {
        NextOpen "case.next-open" "n" "next open" "Walks to the next requirement, check or cause that is open" [Case] 2 always;
        AcceptOpen "case.accept" "A" "accept open" "Accepts everything open that no test contradicts, after asking" [Case] 3 always;
        Pass "case.pass" "space +" "pass" "Ticks the requirement, passes the check, matches the clue, names the cause, gives the answer, says that a follow-up is done; on an item all of it" [Case] 4 case;
        Fail "case.fail" "-" "refuse" "Refuses the requirement, fails the check, says that the clue does not match, or that a follow-up does not apply" [Case] 5 case;
        Reopen "case.reopen" "0 backspace" "open again" "Opens the requirement, check, clue or follow-up again; takes an answer of the triage back" [Case] 0 case;
        ViewFile "case.view-file" "v" "view file" "Shows the file of the item in the viewer that the system has for it" [Case] 0 always;
        Ledger "case.ledger" "W" "why due then" "Shows or hides how the due time comes about" [Case] 0 always;
        Reveal "case.reveal" "." "show all" "Shows what is masked for two minutes; asks why, and records it" [Case] 0 case;
        RecordClue "case.record-clue" "=" "record clue" "Writes down what the applicant recalls" [Case] 0 case;
    }
    "Triage" {
        Answer1 "triage.answer-1" "1" "first answer" "Gives the first answer to the question of the triage" [Triage] 0 always;
        Answer2 "triage.answer-2" "2" "second answer" "Gives the second answer" [Triage] 0 always;
        Answer3 "triage.answer-3" "3" "third answer" "Gives the third answer" [Triage] 0 always;
        Answer4 "triage.answer-4" "4" "fourth answer" "Gives the fourth answer" [Triage] 0 always;
        Answer5 "triage.answer-5" "5" "fifth answer" "Gives the fifth answer" [Triage] 0 always;
        Answer6 "triage.answer-6" "6" "sixth answer" "Gives the sixth answer" [Triage] 0 always;
        Answer7 "triage.answer-7" "7" "seventh answer" "Gives the seventh answer" [Triage] 0 always;
        Answer8 "triage.answer-8" "8" "eighth answer" "Gives the eighth answer" [Triage] 0 always;
        Answer9 "triage.answer-9" "9" "ninth answer" "Gives the ninth answer" [Triage] 0 always;
    }
    "Sections" {
        Section1 "section.checklist" "1" "checklist" "To the checklist" [Case] 0 always;
        Section2 "section.checks" "2" "checks" "To the checks and the cause" [Case] 0 always;
        Section3 "section.accounts" "3" "side by side" "To the accounts side by side" [Case] 0 always;
        Section4 "section.clues" "4" "clues" "To the clues" [Case] 0 always;
        Section5 "section.risk" "5" "risk" "To the weights of the risk" [Case] 0 always;
        Section6 "section.clock" "6" "clock" "To the clock" [Case] 0 always;
        Section7 "section.application" "7" "application" "To what the applicant writes" [Case] 0 always;
        Section8 "section.notes" "8" "notes" "To the notes and related cases" [Case] 0 always;
        Section9 "section.timeline" "9" "timeline" "To what happened" [Case] 0 always;
    }
    "List" {
        Search "list.search" "/" "search" "Searches and filters: words, band:high due:today mine" [Queue] 4 always;
        ClearFilter "list.clear" "esc" "clear" "Clears the marks, then the filter" [Queue] 0 always;
        Sort "list.sort" "s" "sort" "Sorts by due time, risk, age or newest, in turn" [Queue] 0 always;
        NextPlace "list.next-place" "J" "next queue" "To the next queue or view" [Queue] 0 always;
        PreviousPlace "list.previous-place" "K" "previous queue" "To the previous queue or view" [Queue] 0 always;
        SaveView "list.save-view" "v" "save view" "Saves queue, filter and sort order as a view" [Queue] 0 always;
        DropView "list.drop-view" "V" "drop view" "Drops the saved view that is shown" [Queue] 0 own_view;
        Mark "list.mark" "x" "select" "Marks the case for a bulk command, and goes on" [Queue] 5 selected;
        MarkRange "list.mark-range" "X" "select to here" "Marks every case from the last mark to here" [Queue] 0 marks;
        MarkAll "list.mark-all" "ctrl-a" "select loaded" "Marks every case that is loaded, at most 1 000" [Queue] 0 listed;
        Preview "list.preview" "P" "preview" "Shows or hides the preview of the case" [Queue] 0 always;
    }
    "Program" {
        Help "app.help" "? f1" "help" "Shows what can be done here and now" [Queue Case Lead Log Dialog] 9 always;
        Palette "app.palette" ": ctrl-p" "commands" "Finds a command, an action or a queue by a few letters" [Queue Case Lead Log] 8 always;
        Lead "app.lead" "L" "lead" "Shows depth, age, due times, throughput and load" [Queue Case Log] 0 always;
        Log "app.log" "H" "log" "Shows what happened in this store, the newest first" [Queue Case Lead] 0 always;
        LogCase "log.case" "/" "one case" "Shows the log of one case, or of everything again" [Log] 2 always;
        LogAll "log.all" "." "bookkeeping" "Shows the store's own bookkeeping too, or hides it again" [Log] 0 always;
        Messages "app.messages" "!" "messages" "Shows the last messages again" [Queue Case Lead Log] 0 always;
        Theme "app.theme" "t" "theme" "Goes on to the next theme: dark, light, high contrast, monochrome" [Queue Case Lead Log] 0 always;
        Mouse "app.mouse" "ctrl-t" "mouse" "Gives the mouse to the terminal, to select text, or takes it back" [Queue Case Lead Log] 0 always;
        Redraw "app.redraw" "ctrl-l" "redraw" "Draws everything anew" [Queue Case Lead Log Dialog Field] 0 always;
        Suspend "app.suspend" "ctrl-z" "suspend" "Goes back to the shell; fg comes back" [Queue Case Lead Log Dialog Field] 0 always;
        Back "app.back" "esc q" "back" "Leaves this screen" [Case Lead Log] 7 always;
        Quit "app.quit" "q ctrl-q ctrl-c" "quit" "Ends the console" [Queue] 0 always;
    }
    "Dialog" {
        Confirm "dialog.confirm" "enter" "confirm" "Does what the dialog says" [Dialog Field] 1 always;
        Submit "dialog.submit" "ctrl-s" "confirm" "Does what the dialog says, from a field of several lines too" [Dialog Field] 0 always;
        Cancel "dialog.cancel" "esc ctrl-c" "cancel" "Leaves the dialog; nothing happens" [Dialog Field] 2 always;
        Toggle "dialog.toggle" "space" "choose" "Chooses what is selected" [Dialog] 0 always;
    }
}

/// The hints of a focus, in their order.
pub fn hints(focus: Focus) -> Vec<&'static CommandSpec> {
    let mut hints: Vec<_> = COMMANDS.iter().filter(|spec| spec.hint > 0 && spec.offered_at(focus)).collect();
    hints.sort_by_key(|spec| spec.hint);
    hints
}

/// The manual's key table in Markdown, with the keys of `keymap`.
pub fn manual(keymap: &Keymap) -> String {
    let mut text = String::new();
    let mut group = "";
    for spec in COMMANDS {
        if spec.group != group {
            group = spec.group;
            let _ = write!(text, "\n### {group}\n\n| keys | command | what it does |\n|---|---|---|\n");
        }
        let keys: Vec<String> = keymap
            .keys_of(spec.id)
            .iter()
            .map(|chord| format!("`{}`", escaped(&chord.to_string())))
            .collect();
        let _ = writeln!(text, "| {} | `{}` | {} |", keys.join(" "), spec.name, spec.doc);
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_and_the_enum_have_one_order_and_names_are_unique() {
        let mut names = BTreeSet::new();
        for spec in COMMANDS {
            assert!(std::ptr::eq(spec.id.spec(), spec), "{}", spec.name);
            assert!(names.insert(spec.name), "{}", spec.name);
            assert!(!spec.doc.ends_with('.'), "{}", spec.name);
        }
    }

    #[test]
    fn the_table_of_keys_in_the_manual_is_current() {
        const BEGIN: &str = "<!-- made by docket: DOCKET_BLESS=1 cargo test --lib console::registry -->\n";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/console.md");
        let text = std::fs::read_to_string(path).unwrap();
        let head = text.split_once(BEGIN).unwrap().0;
        let made = format!("{head}{BEGIN}{}", manual(&Keymap::default()));
        if std::env::var_os("DOCKET_BLESS").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).unwrap() == made,
            "docs/console.md is not current; run: DOCKET_BLESS=1 cargo test --lib console::registry"
        );
    }

    #[test]
    fn the_manual_lists_every_command_with_its_keys() {
        let text = manual(&Keymap::default());
        for spec in COMMANDS {
            assert!(text.contains(&format!("`{}`", spec.name)), "{}", spec.name);
        }
        assert!(text.contains("| `c` | `case.claim` |"), "{text}");
    }
}
