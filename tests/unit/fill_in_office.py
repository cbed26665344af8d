#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""fill_in_office.py FILE.docx TEXTS.json FILLED.docx: opens a form in LibreOffice as a person does,
writes each text into the cell with its bookmark, adds a row below where the file asks for it, and
saves as Word. TEXTS.json: {"texts": {bookmark: text}, "rows": [[bookmark in a row, [text, …]], …]}:
below each of these rows a new one with these texts is put."""
import json
import os
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


def main():
    source, texts, target = sys.argv[1:]
    with open(texts, encoding="utf-8") as file:
        wanted = json.load(file)
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
            document = desktop.loadComponentFromURL(
                uno.systemPathToFileUrl(source), "_blank", 0, (option("Hidden", True),))
            marks = document.Bookmarks
            for name, text in wanted["texts"].items():
                cell = marks.getByName(name).Anchor.Text
                cell.setString(text)
            for name, texts_of_row in wanted["rows"]:
                anchor = marks.getByName(name).Anchor
                table, cell = anchor.TextTable, anchor.Cell
                below = int("".join(c for c in cell.CellName if c.isdigit()))
                table.Rows.insertByIndex(below, 1)
                for column, text in enumerate(texts_of_row):
                    table.getCellByName(f"{chr(ord('A') + column)}{below + 1}").setString(text)
            document.storeToURL(uno.systemPathToFileUrl(target),
                                (option("FilterName", "MS Word 2007 XML"),))
            document.close(True)
        finally:
            if desktop is not None:
                try:
                    desktop.terminate()
                except Exception:  # the bridge goes away with the office
                    pass
            os.killpg(office.pid, signal.SIGKILL)  # soffice is a script around the program
            office.wait()


main()
