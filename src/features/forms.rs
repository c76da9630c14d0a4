//! Forms: hashed tokens of what a paragraph looks like, for the stage that knows only hashed tokens.
//!
//! Shapes come in, in the order of the document; out go, for each paragraph, eighteen hashes of its shape in steps, of its
//! neighbours', and of crosses of them.

use super::chars::Class;
use super::hash::fold;
use super::words::{Shape, Words};

impl Words {
    /// Adds the forms of all paragraphs.
    pub fn push_forms(&mut self, shapes: &[Shape]) {
        let form = |i: isize| usize::try_from(i).ok().and_then(|i| shapes.get(i)).map_or(Form::default(), Form::of);
        let mut around = [Form::default(), Form::default(), form(0), form(1), form(2)];
        for i in 0..shapes.len() {
            if i > 0 {
                around.rotate_left(1);
                around[4] = form(i as isize + 2);
            }
            let [pp, p, f, n, nn] = around;
            let mut kind = 0;
            let mut add = |a: u32, b: u32, c: u32, d: u32, e: u32| {
                kind += 1;
                let key =
                    u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16 | u64::from(d) << 24 | u64::from(e) << 32;
                self.forms.push(fold(key | (0x80 + kind) << 48));
            };
            add(f.length, 0, 0, 0, 0);
            add(f.length, f.last, 0, 0, 0);
            add(f.length, f.first, 0, 0, 0);
            add(f.length, f.case, 0, 0, 0);
            add(f.length, f.numbers, 0, 0, 0);
            add(f.length, f.commas, f.sentences, 0, 0);
            add(f.length, f.short, 0, 0, 0);
            add(f.marks, f.last, 0, 0, 0);
            add(f.length.min(8), f.last, f.case, f.first, 0);
            add(f.length, f.numbers, f.marks, 0, 0);
            add(p.length, f.length, n.length, 0, 0);
            add(p.last, f.last, n.last, 0, 0);
            add(pp.length, p.length, f.length, n.length, nn.length);
            add(p.length, p.last, f.length, f.last, 0);
            add(n.length, n.last, f.length, f.last, 1);
            add(p.case, f.case, n.case, f.length, 0);
            add(p.marks, f.marks, f.length, 0, 0);
            add(n.marks, f.marks, f.length, 1, 0);
            self.form_ends.push(self.forms.len() as u32);
        }
    }
}

/// A paragraph's shape in steps.
#[derive(Clone, Copy, Debug, Default)]
struct Form {
    length: u32,
    first: u32,
    last: u32,
    case: u32,
    numbers: u32,
    commas: u32,
    sentences: u32,
    short: u32,
    marks: u32,
}

impl Form {
    fn of(shape: &Shape) -> Self {
        let words = shape.words + shape.numbers;
        let length = match words {
            0..=3 => words + 1,
            4..=5 => 5,
            6..=8 => 6,
            9..=12 => 7,
            13..=19 => 8,
            20..=30 => 9,
            31..=50 => 10,
            51..=80 => 11,
            _ => 12,
        };
        let third = |part: u32| (3 * part).div_ceil(shape.words.max(1)).min(3);
        let code = |class: Option<Class>| class.map_or(0, |class| class as u32 + 1);
        let mut marks = 0;
        for (bit, class) in
            [Class::Separator, Class::Currency, Class::Rights, Class::Emoji, Class::Colon, Class::Question]
                .into_iter()
                .enumerate()
        {
            marks |= u32::from(shape.count(class) > 0) << bit;
        }
        marks |= u32::from(shape.addresses + shape.links > 0) << 6 | u32::from(shape.clocks + shape.years > 0) << 7;
        Form {
            length,
            first: code(shape.first),
            last: code(shape.last),
            case: third(shape.capitalised) * 4 + third(shape.upper),
            numbers: shape.numbers.min(4),
            commas: shape.count(Class::Comma).min(3),
            sentences: shape.sentences.min(3),
            short: (5 * shape.short_words / shape.words.max(1)),
            marks,
        }
    }
}
