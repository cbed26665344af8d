# SPDX-License-Identifier: Apache-2.0
"""measured: a rehearsal's server, asked for something while others ask for other things.

What a request costs is told by the kernel: memory by the highest resident size of the server's
process since the request began, work by processor time of it and of the processes it waited for.
"""
import dataclasses
import http.client
import json
import os
import pathlib
import subprocess
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Client:
    """One connection; signed in when it has a login."""

    def __init__(self, port, login=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {}
        if login:
            body = json.dumps({"login": login, "password": "dianjiang"})
            self.headers["X-CSRF-Token"] = self.ask("POST", "/session", body.encode())[1]["csrf"]

    def ask(self, method, path, body=None, kind="application/json"):
        """The status and the JSON of a reply."""
        self.connection.request(method, f"/api/v1{path}", body,
                                {**self.headers, "Content-Type": kind})
        answer = self.connection.getresponse()
        if answer.headers["Set-Cookie"]:
            self.headers["Cookie"] = answer.headers["Set-Cookie"].split(";")[0]
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    def send(self, path, file):
        return self.ask("POST", path, file, "application/octet-stream")


@dataclasses.dataclass
class Cost:
    status: int
    said: object  # the JSON of the reply
    wall_ms: float
    server_ms: float  # processor time of the server's own threads
    reader_ms: float  # of the processes it started and waited for
    grown_mb: float  # above what it held before
    waited_ms: float  # the longest that GET /session took meanwhile


class Server:
    def __init__(self, program, folder):
        database = f"sqlite:{folder}/measured.db"
        subprocess.run([program, "demo", "--db", database, "--clock", "2025-01-15T09:00+08:00"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.log = open(f"{folder}/log", "w+")
        self.process = subprocess.Popen(
            [program, "serve", "--db", database, "--listen", "127.0.0.1:0"], stderr=self.log)
        self.port = None
        while self.port is None:
            time.sleep(0.02)
            text = pathlib.Path(self.log.name).read_text()
            if "event=listening" in text:
                self.port = int(text.split("127.0.0.1:")[1].split()[0])
            if self.process.poll() is not None:
                raise RuntimeError(text)
        self.proc = pathlib.Path(f"/proc/{self.process.pid}")

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def resident_kb(self, key):
        for line in (self.proc / "status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1])
        raise RuntimeError(key)

    def processor_ms(self):
        fields = (self.proc / "stat").read_text().rsplit(")", 1)[1].split()
        user, system, user_of_ended, system_of_ended = map(int, fields[11:15])
        return ((user + system) * 1000 / TICKS,
                (user_of_ended + system_of_ended) * 1000 / TICKS)

    def cost(self, act, watch=True):
        """What act() costs, which returns a status and what was said."""
        (self.proc / "clear_refs").write_text("5")  # the highest resident size begins anew
        before = self.resident_kb("VmRSS")
        own, others = self.processor_ms()
        ended = threading.Event()
        waits = [0.0]
        watcher = threading.Thread(target=self.watch, args=(ended, waits))
        if watch:
            watcher.start()
        began = time.monotonic()
        try:
            status, said = act()
        finally:
            wall = time.monotonic() - began
            ended.set()
            if watch:
                watcher.join()
        own_after, others_after = self.processor_ms()
        return Cost(status, said, wall * 1000, own_after - own, others_after - others,
                    (self.resident_kb("VmHWM") - before) / 1024, max(waits))

    def watch(self, ended, waits):
        client = Client(self.port)
        while not ended.wait(0.01):
            began = time.monotonic()
            client.ask("GET", "/session")
            waits.append((time.monotonic() - began) * 1000)
