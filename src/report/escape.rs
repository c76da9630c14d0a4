//! Text that means itself in HTML, wherever it comes from.

use std::fmt::{self, Display, Write};

/// Text in an element, or in an attribute in quotes. Control characters, which no HTML may hold, become U+FFFD.
pub(super) struct Escaped<T>(pub T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            '\n' | '\t' => self.0.write_char(c),
            c if c.is_control() => self.0.write_char('\u{fffd}'),
            c => self.0.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn text_means_itself() {
        let escaped = Escaped("<b a=\"1\" b='2'>&amp;\u{0}\u{1b}[2J\u{85}\n").to_string();
        assert_eq!(escaped, "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;\u{fffd}\u{fffd}[2J\u{fffd}\n");
    }
}
