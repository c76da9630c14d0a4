//! Text that means itself, in HTML and in Markdown.

/// Adds text, or the value of an attribute in double quotes, to HTML.
pub(super) fn html(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// The same with `br` for each line end.
pub(super) fn html_lines(out: &mut String, text: &str) {
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push_str("<br>\n");
        }
        html(out, line);
    }
}

/// Adds text to Markdown, behind what stands in `out`; line ends stay. What follows the text is not known: a character that
/// could begin something with it means itself.
pub(super) fn markdown(out: &mut String, text: &str) {
    let mut before = out.chars().next_back().unwrap_or('\n');
    for (at, c) in text.char_indices() {
        // `&#13;` is white space to a reader, and would be the end of a line.
        let c = if c == '\r' { ' ' } else { c };
        let next = text[at + c.len_utf8()..].chars().next();
        let means = match c {
            '\\' | '`' | '*' | '[' | ']' | '|' => true,
            '_' => !(before.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)),
            // One between words may begin, but not end, what is struck out.
            '~' => !before.is_whitespace() || next.is_none_or(|next| next == '~'),
            '<' => next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphabetic()),
            '#' | '>' | '+' | '-' | '=' => before == '\n',
            '.' | ')' => next.is_none_or(|next| matches!(next, ' ' | '\n' | '\t')) && ends_with_number_of_line(out),
            _ => false,
        };
        if means {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

/// Whether the last line is a number of up to nine digits, which begins a list.
fn ends_with_number_of_line(out: &str) -> bool {
    let digits = out.bytes().rev().take(10).take_while(u8::is_ascii_digit).count();
    let begins = out.len() == digits || out.as_bytes()[out.len() - digits - 1] == b'\n';
    (1..10).contains(&digits) && begins
}

#[cfg(test)]
mod tests {
    #[test]
    fn markdown_is_escaped_where_it_would_mean_something() {
        let of = |text: &str| {
            let mut out = String::new();
            super::markdown(&mut out, text);
            out
        };
        for (text, expected) in [
            ("# a # b", r"\# a # b"),
            ("1. a 2. b", r"1\. a 2. b"),
            ("2024) a", r"2024\) a"),
            ("snake_case _x_", r"snake_case \_x\_"),
            ("*a* [b](c) `d`", r"\*a\* \[b\](c) \`d\`"),
            ("a < b, <b>", r"a < b, \<b>"),
            ("a & b &amp; AT&T", r"a & b \&amp; AT\&T"),
            ("- a - b\n- c", "\\- a - b\n\\- c"),
            ("a\n===", "a\n\\==="),
            (r"a\b | c", r"a\\b \| c"),
            ("~5 km, ~6~ a~b", r"~5 km, ~6\~ a\~b"),
            ("a <", r"a \<"),
        ] {
            assert_eq!(of(text), expected);
        }
    }
}
