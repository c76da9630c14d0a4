//! Web pages: what a reader sees is text and nothing else is, the facts, hostile pages, and what holds for any bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use unblurb::page::{Name, Page};
use unblurb::rendering::Kept;

fn texts(html: &str) -> Vec<String> {
    Page::from_text(html).document().paragraph_texts().map(str::to_owned).collect()
}

/// Each case: a page, and its paragraphs.
#[track_caller]
fn assert_texts(cases: &[(&str, &[&str])]) {
    for (html, expected) in cases {
        assert_eq!(texts(html), *expected, "{html}");
    }
}

#[test]
fn blocks_part_paragraphs_and_inline_elements_do_not() {
    assert_texts(&[
        ("", &[]),
        (" \n\t ", &[]),
        ("plain", &["plain"]),
        ("<p>a <b>b</b>c <i> d</i><p>e", &["a bc d", "e"]),
        ("<div>a<div>b</div>c</div>", &["a", "b", "c"]),
        ("<h1>A</h1>b<hr>c<button>d</button>", &["A", "b", "c", "d"]),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", &["a", "b", "c", "d"]),
        ("<dl><dt>a<dd>b<dt>c</dl>", &["a", "b", "c"]),
        ("a</p>b", &["a", "b"]),
        ("<p>&nbsp;<p>&#8203;<p>\u{ad}<p>x", &["x"]),
    ]);
}

#[test]
fn inline_elements_that_hold_blocks_are_blocks() {
    assert_texts(&[
        ("<p>x</p>a <a href=/>b<div>c</div>d</a> e", &["x", "a", "b", "c", "d", "e"]),
        ("<x-card>a<x-body>b<p>c</p></x-body></x-card>", &["a", "b", "c"]),
        ("a <span>b</span> <span>c<p>d</p></span>", &["a b", "c", "d"]),
        ("a<b>b<b>c<div>d</div></b></b>", &["a", "b", "c", "d"]),
    ]);
}

#[test]
fn lines_break_once_and_paragraphs_at_the_second_break() {
    assert_texts(&[
        ("a<br>b", &["a\nb"]),
        ("a <br/> b", &["a\nb"]),
        ("a<br> <br>b<br><br><br>c", &["a", "b", "c"]),
        ("<br>a<br></p>b", &["a", "b"]),
        ("a</br>b", &["a\nb"]),
        ("<b>a<br><br>b</b> c", &["a", "b c"]),
    ]);
}

#[test]
fn a_row_of_short_cells_is_one_paragraph_and_layout_is_none() {
    let long = "word ".repeat(70);
    assert_texts(&[
        ("<table><tr><th>a<th>b<tr><td>1 <td> 2</table>", &["a\tb", "1\t2"]),
        ("<table><tr><td></td><td>a</td><td></td><td>b</td></tr></table>", &["a\tb"]),
        ("<table><tr><td>menu<td><p>a<p>b<td>c</table>", &["menu", "a", "b", "c"]),
        ("<table><tr><td>menu<td>a<br><br>b<td>c</table>d", &["menu", "a", "b", "c", "d"]),
        (&format!("<table><tr><td>menu<td>{long}<td>c</table>"), &["menu", long.trim(), "c"]),
        ("<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table>", &["a", "b\tc", "d", "e"]),
        ("<td>a<td>b", &["a", "b"]),
    ]);
}

#[test]
fn pre_keeps_its_white_space() {
    assert_texts(&[
        ("<pre>\n  a  b\r\n\tc\n\n d </pre>e  f", &["  a  b\n\tc\n\n d", "e f"]),
        ("<pre>a<br>b <b>c  d</b></pre>", &["a\nb c  d"]),
        ("<xmp><b>a</b> &amp;</xmp>", &["<b>a</b> &"]),
        ("a<plaintext>b</plaintext> <p>c", &["a", "b</plaintext> <p>c"]),
    ]);
}

#[test]
fn what_nobody_sees_is_no_text() {
    let note = "Please switch on scripts. ".repeat(10);
    assert_texts(&[
        ("<script>a</script><style>b</style><template><p>c</template>d", &["d"]),
        ("<script><!-- document.write('<script>a<\\/script>') --></script>b", &["b"]),
        ("<script><!-- '<script>a</script>' --></script>b", &["b"]),
        ("<script>a</scripty></SCRIPT >b", &["b"]),
        (
            "<p hidden>a</p><p style='color:red; DISPLAY : none !important'>b</p><p style=visibility:hidden>c</p>dddd",
            &["dddd"],
        ),
        ("a <span style='display:none'>x<div>y</div></span>b. It is shown.", &["a b. It is shown."]),
        ("<select><option>a<option>b</select><textarea>c</textarea><input value=d>e", &["e"]),
        (
            "<video>a</video><iframe>b</iframe><svg><title>c</title><text>d</text><svg/></svg><canvas>e</canvas>f",
            &["f"],
        ),
        ("<svg><path d=''>a<div>b</div>", &["b"]),
        ("<!-- a --><!--> b <!-- c --!>d<!doctype e><?f ?></ g>h", &["b dh"]),
        ("<noscript>short</noscript>a", &["a"]),
        (&format!("<noscript><p>{note}</noscript>a"), &[note.trim(), "a"]),
        ("<dialog>a</dialog><dialog open>b</dialog>", &["b"]),
        ("<body style=display:none>a", &["a"]),
    ]);
}

