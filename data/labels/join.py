#!/usr/bin/env python3
"""Joins stand-off labels with the pages they were made on.

    join.py LABELS.csv... VIEW -o OUT.jsonl

LABELS.csv has a row a paragraph: page, index (place among the labelled paragraphs of the page), hash, label. It holds no
text: the hash is the first 16 hex digits of the SHA-256 of the normalised paragraph (lower case, runs of white space made
one space, ends trimmed, UTF-8). VIEW is a view of the corpus as models/build_views.py writes it, one page a line with
"page" and "paragraphs", or a folder of such, where NAME.jsonl.gz belongs to NAME.csv. Rows and paragraphs of a page are
aligned by hash, in order, so that paragraphs which the labels leave out (those without any word) do not matter. OUT is
labelled JSON Lines, one page a line; paragraphs without a label are left out of it.

Prints how many rows were matched and ends with an error below 99 %: then the pages or the extractor differ from those
that were labelled, and labels would land on the wrong text. Standard library only."""
import argparse
import csv
import difflib
import gzip
import hashlib
import json
import os
import sys


def paragraph_hash(text):
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:16]


def read_labels(path):
    """{page: [(hash, label), ...]} in the order of the column index."""
    pages = {}
    with open(path, encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            pages.setdefault(row["page"], []).append((int(row["index"]), row["hash"], row["label"]))
    return {page: [(hash_, label) for _, hash_, label in sorted(rows)] for page, rows in pages.items()}


def read_view(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def join_page(labels, paragraphs):
    """[{text, label}] of the rows that found their paragraph."""
    wanted = [hash_ for hash_, _ in labels]
    found = [paragraph_hash(p["text"]) for p in paragraphs]
    joined = []
    for block in difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks():
        for k in range(block.size):
            joined.append({"text": paragraphs[block.b + k]["text"], "label": labels[block.a + k][1]})
    return joined


def join(labels, view):
    """[document] of a file of labels and its view, those with labels in the order of the labels."""
    labels, joined = read_labels(labels), {}
    rows = sum(map(len, labels.values()))
    for page in read_view(view):
        if page["page"] in labels:
            head = {key: page[key] for key in ("page", "site", "page_type", "url") if page.get(key)}
            joined[page["page"]] = {**head, "paragraphs": join_page(labels[page["page"]], page["paragraphs"])}
    matched = sum(len(page["paragraphs"]) for page in joined.values())
    print(f"{view}: matched {matched} of {rows} rows ({matched / rows:.2%}) on {len(joined)} of {len(labels)} pages")
    if matched < 0.99 * rows:
        missing = sorted(set(labels) - set(joined))
        sys.exit("error: less than 99 % matched; nothing written"
                 + (f"; pages not in the view: {', '.join(missing[:10])}" if missing else "; is it the view and the version that was labelled?"))
    return [joined[page] for page in labels if page in joined]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("labels", nargs="+")
    arguments.add_argument("view")
    arguments.add_argument("-o", "--output", required=True)
    arguments = arguments.parse_args()
    documents = []
    for labels in arguments.labels:
        name = os.path.basename(labels).removesuffix(".csv")
        view = os.path.join(arguments.view, f"{name}.jsonl.gz") if os.path.isdir(arguments.view) else arguments.view
        documents += join(labels, view)
    with open(arguments.output, "w", encoding="utf-8", newline="\n") as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
