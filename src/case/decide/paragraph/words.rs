//! What the words of a paragraph give away or ask for, whoever the case is about.

use super::Fault;
use super::lists::{COMPARED, GIVING, MESSENGERS, OUTCOMES, SECRETS, sources};
use crate::playbook::Kind;
use unicode_normalization::UnicodeNormalization;

pub(super) fn fault(text: &str, kind: &Kind) -> Option<Fault> {
    let text: String = text.nfkc().collect::<String>().to_lowercase();
    contact(&text).or_else(|| payment(&text)).or_else(|| {
        sentences(&text).into_iter().find_map(|sentence| secret(sentence).or_else(|| outcome(sentence, kind)))
    })
}

/// C14, R17: only the official channels, and those stand in the footer.
fn contact(text: &str) -> Option<Fault> {
    let words: Vec<&str> = words(text);
    let spelt = words.windows(4).any(|four| four[1] == "at" && four[3] == "dot")
        || words.windows(5).any(|five| five[1] == "at" && five[4] == "dot");
    let what = if text.contains('@') || spelt {
        "an e-mail address or a name in a messenger"
    } else if text.contains("://") || text.contains("www.") || text.split_whitespace().any(has_domain) {
        "a link"
    } else if MESSENGERS.iter().any(|name| holds(text, name)) {
        "a messenger"
    } else if has_number_to_call(text) {
        "a number to call"
    } else {
        return None;
    };
    Some(Fault {
        rules: &["C14", "R17"],
        what: format!("the paragraph names {what}, and only the official channels of the footer count"),
        remedy: "Leave it out: the letter itself says how to reach us. After a full stop, leave a space.",
    })
}

/// Something like `name.top` between spaces.
fn has_domain(word: &str) -> bool {
    let host = |c: char| c.is_alphanumeric() || c == '-';
    word.split(|c: char| !host(c) && c != '.').any(|name| {
        name.trim_matches('.').rsplit_once('.').is_some_and(|(before, top)| {
            before.chars().next_back().is_some_and(host)
                && before.len() >= 2
                && (2..=12).contains(&top.len())
                && top.bytes().all(|b| b.is_ascii_alphabetic())
        })
    })
}

/// A `+` and seven digits or more.
fn has_number_to_call(text: &str) -> bool {
    text.split('+').skip(1).any(|rest| {
        let number = rest.chars().take_while(|c| c.is_ascii_digit() || " -().".contains(*c));
        number.filter(char::is_ascii_digit).count() >= 7
    })
}

/// R17: the institution asks for no payment, so no letter holds an address to pay to.
fn payment(text: &str) -> Option<Fault> {
    let address = |word: &&str| {
        word.len() >= 26
            && word.bytes().all(|b| b.is_ascii_alphanumeric())
            && word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_alphabetic())
    };
    words(text).iter().any(address).then(|| Fault {
        rules: &["R17", "M11", "C14"],
        what: "the paragraph holds what looks like an address to pay to".to_owned(),
        remedy: "Leave it out: no payment is ever asked for.",
    })
}

fn secret(sentence: &str) -> Option<Fault> {
    let holds_one = |list: &[&str]| list.iter().any(|word| holds(sentence, word));
    (holds_one(SECRETS) && holds_one(GIVING)).then(|| Fault {
        rules: &["C14", "R17"],
        what: "a sentence of the paragraph reads like asking for a password or a code".to_owned(),
        remedy: "Leave it out; that nobody asks for one the footer says already. If it asks for something else, make two \
                 sentences of it.",
    })
}

/// N1: what is compared, and what came of it, in one sentence.
fn outcome(sentence: &str, kind: &Kind) -> Option<Fault> {
    if !OUTCOMES.iter().any(|word| holds(sentence, word)) {
        return None;
    }
    let compared = COMPARED.iter().any(|word| holds(sentence, word))
        || kind.clues.iter().any(|clue| sources(clue.source).iter().any(|word| holds(sentence, word)))
        || titles(kind).any(|title| names(sentence, title));
    compared.then(|| Fault {
        rules: &["N1"],
        what: "a sentence of the paragraph reads like telling what matched or failed".to_owned(),
        remedy: "Say what is to be done now, not what was found; the reason's own words say all that may be said.",
    })
}

/// The titles of what a reviewer compares and of what an applicant is told nothing about.
fn titles(kind: &Kind) -> impl Iterator<Item = &str> {
    let clues = kind.clues.iter().map(|clue| clue.title.as_str());
    let checks = kind.checks.iter().map(|check| check.title.as_str());
    let silent = kind.items.iter().flat_map(|item| &item.requirements).filter(|one| one.better.is_none());
    clues.chain(checks).chain(silent.map(|requirement| requirement.title.as_str()))
}

