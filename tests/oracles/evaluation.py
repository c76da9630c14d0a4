#!/usr/bin/env python3
"""evaluation.py: prints the values that the tests of src/evaluation expect, computed by scikit-learn and numpy.
Needs scikit-learn; made with 1.9. The paragraphs are those of src/evaluation/fixture.rs."""
import math
import re
from collections import Counter

import numpy as np
from sklearn import metrics

LABELS = "content title ad bio share subscribe related legal navigation comment metadata".split()
TRUTHS = LABELS + ["junk", "unsure"]
KEPT = ("content", "title")
MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, end):
        return (self.next() * end) >> 64


def paragraphs():
    random = SplitMix64(7)
    for i in range(2000):
        bits = random.next()
        truth = TRUTHS[bits % 13]
        guess = LABELS[(bits >> 12) % 11]
        label = guess if (bits >> 8) % 4 == 0 or truth not in LABELS else truth
        junk = np.float32((0 if truth in KEPT else 300) + (bits >> 20) % 701) / np.float32(1000)
        yield i // 20, truth, label, float(junk), 1 + (bits >> 40) % 300


def calibration_error(truth, junk, bins=15):
    """From calibration_curve's rates, weighted by the paragraphs of each bin that it shows (the ones not empty)."""
    share, mean = metrics_calibration(truth, junk, bins)
    edges = np.linspace(0, 1, bins + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], junk), minlength=bins)
    return float(np.sum(counts[counts > 0] * np.abs(share - mean)) / len(truth))


def metrics_calibration(truth, junk, bins):
    from sklearn.calibration import calibration_curve

    return calibration_curve(truth, junk, n_bins=bins, strategy="uniform")


SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
WORD = re.compile(rf"[{SPACELESS}]|[^\W{SPACELESS}]+")


def page(kept, truth):
    k, t = Counter(WORD.findall(kept.lower())), Counter(WORD.findall(truth.lower()))
    both = sum((k & t).values())
    precision, recall = both / sum(k.values()), both / sum(t.values())
    return sum(k.values()), sum(t.values()), both, precision, recall, 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    everything = list(paragraphs())
    rows = [row for row in everything if row[1] != "unsure"]
    _, names, verdicts, junk, chars = map(np.array, zip(*rows))
    truth = np.array([int(name not in KEPT) for name in names])
    print("paragraphs", len(rows), "unsure", len(everything) - len(rows), "distinct", len(set(junk)))

    print("\n# probability.rs")
    print("auc", metrics.roc_auc_score(truth, junk))
    print("average precision", metrics.average_precision_score(truth, junk))
    print("brier", metrics.brier_score_loss(truth, junk))
    print("log loss", metrics.log_loss(truth, junk))
    print("calibration error", calibration_error(truth, junk))
    print("certain log loss", metrics.log_loss([0, 1], np.array([1, 1], np.float32), labels=[0, 1]))

    print("\n# curve.rs, report.rs")
    lost, removed, cuts = metrics.roc_curve(truth, junk, sample_weight=chars, drop_intermediate=False)
    for threshold in map(np.float32, (0.8, 0.5, 0.3)):
        k = np.flatnonzero(cuts >= threshold)[-1]
        print("threshold", threshold, lost[k], removed[k])
    for limit in (0.005, 0.01, 0.02):
        k = np.flatnonzero(lost <= limit)[-1]
        print("at loss", limit, cuts[k], lost[k], removed[k])

    print("\n# report.rs at threshold 0.5")
    found = junk >= 0.5
    print("junk", metrics.precision_recall_fscore_support(truth, found, average="binary")[:3])
    print("counts", metrics.confusion_matrix(truth, found).tolist())
    known = names != "junk"
    present = [name for name in LABELS if name in names]
    print("macro f1", metrics.f1_score(names[known], verdicts[known], labels=present, average="macro"))
    few = known & np.isin(names, ["content", "ad", "bio"])
    print("macro f1, truths of three labels", metrics.f1_score(names[few], verdicts[few], labels=["content", "ad", "bio"], average="macro"))
    for row in zip(LABELS, *metrics.precision_recall_fscore_support(names[known], verdicts[known], labels=LABELS)):
        print(*row)
    table = metrics.confusion_matrix(names, verdicts, labels=LABELS + ["junk"])
    for name, row in zip(LABELS + ["junk"], table):
        here = names == name
        print(f"{name:11}", row[:11].tolist(), here.sum(), chars[here].sum(), (here & found).sum(), chars[here & found].sum())

    print("\n# agreement.rs: truths against verdicts, then junk of any kind")
    print("labels", metrics.cohen_kappa_score(names[known], verdicts[known]))
    print("junk", metrics.cohen_kappa_score(truth, [int(v not in KEPT) for v in verdicts]))
    for label in LABELS:
        print(label, metrics.cohen_kappa_score(names[known] == label, verdicts[known] == label))

    print("\n# page.rs")
    print(page("The cat_1 sat, the CAT sat on 3.5 mats. ΟΔΟΣ", "the cat sat on the mat; 3 mats? οδος İ"))
    print(page("東京タワーに行った。 Tokyo2020年", "東京に行った。ภาษาไทย tokyo2020"))

    print("\n# interval.rs")
    random = SplitMix64(1234567)
    print([random.next() for _ in range(3)])
    groups = [[1.0, 2.0], [4.0], [3.0, 5.0, 9.0], [7.0], [2.5, 2.5]]
    random = SplitMix64(42)
    means = []
    for _ in range(200):
        drawn = [groups[random.below(len(groups))] for _ in groups]
        means.append(np.mean([value for group in drawn for value in group]))
    print(np.mean([value for group in groups for value in group]), np.percentile(means, [5, 95]).tolist())
