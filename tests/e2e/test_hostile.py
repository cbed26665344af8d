#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_hostile: some of the files of bench/bench_hostile against a running server. TAP.

What is asserted holds on a busy machine too: memory of the server's process, processor time of its
threads and of the reading process; never how long something took by the clock.
"""
import os
import pathlib
import sys
import tempfile
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import hostile  # noqa: E402
import measured  # noqa: E402

GROWN_MB = 20     # measured: 4, without the file itself
SERVER_MS = 1000  # measured: 20
READER_MS = 9000  # the limit is 8 s; measured: 600
IMPORT = "/imports/applications?call=nmg-2025&track=overseas"

BOOKS = {"10 rows of 39,000 cells": 422, "10,000 rows of 39 cells": 413,
         "2,000 rows of mistakes": 200, "a shared text 390,000 times": 413,
         "40 sheets of one part": 200}
WORDS = {"one label 300,000 times": 422, "a label and open brackets": 422,
         "60,000 labels with colons": 200, "5,000 rows that go on": 200,
         "a property of 3 MB in letters": 200}


def check(cost, status):
    found = f"{cost}"[:600]
    if cost.status != status:
        raise AssertionError(f"answered {cost.status}, not {status}: {found}")
    if cost.grown_mb >= GROWN_MB or cost.server_ms >= SERVER_MS or cost.reader_ms >= READER_MS:
        raise AssertionError(found)


def refused_with_words(cost):
    """A refusal says in Chinese what is wrong."""
    if not any(ord(letter) > 0x4e00 for letter in cost.said["detail"]):
        raise AssertionError(str(cost.said))


def draft(client):
    status, said = client.ask("POST", "/applications",
                              b'{"call":"nmg-2025","track":"overseas","capacity":"grassroots"}')
    if status != 201:
        raise AssertionError(str(said))
    return f"/applications/{said['id']}/reading"


def list_of(rows, text):
    """A list of drafts with a long text each."""
    head = hostile.TITLES + ["拟开展的活动内容"]
    return hostile.sheet(hostile.rows_of([head] + [
        [f"第{n}项", "兴安盟蒙医院", "2025年7月14日至7月20日", "23.5", "13800138000", text]
        for n in range(rows)]))


def files_are_judged_apart(server, client):
    path = draft(client)
    targets = ((IMPORT, hostile.WORKBOOKS, BOOKS), (path, hostile.WORDS, WORDS))
    for target, table, wanted in targets:
        for name, status in wanted.items():
            file = table[name]()
            cost = server.cost(lambda: client.send(target, file), watch=False)
            print(f"# {name}: grown {cost.grown_mb:.1f} MB, server {cost.server_ms:.0f} ms, "
                  f"reader {cost.reader_ms:.0f} ms", flush=True)
            check(cost, status)
            if status >= 400:
                refused_with_words(cost)


def a_long_list_is_entered_piece_by_piece(server, client):
    """What 2,000 rows leave behind does not pile up: it was 156 MB."""
    cost = server.cost(lambda: client.send(IMPORT, list_of(2000, "乙" * 700)), watch=False)
    check(cost, 200)
    path = f"/imports/applications/{cost.said['id']}/entry"
    entered = server.cost(lambda: client.ask("POST", path, b""), watch=False)
    print(f"# checked: grown {cost.grown_mb:.1f} MB; entered: {entered.grown_mb:.1f} MB",
          flush=True)
    if entered.status != 200 or entered.said != {"count": 2000}:
        raise AssertionError(str(entered))
    if entered.grown_mb >= GROWN_MB:
        raise AssertionError(str(entered))


CASES = [files_are_judged_apart, a_long_list_is_entered_piece_by_piece]


def main():
    print(f"1..{len(CASES)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="dianjiang-hostile-") as folder:
        server = measured.Server(os.environ["DIANJIANG_PROGRAM"], folder)
        try:
            client = measured.Client(server.port, "shenbao")
            client.send(IMPORT, list_of(1, "甲"))  # all is loaded
            for number, case in enumerate(CASES, 1):
                name = case.__name__.replace("_", " ")
                try:
                    case(server, client)
                    print(f"ok {number} - {name}", flush=True)
                except Exception:
                    failed += 1
                    print(f"not ok {number} - {name}\n# "
                          + traceback.format_exc().replace("\n", "\n# "), flush=True)
        finally:
            server.close()
    return failed > 0


sys.exit(main())