/// Whether `sentence` has every word of `title` that tells it from others.
fn names(sentence: &str, title: &str) -> bool {
    const COMMON: [&str; 12] = [
        "that", "this", "with", "from", "used", "which", "whoever", "other", "came", "been", "earlier",
        "same",
    ];
    let title = title.to_lowercase();
    let telling: Vec<&str> =
        words(&title).into_iter().filter(|word| word.len() >= 4 && !COMMON.contains(word)).collect();
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let said: Vec<String> = words(sentence).into_iter().map(stem).collect();
    telling.len() >= 2 && telling.iter().all(|word| said.contains(&stem(word)))
}

/// Whether `text` has `word`: between other letters no word of letters begins or ends, a Chinese one may.
fn holds(text: &str, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if !word.is_ascii() {
        return text.contains(word);
    }
    text.match_indices(word).any(|(at, _)| {
        !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// A full stop ends a sentence where something other than a letter or digit follows.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = match c {
            '。' | '!' | '?' | ';' | '\n' | '！' | '？' | '；' => true,
            '.' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if ends {
            sentences.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    sentences.push(&text[start..]);
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::{Playbook, shipped};

    fn kind(institution: &str, kind: &str) -> Kind {
        let source = shipped().iter().find(|source| source.name == institution).unwrap();
        let playbook = Playbook::load(source).unwrap();
        playbook.kinds.into_iter().find(|(id, _)| id.as_str() == kind).unwrap().1
    }

    fn rule_of(text: &str) -> Option<&'static str> {
        fault(text, &kind("binance", "recovery")).map(|fault| fault.rules[0])
    }

    #[test]
    fn c14_r17_no_channel_of_ones_own_goes_out() {
        for bad in [
            "Write to help@house.example please.",
            "Write to help ＠ house.",
            "Write to help at house dot com.",
            "See https://house.example/form",
            "See www.house",
            "See house-help.com/form.",
            "See house.io.",
            "Add us on WhatsApp.",
            "加我们的微信。",
            "我们的 QQ 是多少",
            "Call +44 20 7946 0958.",
        ] {
            assert_eq!(rule_of(bad), Some("C14"), "{bad}");
        }
        for good in [
            "Please answer this letter within a week.",
            "Please look at the app. You find the form under Security.",
            "The limit is 3.5 hours, e.g. at noon.",
            "请在一周内回复此信。谢谢。",
        ] {
            assert_eq!(rule_of(good), None, "{good}");
        }
    }

    #[test]
    fn r17_no_address_to_pay_to_goes_out() {
        assert_eq!(rule_of("Pay to bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh"), Some("R17"));
        assert_eq!(rule_of("An extraordinarilyincomprehensibleword alone"), None);
    }

    #[test]
    fn c14_nobody_is_asked_for_a_password_or_a_code() {
        for bad in [
            "Please send us your password.",
            "Reply with the verification code that you received.",
            "What is your PIN?",
            "Please provide the seed phrase of your wallet.",
            "请将短信验证码发给我们。",
            "请提供您的登录密码。",
            "請提供密碼",
        ] {
            assert_eq!(rule_of(bad), Some("C14"), "{bad}");
        }
        for good in [
            "Please set a new password today. Then send us the photos.",
            "Opinions differ; please send the photo of the note.",
            "请先设置新密码。之后请提交照片。",
        ] {
            assert_eq!(rule_of(good), None, "{good}");
        }
    }

    #[test]
    fn n01_what_was_compared_and_what_came_of_it_are_not_told_together() {
        for bad in [
            "The city of your latest login does not match.",
            "Your face was different.",
            "The card number that you gave is wrong.",
            "Unfortunately, the month of registration was incorrect!",
            "The person in the video differs from the person of the record.",
            "您提供的注册时间不正确。",
            "人脸比对未通过。",
            "您的手机号与记录不符",
        ] {
            assert_eq!(rule_of(bad), Some("N1"), "{bad}");
        }
        for good in [
            "Please take the photo by daylight; the wrong lamp makes a glare.",
            "Your photo was too dark. Please send another one.",
            "照片太暗，请重新拍摄。",
            "Hold the phone still while recording.",
        ] {
            assert_eq!(rule_of(good), None, "{good}");
        }
    }

    #[test]
    fn n01_titles_of_requirements_that_say_nothing_outward_count_too() {
        let migration = kind("okx", "migration");
        let said = "It is not the ID of the original account, so it does not match.";
        assert!(
            fault(said, &migration).is_some(),
            "the clue of the original account's e-mail is not named: {said}"
        );
        assert!(names("the photos came in another case", "The photos came in no other case"));
        assert!(!names("the photos are dark", "The photos came in no other case"));
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        assert_eq!(sentences("a b. c3.5 d! e"), ["a b", " c3.5 d", " e"]);
        assert_eq!(sentences("你好。再见？"), ["你好", "再见", ""]);
    }
}
