#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`select` against an integer programme solved by glpsol, level by level, on problems too large to
enumerate; and score_to_change by changing the score to it, and to one step less.

The programme knows nothing of patterns, cuts or lists: x[i,t] and y[i], the most places first, then
the most places at each level of score from the best down, each optimum held for the next."""
import json
import os
import random
import subprocess
import sys
import tempfile
from decimal import Decimal

program = os.environ["DIANJIANG_PROGRAM"]
LONG = "DIANJIANG_LONG" in os.environ
SEED = int(os.environ.get("DIANJIANG_SEED", "1"))
COUNT = 1000 if LONG else 12
STEP = Decimal("0.000001")


def a_problem(rng):
    size = rng.randint(15, 45)
    levels = rng.choice([6, 12, 1000])
    items = []
    for i in range(size):
        item = {"id": f"i{i}", "score": rng.randrange(levels), "a": rng.choice("vwxyz")}
        if rng.random() < .9:
            item["b"] = rng.choice("pqr")
        if rng.random() < .8:
            item["c"] = rng.sample("klmn", rng.randint(1, 2))
        items.append(item)
    targets = [{"code": "T0", "max": rng.randint(2, 9)},
               {"code": "T1", "max": rng.randint(1, 6), "where": {"b": ["p", "q"]}}]
    if rng.random() < .5:
        targets.append({"code": "T2", "max": rng.randint(1, 4), "where": {"a": ["v", "w"]}})
    if rng.random() < .3:
        targets[0]["min"] = 1
    limits = [{"by": "a", "max": rng.randint(1, 4)}, {"by": "b", "max": rng.randint(2, 6)},
              {"by": "c", "max": rng.randint(1, 5)}]
    if rng.random() < .3:
        limits.append({"by": "b", "value": "r", "min": 1})
    exclusive = [["T0", "T1"]] if rng.random() < .6 else []
    return {"items": items, "targets": targets, "limits": limits, "exclusive": exclusive,
            "ties": [["lot", str(rng.randrange(1000))]]}


def held(item, attribute):
    value = item.get(attribute, [])
    return value if isinstance(value, list) else [value]


def fits(target, item):
    return all(set(held(item, a)) & set(v) for a, v in target.get("where", {}).items())


def programme(problem):
    """Variables with their items, and rows of the programme as texts."""
    items, targets = problem["items"], problem["targets"]
    places = {(i, t): f"x{i}_{t}" for i, item in enumerate(items)
              for t, target in enumerate(targets) if fits(target, item)}
    rows = []
    for t, target in enumerate(targets):
        names = [name for (_, u), name in places.items() if u == t]
        if names:
            rows.append(f"{' + '.join(names)} <= {target['max']}")
            rows.append(f"{' + '.join(names)} >= {target.get('min', 0)}")
        elif target.get("min", 0) > 0:
            return None, None
    for (i, _), name in places.items():
        rows.append(f"{name} - y{i} <= 0")
    for i in {i for i, _ in places}:
        rows.append(f"y{i} - {' - '.join(n for (k, _), n in places.items() if k == i)} <= 0")
    for first, second in problem["exclusive"]:
        a, b = int(first[1:]), int(second[1:])
        rows += [f"{places[i, a]} + {places[i, b]} <= 1" for i in range(len(items))
                 if (i, a) in places and (i, b) in places]
    for limit in problem["limits"]:
        can = {i for i, _ in places}
        values = [limit["value"]] if "value" in limit else \
            sorted({v for i in can for v in held(items[i], limit["by"])})
        for value in values:
            names = [f"y{i}" for i in sorted(can) if value in held(items[i], limit["by"])]
            if names and "max" in limit:
                rows.append(f"{' + '.join(names)} <= {limit['max']}")
            if names and "min" in limit:
                rows.append(f"{' + '.join(names)} >= {limit['min']}")
            if not names and limit.get("min", 0) > 0:
                return None, None
    return places, rows


def most(places, rows, wanted, folder):
    """The most of wanted under rows; None: there is no choice."""
    path, out = os.path.join(folder, "p.lp"), os.path.join(folder, "p.out")
    names = sorted(set(places.values()) | {f"y{i}" for i, _ in places})
    with open(path, "w", encoding="ascii") as file:
        file.write("maximize\n obj: " + " + ".join(wanted) + "\nsubject to\n")
        file.writelines(f" r{k}: {row}\n" for k, row in enumerate(rows))
        file.write("binary\n" + "\n".join(names) + "\nend\n")
    subprocess.run(["glpsol", "--cuts", "--lp", path, "-w", out], check=True,
                   stdout=subprocess.DEVNULL)
    with open(out, encoding="ascii") as file:
        for line in file:
            if line.startswith("s mip"):
                words = line.split()
                return round(float(words[-1])) if words[4] == "o" else None
    raise RuntimeError("glpsol said nothing")


def expected(problem, folder):
    """Places at each level of score from the best down; None: the minima cannot be met."""
    places, rows = programme(problem)
    if places is None:
        return None
    if not places:
        return [] if not any(t.get("min") for t in problem["targets"]) else None
    filled = most(places, rows, places.values(), folder)
    if filled is None:
        return None
    rows = rows + [f"{' + '.join(places.values())} = {filled}"]
    counts = []
    scores = sorted({Decimal(item["score"]) for item in problem["items"]}, reverse=True)
    for score in scores:
        names = [n for (i, _), n in places.items()
                 if Decimal(problem["items"][i]["score"]) == score]
        counts.append(most(places, rows, names, folder) if names and sum(counts) < filled else 0)
        if names:
            rows = rows + [f"{' + '.join(names)} = {counts[-1]}"]
    return counts


def select(problem, folder):
    path = os.path.join(folder, "problem.json")
    with open(path, "w", encoding="ascii") as file:
        json.dump(problem, file)
    done = subprocess.run([program, "select", path], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], ""


def places_of(line):
    return len(line["target"]) if isinstance(line["target"], list) else \
        int(line["target"] is not None)


def counts_of(problem, lines):
    scores = sorted({Decimal(item["score"]) for item in problem["items"]}, reverse=True)
    return [sum(places_of(line) for item, line in zip(problem["items"], lines)
                if Decimal(item["score"]) == score) for score in scores]


def is_in(problem, index, score, folder):
    """Whether the item is chosen at that score; and the counts are still the programme's."""
    changed = json.loads(json.dumps(problem))
    changed["items"][index]["score"] = format(score, "f")
    lines, said = select(changed, folder)
    if lines is None:
        raise RuntimeError(said)
    return lines[index]["state"] == "selected"


