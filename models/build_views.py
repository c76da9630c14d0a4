#!/usr/bin/env python3
"""Turns pages whose true text is known into labelled paragraphs, the training data of the default model.

    build_views.py CORPUS OUT [--view NAME]... [--program NAME=COMMAND]... [--edition 1|2]

writes one OUT/<corpus>-<view>.jsonl.gz a view, one page a line:

    {"page", "site", "page_type", "view", "url", "lang", "paragraphs": [{"text", "label"}]}

CORPUS is a folder, named as the corpus is (the name stands in the output):

    html/NAME.html.gz         the page as it was served
    gold/NAME.txt             its true text, a paragraph a line or between blank lines; or, instead of gold/,
    ground-truth/NAME.json    {"url", "ground_truth": {"main_content", "title"}, "_internal": {"page_type": {"primary"}}}
    pages.json                optional: {NAME: {"site", "url", "lang", "title"}}

A view is the text that one program makes of a page. "full" is all visible text; trafilatura, trafilatura_recall,
readability, resiliparse, justext and boilerpy3 are what these extractors keep: the residue their users have to live with.
Any other program joins with --program NAME=COMMAND; it reads {"id", "html"} lines and writes {"id", "text"} lines.

How a paragraph gets its label: it is compared with the true text by runs of three words. If at least three quarters of
its runs stand there it is "content", if at most three tenths do it is "junk", between the two it is "unsure" and left out
of training and scoring. Two words or one have no such run: they must be a whole line of the true text. The headline that
the page is known to have becomes "title", once.

Edition 1 is how the views of wcxb-dev and dragnet were made, before the others joined; it is kept so that they can be made
again. There a word is a run of letters in every script; bytes that are not UTF-8 are read as the page's meta element says,
else as Latin-1; readability's text is taken by html_text, resiliparse leaves out the alternative texts of images,
trafilatura_recall keeps readers' comments; and the records have no "lang".

The output depends on the versions in requirements.txt; with them it is the same bytes on every run."""
import argparse
import gzip
import json
import logging
import re
import shlex
import subprocess
import sys
import warnings
from pathlib import Path
from urllib.parse import urlparse

DEFAULT_VIEWS = ("full", "trafilatura", "readability", "resiliparse")

# In scripts written without spaces every character counts as a word, since edition 2.
SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
WORD = {1: re.compile(r"\w+"), 2: re.compile(rf"[{SPACELESS}]|[^\W{SPACELESS}]+")}

CONTENT_SHARE, JUNK_SHARE = 0.75, 0.3
TITLE_MIN_CHARS, TITLE_MIN_SHARE = 12, 0.7

