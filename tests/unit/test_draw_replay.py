#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws by the verbs, on random pools and rules, drawn again by draw_replay.py (40 lines written
from docs/draw.md alone); marks and commitments recomputed; two who reveal at once; a draw that
somebody ended; salts."""
import hashlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile

program = os.environ["DIANJIANG_PROGRAM"]
here = pathlib.Path(__file__).resolve().parent
LONG = "DIANJIANG_LONG" in os.environ
SEED = int(os.environ.get("DIANJIANG_SEED", "1"))
COUNT = 600 if LONG else 10
LEVELS = ["none", "junior", "assistant", "middle", "vice_senior", "senior"]


def sm3(data):
    return hashlib.new("sm3", data).digest()


def draw(*words, secret=None, fails=0):
    """Runs `draw`; its standard output, which must come with the exit code."""
    done = subprocess.run([program, "draw", *map(str, words)], input=secret, capture_output=True,
                          check=False)
    assert done.returncode == fails, (words, done.returncode, done.stderr.decode())
    return done.stdout.decode()


def cells(record, word):
    """Cells of all lines with a word, of the last draw."""
    text = record.read_text(encoding="utf-8")
    text = text[text.rindex("\ndraw\t"):]
    return [line.split("\t")[1:] for line in text.split("\n") if line.startswith(word + "\t")]


def write_case(rng, folder):
    """A random pool and rules, often scarce; the files."""
    numbers = rng.random() < .3
    levels = ["", "3", "7", "12"] if numbers else ["", *LEVELS]
    fields, units = ["医学", "农学", "工学"], rng.randint(1, 12)
    seats = []
    for k in range(rng.randint(1, 4)):
        seat = f"  - {{ code: s{k}, count: {rng.randint(1, 3)}"
        seat += f", field: {rng.choice(fields)}" if rng.random() < .5 else ""
        seat += f", level_min: {rng.choice(levels[1:])}" if rng.random() < .4 else ""
        seats.append(seat + " }")
    rules = "seats:\n" + "\n".join(seats) + "\n"
    rules += f"alternates: {rng.randint(0, 2)}\n" if rng.random() < .6 else ""
    rules += f"per_unit: {rng.randint(1, 2)}\n" if rng.random() < .7 else ""
    rules += f"max_reviews: {rng.randint(3, 9)}\n" if rng.random() < .5 else ""
    rules += "exclude_units: [单位0]" if rng.random() < .3 else ""
    lines = ["id,unit,field,level,reviews_this_year,region"]
    lines += [f"e{k:03},单位{rng.randrange(units)},{rng.choice(fields)},{rng.choice(levels)},"
              f"{rng.randint(0, 9)},{rng.choice(['', '1501'])}" for k in range(rng.randint(2, 40))]
    (folder / "pool").write_text("\n".join(lines), encoding="utf-8")
    (folder / "rules").write_text(rules, encoding="utf-8")
    return folder / "pool", folder / "rules"


def check_record(record, pool, rules, secrets):
    """Digests, marks, hashes and seed of a record against a computation of its own."""
    assert cells(record, "pool")[0][0] == sm3(pool.read_bytes()).hex()
    assert cells(record, "rules")[0][0] == sm3(rules.read_bytes()).hex()
    last, part = bytes(32), b""
    for line in record.read_bytes().splitlines(keepends=True):
        if line.startswith(b"mark\t"):
            last = sm3(last + part)
            assert line == b"mark\t" + last.hex().encode() + b"\n"
            part = b""
        else:
            part += line
    assert part == b""
    for name, digest, _ in cells(record, "commit"):
        assert digest == sm3(b"commit" + name.encode() + secrets[name]).hex()
    salts = [line.split("\t") for line in
             pathlib.Path(f"{record}.salts").read_text(encoding="utf-8").splitlines()]
    number = cells(record, "draw")[0][0]
    hashes = [sm3(bytes.fromhex(salt) + person.encode()).hex()
              for n, _, salt, person in salts if n == number]
    assert hashes == [row[0] for row in cells(record, "person")]
    assert os.stat(f"{record}.salts").st_mode & 0o777 == 0o600
    seed = sm3(sm3(pool.read_bytes()) + sm3(rules.read_bytes())
               + b"".join(secrets[name] for name in sorted(secrets, key=str.encode)))
    assert cells(record, "seed") == [[seed.hex()]]


def replayed(record):
    return subprocess.run([sys.executable, here / "draw_replay.py", record], check=True,
                          capture_output=True, text=True, encoding="utf-8").stdout


def draws_are_replayed(folder, rng):
    done = 0
    while done < COUNT:
        pool, rules = write_case(rng, folder)
        record = folder / f"record{done}"
        opened = subprocess.run([program, "draw", "open", "--pool", pool, "--rules", rules, "--out",
                                 record], capture_output=True, check=False)
        if opened.returncode == 1:
            assert "席位“s" in opened.stderr.decode(), opened.stderr.decode()
            continue
        assert opened.returncode == 0, opened.stderr.decode()
        secrets = {name: rng.randbytes(rng.randint(16, 40))
                   for name in rng.sample(["张三", "李四", "Wang", "a b", "王五"], rng.randint(2, 4))}
        for name, secret in secrets.items():
            draw("commit", record, "--as", name, secret=secret)
        for name in rng.sample(sorted(secrets), len(secrets)):
            draw("reveal", record, "--as", name, secret=secrets[name])
        check_record(record, pool, rules, secrets)
        wanted = "".join("\t".join(["drawn", *row]) + "\n" for row in cells(record, "drawn"))
        assert replayed(record) == wanted, f"seed {SEED}: {record.read_text()}"
        draw("verify", record)
        done += 1


def a_case(folder, name="record"):
    """Four persons for two seats, with a record just opened."""
    folder.mkdir()
    (folder / "pool").write_text("id,unit,field,level,reviews_this_year\na,u,,,0\nb,v,,,0\n"
                                 "c,w,,,0\nd,x,,,0\n")
    (folder / "rules").write_text("seats: [{ code: s, count: 2 }]\nalternates: 1\n")
    draw("open", "--pool", folder / "pool", "--rules", folder / "rules", "--out", folder / name)
    return folder / name


def those_who_reveal_at_once_are_both_kept(folder, rng):
    for turn in range(20 if LONG else 2):
        record = a_case(folder / f"race{turn}")
        names = {name: rng.randbytes(20) for name in "ABCDE"}
        for act in ("commit", "reveal"):
            running = [subprocess.Popen([program, "draw", act, record, "--as", name],
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
                       for name in names]
            for process, secret in zip(running, names.values()):
                process.stdin.write(secret)
                process.stdin.close()
            assert [process.wait() for process in running] == [0] * len(names)
        assert len(cells(record, "reveal")) == len(names) and len(cells(record, "drawn")) == 3
        draw("verify", record)
        assert sorted(os.listdir(record.parent)) == ["pool", "record", "record.salts", "rules"]


def an_ended_draw_stays_in_sight(folder, rng):
    record = a_case(folder / "void")
    again = ("open", "--pool", record.parent / "pool", "--rules", record.parent / "rules", "--out",
             record)
    a, b = rng.randbytes(16), rng.randbytes(16)
    draw("commit", record, "--as", "A", secret=a)
    draw("commit", record, "--as", "B", secret=b)
    draw("reveal", record, "--as", "A", secret=a)
    before = record.read_bytes()
    draw(*again, fails=1)
    draw(*again, "--again")
    assert record.read_bytes().startswith(before + b"void\t")
    told = draw("verify", record)
    assert "第 1 次抽取：作废，未公开密数的是B" in told and "第 2 次抽取" in told, told
    draw("commit", record, "--as", "A", secret=a, fails=1)  # it is known by now
    draw("commit", record, "--as", "A", secret=b)
    draw("commit", record, "--as", "B", secret=a)
    draw("reveal", record, "--as", "A", secret=b)
    draw("reveal", record, "--as", "B", secret=a)
    assert replayed(record).count("drawn") == 3
    draw(*again, "--again", fails=1)  # done: not drawn again
    assert b"\nvoid\t" in record.read_bytes()


def supplements_go_down_the_list(folder, rng):
    record = a_case(folder / "supplement")
    secrets = {"A": rng.randbytes(16), "B": rng.randbytes(4096)}
    for act in ("commit", "reveal"):
        for name, secret in secrets.items():
            draw("supplement", record, "--reason", "x", fails=1)
            draw(act, record, "--as", name, secret=secret)
    drawn = [row[4] for row in cells(record, "drawn")]
    first = draw("supplement", record, "--reason", "一人请假")
    assert cells(record, "called")[0][2] == drawn[2], first
    draw("supplement", record, "--reason", "又一人", "--seat", "t", fails=1)
    last = draw("supplement", record, "--reason", "又一人", "--seat", "s")
    told = {line.split("\t")[4] for line in draw("verify", record).splitlines()
            if line.startswith("drawn")} | {last.strip().split("\t")[2]}
    assert told == set("abcd"), told
    draw("supplement", record, "--reason", "再一人", fails=1)
    os.unlink(f"{record}.salts")  # without the salts only hashes can be told
    assert drawn[0] in draw("verify", record)


def what_is_called_wrongly_is_two(folder, _):
    record = a_case(folder / "wrong")
    for words in ([], ["open"], ["open", "--pool", "x"], ["commit", record], ["verify"],
                  ["verify", record, record], ["verify", record, "--again"], ["close", record],
                  ["supplement", record], ["reveal", record, "--as", "A", "--seat", "s"],
                  ["commit", record, "--as", "A", "--names", "A,B"]):
        draw(*words, fails=2, secret=b"")
    draw("verify", folder / "none", fails=3)
    for secret, code in ((15, 1), (16, 0), (4097, 1)):
        draw("commit", record, "--as", f"N{secret}", secret=bytes(secret), fails=code)


def named_persons_commit_and_nobody_else(folder, rng):
    record = a_case(folder / "named")
    other = record.parent / "other"
    files = ("--pool", record.parent / "pool", "--rules", record.parent / "rules", "--out", other)
    draw("open", *files, "--names", "A", fails=1)
    draw("open", *files, "--names", "A,A", fails=1)
    draw("open", *files, "--names", "A,B,C")
    secrets = {name: rng.randbytes(16) for name in "ABC"}
    draw("commit", other, "--as", "D", secret=rng.randbytes(16), fails=1)
    draw("commit", other, "--as", "A", secret=secrets["A"])
    draw("commit", other, "--as", "B", secret=secrets["B"])
    draw("reveal", other, "--as", "A", secret=secrets["A"], fails=1)
    draw("commit", other, "--as", "C", secret=secrets["C"])
    for name, secret in secrets.items():
        draw("reveal", other, "--as", name, secret=secret)
    draw("verify", other)


def main():
    cases = [draws_are_replayed, those_who_reveal_at_once_are_both_kept,
             an_ended_draw_stays_in_sight, supplements_go_down_the_list,
             what_is_called_wrongly_is_two, named_persons_commit_and_nobody_else]
    failed = 0
    print(f"1..{len(cases)}")
    with tempfile.TemporaryDirectory() as name:
        for number, case in enumerate(cases, 1):
            try:
                case(pathlib.Path(name), random.Random(SEED))
                print(f"ok {number} - {case.__name__}", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"not ok {number} - {case.__name__}\n# {error}".replace("\n", "\n# "))
    sys.exit(failed > 0)


main()
