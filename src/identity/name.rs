//! Comparing names: transliteration, swapped order, missing middle names, slips – and twins, who differ in one word.

use unicode_script::{Script, UnicodeScript};

use super::Agreement;
use super::normal::{normal_name, written_name};

/// Jaro–Winkler similarity from which two words are near (the level that Fellegi–Sunter models of names use).
const NEAR: f64 = 0.92;
/// Words of a name that take part; more is nobody's name.
const WORDS: usize = 16;
/// Consonants that must agree for two words to be near by consonants alone. With fewer, "Hassan" and "Hussein" would be.
const CONSONANTS: usize = 4;

/// Compares two full names, in any writing system and any order of their parts.
///
/// - `Equal`: the same words in the same order, but for case, accents and punctuation, or one the transliteration of
///   the other. Where many names share one transliteration (Chinese characters), or where both are written in another
///   alphabet and differ there, sharing it is only `Near`.
/// - `Near`: the same words in another order (given and family name swapped), written together or apart, with further
///   names on one side, or each word near its partner: Jaro–Winkler ≥ 0.92, or another transliteration of the same.
/// - `Unknown`: one is missing or holds no letter.
///
/// Similarity is taken word by word, never over the whole: a long common surname would make twins the same.
pub fn compare_names(a: Option<&str>, b: Option<&str>) -> Agreement {
    let (Some(a), Some(b)) = (a, b) else { return Agreement::Unknown };
    let agreement = Agreement::of(&normal_name(a), &normal_name(b), |a, b| are_near(a, b, 2, similar));
    if agreement == Agreement::Equal && !same_in_writing(a, b) { Agreement::Near } else { agreement }
}

/// Whether two names of one transliteration are the same name.
fn same_in_writing(a: &str, b: &str) -> bool {
    let (a, b) = (written_name(a), written_name(b));
    let holds =
        |text: &str, test: fn(Script) -> bool| text.chars().any(|c| c.is_alphabetic() && test(c.script()));
    let shared = |text: &str| holds(text, |script| script == Script::Han);
    let foreign = |text: &str| holds(text, |script| script != Script::Latin);
    a == b || !(shared(&a) || shared(&b) || (foreign(&a) && foreign(&b)))
}

/// Whether two different normal forms are near: made of words of which each equals its partner or is `similar` to it,
/// in any order. With `part` words or more, all equal, the shorter may be a part of the longer.
pub(super) fn are_near(a: &str, b: &str, part: usize, similar: fn(&str, &str) -> bool) -> bool {
    if letters(a).eq(letters(b)) {
        return true;
    }
    let words = |text| -> Vec<&str> { str::split(text, ' ').take(WORDS).collect() };
    let (mut a, mut b) = (words(a), words(b));
    // Equal words pair up first, so that a merely similar one cannot take their partner.
    let equal = take_pairs(&mut a, &mut b, |a, b| a == b);
    match (a.len(), b.len()) {
        (0, _) | (_, 0) => equal >= part,
        // Who finds a partner first can depend on the side one starts from.
        (left, right) => left == right && (all_pair_up(&a, &b, similar) || all_pair_up(&b, &a, similar)),
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| *c != ' ')
}

fn all_pair_up(a: &[&str], b: &[&str], similar: fn(&str, &str) -> bool) -> bool {
    take_pairs(&mut a.to_vec(), &mut b.to_vec(), similar) == a.len()
}

/// Takes from both lists the words that pair up, and tells how many pairs there were.
fn take_pairs(words: &mut Vec<&str>, partners: &mut Vec<&str>, pair: fn(&str, &str) -> bool) -> usize {
    let before = words.len();
    words.retain(|word| match partners.iter().position(|partner| pair(word, partner)) {
        Some(found) => {
            partners.remove(found);
            false
        }
        None => true,
    });
    before - words.len()
}

/// Whether two words of names are near.
fn similar(a: &str, b: &str) -> bool {
    strsim::jaro_winkler(a, b) >= NEAR || same_sound(a, b)
}

/// Whether two words are transliterations of one: the same after folding what the systems spell differently, or the
/// same consonants where there are enough of them.
fn same_sound(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    let consonants = |word: &str| word.chars().filter(|c| !"aeiou".contains(*c)).collect::<String>();
    let (bones_a, bones_b) = (consonants(&a), consonants(&b));
    a == b || (bones_a.len() >= CONSONANTS && bones_a == bones_b)
}

