//! What one of two operators wrote with a proposal (N7).

use serde::{Deserialize, Serialize};

/// What was written with a proposal: the note stays inside, the paragraph goes into the letter when the other agrees.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Said {
    /// The note.
    pub note: Option<String>,
    /// The paragraph for the applicant.
    pub paragraph: Option<String>,
}

/// As the log's private data have it: a note alone is a text, as it was before there were paragraphs.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    Note(String),
    Both {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paragraph: Option<String>,
    },
}

impl From<Wire> for Said {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Note(note) => Self { note: Some(note), paragraph: None },
            Wire::Both { note, paragraph } => Self { note, paragraph },
        }
    }
}

impl From<Said> for Wire {
    fn from(said: Said) -> Self {
        match said {
            Said { note: Some(note), paragraph: None } => Self::Note(note),
            Said { note, paragraph } => Self::Both { note, paragraph },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_note_alone_is_read_and_written_as_it_always_was() {
        let note = Said { note: Some("by phone".into()), paragraph: None };
        assert_eq!(serde_json::to_value(&note).unwrap(), json!("by phone"));
        assert_eq!(serde_json::from_value::<Said>(json!("by phone")).unwrap(), note);
        let both = Said { paragraph: Some("Please hurry.".into()), ..note };
        let wire = serde_json::to_value(&both).unwrap();
        assert_eq!(wire, json!({ "note": "by phone", "paragraph": "Please hurry." }));
        assert_eq!(serde_json::from_value::<Said>(wire).unwrap(), both);
    }
}
