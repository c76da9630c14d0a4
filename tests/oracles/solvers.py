#!/usr/bin/env python3
"""solvers.py: prints the values that the tests of src/training expect of the three solvers, computed by scikit-learn.
Needs scikit-learn; made with 1.9. The numbers are those of src/training/fixture.rs: a linear congruential generator and
arithmetic that both languages round alike, no random library."""
import warnings

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.calibration import _sigmoid_calibration
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore", category=FutureWarning)
MASK = (1 << 64) - 1


class Numbers:
    def __init__(self, state):
        self.state = state

    def below(self, end):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) % end

    def centred(self):
        """From -1 to 1 in steps of 1/1024, exact in binary."""
        return (self.below(2049) - 1024) / 1024


def dense(shift):
    """199 rows of four measures of unlike scale, and whether each is junk; the greater `shift`, the more are."""
    numbers = Numbers(11)
    rows, targets = [], []
    for _ in range(199):
        a, b, c, d, noise = (numbers.centred() for _ in range(5))
        rows.append([4 * a + 8, b / 4, c - 2, 16 * d])
        targets.append(2 * a - b + c / 2 + 1.5 * noise + shift > 0)
    return np.array(rows, np.float32).astype(float), np.array(targets)


def labelled():
    """240 rows of three inputs and one of three labels, not in the order of their numbers."""
    numbers = Numbers(23)
    rows, labels = [], []
    for _ in range(240):
        a, b, c = (numbers.centred() for _ in range(3))
        scores = [a + numbers.centred(), b - a / 2 + numbers.centred(), c / 2 + numbers.centred()]
        rows.append([2 * a + 1, 8 * b, c / 2 - 4])
        labels.append(("metadata", "content", "bio")[int(np.argmax(scores))])
    return np.array(rows, np.float32).astype(float), np.array(labels)


def sparse():
    """400 rows of three among twelve tokens, targets that they decide but for noise, weights 0, 1, 2."""
    numbers = Numbers(37)
    rows, targets, weights = np.zeros((400, 12)), [], []
    for row in rows:
        total = 0
        for draw in range(3):
            token = 4 * draw + numbers.below(4)
            row[token] = (1 + numbers.below(2)) / 2
            total += row[token] * (2 * (token % 4) - 3)
        targets.append(total + 3 * numbers.centred() > 0)
        weights.append(numbers.below(3))
    return rows, np.array(targets), np.array(weights)


def scored():
    """400 log-odds that are twice as sure as they should be, and shifted, and whether each is junk."""
    numbers = Numbers(41)
    odds, junk = [], []
    for _ in range(400):
        x, noise = 3 * numbers.centred(), numbers.centred()
        odds.append(2 * x + 1)
        junk.append(x + 2 * noise > 0)
    return np.array(odds), np.array(junk)


def named():
    """300 rows of three logits that are too sure, and which of them is true."""
    numbers = Numbers(43)
    logits, truths = [], []
    for _ in range(300):
        row = [numbers.centred() for _ in range(3)]
        truths.append(int(np.argmax([logit + numbers.centred() for logit in row])))
        logits.append([9 * logit for logit in row])
    return np.array(logits), np.array(truths)


def fit(rows, targets, alpha, weights=None):
    scaled = StandardScaler().fit_transform(rows) if alpha else rows
    c = 1 / alpha if alpha else np.inf
    solver = LogisticRegression(C=c, tol=1e-12, max_iter=100_000).fit(scaled, targets, sample_weight=weights)
    return solver, scaled


if __name__ == "__main__":
    for shift in (-1, 1):
        rows, targets = dense(shift)
        solver, scaled = fit(rows, targets, 0.0075 * len(rows))
        print(f"\n# measures.rs: shift {shift}, junk {targets.sum()} of {len(rows)}")
        print("log-odds of the first six", solver.decision_function(scaled)[:6].tolist())

    rows, labels = labelled()
    solver, scaled = fit(rows, labels, 0.002 * len(rows))
    print("\n# kinds.rs:", solver.classes_.tolist(), [int((labels == name).sum()) for name in solver.classes_])
    print("scores of the first three rows", (solver.decision_function(scaled)[:3]).tolist())

    rows, targets, weights = sparse()
    solver, _ = fit(rows, targets, 0, weights)
    probabilities = solver.predict_proba(rows)[:, 1]
    print("\n# sparse.rs: weighted, without penalty;", targets.sum(), "of", len(rows), "weight", weights.sum())
    print("probabilities of the first eight", probabilities[:8].tolist())
    print("auc", roc_auc_score(targets, probabilities, sample_weight=weights))

    odds, junk = scored()
    # scikit-learn's sigmoid has the other sign.
    a, b = _sigmoid_calibration(odds, junk, max_abs_prediction_threshold=np.inf)
    print("\n# calibration.rs: slope and shift", -a, -b)
    logits, truths = named()
    cost = lambda slope: -log_softmax(slope * logits, axis=1)[np.arange(len(truths)), truths].sum()
    print("slope of logits", minimize_scalar(cost, bounds=(0.01, 5), method="bounded", options={"xatol": 1e-12}).x)