#[test]
fn a_page_that_hides_all_but_a_little_is_shown() {
    assert_texts(&[
        (
            "<p>menu</p><div style=display:none>a long text that a script shows</div>",
            &["menu", "a long text that a script shows"],
        ),
        ("<p>a long text that is shown</p><div hidden id=S:1>late</div>", &["a long text that is shown", "late"]),
    ]);
}

#[test]
fn broken_markup_is_read_as_browsers_do() {
    assert_texts(&[
        ("<title>never ended<meta charset=utf-8><p>a", &["a"]),
        ("<title>never ended</head><body>a", &["a"]),
        ("<title>A <b> title</title>a", &["a"]),
        ("a < b <3 <- c", &["a < b <3 <- c"]),
        ("<p class=\"a>b\">c</p attribute='>'>d", &["c", "d"]),
        ("<p><b>a<p>b</b>c", &["a", "bc"]),
        ("<p a=1 a=2/>b<br/>c</span></div></table>d", &["b\ncd"]),
        ("a\0b<p\0>c", &["ab", "c"]),
        ("a<b", &["a"]),
        ("a<!-- b", &["a"]),
        ("a<textarea>b", &["ab"]),
        ("<DIV>a</Div><P>b", &["a", "b"]),
        ("<p>a &amp b &lt;p&gt; &#x1F600; &bogus;", &["a & b <p> 😀 &bogus;"]),
    ]);
}

#[test]
fn paragraphs_know_where_they_stood() {
    let page = Page::from_text(
        "<html><body><main class='story wide' id=m role=main><p>See <a href='/a?b&amp;c'>this <em>one</em></a> <b>now</b> \
         <img src=i.png alt=I></p><ul><li><a href=/x>All of it</a></ul></main><a name=x>no link</a>",
    );
    let elements = page.elements();
    let texts: Vec<&str> = page.document().paragraph_texts().collect();
    assert_eq!(texts, ["See this one now", "All of it", "no link"]);
    let [first, second, third] = page.markup() else { panic!() };
    assert_eq!((second.linked, third.linked), (1.0, 0.0));
    assert!((first.linked - 0.5).abs() < 0.1 && (first.bold - 0.2).abs() < 0.1, "{first:?}");
    let path: Vec<&str> = elements.ancestors(second.element).map(|id| elements.name_text(id)).collect();
    assert_eq!(path, ["ul", "main", "body", "html"]);
    let main = elements.ancestors(first.element).next().unwrap();
    assert_eq!(elements.get(main).name, Name::MAIN);
    assert_eq!(elements.words(main).collect::<Vec<_>>(), ["story", "wide", "m"]);
    assert_eq!((elements.paragraphs(main), elements.get(main).depth), (0..2, 2));
    assert!(elements.contains(main, second.element) && !elements.contains(main, third.element));

    let text = page.document().text();
    let marks: Vec<(&str, &str)> = page
        .marks(0)
        .iter()
        .map(|mark| (elements.name_text(mark.element), &text[mark.start as usize..mark.end as usize]))
        .collect();
    assert_eq!(marks, [("a", "this one"), ("em", "one"), ("b", "now"), ("img", "")]);
    let link = page.marks(0)[0].element;
    assert_eq!(elements.attribute(link, unblurb::page::AttributeName::Href).as_deref(), Some("/a?b&c"));
}

#[test]
#[allow(clippy::single_range_in_vec_init, reason = "the ranges of each element of a name")]
fn elements_that_turn_out_to_be_blocks_know_their_paragraphs() {
    let page = Page::from_text("<div>a<a href=/>b<p>c</p></a>d</div><table><tr><td>e<td>f<p>g</table>");
    let of = |name| {
        let elements = page.elements();
        let found = (0..elements.len() as u32).filter(|&id| elements.get(id).name == name);
        found.map(|id| elements.paragraphs(id)).collect::<Vec<_>>()
    };
    assert_eq!(texts("<div>a<a href=/>b<p>c</p></a>d</div>").len(), 4);
    assert_eq!((of(Name::A), of(Name::DIV)), (vec![1..3], vec![0..4]));
    assert_eq!((of(Name::TD), of(Name::TR)), (vec![4..5, 5..7], vec![4..7]));
}

