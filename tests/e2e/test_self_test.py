#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_self_test: with an old library the program works, with a faulty one it does not start. TAP.

    test_self_test.py OLD_OPENSSL.so BAD_SIGNATURE.so
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import traceback

PROGRAM = os.environ.get("DIANJIANG_PROGRAM", "build/dianjiang")
OLD, BAD = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
REFUSED = 3  # exit code: the world failed


def environment(library):
    """With a library before all others; a sanitizer that wants to be first may be second."""
    options = os.environ.get("ASAN_OPTIONS", "")
    return os.environ | ({"LD_PRELOAD": library} if library else {}) | {
        "ASAN_OPTIONS": options + ":verify_asan_link_order=0"}


def run(library, *words):
    return subprocess.run([PROGRAM, *words], env=environment(library), check=False, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


def rehearsal(folder, library=None):
    return run(library, "demo", "--db", f"sqlite:{folder}/site.db", "--keys", f"{folder}/keys")


def starts(folder, library):
    """Whether serve listens; what it said otherwise."""
    with subprocess.Popen([PROGRAM, "serve", "--db", f"sqlite:{folder}/site.db", "--keys",
                           f"{folder}/keys", "--listen", "127.0.0.1:0"], text=True,
                          env=environment(library), stderr=subprocess.PIPE) as process:
        said = ""
        for line in process.stderr:
            said += line
            if "event=listening" in line:
                process.send_signal(signal.SIGTERM)
                process.stderr.read()
                assert process.wait() == 0
                return True, said
        return process.wait() == 0, said


def an_old_library_is_good_enough(folder):
    done = rehearsal(folder, OLD)
    assert done.returncode == 0, done.stderr
    good, said = starts(folder, OLD)
    assert good, said


def a_faulty_library_stops_the_start_in_words(folder):
    done = rehearsal(folder)
    assert done.returncode == 0, done.stderr
    good, said = starts(folder, BAD)
    assert not good and "SM2" in said and "自检" in said and "openssl 3" in said, said
    good, said = starts(folder, None)
    assert good, said


def a_faulty_library_makes_no_keys_and_no_rehearsal(folder):
    done = run(BAD, "key", "init", f"{folder}/fresh")
    assert done.returncode == REFUSED and "自检" in done.stderr, done
    assert not os.path.exists(f"{folder}/fresh")
    done = rehearsal(folder, BAD)
    assert done.returncode == REFUSED and "自检" in done.stderr, done
    assert not os.path.exists(f"{folder}/keys")


def it_says_with_which_libraries_it_runs(_folder):
    said = run(None, "version", "--libraries").stdout
    for name in ("openssl 3.", "libgcrypt 1.", "libsodium 1.", "sqlite 3.", "libpq 1",
                 "libmicrohttpd ", "libcurl "):
        assert name in said, said


def main():
    cases = (an_old_library_is_good_enough, a_faulty_library_stops_the_start_in_words,
             a_faulty_library_makes_no_keys_and_no_rehearsal, it_says_with_which_libraries_it_runs)
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        with tempfile.TemporaryDirectory(prefix="dianjiang-self-test-") as folder:
            try:
                case(folder)
                print(f"ok {number} - {case.__name__}", flush=True)
            except Exception:  # pylint: disable=broad-except
                traceback.print_exc()
                print(f"not ok {number} - {case.__name__}", flush=True)


main()
