#!/usr/bin/env python3
"""Makes labelled pages of a corpus: the training data of the model for pages.

    build_pages.py UNBLURB CORPUS OUT [--labels LABELS.csv...]

CORPUS is a folder as build_views.py reads it. Its true texts are written out as plain files beside what is known of each page
(site, address, language, headline), and `UNBLURB align` labels every paragraph of every page by its true text; the result is
OUT/NAME.jsonl.gz. With --labels (page, index, hash, label, see data/labels/join.py) junk that was labelled as junk by hand, too,
takes its kind from there, and what the true text leaves open its label; all else stays as the true text has it, which is what the
model for pages is measured by. Standard library only."""
import argparse
import csv
import gzip
import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlparse

KEPT = {"content", "title"}
LANGUAGES = {"Chinese": "zh", "English": "en", "Greek": "el", "Polish": "pl", "Russian": "ru"}


def pages(corpus):
    """Yields (name, true text, what is known) of every page."""
    file = corpus / "pages.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    for path in sorted((corpus / "html").glob("*.html.gz")):
        name = path.name.removesuffix(".html.gz")
        if (corpus / "ground-truth").is_dir():
            truth = json.loads((corpus / "ground-truth" / f"{name}.json").read_text(encoding="utf-8"))
            content = truth.get("ground_truth") or {}
            url = truth.get("url") or ""
            site = (urlparse(url).netloc or name).lower().removeprefix("www.")
            yield name, content.get("main_content") or "", {"site": site, "url": url, "title": content.get("title")}
            continue
        text = (corpus / "gold" / f"{name}.txt").read_bytes().decode("utf-8", "replace")
        # Below this line dragnet keeps the readers' comments.
        text = re.split(r"^.*COMMENTS\s*$", text, maxsplit=1, flags=re.M)[0]
        about = dict(known.get(name) or {"site": f"{corpus.name}-{name}"})
        if corpus.name == "daniel":  # its true texts begin with the headline
            about["title"] = text.split("\n")[0]
        language = about.pop("lang", None)
        yield name, text, {**about, "language": LANGUAGES.get(language, language)}


def paragraph_hash(text):
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:16]


def read_labels(paths):
    """{page: {hash: [label, ...]}}"""
    labels = {}
    for path in paths:
        with open(path, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                labels.setdefault(row["page"], {}).setdefault(row["hash"], []).append(row["label"])
    return labels


def take_labels(path, labels):
    """Takes labels by hand where they do not contradict the true text."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    taken = 0
    for document in documents:
        known = labels.get(document["id"], {})
        for paragraph in document["paragraphs"]:
            among = known.get(paragraph_hash(paragraph["text"]))
            if among:
                label = among.pop(0) if len(among) > 1 else among[0]
                if paragraph["label"] == "unsure" or KEPT.isdisjoint((paragraph["label"], label)):
                    paragraph["label"] = label
                    taken += 1
    # No time and no name inside, so that the same labels are the same bytes.
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as out:
        for document in documents:
            out.write((json.dumps(document, ensure_ascii=False) + "\n").encode())
    print(f"{path.name}: {taken} paragraphs labelled by hand")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("unblurb")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--labels", type=Path, nargs="+")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    out = options.out / f"{options.corpus.name}.jsonl.gz"
    with tempfile.TemporaryDirectory() as folder:
        gold, about = Path(folder) / "gold", {}
        gold.mkdir()
        for name, text, known in pages(options.corpus):
            (gold / f"{name}.txt").write_text(text, encoding="utf-8")
            about[name] = {key: value for key, value in known.items() if value and key in ("site", "url", "language", "title")}
        sites = Path(folder) / "sites.json"
        sites.write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        align = [options.unblurb, "align", options.corpus / "html", gold, "--sites", sites, "-o", out]
        # It says by its exit code that some pages have no true text; they are left out.
        if subprocess.run(align, check=False).returncode not in (0, 2) or not out.is_file():
            raise SystemExit("align failed")
    if options.labels:
        take_labels(out, read_labels(options.labels))


if __name__ == "__main__":
    main()
