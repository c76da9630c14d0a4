#!/usr/bin/env python3
"""second_look.py ARTICLES.jsonl UNBLURB MODEL.unblurb

What the second look finds in pages, and what it costs. Articles with labelled paragraphs ({"id", "language", "paragraphs":
[{"text", "label"}]}) are put into pages with menus, teasers and footers. What the embedded model for pages keeps of each is
judged by MODEL, a model for text that was not trained on these articles, as src/cleaning/second_look.rs has it. Printed: how
many paragraphs of a kind went without it, and with it believed from some probabilities on."""
import html
import json
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

KINDS = ("ad", "bio", "share", "subscribe")
LEAST, MOST = 4, 0.3
MENU = ["Home", "News", "World", "Business", "Sport", "Opinion", "Culture", "Weather", "Video", "Podcasts", "Jobs", "Subscribe", "Log in", "Search"]
FOOTER = ["About us", "Contact", "Terms of use", "Privacy policy", "Cookies", "Advertise", "Accessibility", "Sitemap"]
AROUND = [("<main><article>", "</article></main>"), ('<div class="content"><div class="entry-content">', "</div></div>"), ('<div id="page"><section class="story-body">', "</section></div>")]


def page(article, headlines, rng):
    before, after = rng.choice(AROUND)

    def element(paragraph):
        text, label = html.escape(paragraph["text"]), paragraph["label"]
        if label == "title":
            return f"<h1>{text}</h1>"
        if label == "related" and rng.random() < 0.5:
            return f'<p><a href="/more">{text}</a></p>'
        return f"<p>{text}</p>"

    def links(texts):
        return "".join(f'<li><a href="/{i}">{html.escape(text)}</a></li>' for i, text in enumerate(texts))

    menu, footer = rng.sample(MENU, rng.randint(5, 12)), rng.sample(FOOTER, rng.randint(3, 8))
    teasers = rng.sample(headlines, rng.randint(0, min(8, len(headlines))))
    body = "\n".join(map(element, article["paragraphs"]))
    return (
        f'<!doctype html><html lang="{article["language"]}"><meta property="og:type" content="article"><body><header><nav><ul>'
        f"{links(menu)}</ul></nav></header>{before}{body}{after}<aside><h2>More</h2><ul>{links(teasers)}</ul></aside>"
        f"<footer><ul>{links(footer)}</ul><p>&copy; 2026 The Paper</p></footer></body></html>"
    )


def rows(path):
    return map(json.loads, open(path, encoding="utf-8"))


def write(path, lines):
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def main():
    articles, unblurb, model = sys.argv[1:]
    articles, rng = list(rows(articles)), random.Random(5)
    plain = lambda text: " ".join(text.split())
    truth = {article["id"]: {plain(p["text"]): p["label"] for p in article["paragraphs"]} for article in articles}
    headlines = [p["text"] for article in articles for p in article["paragraphs"] if p["label"] == "title"]
    with tempfile.TemporaryDirectory() as folder:
        pages, judged, pieces, said = (Path(folder) / name for name in ("pages.jsonl", "judged.jsonl", "pieces.jsonl", "said.jsonl"))
        write(pages, ({"id": article["id"], "html": page(article, headlines, rng)} for article in articles))
        subprocess.run([unblurb, "clean", pages, "-m", "default-pages", "--paragraphs", "-q", "-o", judged], check=True)
        kept, gone = {article["id"]: [] for article in articles}, defaultdict(int)
        for row in rows(judged):
            label = truth[row["id"]].get(plain(row["text"]))
            if row["label"] in ("content", "title"):
                kept[row["id"]].append((row["text"], label))
            else:
                gone[label] += 1
        write(pieces, ({"id": name, "paragraphs": [{"text": text, "label": label or "unsure"} for text, label in piece]} for name, piece in kept.items()))
        subprocess.run([unblurb, "evaluate", pieces, "-m", model, "-q", "--predictions", said], check=True, stdout=subprocess.DEVNULL)
        verdicts = defaultdict(dict)
        for row in rows(said):
            verdicts[row["id"]][row["index"]] = row
    total = defaultdict(int)
    for labels in truth.values():
        for label in labels.values():
            total[label] += 1
    print("believed from", *(f"{kind} (of {total[kind]})" for kind in KINDS), "content lost", sep="  ")
    for least in (None, 0.9, 0.8, 0.7, 0.5):
        found, lost, content = dict(gone), 0, 0
        for name, piece in kept.items():
            says = [verdicts[name][i] for i in range(len(piece))]
            goes = [least is not None and row["junk"] >= least and row["label"] in KINDS for row in says]
            size = sum(len(text) for text, _ in piece)
            if len(piece) < LEAST or sum(len(text) for (text, _), go in zip(piece, goes) if go) > MOST * size:
                goes = [False] * len(piece)
            for (text, label), go in zip(piece, goes):
                found[label] = found.get(label, 0) + go
                content += len(text) * (label == "content")
                lost += len(text) * (label == "content" and go)
        print(f"{least or 'never':13}", *(f"{found.get(kind, 0):12}" for kind in KINDS), f"{100 * lost / content:10.2f} %")


if __name__ == "__main__":
    main()