BLOCKS = set(
    "p div h1 h2 h3 h4 h5 h6 li ul ol blockquote section article figure figcaption table tr td th pre br hr header footer "
    "aside dd dt dl".split()
)
UNSEEN = ("script", "style", "noscript", "iframe", "svg", "template", "form")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--view", action="append", metavar="NAME", help=f"default: {', '.join(DEFAULT_VIEWS)}")
    parser.add_argument("--program", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--edition", type=int, choices=(1, 2), default=2)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    names = arguments.view or (() if arguments.program else DEFAULT_VIEWS)
    views = {name: extractor(name, arguments.edition) for name in names}
    for program in arguments.program:
        name, _, command = program.partition("=")
        if not command:
            parser.error(f"--program {program}: expected NAME=COMMAND")
        views[name] = outside_program(command)
    if not (arguments.corpus / "html").is_dir():
        parser.error(f"{arguments.corpus} has no folder html")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, extract in views.items():
        build_view(arguments.corpus, arguments.out, name, extract, arguments.edition)


def build_view(corpus, out, view, extract, edition):
    words = WORD[edition].findall
    pages = paragraphs = 0
    with gzip.GzipFile(out / f"{corpus.name}-{view}.jsonl.gz", "wb", 9, mtime=0) as lines:
        for page in read_pages(corpus):
            try:
                texts = split(extract(decode(page["html"], edition)))
            except Exception:  # an extractor that gives up on a page keeps nothing of it
                texts = []
            # An empty truth means in wcxb-dev that the page has no content, elsewhere that nobody knows it.
            if not texts or (not page["gold"].strip() and corpus.name != "wcxb-dev"):
                continue
            labels = mark_title(texts, align(texts, page["gold"], words), page["title"], words)
            record = {
                "page": page["id"],
                "site": page["site"] or f"{corpus.name}-{page['id']}",
                "page_type": page["type"],
                "view": view,
                "url": page["url"],
                **({"lang": page["lang"]} if edition > 1 else {}),
                "paragraphs": [{"text": text, "label": label} for text, label in zip(texts, labels)],
            }
            lines.write((json.dumps(record, ensure_ascii=False) + "\n").encode())
            pages, paragraphs = pages + 1, paragraphs + len(texts)
    print(f"{corpus.name} {view}: {pages} pages, {paragraphs} paragraphs", flush=True)


# ---- pages


def read_pages(corpus):
    """Yields {id, html (bytes), gold, type, site, url, lang, title}, None where unknown, in the order of their names."""
    meta = corpus / "pages.json"
    known = json.loads(meta.read_text(encoding="utf-8")) if meta.is_file() else {}
    for path in sorted((corpus / "html").glob("*.html.gz")):
        name = path.name.removesuffix(".html.gz")
        page = {"site": None, "url": None, "lang": None, "title": None, "id": name, "html": gzip.decompress(path.read_bytes())}
        if (corpus / "ground-truth").is_dir():
            page |= truth_of_wcxb(json.loads((corpus / "ground-truth" / f"{name}.json").read_text(encoding="utf-8")), name)
        else:
            text = (corpus / "gold" / f"{name}.txt").read_bytes().decode("utf-8", "replace")
            # In dragnet readers' comments follow below a line that ends in COMMENTS; they are not the piece.
            page["gold"] = re.split(r"^.*COMMENTS\s*$", text, maxsplit=1, flags=re.M)[0]
            page["type"] = "article"
            page |= {key: known.get(name, {}).get(key) for key in ("site", "url", "lang", "title")}
            if corpus.name == "daniel":  # there the true text begins with the headline
                page["title"] = page["gold"].split("\n")[0]
        yield page


def truth_of_wcxb(truth, name):
    content = truth.get("ground_truth") or {}
    url = truth.get("url")
    return {
        "gold": content.get("main_content") or "",
        "type": ((truth.get("_internal") or {}).get("page_type") or {}).get("primary", "article"),
        "site": (urlparse(url or "").netloc or name).lower().removeprefix("www."),
        "url": url,
        "title": content.get("title"),
    }


def decode(raw, edition):
    """UTF-8, or else what the bytes and the page's own meta element say."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if edition == 1:
            said = re.search(rb"charset=[\"']?([\w-]+)", raw)
            try:
                return raw.decode(said[1].decode())
            except (TypeError, LookupError, UnicodeDecodeError):  # nothing said, or not true
                return raw.decode("latin-1")
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding

        return bytes_to_str(raw, detect_encoding(raw, from_html_meta=True), "replace")


# ---- views


def extractor(view, edition):
    """The function that makes a view's text of a page; its library is loaded only when asked for."""
    if view in ("full", "resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text

        if view == "resiliparse":
            return lambda html: extract_plain_text(html, main_content=True, alt_texts=edition > 1)
        return lambda html: extract_plain_text(
            html, main_content=False, alt_texts=False, noscript=False, list_bullets=False, links=False
        )
    if view in ("trafilatura", "trafilatura_recall"):
        import trafilatura

        recall = view == "trafilatura_recall"
        comments = recall and edition == 1
        return lambda html: trafilatura.extract(html, include_comments=comments, favor_recall=recall) or ""
    if view == "readability":
        from lxml.html import fromstring
        from readability import Document

        if edition == 1:
            from html_text import extract_text

            return lambda html: extract_text(Document(html).summary(html_partial=True))
        return lambda html: block_text(fromstring(Document(html).summary()))
    if view == "justext":
        import justext

        stop_words = justext.get_stoplist("English")
        return lambda html: "\n".join(p.text for p in justext.justext(html, stop_words) if not p.is_boilerplate)
    if view == "boilerpy3":
        from boilerpy3.extractors import ArticleExtractor

        return ArticleExtractor(raise_on_failure=False).get_content
    sys.exit(f"unknown view {view}; other programs join with --program {view}=COMMAND")


def outside_program(command):
    def extract(html):
        line = json.dumps({"id": 0, "html": html}).encode() + b"\n"
        answer = subprocess.run(shlex.split(command), input=line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return json.loads(answer.stdout)["text"]

    return extract


def block_text(root):
    """The visible text of an element tree, with a line break around every block."""
    parts = []

    def walk(node):
        if isinstance(node.tag, str) and node.tag not in UNSEEN:
            edge = "\n" if node.tag in BLOCKS else ""
            parts.append(edge + re.sub(r"\s+", " ", node.text or ""))
            for child in node:
                walk(child)
            parts.append(edge)
        parts.append(re.sub(r"\s+", " ", node.tail or ""))

    walk(root)
    return "".join(parts)


def split(text):
    return [re.sub(r"\s+", " ", line).strip() for line in text.split("\n") if line.strip()]


# ---- labels


def align(paragraphs, truth, words):
    """One of content, junk, unsure for each paragraph."""
    all_words = words(truth.lower())
    runs, pairs = set(zip(all_words, all_words[1:], all_words[2:])), set(zip(all_words, all_words[1:]))
    single = set(all_words)
    lines = {" ".join(words(line.lower())) for line in truth.split("\n")}

    def share(tokens):
        if len(tokens) >= 3:
            return sum(run in runs for run in zip(tokens, tokens[1:], tokens[2:])) / (len(tokens) - 2)
        if not tokens:
            return 0.5
        if " ".join(tokens) in lines:
            return 1.0
        if len(tokens) == 2:
            return 0.6 if tuple(tokens) in pairs else 0.0
        return 0.5 if tokens[0] in single else 0.0

    shares = [share(words(paragraph.lower())) for paragraph in paragraphs]
    return ["content" if s >= CONTENT_SHARE else "junk" if s <= JUNK_SHARE else "unsure" for s in shares]


def mark_title(paragraphs, labels, title, words):
    """Labels with "title" on the paragraph that is the headline: the first such one that is content; else the last before
    the content begins; else the first. Copies of it elsewhere keep their label."""
    plain = lambda text: " ".join(words((text or "").lower()))
    headline = plain(title)

    def is_headline(text):
        if text == headline:
            return True
        shorter, longer = sorted((len(text), len(headline)))
        overlaps = headline.startswith(text) or text.startswith(headline)
        return len(text) >= TITLE_MIN_CHARS and overlaps and shorter >= TITLE_MIN_SHARE * longer

    if not headline:
        return labels
    candidates = [i for i, text in enumerate(map(plain, paragraphs)) if text and is_headline(text)]
    if not candidates:
        return labels
    content = [i for i in candidates if labels[i] == "content"]
    if content:
        place = content[0]
    else:
        begin = next((i for i, label in enumerate(labels) if label == "content"), len(paragraphs))
        before = [i for i in candidates if i < begin]
        place = before[-1] if before else candidates[0]
    labels[place] = "title"
    return labels


if __name__ == "__main__":
    main()
