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

/// Adds text to Markdown; line ends stay. `at_start` is whether it begins a line, where more means something.
pub(super) fn markdown(out: &mut String, text: &str, at_start: bool) {
    let mut before = if at_start { '\n' } else { out.chars().next_back().unwrap_or('\n') };
    // Where the line begins, if it begins in the text.
    let mut line = at_start.then_some(0);
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next().unwrap_or('\n');
        let means = match c {
            '\\' | '`' | '*' | '[' | ']' | '|' => true,
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '~' => before == '~' || next == '~',
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => next == '#' || next.is_ascii_alphabetic(),
            '#' | '>' | '+' | '-' | '=' => before == '\n',
            // A number of up to nine digits that begins a line begins a list.
            '.' | ')' => matches!(next, ' ' | '\n' | '\t') && line.is_some_and(|line| is_number(&text[line..at])),
            _ => false,
        };
        if means {
            out.push('\\');
        }
        out.push(c);
        before = c;
        if c == '\n' {
            line = Some(at + 1);
        }
    }
}

fn is_number(text: &str) -> bool {
    (1..10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #[test]
    fn markdown_is_escaped_where_it_would_mean_something() {
        let of = |text: &str| {
            let mut out = String::new();
            super::markdown(&mut out, text, true);
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
        ] {
            assert_eq!(of(text), expected);
        }
    }
}
