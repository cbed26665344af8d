#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program behind nginx and Caddy by the examples it ships, changed only in the lines that are
the site's own: names, ports, certificate. TAP."""
import contextlib
import http.client
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import measured  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("DIANJIANG_SOURCE", "."))
MB = 1024 * 1024


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def replace(text, *pairs):
    """Each passage is there and is changed."""
    for before, after in pairs:
        changed = re.sub(before, after, text)
        if changed == text:
            raise AssertionError(f"no {before} in the example")
        text = changed
    return text


def nginx(folder, port, upstream):
    text = replace((SOURCE / "docs/nginx.conf").read_text(encoding="utf-8"),
                   (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
                   (r"listen 443 ", f"listen 127.0.0.1:{port} "),
                   (r"dianjiang\.example\.cn", "localhost"),
                   (r"/etc/ssl/dianjiang/(fullchain|key)\.pem", rf"{folder}/\1.pem"),
                   (r"127\.0\.0\.1:8080", f"127.0.0.1:{upstream}"))
    (folder / "site.conf").write_text(text, encoding="utf-8")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                    ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""  # its workers write into this folder
    (folder / "nginx.conf").write_text(
        f"{user}pid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\nevents {{}}\n"
        f"http {{\n{paths}include {folder}/site.conf;\n}}\n", encoding="utf-8")
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    return [program, "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf", "-g",
            "daemon off;"]


def caddy(folder, port, upstream):
    text = replace((SOURCE / "packaging/Caddyfile").read_text(encoding="utf-8"),
                   (r"dianjiang\.example\.cn \{", f"https://localhost:{port} {{\n\tbind 127.0.0.1\n"
                    f"\ttls {folder}/fullchain.pem {folder}/key.pem"),
                   (r"127\.0\.0\.1:8080 \{", f"127.0.0.1:{upstream} {{"))
    (folder / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text, encoding="utf-8")
    return ["caddy", "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


class Client(measured.Client):
    """Through the proxy, over TLS; forged: headers of a stranger's own."""

    def __init__(self, port, login=None, forged=None):
        self.connection = http.client.HTTPSConnection(
            "localhost", port, timeout=60, context=ssl._create_unverified_context())
        self.headers = dict(forged or {})
        if login:
            body = f'{{"login":"{login}","password":"dianjiang"}}'.encode()
            self.headers["X-CSRF-Token"] = self.ask("POST", "/session", body)[1]["csrf"]


@contextlib.contextmanager
def running(make, server, folder):
    """The proxy's port, once it answers."""
    port = free_port()
    log = open(folder / "proxy.out", "wb")
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    process = subprocess.Popen(make(folder, port, server.port), stdout=log, stderr=log,
                               env=environment)
    try:
        while True:
            if process.poll() is not None:
                raise RuntimeError((folder / "proxy.out").read_text(errors="replace"))
            with contextlib.suppress(ConnectionError):
                Client(port).ask("GET", "/session")
                break
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()
        log.close()


def bodies_that_the_program_takes_pass(port):
    client = Client(port, "shenbao")
    said = client.ask("POST", "/applications",
                      b'{"call":"nmg-2025","track":"overseas","capacity":"grassroots"}')
    path = f"/applications/{said[1]['id']}/reading"
    status, answer = client.send(path, b"no document " * (17 * MB // 12))
    if status != 422 or not answer["code"]:
        raise AssertionError(f"17 MB: {status} {answer}")


def bodies_beyond_end_at_the_proxy(port):
    connection = Client(port).connection
    connection.putrequest("POST", "/api/v1/session")
    connection.putheader("Content-Length", str(40 * MB))
    connection.endheaders()
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        for _ in range(40):
            connection.send(b" " * MB)
    with contextlib.suppress(ConnectionError, ssl.SSLError, http.client.HTTPException):
        status = connection.getresponse().status
        if status not in (400, 401, 413, 415):
            raise AssertionError(f"40 MB: {status}")


def addresses_are_not_believed_from_outside(port):
    """Five wrong passwords lock the place, whatever addresses a stranger writes into his heads."""
    wrong = b'{"login":"shenhe","password":"wrong"}'
    right = b'{"login":"shenhe","password":"dianjiang"}'
    for i in range(5):
        status, _ = Client(port, forged={"X-Forwarded-For": f"198.51.100.{i}"}).ask(
            "POST", "/session", wrong)
        if status != 401:
            raise AssertionError(str(status))
    status, said = Client(port, forged={"X-Forwarded-For": "203.0.113.9"}).ask(
        "POST", "/session", right)
    if (status, said["code"]) != (429, "locked"):
        raise AssertionError(f"{status} {said}")


def heads_arrive_as_the_program_sent_them(port):
    connection = Client(port).connection
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security"):
        if len(answer.headers.get_all(name, [])) != 1:
            raise AssertionError(f"{name}: {answer.headers.get_all(name)}")
    connection.request("GET", "/metrics")
    if connection.getresponse().status != 404:
        raise AssertionError("metrics are told to strangers")


CASES = [bodies_that_the_program_takes_pass, bodies_beyond_end_at_the_proxy,
         addresses_are_not_believed_from_outside, heads_arrive_as_the_program_sent_them]


def certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out",
                    folder / "fullchain.pem"], check=True, stderr=subprocess.DEVNULL)


def main():
    print(f"1..{2 * len(CASES)}")
    failed = number = 0
    for make in (nginx, caddy):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            certificate(folder)
            server = measured.Server(os.environ["DIANJIANG_PROGRAM"], folder)
            with contextlib.closing(server), running(make, server, folder) as port:
                for case in CASES:
                    number += 1
                    words = f"{number} - {make.__name__}: {case.__name__.replace('_', ' ')}"
                    try:
                        case(port)
                        print(f"ok {words}", flush=True)
                    except Exception:  # each case is told by itself
                        failed += 1
                        print(f"not ok {words}")
                        print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)
    sys.exit(1 if failed else 0)


main()
