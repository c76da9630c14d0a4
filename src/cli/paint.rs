//! Colour, where the stream takes it.

use anstyle::{AnsiColor, Style};
use std::fmt::{self, Display};
use unblurb::Label;

pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const RED: Style = AnsiColor::Red.on_default();
pub const GREEN: Style = AnsiColor::Green.on_default();
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
pub const CYAN: Style = AnsiColor::Cyan.on_default();

/// Whether to paint.
#[derive(Clone, Copy, Debug)]
pub struct Paint(pub bool);

/// Something in a style, or as it is.
pub struct Painted<T>(Style, T);

impl Paint {
    /// `text` in `style`, where colour is taken. Padding of a format counts for the text alone.
    pub fn apply<T: Display>(self, style: Style, text: T) -> Painted<T> {
        Painted(if self.0 { style } else { Style::new() }, text)
    }
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.render())?;
        self.1.fmt(f)?;
        write!(f, "{}", self.0.render_reset())
    }
}

/// The style of a label: what goes is red, the title stands out.
pub fn label(label: Label) -> Style {
    match label {
        Label::Content => GREEN,
        Label::Title => GREEN.bold(),
        _ => RED,
    }
}
