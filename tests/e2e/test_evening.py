#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_evening: a small last evening (evening.py; bench/bench_evening plays the whole one). TAP."""
import os
import pathlib
import shutil
import tempfile
import traceback

import evening

SEED = int(os.environ.get("SEED", "1"))
CASES = [("nothing of the last evening is lost on SQLite", {})]
if os.environ.get("DIANJIANG_TEST_POSTGRES"):
    CASES.append(("nor on two servers, one killed twice",
                  {"postgres": True, "servers": 2, "kills": 2}))

print(f"1..{len(CASES)}\n# SEED={SEED}", flush=True)
for number, (name, more) in enumerate(CASES, 1):
    folder = tempfile.mkdtemp(prefix="dianjiang-evening-")
    try:
        size = evening.Size(leagues=2, units=20, saves=160, sendings=24, clients=12)
        lines = evening.run(pathlib.Path(folder), size, seed=SEED, **more)
        print("# " + "\n# ".join(lines) + f"\nok {number} - {name}", flush=True)
    except Exception:
        print(f"not ok {number} - {name}", flush=True)
        print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)
    finally:
        shutil.rmtree(folder)
