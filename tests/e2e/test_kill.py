#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_kill: what was acknowledged survives kill -9 at any instant, and two servers share one base.

Real servers are killed after a random number of acknowledged answers while several clients save and
send. After every kill the chain must be whole and nothing acknowledged may be lost. TAP.
KILLS=N kills (20; 200 in make test-long); SEED=N repeats one. PostgreSQL itself is not killed.
"""
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import threading
import traceback
import urllib.parse
import uuid

PROGRAM = os.environ.get("DIANJIANG_PROGRAM", "build/dianjiang")
POSTGRES = os.environ.get("DIANJIANG_TEST_POSTGRES")
KILLS = int(os.environ.get("KILLS", "200" if "DIANJIANG_LONG" in os.environ else "20"))
SEED = int(os.environ.get("SEED", str(random.SystemRandom().randrange(10**6))))
CALL = {"call": "nmg-2025", "track": "overseas"}
FILLING = {
    "title": "牧草良种留学专家行", "organiser": "兴安盟蒙医院", "returnee_count": 15,
    "period": {"start": "2025-07-14", "end": "2025-07-20"}, "place": "乌兰浩特市",
    "department": "科教科", "contact": "乌兰", "office_phone": "0482-8210000",
    "mobile": "13800138000", "email": "wulan@example.com", "budget_total": 23500000,
    "cnaps": "102100099996", "payee": "兴安盟蒙医院", "bank": "中国工商银行乌兰浩特支行",
    "account": "0602000123456789", "modes": {"codes": ["guidance"], "other": ""},
    "content": "到苏木嘎查指导牧草良种。", "scale": 120, "organisation": "医院牵头。",
    "budget": [{"item": "差旅", "amount": 13500000}, {"item": "劳务", "amount": 10000000}]}


class Gone(Exception):
    """The server did not answer: whether it did the work is not known."""


class Refused(Exception):
    """A problem document."""


class Server:
    """One process of dianjiang serve."""

    def __init__(self, base):
        self.base = base
        self.process = None
        self.port = 0

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", *self.base.options, "--listen", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            found = re.search(r"address=127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
                break
        assert self.port, "server did not start"
        threading.Thread(target=self.drain, args=[self.process.stderr], daemon=True).start()

    @staticmethod
    def drain(pipe):
        for _ in pipe:
            pass

    def kill(self):
        self.process.kill()
        self.process.wait()


class Base:
    """A database of its own, filled as a rehearsal, with its keys."""

    def __init__(self, folder, postgres, more=()):
        self.name = None
        if postgres:
            self.name = "dj_kill_" + uuid.uuid4().hex[:12]
            self.sql(f"CREATE DATABASE {self.name}")
            parts = urllib.parse.urlsplit(POSTGRES)
            url = urllib.parse.urlunsplit(parts._replace(path="/" + self.name))
        else:
            url = f"sqlite:{folder}/site.db"
        self.options = ["--db", url, "--keys", f"{folder}/keys"]
        subprocess.run([PROGRAM, "demo", *self.options, "--clock", "2025-01-15T09:00+08:00",
                        *more], check=True, stdout=subprocess.DEVNULL)

    @staticmethod
    def sql(text):
        subprocess.run(["psql", "-q", POSTGRES, "-c", text], check=True)

    def assert_chain_clean(self):
        found = subprocess.run([PROGRAM, "audit", "verify", *self.options], check=False,
                               stdout=subprocess.PIPE, text=True)
        assert found.returncode == 0, found.stdout

    def remove(self):
        if self.name:
            self.sql(f"DROP DATABASE {self.name} WITH (FORCE)")


class Person:
    """Somebody signed in: the session lives in the database, so it survives the server."""

    def __init__(self, server, login):
        self.server = server
        self.login = login
        self.headers = {"Content-Type": "application/json"}
        self.connection = None
        answer = self("POST", "/session", {"login": login, "password": "dianjiang"})
        self.headers["X-CSRF-Token"] = answer["csrf"]

    def __call__(self, method, path, body=None):
        data = None if body is None else json.dumps(body)
        try:
            if self.connection is None or self.connection.port != self.server.port:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port,
                                                             timeout=60)
            self.connection.request(method, "/api/v1" + path, data, self.headers)
            reply = self.connection.getresponse()
            text = reply.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            raise Gone(path) from error
        if reply.getheader("Set-Cookie"):
            self.headers["Cookie"] = reply.getheader("Set-Cookie").split(";")[0]
        found = json.loads(text) if text else None
        if reply.status >= 500:
            raise Gone(f"{path}: {text!r}")
        if reply.status >= 400:
            raise Refused(f"{method} {path}: {text.decode()}")
        return found

    def draft(self, capacity):
        return self("POST", "/applications", CALL | {"capacity": capacity})["id"]

    def save(self, item, base, values):
        patch = [{"path": "/values/" + name, "value": value} for name, value in values.items()]
        return self("PATCH", f"/applications/{item}/values", {"base": base, "patch": patch})

    def act(self, item, action, **body):
        return self("POST", f"/applications/{item}/actions/{action}", body)


class Acknowledged:
    """Counts the answers of all clients; wakes who waits for a number of them."""

    def __init__(self):
        self.changed = threading.Condition()
        self.count = 0
        self.ended = False

    def add(self):
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def wait_for(self, more):
        with self.changed:
            target = self.count + more
            assert self.changed.wait_for(lambda: self.count >= target, 60), "clients are stuck"


class Client(threading.Thread):
    """Works until told to end; when the server is gone it waits for the next one and looks."""

    def __init__(self, acknowledged, up):
        super().__init__(daemon=True)
        self.acknowledged = acknowledged
        self.up = up
        self.failure = None

    def run(self):
        try:
            while not self.acknowledged.ended:
                try:
                    self.step()
                    self.acknowledged.add()
                except Gone:
                    self.up.wait()
                    if not self.acknowledged.ended:
                        self.look_again()
        except Exception:  # told by the main thread
            self.failure = traceback.format_exc()

    def look_again(self):
        while True:
            try:
                return self.check()
            except Gone:
                self.up.wait(0.2)


class Saver(Client):
    """Saves a growing number; every acknowledged revision must be there later."""

    def __init__(self, acknowledged, up, person, capacity):
        super().__init__(acknowledged, up)
        self.person = person
        self.item = person.draft(capacity)
        self.revision = 0
        self.value = None

    def step(self):
        value = (self.value or 0) + 1
        saved = self.person.save(self.item, self.revision, {"scale": value})
        self.revision, self.value = saved["revision"], value

    def check(self):
        page = self.person("GET", f"/applications/{self.item}")
        found = page["values"].get("scale")
        assert self.revision <= page["revision"] <= self.revision + 1, (self.revision, page)
        assert found == (self.value or 0) + page["revision"] - self.revision or \
            (page["revision"] == self.revision == 0 and found is None), (self.value, page)
        self.revision, self.value = page["revision"], found


class Sender(Client):
    """Fills, freezes and sends; every acknowledged receipt must be there later."""

    def __init__(self, acknowledged, up, applicant, approver):
        super().__init__(acknowledged, up)
        self.applicant = applicant
        self.approver = approver
        self.sent = {}

    def step(self):
        item = self.applicant.draft("park")
        self.applicant.save(item, 0, FILLING)
        self.applicant.act(item, "submit")
        self.approver.act(item, "approve")
        package = self.approver("POST", "/packages",
                                CALL | {"ids": [item], "declaration": True})
        self.sent[package["number"]] = item

    def check(self):
        rows, cursor = [], ""
        while cursor is not None:
            page = self.approver("GET", f"/packages?call=nmg-2025&limit=500&cursor={cursor}")
            rows += page["rows"]
            cursor = page["next"]
        numbers = [row["number"] for row in rows]
        assert set(self.sent) <= set(numbers), (self.sent, numbers)
        assert sorted(numbers) == [f"2025-{n:03}" for n in range(1, len(numbers) + 1)], numbers
        for number, item in list(self.sent.items())[-3:]:
            page = self.approver("GET", f"/applications/{item}")
            assert page["state"] == "sent" and page["receipt"]["number"] == number, page


def finish(acknowledged, up, clients):
    acknowledged.ended = True
    up.set()
    for client in clients:
        client.join(60)
        assert not client.is_alive(), "client is stuck"
        assert client.failure is None, client.failure
        client.check()


def kill_again_and_again(folder, postgres):
    chance = random.Random(SEED)
    base = Base(folder, postgres)
    server = Server(base)
    server.start()
    acknowledged, up = Acknowledged(), threading.Event()
    up.set()
    clients = [Saver(acknowledged, up, Person(server, "shenbao"), "grassroots"),
               Saver(acknowledged, up, Person(server, "caoyuan"), "grassroots"),
               Saver(acknowledged, up, Person(server, "daxue"), "authority"),
               Sender(acknowledged, up, Person(server, "yuanqu"), Person(server, "yuanqu2"))]
    try:
        for client in clients:
            client.start()
        for _ in range(KILLS):
            acknowledged.wait_for(chance.randrange(1, 60))
            up.clear()
            server.kill()
            base.assert_chain_clean()
            server.start()
            up.set()
            failed = [client.failure for client in clients if client.failure]
            assert not failed, failed[0]
        acknowledged.wait_for(20)
        finish(acknowledged, up, clients)
        base.assert_chain_clean()
        print(f"# {acknowledged.count} acknowledged, {KILLS} kills", flush=True)
    finally:
        acknowledged.ended = True
        server.kill()
        base.remove()


def race(people, items):
    """All recommend at once; how many could."""
    barrier, done = threading.Barrier(len(people)), []

    def recommend(person, item):
        barrier.wait()
        try:
            person.act(item, "recommend")
            done.append(item)
        except Refused as refused:
            assert "quota_full" in str(refused), refused

    threads = [threading.Thread(target=recommend, args=pair) for pair in zip(people, items)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


def two_servers(folder, postgres):
    base = Base(folder, postgres)
    servers = [Server(base), Server(base)]
    acknowledged, up = Acknowledged(), threading.Event()
    try:
        for server in servers:
            server.start()
        a, b = servers
        up.set()
        clients = [Saver(acknowledged, up, Person(a, "shenbao"), "grassroots"),
                   Saver(acknowledged, up, Person(b, "shenbao"), "grassroots"),
                   Sender(acknowledged, up, Person(a, "yuanqu"), Person(b, "yuanqu2")),
                   Sender(acknowledged, up, Person(b, "yuanqu"), Person(a, "yuanqu2"))]
        for client in clients:
            client.start()
        acknowledged.wait_for(150)
        up.clear()
        b.kill()
        base.assert_chain_clean()
        b.port = a.port  # the other one takes over
        up.set()
        acknowledged.wait_for(100)
        finish(acknowledged, up, clients)
        b.start()
        items = []
        for unit in ("shenbao", "shenhe"), ("caoyuan", "caoyuan2"):
            applicant, approver = (Person(server, login) for server, login in zip(servers, unit))
            for _ in range(4):
                item = applicant.draft("grassroots")
                approver.save(item, 0, FILLING)
                applicant.act(item, "submit")
                approver.act(item, "approve")
                applicant("GET", f"/applications/{item}")
                approver.act(item, "submit_up")
                items.append(item)
        people = [Person(servers[n % 2], "tuijian") for n in range(len(items))]
        assert race(people, items) == 1
        rows = people[0]("GET", "/recommendations?call=nmg-2025")["rows"]
        used = [row["quota"]["used"] for row in rows if row["track"] == "overseas"]
        assert used == [1], used
        base.assert_chain_clean()
        print(f"# {acknowledged.count} acknowledged by two servers", flush=True)
    finally:
        acknowledged.ended = True
        for server in servers:
            if server.process:
                server.kill()
        base.remove()


def main():
    cases = [("kill -9 loses nothing on SQLite", kill_again_and_again, False)]
    if POSTGRES:
        cases += [("kill -9 loses nothing on PostgreSQL", kill_again_and_again, True),
                  ("two servers share one PostgreSQL", two_servers, True)]
    print(f"1..{len(cases)}\n# SEED={SEED} KILLS={KILLS}", flush=True)
    for number, (name, case, postgres) in enumerate(cases, 1):
        folder = tempfile.mkdtemp(prefix="dianjiang-kill-")
        try:
            case(pathlib.Path(folder), postgres)
            print(f"ok {number} - {name}", flush=True)
        except Exception:
            print(f"not ok {number} - {name}", flush=True)
            print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