/// Folds the spellings between which systems of transliteration differ. Order counts: longer ones first.
fn folded(word: &str) -> String {
    const FOLDS: &[(&str, &str)] = &[
        ("shch", "S"),
        ("sch", "S"),
        ("tch", "C"),
        ("dzh", "J"),
        ("ch", "C"),
        ("sh", "S"),
        ("zh", "J"),
        ("kh", "h"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("dj", "J"),
        ("ck", "k"),
        ("ts", "c"),
        ("tz", "c"),
        ("ae", "a"),
        ("oe", "o"),
        ("ue", "u"),
        ("x", "ks"),
        ("w", "v"),
        ("q", "k"),
        ("y", "i"),
        ("j", "i"),
    ];
    let mut word = word.to_owned();
    for (spelling, fold) in FOLDS {
        word = word.replace(spelling, fold);
    }
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Agreement::{Different, Equal, Near, Unknown};

    #[track_caller]
    fn check(expected: Agreement, pairs: &[(&str, &str)]) {
        for (a, b) in pairs {
            assert_eq!(compare_names(Some(a), Some(b)), expected, "{a} | {b}");
            assert_eq!(compare_names(Some(b), Some(a)), expected, "{b} | {a}");
        }
    }

    #[test]
    fn spelling_conventions_do_not_matter() {
        check(
            Equal,
            &[
                ("Lin Wei", "LIN  WEI"),
                ("José Ángel Núñez", "jose angel nunez"),
                ("O'Hara Anne-Marie", "OHARA, ANNE MARIE"),
                ("Zoe\u{308} Weiß", "Zoë Weiss"),
                ("李偉", "李偉"),
                ("Γιώργος Παπαδόπουλος", "ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ"),
            ],
        );
    }

    #[test]
    fn a_transliteration_is_the_name_unless_many_names_share_it() {
        check(Equal, &[("Иван Петров", "Ivan Petrov"), ("Γιώργος", "Giorgos")]);
        check(
            Near,
            &[
                ("张伟", "Zhang Wei"),
                ("张伟", "章伟"),
                ("Sergei Ivanov", "Sergey Ivanov"),
                ("Юрий Гагарин", "Yuri Gagarin"),
                ("Mohammed Khan", "Muhammad Khan"),
                ("Müller Hans", "Mueller Hans"),
                ("Aleksandr Petrov", "Alexander Petrov"),
                ("Dmitrii Sokolov", "Dmitry Sokolov"),
            ],
        );
    }

    #[test]
    fn swapped_joined_and_shortened_names_are_near() {
        check(
            Near,
            &[
                ("Lin Wei", "Wei Lin"),
                ("Peter John Long", "Long Peter John"),
                ("Jon Smith", "Smith John"),
                ("Abdul Rahman Ali", "Abdulrahman Ali"),
                ("Maria del Carmen Ruiz", "Maria Ruiz"),
                ("Jon Smith", "John Smith"),
            ],
        );
    }

    // The same surname and the same birth date: the name is all that tells them apart.
    #[test]
    fn twins_are_never_equal() {
        check(
            Different,
            &[
                ("Anna Petrova", "Anya Petrova"),
                ("Hassan Karimi", "Hussein Karimi"),
                ("Peter Long", "Paul Long"),
                ("Wei Lin", "Hui Lin"),
            ],
        );
        for (a, b) in [
            ("Marina Rossi", "Maria Rossi"),
            ("Christian Berg", "Christina Berg"),
            ("Jan Novák", "Jana Novák"),
        ] {
            assert_ne!(compare_names(Some(a), Some(b)), Equal);
        }
    }

    #[test]
    fn different_people_are_different() {
        check(
            Different,
            &[("Lin Wei", "Peter Long"), ("Lin", "Lin Wei"), ("Lin Lin", "Lin Wei"), ("Li", "Lin")],
        );
    }

    #[test]
    fn what_is_missing_is_unknown() {
        assert_eq!(compare_names(None, None), Unknown);
        assert_eq!(compare_names(Some("Lin Wei"), None), Unknown);
        check(Unknown, &[("", "Lin"), ("", ""), (" \u{200b}", "Lin"), ("---", "???")]);
    }

    #[test]
    fn hostile_names_neither_pass_for_another_nor_take_long() {
        check(Equal, &[("ad\u{200b}min Long", "admin Long")]);
        check(Different, &[("Pеter Lоng\u{202e}", "Paula Short"), ("'; DROP TABLE", "Lin Wei")]);
        let flood = "a\u{301}".repeat(1_000_000);
        let words = "ab ".repeat(1_000_000);
        assert_eq!(compare_names(Some(&flood), Some("Lin Wei")), Different);
        assert_eq!(compare_names(Some(&words), Some(&"ba ".repeat(1_000_000))), Different);
    }
}
