#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_life: how a real server starts, stays and ends when the world around it is wrong. TAP."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import traceback

from test_kill import PROGRAM, Base, Person, Server


def health(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/healthz")
    reply = connection.getresponse()
    return reply.status, json.loads(reply.read())


def refused(options):
    """What a server that does not start says."""
    done = subprocess.run([PROGRAM, "serve", *options, "--listen", "127.0.0.1:0"], check=False,
                          stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1, done
    return done.stderr


def a_second_server_of_a_file_is_refused(folder):
    base = Base(folder, None)
    server = Server(base)
    server.start()
    try:
        assert "已有一个服务" in refused(base.options)
    finally:
        server.kill()
    server.start()  # a dead one holds nothing
    server.kill()


def keys_of_another_database_are_refused(folder):
    base = Base(folder, None)
    os.rename(folder / "keys", folder / "right")
    subprocess.run([PROGRAM, "key", "init", str(folder / "keys"), "--rehearsal"], check=True,
                   stdout=subprocess.DEVNULL)
    assert "密钥目录不是这个数据库的" in refused(base.options)
    shutil.rmtree(folder / "keys")
    os.rename(folder / "right", folder / "keys")
    server = Server(base)
    server.start()
    server.kill()


def health_names_its_parts(folder):
    server = Server(Base(folder, None))
    server.start()
    try:
        for _ in range(100):
            status, found = health(server)
            if found["parts"]:
                break
            time.sleep(0.05)
        assert status == 200 and found["status"] == "ok", found
        names = [part["name"] for part in found["parts"]]
        assert names == ["database", "writing", "keys", "jobs", "clock", "mail"], names
    finally:
        server.kill()


def a_log_nobody_reads_holds_no_request(folder):
    base = Base(folder, None)
    process = subprocess.Popen([PROGRAM, "serve", *base.options, "--listen", "127.0.0.1:0"],
                               stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    server = Server(base)
    for line in process.stderr:
        if found := re.search(r"address=127\.0\.0\.1:(\d+)", line):
            server.port = int(found[1])
            break
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        for _ in range(1500):  # a pipe holds some 600 lines
            connection.request("GET", "/api/v1/session")
            assert connection.getresponse().read()
        said = []
        threading.Thread(target=lambda: said.extend(process.stderr), daemon=True).start()
        for _ in range(500):
            connection.request("GET", "/api/v1/session")
            assert connection.getresponse().read()
            if any("event=log_dropped" in line for line in said):
                break
            time.sleep(0.01)
        assert any("event=log_dropped" in line for line in said)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()


def a_session_survives_its_server(folder):
    server = Server(Base(folder, None))
    server.start()
    person = Person(server, "shenbao")
    server.kill()
    server.start()
    assert person("GET", "/session")["signed_in"]
    server.kill()


def main():
    cases = (a_second_server_of_a_file_is_refused, keys_of_another_database_are_refused,
             health_names_its_parts, a_log_nobody_reads_holds_no_request,
             a_session_survives_its_server)
    print(f"1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        with tempfile.TemporaryDirectory(prefix="dianjiang-life-") as folder:
            try:
                case(pathlib.Path(folder))
                print(f"ok {number} - {case.__name__}", flush=True)
            except Exception:  # pylint: disable=broad-except
                traceback.print_exc()
                print(f"not ok {number} - {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
