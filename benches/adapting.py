#!/usr/bin/env python3
"""adapting.py CORPUS.jsonl[.gz] UNBLURB [--sites N] [--sizes 20,50,200] [--test N] [--base MODEL | --own-base] [--json FILE]

What a few labelled documents of one's own site are worth. CORPUS holds a document a line ({"site", "paragraphs":
[{"text", "label"}], and "html" for a page}). Of the N sites with most documents each is taken for a new one: N documents are
set aside to test on, and with 20, 50, 200 of the others, each set among the next, two models are made: adapted from
the base (`unblurb train --base`) and from scratch (`unblurb train`). All judge the documents set aside; a row is a model.
`better` is what `unblurb evaluate --compare` says of the junk F1 against the base, with an interval over documents.

The base is the embedded model, which may have been trained on the very sites: --own-base trains one on the corpus
without the tested sites, --base names another. Sites with too few documents for a size skip it.

Needs nothing but Python. Smallest try: adapting.py data/articles.en.jsonl target/release/unblurb --sites 1 --sizes 10,20 --test 20"""
import argparse, gzip, json, random, subprocess, sys, tempfile
from collections import defaultdict
from pathlib import Path


def documents(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write(path, chosen, keep_site=False):
    """Without their site, so that folds and intervals go by document."""
    with open(path, "w", encoding="utf-8") as out:
        for number, document in enumerate(chosen):
            document = dict(document, id=f"{number}")
            if not keep_site:
                document = {name: value for name, value in document.items() if name not in ("site", "batch")}
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    return str(path)


def run(*arguments, expected=False):
    """What it wrote; None where it failed, which is said unless it was to be expected."""
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode and not expected:
        print(f"{' '.join(arguments)}\n{done.stderr}", file=sys.stderr)
    return None if done.returncode else done.stdout


def measure(unblurb, test, model, base, expected=False):
    told = run(unblurb, "evaluate", test, "-m", model, "--compare", base, "--json", "-q", expected=expected)
    if told is None:
        return None
    told = json.loads(told)
    report, compared = told["report"], told["comparison"]["figures"]["junk_f1"]
    return {
        "junk_f1": report["junk"]["f1"],
        "content_chars_lost": report["content_chars_lost"],
        "auc": report["probability"]["auc"],
        "page_f1": (told["pages"] or {}).get("f1"),
        "difference": compared["difference"],
        "better": compared["verdict"],
    }


def cells(figures):
    def show(value):
        return f"{value:9.3f}" if value is not None else "        –"

    row = " ".join(show(figures[name]) for name in ("junk_f1", "content_chars_lost", "auc", "page_f1"))
    ends = figures["difference"]
    ends = f"{ends['estimate']:+.3f} [{ends['low']:+.3f}, {ends['high']:+.3f}] " if ends else ""
    return f"{row}  {ends}{figures['better']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus"); parser.add_argument("unblurb")
    parser.add_argument("--sites", type=int, default=3)
    parser.add_argument("--sizes", default="20,50,200", type=lambda text: sorted(map(int, text.split(","))))
    parser.add_argument("--test", type=int, default=50)
    parser.add_argument("--base", default="default"); parser.add_argument("--own-base", action="store_true")
    parser.add_argument("--seed", type=int, default=1); parser.add_argument("--json")
    options = parser.parse_args()
    by_site = defaultdict(list)
    for document in documents(options.corpus):
        by_site[document.get("site") or document.get("batch")].append(document)
    by_site.pop(None, None)
    enough = [site for site in by_site if len(by_site[site]) >= options.test + options.sizes[0]]
    chosen = sorted(enough, key=lambda site: (-len(by_site[site]), site))[: options.sites]
    if not chosen:
        sys.exit(f"no site has {options.test + options.sizes[0]} documents: ask for fewer with --test and --sizes")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        base = options.base
        if options.own_base:
            others = [document for site in by_site if site not in chosen for document in by_site[site]]
            base = str(folder / "base.unblurb")
            if run(options.unblurb, "train", write(folder / "others.jsonl", others, True), "-o", base, "-q") is None:
                sys.exit(1)
        print(f"{'site':24} {'model':12} {'documents':>9} {'junk F1':>9} {'lost':>9} {'AUC':>9} {'page F1':>9}  better")
        for site in chosen:
            shuffled = by_site[site][:]
            random.Random(options.seed).shuffle(shuffled)
            test = write(folder / "test.jsonl", shuffled[: options.test])
            rest = shuffled[options.test :]
            rows = [("base", 0, base)]
            for size in (size for size in options.sizes if size <= len(rest)):
                labelled = write(folder / f"{size}.jsonl", rest[:size])
                for name, start in (("adapted", ["--base", base]), ("scratch", [])):
                    model = str(folder / f"{name}-{size}.unblurb")
                    if run(options.unblurb, "train", labelled, *start, "-o", model, "-q") is not None:
                        rows.append((name, size, model))
            for name, size, model in rows:
                figures = measure(options.unblurb, test, model, base, expected=name == "scratch")
                if figures is None and name == "scratch":
                    # It may know other labels than the base, so that only its own figures say something.
                    figures = measure(options.unblurb, test, model, model)
                    if figures:
                        figures.update(difference=None, better="not comparable")
                if figures:
                    results.append({"site": site, "model": name, "documents": size, "tested": options.test, **figures})
                    print(f"{site[:24]:24} {name:12} {size:9} {cells(figures)}", flush=True)
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
