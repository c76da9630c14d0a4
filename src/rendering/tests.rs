//! Pages as Markdown and as HTML.

use super::Kept;
use crate::page::Page;

fn both(html: &str, gone: &[usize]) -> (String, String) {
    let page = Page::from_text(html);
    let kept: Vec<bool> = (0..page.document().len()).map(|i| !gone.contains(&i)).collect();
    let kept = Kept::new(&page, page.document(), &kept);
    (kept.markdown(), kept.html())
}

fn markdown(html: &str) -> String {
    both(html, &[]).0
}

#[test]
fn lists_nest_and_keep_their_numbers() {
    let html = "<ul><li>one<ol start=3><li>three<li><p>four<p>more</ol><li>two</ul><ul><li>other</ul>";
    let (markdown, html) = both(html, &[]);
    assert_eq!(markdown, "- one\n\n  3. three\n  4. four\n\n     more\n- two\n\n* other\n");
    assert_eq!(
        html,
        "<ul>\n<li>one\n<ol start=\"3\">\n<li>three</li>\n<li>\n<p>four</p>\n<p>more</p>\n</li>\n</ol>\n</li>\n<li>two</li>\n</ul>\n<ul>\n<li>other</li>\n</ul>\n"
    );
}

#[test]
fn nothing_runs_and_nothing_leads_astray() {
    let html = "<p onclick=x()>a <a href='javascript:x()' onmouseover=y>b</a> <a href='/c?d=\"e\"' style=x>c</a>\
        <img src=data:x onerror=x alt=p><script>s</script><svg onload=x></svg> &lt;script&gt;</p><iframe src=x></iframe>";
    let (markdown, html) = both(html, &[]);
    assert_eq!(html, "<p>a b <a href=\"/c?d=%22e%22\">c</a> &lt;script&gt;</p>\n");
    assert_eq!(markdown, "a b [c](/c?d=%22e%22) \\<script>\n");
}

#[test]
fn only_what_is_kept_is_written() {
    let html = "<h2>A</h2><p>b<figure><img src=x.png><figcaption>c</figcaption></figure><p>d<ul><li>e<li>f</ul>";
    assert_eq!(both(html, &[2, 4]).0, "## A\n\nb\n\nd\n\n- f\n");
    assert_eq!(both(html, &[0, 1, 3, 4, 5]).0, "![](x.png)\n\nc\n");
    assert_eq!(both(html, &[0, 1, 2, 3, 4, 5]), (String::new(), String::new()));
}

#[test]
fn marks_mean_what_they_meant() {
    for (html, expected) in [
        ("<p>a <b> b </b>c<i>d</i>", "a **b** c*d*"),
        ("<p>a<b>(b)</b>c", "a<strong>(b)</strong>c"),
        ("<p><b><strong>a</strong></b> <em><b>b</b></em>", "**a** ***b***"),
        ("<p><code>a`b*</code> <a href=x><code>y</code></a>", "``a`b*`` [`y`](x)"),
        ("<p>a <a href=x><img src=y alt='z [1]'></a> b", "a [![z \\[1\\]](y)](x) b"),
        ("<p>one<br>two", "one\\\ntwo"),
        ("<h1>C #</h1>", "# C \\#"),
        ("<blockquote><p>a<p>b</blockquote>c", "> a\n>\n> b\n\nc"),
        ("<pre class=language-rust>fn a() {\n  *b\n}</pre>", "```rust\nfn a() {\n  *b\n}\n```"),
        ("<p>1. a</p><p>* b", "1\\. a\n\n\\* b"),
    ] {
        assert_eq!(markdown(html), format!("{expected}\n"), "{html}");
    }
}

#[test]
fn tables_are_tables_and_layout_is_not() {
    let html = "<table><tr><th>a<th>b|c<tr><td>1<td><a href=x>2</a><td>3</table><table><tr><td><p>x<td><p>y</table>";
    let (markdown, html) = both(html, &[]);
    assert_eq!(markdown, "| a | b\\|c |  |\n| --- | --- | --- |\n| 1 | [2](x) | 3 |\n\nx\n\ny\n");
    assert_eq!(
        html,
        "<table>\n<tr><th>a</th><th>b|c</th></tr>\n<tr><td>1</td><td><a href=\"x\">2</a></td><td>3</td></tr>\n</table>\n<p>x</p>\n<p>y</p>\n"
    );
    assert_eq!(super::tests::markdown("<table><tr><td>a<tr><td>b</table>"), "a\n\nb\n");
}

#[test]
fn what_stands_in_a_row_beside_its_cells_is_not_lost() {
    let (markdown, html) = both("<table><tr>a<td>b<td></td><i>c</i><tr><td>d<td>e</table>", &[]);
    assert_eq!(
        html,
        "<table>\n<tr><td>a</td><td>b</td><td></td><td><i>c</i></td></tr>\n<tr><td>d</td><td>e</td></tr>\n</table>\n"
    );
    assert_eq!(markdown, "| a | b |  | *c* |\n| --- | --- | --- | --- |\n| d | e |  |  |\n");
}

#[test]
fn empty_cells_keep_their_places_and_pictures_their_cells() {
    let html = "<table><tr><td></td><th>a<th>b<tr><td>c<td><td>d<tr><td>e<td><img src=x><td><img src=y></table>";
    let (markdown, html) = both(html, &[]);
    assert_eq!(
        html,
        "<table>\n<tr><td></td><th>a</th><th>b</th></tr>\n<tr><td>c</td><td></td><td>d</td></tr>\n\
         <tr><td>e</td><td><img src=\"x\" alt=\"\"></td><td><img src=\"y\" alt=\"\"></td></tr>\n</table>\n"
    );
    assert_eq!(markdown, "|  | a | b |\n| --- | --- | --- |\n| c |  | d |\n| e | ![](x) | ![](y) |\n");
}

#[test]
fn text_means_itself_whatever_marks_stand_within_it() {
    for (html, expected) in [
        ("<p>a &lt;<time>img src=x onerror=x&gt;</time>", "a \\<img src=x onerror=x>"),
        ("<p>a &amp;<time>lt;</time>", "a \\&lt;"),
        ("<p>a&#13;&gt; b", "a > b"),
        ("<p>Go!<a href=x>a</a>", "Go\\![a](x)"),
        ("<p><sup>1</sup>. a", "1\\. a"),
        ("<table><tr><td><code>a|b</code><td>c</table>", "| `a\\|b` | c |\n| --- | --- |"),
    ] {
        assert_eq!(markdown(html), format!("{expected}\n"), "{html}");
    }
}
