//! Text in little room.

/// At most so many characters, the last an ellipsis where something is left out. A number is shown whole or not at all:
/// half of one would be another one.
pub(super) fn cut(text: &str, width: usize) -> String {
    let all: Vec<char> = text.chars().collect();
    if all.len() <= width {
        return text.to_owned();
    }
    let mut keep = width.saturating_sub(1);
    let is_digit = |at: usize| all.get(at).is_some_and(char::is_ascii_digit);
    // "10:00:19" and "3.5" are one number each.
    let joins = |at: usize| ".:,".contains(all[at]) && is_digit(at + 1);
    if is_digit(keep) || joins(keep) {
        while keep > 0 && (is_digit(keep - 1) || joins(keep - 1)) {
            keep -= 1;
        }
    }
    let kept: String = all[..keep].iter().collect();
    let ellipsis = if width == 0 { "" } else { "…" };
    format!("{}{ellipsis}", kept.trim_end())
}

/// In lines of at most so many characters, broken between words; a longer word is cut.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = cut(word, width);
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_shown_whole_or_not_at_all() {
        assert_eq!(cut("Kona Electric 115 s", 40), "Kona Electric 115 s");
        assert_eq!(cut("Kona Electric 115 s", 18), "Kona Electric 115…");
        assert_eq!(cut("Kona Electric 115 s", 17), "Kona Electric…");
        assert_eq!(cut("Kona Electric 115 s", 16), "Kona Electric…");
        assert_eq!(cut("last seen 10:00:19", 16), "last seen…");
        assert_eq!(cut("anything", 0), "");
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_room(text in "[a-z0-9 .:]{0,60}", width in 1_usize..40) {
            prop_assert!(cut(&text, width).chars().count() <= width);
            prop_assert!(wrap(&text, width).iter().all(|line| line.chars().count() <= width));
        }
    }
}
