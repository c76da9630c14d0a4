//! The elements that are open: [`Stack`] answers in constant time which open element a tag is about, however deep.
//!
//! The rules are those of the HTML standard's tree construction as far as they change what a reader sees: implied end
//! tags, scopes, misnested formatting. Nothing recurses, and no search walks down the stack.

use super::elements::ElementId;
use super::name::{self, Name, Names};
use super::run::Cut;

/// Place on the stack; `NONE` stands for no element.
pub(super) type Place = u32;
pub(super) const NONE: Place = u32::MAX;

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) name: Name,
    pub(super) element: ElementId,
    /// Where its text begins in the run.
    pub(super) cut: Cut,
    /// It begins and ends paragraphs: by its name, or because it holds blocks.
    pub(super) block: bool,
    /// Nobody sees it, because of itself or of what is around it.
    pub(super) hidden: bool,
    /// It is hidden by an attribute, of itself or of what is around it, and would hold text otherwise.
    pub(super) by_attribute: bool,
    /// White space inside stays.
    pub(super) pre: bool,
    /// Its end tag came while blocks inside were open: it no longer means anything.
    pub(super) ended: bool,
    /// A link with an address.
    pub(super) link: bool,
    /// A row whose cells hold no blocks so far.
    pub(super) whole_row: bool,
    /// The next lower open element of its name.
    same_name: Place,
    /// The nearest element that begins and ends paragraphs by its name or ends a scope: itself or lower.
    wall: Place,
    /// The nearest element that ends a scope: itself or lower.
    scope: Place,
}

impl Open {
    pub(super) fn new(name: Name, element: ElementId) -> Self {
        Open {
            name,
            element,
            cut: Cut::default(),
            block: name.is_block(),
            hidden: false,
            by_attribute: false,
            pre: false,
            ended: false,
            link: false,
            whole_row: false,
            same_name: NONE,
            wall: NONE,
            scope: NONE,
        }
    }
}

/// The open elements, `html` at the bottom.
pub(super) struct Stack {
    open: Vec<Open>,
    /// The highest open element of each name.
    last: Vec<Place>,
    /// Open links.
    pub(super) links: u32,
    /// Open elements that make bold.
    pub(super) bold: u32,
}

impl Stack {
    /// As many elements as browsers nest.
    pub(super) const DEEPEST: usize = 512;

