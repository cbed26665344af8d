# SPDX-License-Identifier: Apache-2.0
"""Draws again what the last draw of a record drew: written from docs/draw.md alone."""
import hashlib, sys
sm3 = lambda data: hashlib.new("sm3", data).digest()
text = open(sys.argv[1], encoding="utf-8", newline="\n").read()
rows = [line.split("\t") for line in text[text.rindex("\ndraw\t") + 1:].split("\n")]
of = lambda word: [row[1:] for row in rows if row[0] == word]
secrets = sorted((row[0].encode(), bytes.fromhex(row[1])) for row in of("reveal"))
seed = sm3(bytes.fromhex(of("pool")[0][0] + of("rules")[0][0]) + b"".join(s for _, s in secrets))
blocks = (sm3(seed + k.to_bytes(8, "big")) for k in range(2**63))
stream = (int.from_bytes(block[i:i + 4], "big") for block in blocks for i in range(0, 32, 4))
below = lambda n: next(x % n for x in stream if x < 2**32 - 2**32 % n)
people, seats, shut = of("person"), of("seat"), [row[0] for row in of("excluded")]
per_unit, most = (10**9 if x == "-" else int(x) for x in of("limit")[0])
unit, order, drawn = [row[1] for row in people], list(range(len(people))), []
for i in range(len(order) - 1, 0, -1):
    j = below(i + 1)
    order[i], order[j] = order[j], order[i]
rank = lambda level: -1 if level == "-" else int(level)
fits = lambda p, seat: (unit[p] not in shut and int(people[p][5]) < most
    and seat[3] in ("", people[p][2]) and rank(people[p][4]) >= rank(seat[4]))
full = lambda p, held: sum(unit[q] == unit[p] for q in held) >= per_unit
def place(seat, held, taken, seen):  # one person more for a seat: {person: seat}; others may move
    for p in (p for p in order if p not in taken and p not in seen and fits(p, seat)):
        inside = [q for q in held if unit[q] == unit[p]] if unit[p] not in seen else []
        moves = [p] if p in held else inside if full(p, [*held, *taken]) else [None]
        seen |= {p, unit[p]} if moves == inside else {p}
        for q in moves:
            if q is None or place(held[q], held, taken, seen.add(q) or seen):
                held.pop(q, None)
                return held.update({p: seat}) or True
    return False
def goes_on(p, rest, held):  # whether all places in rest can be filled once p is drawn too
    return not full(p, drawn) and all(place(s, held, drawn + [p], set()) for s, _, _ in rest)
places = [(s, kind, n + 1) for column, kind in ((1, "member"), (2, "alternate")) for s in seats
          for n in range(int(s[column]))]
for seat, kind, n in places:
    drawn.append(next(p for p in order if p not in drawn and fits(p, seat)
                      and goes_on(p, places[len(drawn) + 1:], {})))
    print("drawn", seat[0], kind, n, drawn[-1] + 1, people[drawn[-1]][0], sep="\t")
