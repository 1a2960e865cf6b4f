//! Phone numbers do not travel through the chat: people who call each other past the company lose its protection (F111).

/// One stretch of digits and where its characters stand in the text.
struct Group {
    digits: String,
    /// Character positions of the digits.
    at: Vec<usize>,
    /// Whether a plus sign stands right before it.
    has_plus: bool,
    /// Whether only separators stand between it and the group before.
    continues: bool,
}

/// The text with the middle of every phone number replaced by stars: mobile numbers however they are spaced or written in full width,
/// land lines with their area code, anything international.
#[must_use]
pub fn mask_phones(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let groups = groups_of(&letters);
    let mut from = 0;
    while from < groups.len() {
        match phone_from(&groups[from..]) {
            Some(count) => {
                hide(&mut letters, &groups[from..from + count]);
                from += count;
            }
            None => from += 1,
        }
    }
    letters.into_iter().collect()
}

fn digit_of(letter: char) -> Option<char> {
    match letter {
        '0'..='9' => Some(letter),
        // Full-width digits.
        '\u{ff10}'..='\u{ff19}' => char::from_digit(letter as u32 - 0xff10, 10),
        _ => None,
    }
}

fn groups_of(letters: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let (mut previous_was_digit, mut only_separators) = (false, false);
    for (position, letter) in letters.iter().enumerate() {
        let Some(digit) = digit_of(*letter) else {
            only_separators &= matches!(letter, ' ' | '-' | '.' | '(' | ')' | '_' | '—' | '\u{3000}');
            previous_was_digit = false;
            continue;
        };
        if !previous_was_digit {
            let has_plus = position > 0 && matches!(letters[position - 1], '+' | '\u{ff0b}');
            groups.push(Group { digits: String::new(), at: Vec::new(), has_plus, continues: only_separators });
        }
        if let Some(group) = groups.last_mut() {
            group.digits.push(digit);
            group.at.push(position);
        }
        (previous_was_digit, only_separators) = (true, true);
    }
    groups
}

/// How many groups, from the first, make one phone number.
fn phone_from(groups: &[Group]) -> Option<usize> {
    let mut digits = String::new();
    let mut found = None;
    for (index, group) in groups.iter().enumerate() {
        if index > 0 && !group.continues || digits.len() > 15 {
            break;
        }
        digits.push_str(&group.digits);
        if is_phone(&digits, groups[0].has_plus) {
            found = Some(index + 1);
        }
    }
    found
}

fn is_phone(digits: &str, has_plus: bool) -> bool {
    let local = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits);
    let is_mobile = |text: &str| text.len() == 11 && matches!(text.as_bytes(), [b'1', b'3'..=b'9', ..]);
    let is_landline = digits.starts_with('0') && !digits.starts_with("00") && (10..=12).contains(&digits.len());
    is_mobile(local) || is_mobile(digits) || is_landline || has_plus && (8..=15).contains(&digits.len())
}

/// Leaves the first three and the last two digits.
fn hide(letters: &mut [char], groups: &[Group]) {
    let positions: Vec<usize> = groups.iter().flat_map(|group| group.at.iter().copied()).collect();
    for position in &positions[3..positions.len() - 2] {
        letters[*position] = '*';
    }
}
