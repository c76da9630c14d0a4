#!/usr/bin/env python3
"""peers.py PARAGRAPHS.jsonl.gz UNBLURB [--fold K] [--folds N] [--runs N] [--evaluate ARGUMENT...]

unblurb beside fastText, Vowpal Wabbit and scikit-learn, in one run on one machine. PARAGRAPHS holds a document a line
({"page", "site", "paragraphs": [{"text", "label"}]}); documents with crc32(site) % folds == fold are the test. The peers
are trained on the paragraphs of the others, each by itself, on one thread. Printed: AUC, share of junk characters removed
where 1 % of content characters is lost, seconds to train, MB/s to predict (medians of --runs), and ratios to fastText.
unblurb cleans the same test text as plain documents with its embedded model, on one thread and on two; its accuracy is that
of `unblurb evaluate PARAGRAPHS --cv N --fold K` with the arguments after --evaluate (a recipe, further files).

Needs: fasttext (the program), pip install scikit-learn vowpalwabbit."""
import argparse, gzip, json, re, statistics, subprocess, tempfile, time, zlib
from pathlib import Path

TOKEN = re.compile(r"\w+|[^\w\s]")
KEPT = ("content", "title")


def documents(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def figures(truth, junk, chars):
    """AUC, and the share of junk characters removed at the cut that loses at most 1 % of content characters."""
    import numpy as np
    from sklearn.metrics import roc_auc_score

    truth, junk, chars = np.array(truth), np.array(junk), np.array(chars, float)
    order = np.argsort(-junk, kind="stable")
    lost = np.cumsum(np.where(truth[order] == 0, chars[order], 0)) / chars[truth == 0].sum()
    gone = np.cumsum(np.where(truth[order] == 1, chars[order], 0)) / chars[truth == 1].sum()
    k = int(np.searchsorted(lost, 0.01, side="right")) - 1
    return roc_auc_score(truth, junk), float(gone[k]) if k >= 0 else 0.0


def median_seconds(runs, run):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def line(text):
    return " ".join(TOKEN.findall(text.lower())).replace("|", "PIPE").replace(":", "COLON")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paragraphs"); parser.add_argument("unblurb")
    parser.add_argument("--fold", type=int, default=0); parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--evaluate", nargs=argparse.REMAINDER, default=None)
    options = parser.parse_args()
    train, test, tested = [], [], []
    for document in documents(options.paragraphs):
        in_test = zlib.crc32(document["site"].encode()) % options.folds == options.fold
        if in_test:
            tested.append(document)
        part = test if in_test else train
        part += [(p["text"], int(p["label"] not in KEPT)) for p in document["paragraphs"] if p["label"] != "unsure"]
    truth, chars = [y for _, y in test], [len(text) for text, _ in test]
    megabytes = sum(len(text.encode()) for text, _ in test) / 1e6
    rows = {}

    def show(name, junk, fit, speed):
        auc, removed = figures(truth, junk, chars)
        rows[name] = speed
        print(f"{name:15} AUC {auc:.4f}  removed at 1 % loss {removed:.3f}  train {fit:6.2f} s  predict {speed:6.1f} MB/s", flush=True)

    quiet = dict(check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        for name, part in (("train", train), ("test", test)):
            with open(tmp / f"ft.{name}", "w") as fasttext, open(tmp / f"vw.{name}", "w") as vw:
                for text, y in part:
                    words = line(text)
                    fasttext.write(f"__label__{y} {words}\n")
                    vw.write(f"{1 if y else -1} | {words}\n")
        learn = ["fasttext", "supervised", "-input", tmp / "ft.train", "-output", tmp / "m", "-dim", "10", "-epoch", "5",
                 "-wordNgrams", "2", "-bucket", "200000", "-thread", "1", "-verbose", "0"]
        fit = median_seconds(1, lambda: subprocess.run(learn, **quiet))
        predict = ["fasttext", "predict-prob", tmp / "m.bin", tmp / "ft.test", "1"]
        speed = megabytes / median_seconds(options.runs, lambda: subprocess.run(predict, **quiet))
        out = subprocess.run(predict, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        show("fastText", [float(p) if label == "__label__1" else 1 - float(p) for label, p in map(str.split, out)], fit, speed)

        from vowpalwabbit import Workspace

        fit = median_seconds(1, lambda: Workspace(f"--quiet -d {tmp}/vw.train --loss_function logistic -b 20 --ngram 2 --passes 3 -c -k -f {tmp}/vw.model").finish())
        apply = lambda: Workspace(f"--quiet -t -i {tmp}/vw.model -d {tmp}/vw.test -p {tmp}/vw.out --link logistic").finish()
        speed = megabytes / median_seconds(options.runs, apply)
        show("Vowpal Wabbit", [float(x) for x in open(tmp / "vw.out")], fit, speed)

        from sklearn.feature_extraction.text import HashingVectorizer
        from sklearn.linear_model import LogisticRegression

        hashing = HashingVectorizer(n_features=2**18, ngram_range=(1, 2), alternate_sign=False, token_pattern=TOKEN.pattern)
        start = time.perf_counter()
        model = LogisticRegression(C=4, solver="liblinear").fit(hashing.transform([t for t, _ in train]), [y for _, y in train])
        fit = time.perf_counter() - start
        start = time.perf_counter()
        junk = model.predict_proba(hashing.transform([t for t, _ in test]))[:, 1]
        show("scikit-learn", junk, fit, megabytes / (time.perf_counter() - start))

        # The tested documents as records, ten times over, so that starting up does not count.
        records = tmp / "test.jsonl"
        texts = ["\n".join(p["text"] for p in document["paragraphs"]) for document in tested]
        with open(records, "w", encoding="utf-8") as file:
            for _ in range(10):
                for text in texts:
                    file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
        size = 10 * sum(len(text.encode()) for text in texts) / 1e6
        for threads in (1, 2):
            command = [options.unblurb, "clean", records, "-o", tmp / "out.jsonl", "--force", "--threads", str(threads), "-q"]
            rows[f"unblurb, {threads} thread(s)"] = size / median_seconds(options.runs, lambda: subprocess.run(command, **quiet))
        plain = tmp / "test.txt"
        plain.write_text("\n\n".join(texts * 10), encoding="utf-8")
        rows["wc -w"] = plain.stat().st_size / 1e6 / median_seconds(options.runs, lambda: subprocess.run(["wc", "-w", plain], **quiet))
    print("\nspeed, fastText = 1:")
    for name, speed in rows.items():
        print(f"  {name:20} {speed:6.1f} MB/s  {speed / rows['fastText']:5.2f}")
    if options.evaluate is not None:
        subprocess.run([options.unblurb, "evaluate", options.paragraphs, "--cv", str(options.folds), "--fold", str(options.fold), *options.evaluate], check=True)


if __name__ == "__main__":
    main()
