//! Numbers as people read them, on the terminal and on pages.

use crate::evaluation::Figure;

/// A figure from 0 to 1 with three decimals; a dash where it is not defined or no number.
pub fn figure(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(dash, |value| format!("{value:.3}"))
}

/// A share in percent, with as many decimals as a small one needs; a dash where it is not defined or no number.
pub fn percent(share: Option<f64>) -> String {
    share.filter(|share| share.is_finite()).map_or_else(dash, |share| {
        let percent = 100.0 * share;
        if percent == 0.0 || percent >= 10.0 { format!("{percent:.1} %") } else { format!("{percent:.2} %") }
    })
}

/// A value of a figure: a share of characters in percent, all else with three decimals.
pub fn written(of: Figure, value: Option<f64>) -> String {
    if of.is_of_chars() { percent(value) } else { figure(value) }
}

/// A count with its thousands parted.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).expect("digits")).collect();
    parts.join(",")
}

/// A count with what is counted, in English, which takes an s for more than one and for none.
pub fn counted(value: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(value), if value == 1 { "" } else { "s" })
}

fn dash() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_they_need() {
        assert_eq!(
            (percent(Some(0.0051)), percent(Some(0.5)), percent(None)),
            ("0.51 %".into(), "50.0 %".into(), dash())
        );
        assert_eq!((figure(Some(0.12345)), figure(Some(f64::NAN))), ("0.123".into(), "–".into()));
        assert_eq!((counted(1, "site"), counted(0, "site")), ("1 site".into(), "0 sites".into()));
        assert_eq!((count(0), count(999), count(1_234_567)), ("0".into(), "999".into(), "1,234,567".into()));
    }
}
