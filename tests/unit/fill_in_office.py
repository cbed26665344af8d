#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""fill_in_office.py JOBS.json: opens forms in LibreOffice as a person does, types, saves as Word.
JOBS.json: a list of {"source": docx, "target": docx, "texts": {bookmark: text}, "rows": [[bookmark
in a row, [text, ...]], ...], "gone": [bookmark in a row, ...], "unmarked": true, "through": "odt"}.
Each text goes into the cell with its bookmark; below the rows named new ones are put; rows gone are
taken out; unmarked takes all bookmarks away before saving; through saves as that first, and opens
it again."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe, office):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + 60
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)


def row_of(name):
    return int("".join(c for c in name if c.isdigit()))


def open_file(desktop, path):
    return desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(path), "_blank", 0, (option("Hidden", True),))


def save(document, path, kind):
    document.storeToURL(uno.systemPathToFileUrl(path), (option("FilterName", kind),))
    document.close(True)


def put(table, row, column, text):
    table.getCellByName(f"{column}{row}").setString(text)


class Rows:
    """Rows put into tables where the blank has too few, as a person adds them."""

    def __init__(self, marks):
        self.marks = marks
        self.made = {}  # (mark of the table, number): [table, row]

    def insert(self, table, row):
        table.Rows.insertByIndex(row - 1, 1)
        for place in self.made.values():
            if place[0].Name == table.Name and place[1] >= row:
                place[1] += 1

    def place(self, mark, n, column):
        """Table and row of the n-th row; one below the row before when there is none."""
        if self.marks.hasByName(f"{mark}_{n}_{column}"):
            anchor = self.marks.getByName(f"{mark}_{n}_{column}").Anchor
            return [anchor.TextTable, row_of(anchor.Cell.CellName)]
        if (mark, n) not in self.made:
            table, above = self.place(mark, n - 1, column)
            self.insert(table, above + 1)
            self.made[mark, n] = [table, above + 1]
        return self.made[mark, n]

    def write(self, name, text):
        if self.marks.hasByName(name):
            self.marks.getByName(name).Anchor.Text.setString(text)
            return
        mark, n, column = re.fullmatch(r"(.+?)_(\d+)_(.+)", name).groups()
        table, row = self.place(mark, int(n), column)
        letters = self.marks.getByName(f"{mark}_1_{column}").Anchor.Cell.CellName
        put(table, row, letters.rstrip("0123456789"), text)


def fill(document, job):
    marks = document.Bookmarks
    rows = Rows(marks)
    for name, text in job.get("texts", {}).items():
        rows.write(name, text)
    for name, texts in job.get("rows", []):
        anchor = marks.getByName(name).Anchor
        below = row_of(anchor.Cell.CellName) + 1
        rows.insert(anchor.TextTable, below)
        for column, text in enumerate(texts):
            put(anchor.TextTable, below, chr(ord("A") + column), text)
    for name in job.get("gone", []):
        anchor = marks.getByName(name).Anchor
        anchor.TextTable.Rows.removeByIndex(row_of(anchor.Cell.CellName) - 1, 1)
    if job.get("unmarked"):
        for name in marks.ElementNames:
            document.Text.removeTextContent(marks.getByName(name))
        properties = document.DocumentProperties.UserDefinedProperties
        for made in properties.PropertySetInfo.Properties:
            properties.removeProperty(made.Name)


def work(desktop, job):
    document = open_file(desktop, job["source"])
    fill(document, job)
    if job.get("through"):
        between = f"{job['target']}.{job['through']}"
        save(document, between, "writer8")
        document = open_file(desktop, between)
    save(document, job["target"], "MS Word 2007 XML")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    pipe = f"dianjiang{os.getpid()}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--norestore",
             "--nologo", f"--accept=pipe,name={pipe};urp"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        desktop = None
        try:
            context = connect(pipe, office)
            desktop = context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context)
            for job in jobs:
                work(desktop, job)
        except Exception as error:
            print(f"{job['source']}: {error!r}")
            raise
        finally:
            if desktop is not None:
                try:
                    desktop.terminate()
                except Exception:  # the bridge goes away with the office
                    pass
            os.killpg(office.pid, signal.SIGKILL)  # soffice is a script around the program
            office.wait()


main()