    pub(super) fn new() -> Self {
        Stack { open: Vec::new(), last: vec![NONE; Names::LIMIT], links: 0, bold: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn top(&self) -> Option<&Open> {
        self.open.last()
    }

    pub(super) fn get_mut(&mut self, place: Place) -> &mut Open {
        &mut self.open[place as usize]
    }

    pub(super) fn get(&self, place: Place) -> &Open {
        &self.open[place as usize]
    }

    /// The highest open element of a name, if any, whatever is above it.
    pub(super) fn last(&self, name: Name) -> Option<Place> {
        Some(self.last[usize::from(name.0)]).filter(|&place| place != NONE)
    }

    /// The same, unless one of `walls` is above it.
    pub(super) fn last_within(&self, names: &[Name], walls: &[Name]) -> Option<Place> {
        let place = names.iter().filter_map(|&name| self.last(name)).max()?;
        walls.iter().all(|&wall| self.last(wall).is_none_or(|wall| wall <= place)).then_some(place)
    }

    /// The same, unless the end of a scope is above it.
    pub(super) fn last_in_scope(&self, names: &[Name]) -> Option<Place> {
        let place = names.iter().filter_map(|&name| self.last(name)).max()?;
        let scope = self.top()?.scope;
        (scope == NONE || scope <= place).then_some(place)
    }

    /// Whether a block is above a place.
    pub(super) fn is_walled(&self, place: Place) -> bool {
        self.top().is_some_and(|top| top.wall != NONE && top.wall > place)
    }

    pub(super) fn push(&mut self, mut open: Open) {
        let place = self.open.len() as Place;
        let below = self.top().map_or((NONE, NONE), |top| (top.wall, top.scope));
        open.wall = if open.name.means(name::BLOCK | name::SCOPE) { place } else { below.0 };
        open.scope = if open.name.means(name::SCOPE) { place } else { below.1 };
        let last = &mut self.last[usize::from(open.name.0)];
        open.same_name = std::mem::replace(last, place);
        self.links += u32::from(open.link);
        self.bold += u32::from(open.name.means(name::BOLD));
        self.open.push(open);
    }

    /// Takes the top off.
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        if !open.ended {
            self.last[usize::from(open.name.0)] = open.same_name;
            self.forget(open);
        }
        Some(open)
    }

    /// Ends the highest element of its name, which is below others that stay open.
    pub(super) fn end_below(&mut self, place: Place) {
        let open = self.open[place as usize];
        self.last[usize::from(open.name.0)] = open.same_name;
        self.open[place as usize].ended = true;
        self.forget(open);
    }

    fn forget(&mut self, open: Open) {
        self.links -= u32::from(open.link);
        self.bold -= u32::from(open.name.means(name::BOLD));
    }

    /// The open element that a start tag of this name ends first, if it ends any.
    pub(super) fn ended_by_start(&self, name: Name) -> Option<Place> {
        const LISTS: &[Name] = &[Name::UL, Name::OL, Name::MENU, Name::DIR, Name::TABLE, Name::TD, Name::TH];
        const SECTIONS: &[Name] = &[Name::TBODY, Name::THEAD, Name::TFOOT];
        const TABLE: &[Name] = &[Name::TABLE];
        match name {
            Name::LI => self.last_within(&[Name::LI], LISTS),
            Name::DD | Name::DT => {
                self.last_within(&[Name::DD, Name::DT], &[Name::DL, Name::TABLE, Name::TD, Name::UL, Name::OL])
            }
            Name::TD | Name::TH => self.last_within(&[Name::TD, Name::TH, Name::CAPTION], TABLE),
            Name::TR => self.last_within(&[Name::TR, Name::CAPTION], TABLE),
            Name::TBODY | Name::THEAD | Name::TFOOT => {
                let section = self.last_within(SECTIONS, TABLE);
                section.or_else(|| self.last_within(&[Name::TR, Name::CAPTION], TABLE))
            }
            Name::CAPTION => self.last_within(&[Name::CAPTION], TABLE),
            Name::OPTION => self.last_within(&[Name::OPTION], &[Name::SELECT, Name::DATALIST, Name::OPTGROUP]),
            Name::OPTGROUP => self.last_within(&[Name::OPTION, Name::OPTGROUP], &[Name::SELECT]),
            Name::SELECT | Name::INPUT => self.last_in_scope(&[Name::SELECT]),
            Name::BUTTON => self.last_in_scope(&[Name::BUTTON]),
            Name::RT | Name::RP | Name::RB => self.last_within(&[Name::RT, Name::RP, Name::RB], &[Name::RUBY]),
            _ if name.is_heading() => {
                let top = self.len() as Place - 1;
                self.top().is_some_and(|open| open.name.is_heading()).then_some(top)
            }
            _ => None,
        }
    }

    /// The open element that an end tag of this name is about.
    pub(super) fn ended_by_end(&self, name: Name) -> Option<Place> {
        match name {
            Name::HTML | Name::BODY => None,
            Name::TD | Name::TH | Name::TR | Name::TBODY | Name::THEAD | Name::TFOOT | Name::CAPTION => {
                self.last_within(&[name], &[Name::TABLE])
            }
            Name::LI => self.last_within(&[name], &[Name::UL, Name::OL, Name::TABLE, Name::TD, Name::TH]),
            _ if name.is_heading() => self.last_in_scope(&[Name::H1, Name::H2, Name::H3, Name::H4, Name::H5, Name::H6]),
            _ if name.means(name::SCOPE) => self.last(name),
            _ if name.means(name::BLOCK) => self.last_in_scope(&[name]),
            _ => self.last(name),
        }
    }
}
