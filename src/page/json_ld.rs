//! What JSON-LD says about a page's piece: [`piece`] finds the article among the things it describes.
//!
//! Pages write JSON as they please: raw line ends in strings, wrapped in comments, followed by a semicolon. What cannot be
//! read says nothing.

use super::facts::value;
use serde_json::{Map, Value};

/// The facts of the piece, as far as JSON-LD has them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) description: Option<String>,
    pub(super) types: Vec<String>,
    pub(super) body: Option<String>,
}

type Object = Map<String, Value>;

/// The piece of a page with these scripts: the first thing that is an article, else the first that is some other work.
pub(super) fn piece<'a>(scripts: impl Iterator<Item = &'a str>) -> Piece {
    let values: Vec<Value> = scripts.filter_map(parse).collect();
    let things = things(&values);
    let is =
        |thing: &Object, words: &[&str]| types(thing).iter().any(|kind| words.iter().any(|word| kind.ends_with(word)));
    let article = things.iter().find(|thing| is(thing, &["article", "posting", "report", "review", "recipe"]));
    let work =
        || things.iter().find(|thing| is(thing, &["webpage", "itempage", "product", "event", "course", "videoobject"]));
    let Some(thing) = article.or_else(work) else { return Piece::default() };
    let text = |keys: &[&str]| keys.iter().find_map(|key| thing.get(*key).and_then(first_text));
    let address = |thing: &Value| match thing {
        Value::Object(thing) => thing.get("@id").and_then(first_text),
        other => first_text(other),
    };
    Piece {
        headline: text(&["headline", "name"]),
        authors: ["author", "creator"]
            .iter()
            .find_map(|key| thing.get(*key))
            .map(|who| names(who, &things))
            .unwrap_or_default(),
        published: text(&["datePublished", "dateCreated", "uploadDate"]),
        modified: text(&["dateModified"]),
        publisher: thing.get("publisher").map(|who| names(who, &things)).and_then(|names| names.into_iter().next()),
        language: text(&["inLanguage"]),
        url: thing.get("url").and_then(first_text).or_else(|| thing.get("mainEntityOfPage").and_then(address)),
        description: text(&["description"]),
        types: types(thing),
        body: text(&["articleBody", "reviewBody"]),
    }
}

/// The first value of a script.
fn parse(script: &str) -> Option<Value> {
    let mut text = script.trim().trim_start_matches('\u{feff}');
    for opening in ["<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA["] {
        text = text.strip_prefix(opening).unwrap_or(text).trim_start();
    }
    let first = |text: &str| serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok();
    first(text).or_else(|| first(&text.replace(|c: char| c.is_control(), " ")))
}

/// All things that stand at the top, in lists or in graphs, and the main entities of pages.
fn things(values: &[Value]) -> Vec<&Object> {
    const MOST: usize = 1000;
    let mut things = Vec::new();
    let mut ahead: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = ahead.pop() {
        match value {
            Value::Array(list) => ahead.extend(list.iter().rev()),
            Value::Object(thing) if things.len() < MOST => {
                things.push(thing);
                ahead.extend(thing.get("mainEntity"));
                ahead.extend(thing.get("@graph"));
            }
            _ => {}
        }
    }
    things
}

/// The types of a thing, in lower case, without the address of their vocabulary.
fn types(thing: &Object) -> Vec<String> {
    let list = match thing.get("@type") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let name = |kind: &str| kind.rsplit(['/', '#', ':']).next().unwrap_or(kind).to_lowercase();
    list.iter().filter_map(Value::as_str).map(name).collect()
}

fn first_text(found: &Value) -> Option<String> {
    match found {
        Value::String(text) => value(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.iter().filter(|item| !item.is_array()).find_map(first_text),
        Value::Object(object) => {
            object.get("@value").or_else(|| object.get("name")).and_then(Value::as_str).and_then(value)
        }
        _ => None,
    }
}

/// Names of persons or organisations, each once; a reference to another thing is followed.
fn names(who: &Value, things: &[&Object]) -> Vec<String> {
    let list = match who {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut names: Vec<String> = Vec::new();
    for one in list.iter().take(20) {
        let name = match one {
            Value::Object(object) => object.get("name").and_then(first_text).or_else(|| {
                let id = object.get("@id")?;
                things.iter().find(|thing| thing.get("@id") == Some(id))?.get("name").and_then(first_text)
            }),
            Value::String(text) => value(text).filter(|name| !name.starts_with("http")),
            _ => None,
        };
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_of_a_graph_with_its_author_elsewhere() {
        let script = r##"//<![CDATA[
            {"@context": "https://schema.org", "@graph": [
                {"@type": "WebPage", "name": "Page"},
                {"@type": ["NewsArticle"], "headline": "Rain &amp; wind", "author": [{"@id": "#ann"}, {"name": "Bo Li"}],
                 "datePublished": "2024-05-01", "publisher": {"name": "The Paper"}, "mainEntityOfPage": {"@id": "https://a.example/1"}},
                {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]};
            //]]>"##;
        let found = piece([script].into_iter());
        assert_eq!(found.headline.as_deref(), Some("Rain & wind"));
        assert_eq!(found.authors, ["Ann Lee", "Bo Li"]);
        assert_eq!(found.published.as_deref(), Some("2024-05-01"));
        assert_eq!(found.publisher.as_deref(), Some("The Paper"));
        assert_eq!(found.url.as_deref(), Some("https://a.example/1"));
        assert_eq!(found.types, ["newsarticle"]);
    }

    #[test]
    fn broken_json_is_read_as_far_as_it_goes_and_deep_json_is_not() {
        let found = piece(["{\"@type\": \"Article\", \"headline\": \"Two\nlines\"}", "{"].into_iter());
        assert_eq!(found.headline.as_deref(), Some("Two lines"));
        assert_eq!(piece([format!("{}1", "[".repeat(100_000)).as_str()].into_iter()), Piece::default());
    }
}