def judge(problem, rng, folder):
    """"" or what is wrong."""
    wanted = expected(problem, folder)
    lines, said = select(problem, folder)
    if wanted is None or lines is None:
        return "" if wanted is None and lines is None else f"expected {wanted}, found {said}"
    if counts_of(problem, lines[:-1]) != wanted:
        return f"expected {wanted}, found {counts_of(problem, lines[:-1])}"
    if lines[-1]["filled"] != sum(wanted):
        return "filled"
    for index in rng.sample(range(len(problem["items"])), 4):
        line = lines[index]
        if line["score_to_change"] is None:
            far = Decimal(-999999999) if line["state"] == "selected" else Decimal(999999999)
            if is_in(problem, index, far, folder) != (line["state"] == "selected"):
                return f"{line}: no score should change it"
            continue
        border = Decimal(line["score_to_change"])
        if not is_in(problem, index, border, folder) or \
                is_in(problem, index, border - STEP, folder):
            return f"{line}: not the border"
    return ""


def main():
    rng = random.Random(SEED)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(COUNT):
            problem = a_problem(rng)
            said = judge(problem, rng, folder)
            if said:
                wrong.append(f"seed {SEED}, problem {number}: {said}\n{json.dumps(problem)}")
    print("1..1")
    print("\n".join("# " + line for text in wrong for line in text.splitlines()), end="")
    print(f"{'not ok' if wrong else 'ok'} 1 - {COUNT} problems as glpsol solves them")
    sys.exit(1 if wrong else 0)


main()
