#!/usr/bin/env python3
"""Figures on web pages, against the texts that corpora call true.

    pages.py join OUT.jsonl.gz LABELLED.jsonl.gz...   labelled pages of several corpora as one file, ids CORPUS/PAGE
    pages.py f1 PREDICTIONS LABELLED CORPUS...        mean F1 of the words kept, by corpus; PREDICTIONS are those of
                                                      `unblurb evaluate LABELLED --predictions PREDICTIONS`, LABELLED joined
    pages.py speed CORPUS COMMAND... [--limit N]      MB/s and mean F1 of programs that read {"id", "html"} lines and write
                                                      {"id", "text"} lines; resiliparse and trafilatura stand for the
                                                      packages of that name, called in this process

LABELLED is what models/build_pages.py makes, CORPUS a folder as it reads it. Pages with an empty true text are left out. A
headline counts as kept only where true texts hold it (dragnet, daniel); programs of `speed` give what they give."""
import argparse
import gzip
import json
import re
import shlex
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "models"))
from build_pages import pages

WITH_HEADLINE = ("dragnet", "daniel")


# In scripts without spaces a character is a word.
WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")


def words(text):
    return Counter(WORD.findall(text.lower()))


def f1(kept, truth):
    kept, truth = words(kept), words(truth)
    both = sum((kept & truth).values())
    return 2 * both / (sum(kept.values()) + sum(truth.values())) if both else 0.0


def mean(values):
    return sum(values) / len(values)


def join(options):
    with gzip.open(options.out, "wt", encoding="utf-8") as out:
        for path in options.labelled:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for page in map(json.loads, lines):
                    page["id"] = f"{path.name.removesuffix('.jsonl.gz')}/{page['id']}"
                    out.write(json.dumps(page, ensure_ascii=False) + "\n")


def folds(options):
    verdicts = defaultdict(dict)
    with open(options.predictions, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            verdicts[row["id"]][row["index"]] = row["label"]
    truths = {f"{corpus.name}/{name}": text for corpus in options.corpus for name, text, _ in pages(corpus)}
    by_corpus = defaultdict(list)
    with gzip.open(options.labelled, "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            corpus, truth = page["id"].split("/")[0], truths.get(page["id"], "")
            if page["id"] in verdicts and truth.strip():
                keeps = ("content", "title") if corpus in WITH_HEADLINE else ("content",)
                labels = verdicts[page["id"]]
                kept = [p["text"] for i, p in enumerate(page["paragraphs"]) if labels[i] in keeps]
                by_corpus[corpus].append(f1("\n".join(kept), truth))
    for corpus, values in by_corpus.items():
        print(f"{corpus:12} {len(values):5} pages  F1 {mean(values):.4f}")


def package(name):
    if name == "resiliparse":
        from resiliparse.extract.html2text import extract_plain_text

        return lambda html: extract_plain_text(html, main_content=True, alt_texts=False)
    import trafilatura

    return lambda html: trafilatura.extract(html, include_comments=False)


def speed(options):
    found = [(name, truth) for name, truth, _ in pages(options.corpus) if truth.strip()][: options.limit]
    read = lambda name: gzip.open(options.corpus / "html" / f"{name}.html.gz").read().decode("utf-8", "replace")
    html = {name: read(name) for name, _ in found}
    megabytes = sum(len(page.encode()) for page in html.values()) / 1e6
    lines = "".join(json.dumps({"id": name, "html": page}, ensure_ascii=False) + "\n" for name, page in html.items())
    for command in options.command:
        run = package(command) if command in ("resiliparse", "trafilatura") else None
        start = time.perf_counter()
        if run:
            texts = {name: run(page) or "" for name, page in html.items()}
            seconds = time.perf_counter() - start
        else:
            out = subprocess.run(shlex.split(command), input=lines.encode(), capture_output=True, check=True).stdout
            seconds = time.perf_counter() - start
            texts = {row["id"]: row.get("text") or "" for row in map(json.loads, out.splitlines())}
        scores = [f1(texts.get(name, ""), truth) for name, truth in found]
        print(f"{megabytes / seconds:7.1f} MB/s  F1 {mean(scores):.3f}  {command}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("join")
    one.add_argument("out", type=Path); one.add_argument("labelled", type=Path, nargs="+"); one.set_defaults(run=join)
    one = commands.add_parser("f1")
    one.add_argument("predictions"); one.add_argument("labelled"); one.add_argument("corpus", type=Path, nargs="+")
    one.set_defaults(run=folds)
    one = commands.add_parser("speed")
    one.add_argument("corpus", type=Path); one.add_argument("command", nargs="+")
    one.add_argument("--limit", type=int); one.set_defaults(run=speed)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
