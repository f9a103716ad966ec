//! What somebody may have meant who typed a name that there is not.

/// How like a known name an unknown one must be to be taken for it, 0 to 1.
const ALIKE: f64 = 0.75;
/// The most characters of an unknown name that are looked at.
const LOOKED_AT: usize = 80;

/// The nearest of `known` to `unknown`, where one is near.
pub fn nearest<'k>(unknown: &str, known: &[&'k str]) -> Option<&'k str> {
    let unknown: String = unknown.chars().take(LOOKED_AT).collect::<String>().to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &unknown);
    let best = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= ALIKE).then_some(best)
}

/// What to do about an unknown name: take the nearest one, or one of those there are.
pub fn suggestion(unknown: &str, known: &[&str]) -> String {
    match nearest(unknown, known) {
        Some(name) => format!("Did you mean \"{name}\"?"),
        None if known.is_empty() => "Leave it out".to_owned(),
        None => format!("Known are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let known = ["manual_review", "hold", "Due today"];
        for (typed, meant) in [
            ("manul", Some("manual_review")),
            ("manual-review", Some("manual_review")),
            ("due todya", Some("Due today")),
            ("zzz", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, &known), meant, "{typed}");
        }
        assert_eq!(nearest("x", &[]), None);
        assert_eq!(suggestion("zzz", &known), "Known are manual_review, hold, Due today");
    }
}