#[test]
fn facts_are_what_the_page_says() {
    let facts = Page::from_text(
        "<html lang=de-AT><title> Regen &amp; Wind | Die Zeitung </title><meta property=og:title content='Regen &amp; Wind'>\
         <meta name=author content='Ann Lee'><meta content=2024-05-01 property='article:published_time'>\
         <link rel='alternate canonical' href='https://z.example/1'><meta property=og:site_name content='Die Zeitung'>\
         <script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"author\": {\"name\": \"Bo Li\"}}</script>",
    )
    .facts();
    assert_eq!(facts.title.as_deref(), Some("Regen & Wind"));
    assert_eq!(facts.page_title.as_deref(), Some("Regen & Wind | Die Zeitung"));
    assert_eq!(facts.byline.as_deref(), Some("Bo Li"));
    assert_eq!(facts.published.as_deref(), Some("2024-05-01"));
    assert_eq!((facts.site_name.as_deref(), facts.language.as_deref()), (Some("Die Zeitung"), Some("de-AT")));
    assert_eq!((facts.url.as_deref(), facts.modified, facts.description), (Some("https://z.example/1"), None, None));
    assert_eq!(Page::from_text("<h1>Title</h1><p>By Ann Lee, 1 May").facts(), Default::default());
}

/// A page of about `mb` megabytes that repeats a piece.
fn repeated(piece: &str, mb: usize) -> String {
    piece.repeat(mb * 1_000_000 / piece.len())
}

/// Seconds without optimisation where time grows with the page, hours where it grows with its square: there is no clock here,
/// a failure is a test that does not end.
#[test]
fn hostile_pages_are_read() {
    let cases = [
        ("nested", "<div>".repeat(100_000)),
        ("nested inline", format!("{}x", "<b>".repeat(100_000))),
        ("nested and closed", format!("{}x{}", "<div><b>".repeat(100_000), "</b></div>".repeat(100_000))),
        ("misnested", "<b><p><a href=/>x</b></a>".repeat(40_000)),
        ("end tags of nothing", format!("<span><table><td>{}", repeated("</span></p>", 1))),
        ("unclosed", repeated("<p>x<title>y<noscript><style", 1)),
        ("titles", repeated("<title>\n<x>", 1)),
        ("textareas", repeated("<textarea>a", 1)),
        ("noscripts", format!("{}</noscript>", repeated("<noscript>a", 1))),
        ("comments", repeated("<!--", 1)),
        ("dashes", format!("<!--{}", repeated("-", 1))),
        ("quotes", repeated("<a href=\"", 1)),
        ("angles", repeated("<", 1)),
        ("title of angles", format!("<title>{}", repeated("<", 1))),
        ("ampersands", repeated("&", 1)),
        ("numbers", format!("&#{};", repeated("9", 1))),
        ("one tag", format!("<p {}>x", repeated("a=b ", 1))),
        ("attributes that count", format!("<p {}>x", repeated("class=b ", 1))),
        ("names", (0..100_000).map(|i| format!("<x-{i}>")).collect()),
        ("svg", repeated("<svg>", 1)),
        ("scripts", repeated("<script><!--<script></script>", 1)),
        ("cells", format!("<table><tr>{}", repeated("<td>x", 1))),
        ("rows", repeated("<table><tr><td>x", 1)),
        ("breaks", format!("{}{}", "<b>".repeat(500), repeated("<br><br>x", 1))),
        ("hidden", repeated("<p hidden>x", 1)),
        ("nul", repeated("\0", 1)),
        ("white space", format!("<pre>{}x", repeated(" ", 1))),
        ("json", format!("<script type='application/ld+json'>{}</script>", repeated("[", 1))),
    ];
    for (_, html) in &cases {
        let page = Page::from_text(html.as_str());
        page.facts();
        check(&page);
    }
}

/// As above: a failure may be a test that does not end.
#[test]
fn hostile_pages_are_written() {
    let cases = [
        ("cells", format!("<table><tr>{}", "<td>x".repeat(100_000))),
        ("empty cells", format!("<table><tr>{}<td>x", "<td>".repeat(100_000))),
        (
            "short rows below a long one",
            format!("<table><tr>{}", "<td>x".repeat(20_000) + &"<tr><td>x<td>y".repeat(20_000)),
        ),
        ("nested tables", "<table><tr><td>x".repeat(10_000)),
        ("full stops", format!("<p>{}", "1. ".repeat(300_000))),
        ("digits", format!("<p>{}.", "1".repeat(300_000))),
        ("pictures", format!("<p>a{}<p>b", "<b><img src=x></b>".repeat(50_000))),
    ];
    for (name, html) in &cases {
        let page = Page::from_text(html.as_str());
        let kept = vec![true; page.document().len()];
        let kept = Kept::new(&page, page.document(), &kept);
        assert!(kept.markdown().len() + kept.html().len() < 50 * html.len(), "{name}");
    }
}

