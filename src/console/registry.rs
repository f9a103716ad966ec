//! Every command with its words.

/// A command of the console. What it says, its keys and when it is possible stand in the registry's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommandId {
    // Everywhere.
    Quit,
    Back,
    Help,
    Palette,
    Messages,
    Theme,
    Mouse,
    Suspend,
    Redraw,
    Queue,
    Lead,
    Log,
    // Moving; each screen gives them their meaning.
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Left,
    Right,
    NextPanel,
    PreviousPanel,
    Open,
    // The queue.
    NextCase,
    PreviousCase,
    Search,
    ClearFilter,
    Sort,
    SaveView,
    DropView,
    Mark,
    MarkRange,
    MarkAll,
    Unmark,
    Preview,
    // A case, in the queue and on its screen.
    Claim,
    Release,
    PutOff,
    TakeUp,
    Note,
    CopyNumber,
    // The case screen.
    Pass,
    Fail,
    Reopen,
    Reveal,
    CaseLog,
    RecordClue,
    NameCause,
    // Dialogs.
    Confirm,
    Cancel,
}
