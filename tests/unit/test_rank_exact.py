#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_rank_exact: `review rank` by mean, trimmed and median against fractions of Python.

One file of many items is as many random cases: 4,000 items, or 100,000 with DIANJIANG_LONG, with 1
to 13 marks each, in shuffled lines, many of them close or equal. Every line of the output is
compared: order, rank, mean and score to the last digit. DIANJIANG_SEED is the seed (1 otherwise).
TAP.
"""
import decimal
import fractions
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile

PROGRAM = os.environ["DIANJIANG_PROGRAM"]
ITEMS = 100_000 if os.environ.get("DIANJIANG_LONG") else 4_000
SEED = int(os.environ.get("DIANJIANG_SEED", "1"))


def a_mark(rand, kind):
    """A mark as text: whole, halves, with places, negative or large."""
    if kind == 0:
        return str(rand.randrange(1, 7))
    if kind == 1:
        return rand.choice(["85", "85.5", "86", "85.50", "085"])
    if kind == 2:
        return f"{rand.randrange(0, 100)}.{rand.randrange(0, 100):02}"
    return f"{rand.choice(['-', ''])}{rand.randrange(0, 1_000_000)}.{rand.randrange(0, 10)}"


def cases(rand):
    """{item: marks as text}; half of the items have the kinds of marks that tie."""
    marks = {}
    for number in range(ITEMS):
        name = rand.choice(["p", "项目", 'q"', "\\", "p,"]) + str(number)
        kind = rand.choice([0, 0, 1, 2, 3])
        marks[name] = [a_mark(rand, kind) for _ in range(rand.choice([1, 2, 3, 4, 5, 6, 9, 13]))]
    return marks


def score(method, marks):
    if method == "median":
        return statistics.median(marks)
    if method == "trimmed" and len(marks) >= 5:
        marks = sorted(marks)[1:-1]
    return fractions.Fraction(sum(marks), len(marks))


def shown(value):
    """Six places, half away from zero, without a sign before zero."""
    millionths = abs(value) * 10 ** 6
    whole = (2 * millionths.numerator + millionths.denominator) // (2 * millionths.denominator)
    text = format(decimal.Decimal(whole).scaleb(-6), ".6f")
    return "-" + text if value < 0 and whole > 0 else text


def cell(name):
    return '"' + name.replace('"', '""') + '"'


def expected(method, marks):
    values = {name: [fractions.Fraction(mark) for mark in row] for name, row in marks.items()}
    scores = {name: fractions.Fraction(score(method, row)) for name, row in values.items()}
    order = sorted(scores, key=lambda name: (-scores[name], name.encode()))
    rank = 0
    for place, name in enumerate(order, 1):
        if place == 1 or scores[name] != scores[order[place - 2]]:
            rank = place
        row = {"item": name, "n": len(values[name]), "mean": shown(score("mean", values[name])),
               "score": shown(scores[name]), "rank": rank}
        if method == "trimmed":
            row["trimmed"] = len(values[name]) >= 5
        yield row


def check(number, method, marks, path):
    out = subprocess.run([PROGRAM, "review", "rank", path, "--method", method, "--json"],
                         check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in out.splitlines()]
    wrong = [(a, b) for a, b in zip(found, expected(method, marks)) if a != b]
    good = len(found) == len(marks) and not wrong
    print(f"{'ok' if good else 'not ok'} {number} - {method} of {len(marks)} random items")
    if wrong:
        print(f"# seed {SEED}: {wrong[0][0]} is not {wrong[0][1]}")
    return good


def main():
    rand = random.Random(SEED)
    marks = cases(rand)
    lines = [f"{cell(name)},v{k},{mark}\n" for name, row in marks.items()
             for k, mark in enumerate(row)]
    rand.shuffle(lines)
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write("item,reviewer,mark\n" + "".join(lines))
        file.flush()
        print("1..3")
        good = [check(number, method, marks, file.name)
                for number, method in enumerate(["mean", "trimmed", "median"], 1)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
