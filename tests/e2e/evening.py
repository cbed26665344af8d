# SPDX-License-Identifier: Apache-2.0
"""evening: the last ten minutes before the deadline, played against real servers.

Leagues, units and parks save, recommend and send at once; servers are killed meanwhile when there
are two. Everything that was acknowledged must be there afterwards, every sending has a receipt that
verifies, the chain is whole, hard quotas hold and soft ones are exceeded with a reason only.
"""
import json
import os
import pathlib
import queue
import random
import subprocess
import threading
import time
import traceback

from test_kill import FILLING, PROGRAM, Base, Gone, Person, Refused, Server

SOURCE = pathlib.Path(os.environ.get("DIANJIANG_SOURCE", "."))
TEAM = json.loads((SOURCE / "tests/data/filled/team.json").read_text(encoding="utf-8"))["values"]
CALL = "nmg-2025"
LEAGUES = ["150100", "150200", "150300", "150400", "150500", "150600", "150700", "150800",
           "150900", "152200", "152500", "152900", "150781", "152501"]
RACERS = 3        # units of a league whose items compete for its places
IDLE_SECONDS = 10
HARD, SOFT = 1, 2  # places of a league in overseas and team


class Size:
    """How much is played."""

    def __init__(self, leagues=14, units=300, saves=3000, sendings=400, clients=24, seconds=0):
        self.leagues = LEAGUES[:leagues]
        self.saves, self.sendings, self.clients = saves, sendings, clients
        self.seconds = seconds  # 0: flat out
        self.parks = max(4, units * 86 // 300)
        self.grass = units - leagues - self.parks


def roster(size):
    """The units and people of the evening as a file for demo --units (JSON is YAML)."""
    units = [{"key": "department", "name": "自治区人力资源和社会保障厅", "region": "150000",
              "capacities": ["department"]},
             {"key": "desk-overseas", "name": "专业技术人员管理处", "region": "150000",
              "capacities": ["desk-overseas"]},
             {"key": "desk-centre", "name": "人事人才公共服务中心", "region": "150000",
              "capacities": ["desk-centre"]}]
    people = []

    def unit(key, name, region, capacity, reporting=None):
        row = {"key": key, "name": name, "region": region, "capacities": [capacity]}
        if reporting:
            row["reporting"] = reporting
        units.append(row)

    def person(login, key, role):
        people.append({"login": login, "name": login, "unit": key, "role": role, "about": "晚高峰"})

    for region in size.leagues:
        unit(f"league-{region}", f"盟市{region}人社局", region, "league")
        person(f"l{region}", f"league-{region}", "recommender")
    for n in range(size.grass):
        region = size.leagues[n % len(size.leagues)]
        unit(f"grass-{n}", f"基层单位{n}", region, "grassroots", f"league-{region}")
        person(f"g{n}", f"grass-{n}", "applicant")
        if n < RACERS * len(size.leagues):
            person(f"g{n}a", f"grass-{n}", "approver")
    for n in range(size.parks):
        region = size.leagues[n % len(size.leagues)]
        unit(f"park-{n}", f"留创园{n}", region, "park", f"league-{region}")
        person(f"p{n}", f"park-{n}", "applicant")
        person(f"p{n}a", f"park-{n}", "approver")
    return {"format": 1, "from": "2020-01-01", "units": units, "people": people}


class Visitor(Person):
    """Somebody with one browser: one request after the other."""

    def __init__(self, server, login):
        self.lock = threading.RLock()
        self.used = 0.0
        super().__init__(server, login)

    def __call__(self, method, path, body=None):
        with self.lock:
            if time.monotonic() - self.used > IDLE_SECONDS:
                self.connection = None  # the server may have closed it, as browsers know
            self.used = time.monotonic()
            return super().__call__(method, path, body)


class Evening:
    """One evening on one base: preparing, playing, looking whether all is there."""

    def __init__(self, folder, size, postgres, servers, kills, seed):
        self.size, self.kills = size, kills
        self.chance = random.Random(seed)
        path = folder / "units.yaml"
        path.write_text(json.dumps(roster(size), ensure_ascii=False), encoding="utf-8")
        self.base = Base(folder, postgres, ["--call", str(SOURCE / "calls/nmg-2025"),
                                            "--units", str(path)])
        self.keys = folder / "keys"
        self.servers = [Server(self.base) for _ in range(servers)]
        self.lock = threading.Lock()
        self.times = {"save": [], "send": [], "recommend": []}
        self.done, self.again, self.failure = 0, 0, None
        self.saved = {}    # item -> [person, revision, value]
        self.sent = {}     # item -> (person, package)
        self.over = 0      # recommended above a soft quota, with a reason

    # ---- before the evening ----

    def people(self, logins):
        """Signs everybody in; each belongs to a server and moves on when it dies."""
        found = {}
        for n, login in enumerate(logins):
            found[login] = Visitor(self.servers[n % len(self.servers)], login)
        return found

    @staticmethod
    def drafted(person, track, capacity, values=None):
        item = person("POST", "/applications",
                      {"call": CALL, "track": track, "capacity": capacity})["id"]
        if values:
            person.save(item, 0, values)
        return item

    def frozen(self, applicant, approver, track, capacity, values):
        item = self.drafted(applicant, track, capacity, values)
        applicant.act(item, "submit")
        approver.act(item, "approve")
        return item

    def prepare(self):
        """The drafts of an afternoon; returns the tasks of the evening."""
        size, tasks = self.size, []
        for server in self.servers:
            server.start()
        who = self.people([row["login"] for row in roster(size)["people"]])
        savers = [who[f"g{n}"] for n in range(size.grass)]
        drafts = [(p, self.drafted(p, "overseas", "grassroots")) for p in savers]
        for n in range(size.saves):
            person, item = drafts[n % len(drafts)]
            tasks.append(("save", lambda p=person, i=item: self.save(p, i)))
        leagues = len(size.leagues)
        for n in range(size.sendings - 2 * leagues):
            applicant, approver = (who[f"p{n % size.parks}{end}"] for end in ("", "a"))
            item = self.frozen(applicant, approver, "overseas", "park", FILLING)
            tasks.append(("send", lambda p=approver, i=item: self.send(p, i, "overseas")))
        for n, region in enumerate(size.leagues):
            league = who[f"l{region}"]
            for track, values, places in (("overseas", FILLING, HARD), ("team", TEAM, SOFT)):
                items = []
                for k in range(RACERS):
                    unit = n + k * leagues
                    approver = who[f"g{unit}a"]
                    item = self.frozen(who[f"g{unit}"], approver, track, "grassroots", values)
                    approver.act(item, "submit_up")
                    items.append(item)
                tasks.append(("send", lambda p=league, t=track, i=items, m=places:
                              self.recommend_and_send(p, t, i, m)))
        self.chance.shuffle(tasks)
        return tasks

    # ---- the evening ----

    def ask(self, kind, person, act, looked):
        """act until it was answered; when the server died under it, looked says what became."""
        while True:
            started = time.monotonic()
            try:
                answer = act()
                with self.lock:
                    self.times[kind].append(time.monotonic() - started)
                return answer
            except Gone:
                with self.lock:
                    self.again += 1
                self.move(person)
                try:
                    found = looked()
                except Gone:
                    continue
                if found is not None:
                    return found

    def move(self, person):
        """To a server that lives."""
        living = [server for server in self.servers if server.port]
        person.server = self.chance.choice(living) if living else person.server
        if not living:
            time.sleep(0.05)  # what a browser waits before it tries again

    def save(self, person, item):
        with self.lock:
            state = self.saved.setdefault(item, {"person": person, "revision": 0, "value": 0,
                                                 "lock": threading.Lock()})
        with state["lock"]:
            value = state["value"] + 1
            text = "请留学回国专家到苏木嘎查指导牧草良种和草原防灾，" * 12 + str(value)

            def looked():
                page = person("GET", f"/applications/{item}")
                there = page["values"].get("scale") == value
                assert there or page["values"].get("scale", 0) == state["value"], page["values"]
                return page if there else None

            saved = self.ask("save", person, lambda: person.save(
                item, state["revision"], {"scale": value, "content": text}), looked)
            state["revision"], state["value"] = saved["revision"], value

    def send(self, person, *items_and_track):
        *items, track = items_and_track

        def looked():
            page = person("GET", f"/applications/{items[0]}")
            return {"id": page["receipt"]["package"]} if page["receipt"] else None

        package = self.ask("send", person, lambda: person("POST", "/packages", {
            "call": CALL, "track": track, "ids": items, "declaration": True}), looked)
        with self.lock:
            for item in items:
                self.sent[item] = (person, package["id"])

    def recommend_and_send(self, league, track, items, places):
        """All are tried at once; the places decide; above a soft one a reason is given."""
        won, refused = [], []

        def looked(item):
            state = league("GET", f"/applications/{item}")["state"]
            return {"state": state} if state == "recommended" else None

        def recommend(item, body):
            try:
                self.ask("recommend", league, lambda: league.act(item, "recommend", **body),
                         lambda: looked(item))
                won.append(item)
            except Refused as why:
                assert "quota_full" in str(why) or "quota_needs_reason" in str(why), why
                refused.append((item, "quota_needs_reason" in str(why)))

        for item in items:
            recommend(item, {})
        assert len(won) == places, (track, won, refused)
        for item, soft in refused:
            assert soft == (places == SOFT), (track, refused)
            if soft:
                recommend(item, {"over_quota": "边境旗县确有需要"})
                self.over += 1
        self.send(league, *won[:places], track)

    def work(self, tasks):
        while self.failure is None:
            try:
                due, kind, task = tasks.get_nowait()
            except queue.Empty:
                return
            time.sleep(max(0, due - (time.monotonic() - self.started)))
            try:
                task()
            except Exception:
                self.failure = f"{kind}: {traceback.format_exc()}"
            with self.lock:
                self.done += 1

    def play(self, tasks):
        waiting = queue.Queue()
        for n, (kind, task) in enumerate(tasks):  # ever more towards the end
            waiting.put((self.size.seconds * (n / len(tasks)) ** 0.5, kind, task))
        self.started = time.monotonic()
        threads = [threading.Thread(target=self.work, args=[waiting], daemon=True)
                   for _ in range(self.size.clients)]
        for thread in threads:
            thread.start()
        for n in range(self.kills):
            while self.failure is None and self.done < len(tasks) * (n + 1) / (self.kills + 1):
                threads[0].join(0.01)
            victim = self.servers[-1]
            victim.port = 0
            victim.kill()
            self.base.assert_chain_clean()
            victim.start()
        for thread in threads:
            thread.join()
        self.seconds = time.monotonic() - self.started
        assert self.failure is None, self.failure

    # ---- afterwards ----

    def receipts(self, folder):
        """Every sending has its receipt, and each verifies offline; how many there are."""
        key = folder / "sign.pem"
        key.write_bytes(subprocess.run([PROGRAM, "key", "export", str(self.keys)], check=True,
                                       stdout=subprocess.PIPE).stdout)
        packages = {package: person for person, package in self.sent.values()}
        for package, person in packages.items():
            path = folder / "receipt.json"
            path.write_text(json.dumps(person("GET", f"/packages/{package}/receipt"),
                                       ensure_ascii=False), encoding="utf-8")
            found = subprocess.run([PROGRAM, "receipt", "verify", str(path), "--key", str(key)],
                                   check=False, stdout=subprocess.PIPE, text=True)
            assert found.returncode == 0, found.stdout
        return len(packages)

    def look(self, folder):
        lost = 0
        for item, state in self.saved.items():
            page = state["person"]("GET", f"/applications/{item}")
            lost += page["values"]["scale"] != state["value"]
        for item, (person, _) in self.sent.items():
            lost += person("GET", f"/applications/{item}")["state"] != "sent"
        assert lost == 0, f"{lost} acknowledged changes are lost"
        receipts = self.receipts(folder)
        assert receipts == self.size.sendings, (receipts, self.size.sendings)
        for region in self.size.leagues:
            league = Visitor(self.servers[0], f"l{region}")
            for row in league("GET", f"/recommendations?call={CALL}")["rows"]:
                used, most = row["quota"]["used"], row["quota"]["max"]
                assert row["quota"]["soft"] or most is None or used <= most, row
        self.base.assert_chain_clean()
        return receipts

    def close(self):
        for server in self.servers:
            if server.process:
                server.kill()
        self.base.remove()


def quantile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def run(folder, size, postgres=False, servers=1, kills=0, seed=1):
    """Plays one evening; returns lines to print. Raises AssertionError when anything is lost."""
    evening = Evening(folder, size, postgres, servers, kills, seed)
    try:
        tasks = evening.prepare()
        evening.play(tasks)
        receipts = evening.look(folder)
        lines = []
        for kind, times in evening.times.items():
            lines.append(f"{kind:9} {len(times):5}  p50 {quantile(times, .5):6.1f}"
                         f"  p95 {quantile(times, .95):6.1f}  p99 {quantile(times, .99):6.1f}"
                         f"  max {max(times) * 1000:6.1f} ms")
        lines.append(f"{evening.seconds:.1f} s, {evening.again} requests unanswered by a killed"
                     f" server and asked again, lost 0, receipts {receipts} of {size.sendings}, all"
                     f" verified, chain clean, hard quotas held, {evening.over} above soft ones,"
                     " each with its reason")
        return lines
    finally:
        evening.close()
