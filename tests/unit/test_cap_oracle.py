#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`assign --cap` against a linear programme solved by glpsol: the same expectation to 6 decimals.

Random and structured instances with every rule that a cap goes with. The programme is solved once
for each aim: seats in all, seats of each tier, weight; each optimum is held for the next. The rows
that were drawn are checked against the rules, too."""
import os
import random
import re
import subprocess
import sys
import tempfile

program = os.environ["DIANJIANG_PROGRAM"]
LONG = "DIANJIANG_LONG" in os.environ
SEED = int(os.environ.get("DIANJIANG_SEED", "1"))
COUNT = 400 if LONG else 25


class Instance:
    """Needs, capacities, least loads, tiers, edges {(i, j): weight}, and lists of limits: (limit,
    the pairs it counts, its line)."""

    def __init__(self, needs, capacities, edges):
        self.needs, self.capacities, self.edges = needs, capacities, edges
        self.least, self.tiers = [0] * len(capacities), [1] * len(needs)
        self.closed, self.limits = set(), []

    def text(self):
        lines = [f"p assign {len(self.needs)} {len(self.capacities)} {len(self.edges)}"]
        lines += [f"n {i} {need}" for i, need in enumerate(self.needs)]
        lines += [f"c {j} {capacity}" for j, capacity in enumerate(self.capacities)]
        lines += [f"m {j} {load}" for j, load in enumerate(self.least)]
        lines += [f"t {i} {tier}" for i, tier in enumerate(self.tiers)]
        lines += [f"a {i} {j} {weight}" for (i, j), weight in self.edges.items()]
        lines += [f"x {i} {j}" for i, j in sorted(self.closed)]
        return "\n".join(lines + [limit[2] for limit in self.limits]) + "\n"

    def open_pairs(self):
        return [pair for pair in self.edges if pair not in self.closed]

    def rules(self):
        """All upper limits as (pairs, limit), and lower ones."""
        pairs = self.open_pairs()
        upper = [([p for p in pairs if p[0] == i], need) for i, need in enumerate(self.needs)]
        upper += [([p for p in pairs if p[1] == j], c) for j, c in enumerate(self.capacities)]
        upper += [([p for p in counted if p in self.edges and p not in self.closed], limit)
                  for limit, counted, _ in self.limits]
        lower = [([p for p in pairs if p[1] == j], load) for j, load in enumerate(self.least)]
        return upper, lower


def solve(instance, cap, folder):
    """(expected seats, expected weight) in 1/1024; None: the least loads cannot be met."""
    pairs = instance.open_pairs()
    upper, lower = instance.rules()
    name = {pair: f"p{pair[0]}_{pair[1]}" for pair in pairs}

    def total(rows, weight=lambda pair: 1):
        return " + ".join(f"{weight(pair)} {name[pair]}" for pair in rows)

    rules = [f"{total(rows)} <= {1024 * limit}" for rows, limit in upper if rows]
    rules += [f"{total(rows)} >= {1024 * limit}" for rows, limit in lower if rows and limit]
    if any(limit and not rows for rows, limit in lower):
        return None
    aims = [total(pairs)]
    aims += [total([p for p in pairs if instance.tiers[p[0]] == tier])
             for tier in sorted(set(instance.tiers))]
    aims.append(total(pairs, instance.edges.get))
    best = []
    for aim in aims:
        if not aim:
            best.append(0)
            continue
        path, out = os.path.join(folder, "lp"), os.path.join(folder, "out")
        with open(path, "w", encoding="ascii") as file:
            file.write(f"Maximize\n aim: {aim}\nSubject To\n " + "\n ".join(rules) + "\nBounds\n "
                       + "\n ".join(f"0 <= {n} <= {cap}" for n in name.values()) + "\nEnd\n")
        done = subprocess.run(["glpsol", "--lp", path, "--write", out], check=True,
                              capture_output=True, text=True)
        status = re.search(r"^s bas \d+ \d+ (\w) (\w) (\S+)", open(out, encoding="ascii").read(),
                           re.MULTILINE)
        if status[1] != "f" or status[2] != "f":
            return None if "NO PRIMAL" in done.stdout or status[1] == "n" else sys.exit(done.stdout)
        # whole capacities have a whole optimum: what glpsol's doubles add to it is noise
        best.append(round(float(status[3])))
        assert abs(best[-1] - float(status[3])) < 1e-3 * max(1, abs(best[-1]) * 1e-9), status[3]
        rules.append(f"{aim} >= {best[-1]}")
    return best[0] if pairs else 0, best[-1]


def random_instance(rng):
    demands, experts = rng.randint(1, 8), rng.randint(1, 8)
    pairs = [(i, j) for i in range(demands) for j in range(experts)]
    edges = {pair: rng.choice([1, 7, rng.randint(1, 10**6)])
             for pair in rng.sample(pairs, rng.randint(1, len(pairs)))}
    made = Instance([rng.randint(0, 3) for _ in range(demands)],
                    [rng.randint(0, 4) for _ in range(experts)], edges)
    if rng.random() < .4:
        made.tiers = [rng.randint(1, 3) for _ in range(demands)]
    if rng.random() < .3:
        made.least = [rng.randint(0, min(1, c)) for c in made.capacities]
    if rng.random() < .5:
        made.closed = set(rng.sample(sorted(edges), len(edges) // 4))
    if rng.random() < .5 and experts > 1:
        some, limit = rng.sample(range(experts), rng.randint(1, experts)), rng.randint(0, 4)
        made.limits.append((limit, [p for p in pairs if p[1] in some],
                            f"E {limit} {' '.join(map(str, some))}"))
    if rng.random() < .5 and experts > 1:
        i, some = rng.randrange(demands), rng.sample(range(experts), rng.randint(1, experts))
        made.limits.append((1, [(i, j) for j in some], f"U {i} 1 {' '.join(map(str, some))}"))
    if rng.random() < .3 and demands > 1:
        some, limit = rng.sample(range(demands), rng.randint(1, demands)), rng.randint(0, 4)
        made.limits.append((limit, [p for p in pairs if p[0] in some],
                            f"D {limit} {' '.join(map(str, some))}"))
    return made


def structured_instances(rng):
    """All alike; seats and places even; one expert whom all want; a ring; a larger one."""
    alike = {(i, j): 5 for i in range(6) for j in range(6)}
    yield Instance([2] * 6, [2] * 6, alike)
    yield Instance([3] * 6, [3] * 6, {p: 1 + (p[0] * p[1]) % 4 for p in alike})
    yield Instance([1] * 8, [3] * 4, {(i, j): 10**6 if j == 0 else 1 for i in range(8)
                                      for j in range(4)})
    yield Instance([1] * 9, [1] * 9, {(i, (i + k) % 9): 1 + i * k for i in range(9)
                                      for k in range(2)})
    yield Instance([3] * 60, [4] * 50, {(i, j): rng.randint(1, 10**6) for i in range(60)
                                        for j in rng.sample(range(50), 20)})


def judge(instance, rows):
    """Whether drawn rows keep the rules."""
    upper, lower = instance.rules()
    chosen = {(i, j) for i, j, _ in rows}
    return (len(chosen) == len(rows) and all(p in instance.open_pairs() for p in chosen)
            and all(instance.edges[(i, j)] == weight for i, j, weight in rows)
            and all(len(chosen.intersection(pairs)) <= limit for pairs, limit in upper)
            and all(len(chosen.intersection(pairs)) >= limit for pairs, limit in lower))


def compare(instance, cap, folder):
    """What differs, or None."""
    path = os.path.join(folder, "instance")
    with open(path, "w", encoding="ascii") as file:
        file.write(instance.text())
    done = subprocess.run([program, "assign", path, "--cap", str(cap), "--draw", "7"], check=False,
                          capture_output=True, text=True)
    best = solve(instance, cap, folder)
    if best is None or done.returncode != 0:
        same = best is None and done.returncode == 1
        return None if same else f"oracle {best}, exit {done.returncode}: {done.stderr}"
    last = done.stderr.strip().splitlines()[-1]
    told = dict(part.split("=") for part in last.split())
    millionths = [(units * 1000000 + 512) // 1024 for units in best]  # half up
    wanted = [f"{n // 1000000}.{n % 1000000:06}" for n in millionths]
    if [told["expected_filled"], told["expected"]] != wanted:
        return f"oracle {wanted}: {last}"
    rows = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    return None if judge(instance, rows) else f"drawn against the rules: {done.stdout}"


def main():
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        cases = [("structured", instance, cap) for instance in structured_instances(rng)
                 for cap in (1, 341, 512, 1000, 1024)]
        cases += [("random", random_instance(rng), rng.choice([1, 512, 1024, rng.randint(2, 1023)]))
                  for _ in range(COUNT)]
        failed = 0
        print(f"1..{len(cases)}")
        for number, (kind, instance, cap) in enumerate(cases, 1):
            wrong = compare(instance, cap, folder)
            failed += wrong is not None
            print(f"{'ok' if wrong is None else 'not ok'} {number} - {kind}, cap {cap}", flush=True)
            if wrong is not None:
                print(f"# seed {SEED}: {wrong}\n# " + instance.text().replace("\n", "\n# "))
        sys.exit(failed > 0)


main()