#[test]
fn a_page_of_fifty_megabytes_is_read() {
    let page = Page::read(repeated("<div class=a><p>Fish &amp; <b>chips</b></p></div>\n", 50).as_bytes());
    assert_eq!(page.document().len(), 1_000_000);
    assert_eq!(page.document().paragraph_text(999_999), "Fish & chips");
}

/// What must hold of every page.
fn check(page: &Page) {
    let (document, elements) = (page.document(), page.elements());
    assert_eq!(document.len(), page.markup().len());
    let mut end = 0;
    for (i, (paragraph, markup)) in document.paragraphs().iter().zip(page.markup()).enumerate() {
        assert_eq!(&document.text()[end..paragraph.start], if i > 0 { "\n\n" } else { "" });
        end = paragraph.end;
        let text = document.paragraph_text(i);
        assert!(!text.trim().is_empty() && text.trim_end() == text && !text.starts_with('\n'), "{text:?}");
        assert!((0.0..=1.0).contains(&markup.linked) && (0.0..=1.0).contains(&markup.bold));
        assert!((markup.element as usize) < elements.len());
        assert!(elements.paragraphs(markup.element).contains(&i), "{i} in {:?}", elements.get(markup.element));
        for mark in page.marks(i) {
            assert!(
                paragraph.start <= mark.start as usize && mark.start <= mark.end && mark.end as usize <= paragraph.end
            );
            assert!(document.text().get(mark.start as usize..mark.end as usize).is_some());
        }
    }
    assert_eq!(end, document.text().len());
    for (id, element) in elements.iter().enumerate() {
        assert!(element.depth < 512 && element.end as usize > id && element.end as usize <= elements.len());
        if id > 0 {
            let parent = elements.get(element.parent);
            assert!((element.parent as usize) < id && parent.end >= element.end && parent.depth + 1 == element.depth);
        }
    }
}

/// Pages as nobody writes them.
fn soup() -> impl Strategy<Value = String> {
    let tags = [
        "p",
        "div",
        "b",
        "a href=/",
        "i",
        "br",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "li",
        "h1",
        "pre",
        "span hidden",
        "x-y",
        "title",
        "noscript",
        "script",
        "svg",
        "form",
        "button",
        "select",
        "option",
        "body",
        "head",
        "html",
        "img",
        "template",
        "style",
        "textarea",
        "dd",
        "dl",
        "main",
        "p class=\"a",
        "em",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(tags.to_vec()).prop_map(|tag| format!("<{tag}>")),
        3 => proptest::sample::select(tags.to_vec()).prop_map(|tag| format!("</{}>", tag.split(' ').next().unwrap())),
        4 => "[a-z ]{1,8}",
        1 => "\\PC{0,6}",
        1 => proptest::sample::select(vec!["&amp;", "&", "<", "<!--", "-->", "\"", "\0", "\n", "\r\n", "&nbsp;", "<!", "</", "é"]).prop_map(str::to_owned),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_page(bytes in vec(any::<u8>(), 0..300)) {
        check(&Page::read(&bytes));
    }

    #[test]
    fn any_soup_is_a_page(html in soup()) {
        check(&Page::from_text(html.as_str()));
        check(&Page::read(html.as_bytes()));
    }

    #[test]
    fn case_and_line_ends_change_nothing(html in soup()) {
        let page = texts(&html);
        prop_assert_eq!(texts(&html.replace("\r\n", "\n")), page.clone());
        let upper: String = html.split_inclusive('>').map(|piece| match piece.rfind('<') {
            Some(tag) if piece[tag..].len() > 2 && !piece[tag..].contains('"') => piece[..tag].to_owned() + &piece[tag..].to_ascii_uppercase(),
            _ => piece.to_owned(),
        }).collect();
        if upper.to_lowercase() == html.to_lowercase() {
            let lower = |texts: Vec<String>| texts.into_iter().map(|text| text.to_lowercase()).collect::<Vec<_>>();
            prop_assert_eq!(lower(texts(&upper)), lower(page));
        }
    }

    #[test]
    fn text_without_markup_comes_back(words in vec("[a-zé一]{1,8}", 1..20)) {
        let text = words.join(" ");
        prop_assert_eq!(texts(&text), [text.as_str()]);
        let split: String = words.iter().map(|word| format!("<p class=x>{word}<!-- no --></p>\n")).collect();
        prop_assert_eq!(texts(&split), words);
    }
}
