#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_lint: every house rule finds its broken sample, and finds nothing once it is mended. TAP."""
import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True  # no folder of compiled files beside the tool
LINT = pathlib.Path(__file__).resolve().parents[2] / "tools/lint"
loader = importlib.machinery.SourceFileLoader("lint", str(LINT))
lint = importlib.util.module_from_spec(importlib.util.spec_from_loader("lint", loader))
loader.exec_module(lint)

HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n/* a sample. */\n"
HEADER = HEAD + "#pragma once\n"


def body(lines):
    return "int f(void)\n{\n" + "    g();\n" * (lines - 2) + "}\n"


INC = "src/base/messages.inc"
EN = "src/base/messages_en.inc"
PHRASES = "src/base/phrases_en.inc"
SHA_OF_A = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"  # sha256 of "a"

# What it shows, rule, broken files, mended files.
CASES = [
    ("a line of 101 columns", "line-length",
     {"src/org/a.c": HEAD + "/*" + "x" * 97 + "*/\n"},
     {"src/org/a.c": HEAD + "/*" + "x" * 96 + "*/\n"}),
    ("Chinese is counted by signs", "line-length",
     {"src/org/a.c": HEAD + "/*" + "将" * 97 + "*/\n"},
     {"src/org/a.c": HEAD + "/*" + "将" * 96 + "*/\n"}),
    ("space at the end", "trailing-space",
     {"src/org/a.c": HEAD + "int a; \n"}, {"src/org/a.c": HEAD + "int a;\n"}),
    ("a file of 601 lines", "file-length",
     {"src/org/a.c": HEAD + "int a;\n" * 599}, {"src/org/a.c": HEAD + "int a;\n" * 598}),
    ("a function of 71 lines", "function-length",
     {"src/org/a.c": HEAD + body(71)}, {"src/org/a.c": HEAD + body(70)}),
    ("four levels", "nesting",
     {"src/org/a.c": HEAD + "int f(void)\n{\n" + " " * 16 + "if (a)\n}\n"},
     {"src/org/a.c": HEAD + "int f(void)\n{\n" + " " * 12 + "if (a)\n}\n"}),
    ("a long table is no function", "function-length",
     {"src/org/a.c": HEAD + body(71)},
     {"src/org/a.c": HEAD + "int t[] = {\n" + "    1,\n" * 100 + "};\n"}),
    ("tests may be long", "function-length",
     {"src/org/a.c": HEAD + body(71)}, {"tests/unit/test_a.c": HEAD + body(71)}),
    ("no licence line", "head",
     {"src/org/a.c": "int a;\n/* a sample. */\n"}, {"src/org/a.c": HEAD}),
    ("no sentence at the head", "head",
     {"src/org/a.c": HEAD.split("\n")[0] + "\nint a;\n"}, {"src/org/a.c": HEAD}),
    ("no pragma once", "head", {"src/org/a.h": HEAD}, {"src/org/a.h": HEADER}),
    ("scripts and pages have a licence line", "head",
     {"web/src/a.ts": "export {}\n"},
     {"web/src/a.ts": "// SPDX-License-Identifier: Apache-2.0\nexport {}\n"}),
    ("a place of a message is left empty", "place",
     {INC: HEAD + 'MESSAGE("full", "最多 {max} 项。")\n',
      "src/org/a.c": HEAD + 'int f(void)\n{\n    return fail(op, ERR_CONFLICT, "full", "x");\n}\n'},
     {INC: HEAD + 'MESSAGE("full", "最多 {max} 项。")\n',
      "src/org/a.c": HEAD + 'int f(void)\n{\n    fail_arg(op, "max", "%d", 3);\n'
                     '    return fail(op, ERR_CONFLICT, "full", "x");\n}\n'}),
    ("base includes db", "layer",
     {"src/base/a.c": HEAD + '#include "db/db.h"\n'},
     {"src/base/a.c": HEAD + '#include "base/b.h"\n'}),
    ("a pure part includes db", "layer",
     {"src/flow/a.c": HEAD + '#include "db/db.h"\n'},
     {"src/flow/a.c": HEAD + '#include "text/b.h"\n'}),
    ("web includes a subject", "layer",
     {"src/web/a.c": HEAD + '#include "org/org.h"\n'},
     {"src/web/a.c": HEAD + '#include "db/db.h"\n'}),
    ("a subject includes web", "layer",
     {"src/org/org.c": HEAD + '#include "web/web.h"\n'},
     {"src/org/org_api.c": HEAD + '#include "web/web.h"\n',
      "src/org/view.h": HEADER + '#include "web/web.h"\n'}),
    ("a subject includes routes", "layer",
     {"src/org/org.c": HEAD + '#include "event/event_api.h"\n'},
     {"src/org/org.c": HEAD + '#include "event/event.h"\n'}),
    ("an include without its folder", "layer",
     {"src/org/org.c": HEAD + '#include "org.h"\n'},
     {"src/org/org.c": HEAD + '#include "org/org.h"\n'}),
    ("main includes what it likes", "layer",
     {"src/base/a.c": HEAD + '#include "web/server.h"\n'},
     {"src/main.c": HEAD + '#include "web/server.h"\n'}),
    ("sqlite outside db", "door",
     {"src/org/a.c": HEAD + "#include <sqlite3.h>\n"},
     {"src/db/a.c": HEAD + "#include <sqlite3.h>\n"}),
    ("libpq outside db", "door",
     {"src/web/server.c": HEAD + "#include <libpq-fe.h>\n"},
     {"src/db/a.c": HEAD + "#include <libpq-fe.h>\n"}),
    ("microhttpd outside the server", "door",
     {"src/web/router.c": HEAD + "#include <microhttpd.h>\n"},
     {"src/web/server_loop.c": HEAD + "#include <microhttpd.h>\n"}),
    ("yaml outside call", "door",
     {"src/base/a.c": HEAD + "#include <yaml.h>\n"},
     {"src/call/a.c": HEAD + "#include <yaml.h>\n"}),
    ("cairo outside doc", "door",
     {"src/web/a.c": HEAD + "#include <cairo-pdf.h>\n"},
     {"src/doc/a.c": HEAD + "#include <cairo.h>\n"}),
    ("expat outside doc", "door",
     {"src/call/a.c": HEAD + "#include <expat.h>\n"},
     {"src/doc/a.c": HEAD + "#include <expat.h>\n"}),
    ("talloc outside base", "door",
     {"src/call/a.c": HEAD + "#include <talloc.h>\n"},
     {"src/base/a.c": HEAD + "#include <talloc.h>\n"}),
    ("an include in a comment is none", "door",
     {"src/org/a.c": HEAD + "#include <yaml.h>\n"},
     {"src/org/a.c": HEAD + "/*\n#include <yaml.h>\n*/\n"}),
    ("sprintf", "banned-call",
     {"tests/unit/a.c": HEAD + "int a = sprintf(b, c);\n"},
     {"tests/unit/a.c": HEAD + "int a = snprintf(b, 1, c);\n"}),
    ("a banned name in a string or comment is no call", "banned-call",
     {"src/org/a.c": HEAD + "int a = atoi(b);\n"},
     {"src/org/a.c": HEAD + 'const char *a = "atoi(b)"; /* atoi(b) */\n'}),
    ("malloc outside base/mem.c", "memory",
     {"src/org/a.c": HEAD + "char *a = malloc(1);\n"},
     {"src/base/mem.c": HEAD + "char *a = malloc(1);\n"}),
    ("a member called free is none", "memory",
     {"src/org/a.c": HEAD + "int a = free(b);\n"}, {"src/org/a.c": HEAD + "int a = b->free(c);\n"}),
    ("a clock read inside", "clock",
     {"src/org/a.c": HEAD + "long a = time(NULL);\n"},
     {"src/base/time.c": HEAD + "long a = time(NULL);\n"}),
    ("a library that prints", "output",
     {"src/org/a.c": HEAD + 'int a = printf("b");\n'},
     {"src/org/org_cli.c": HEAD + 'int a = printf("b");\n'}),
    ("a library that logs", "log",
     {"src/org/a.c": HEAD + "int a = log_line(1, b);\n"},
     {"src/web/a.c": HEAD + "int a = log_line(1, b);\n"}),
    ("a library that exits", "exit",
     {"src/org/a.c": HEAD + "int a = exit(1);\n"}, {"src/main.c": HEAD + "int a = exit(1);\n"}),
    ("a result that may be ignored", "checked",
     {"src/org/a.h": HEADER + "enum err a(struct op *op, int b);\n"},
     {"src/org/a.h": HEADER + "CHECKED enum err a(struct op *op, int b);\n"}),
    ("SQL that one database lacks", "sql-portable",
     {"src/org/a.c": HEAD + 'char *a = "SELECT b FROM c"\n    " WHERE d ILIKE $1";\n'},
     {"src/org/a.c": HEAD + 'char *a = "SELECT b FROM c"\n    " WHERE lower(d) LIKE $1";\n'}),
    ("a migration one database lacks", "sql-portable",
     {"migrations/1.sql": "-- SPDX-License-Identifier: Apache-2.0\nCREATE TABLE a (b BYTEA);\n"},
     {"migrations/1.sql": "-- SPDX-License-Identifier: Apache-2.0\nCREATE TABLE a (b @BLOB@);\n"}),
    ("SQL in a handler", "sql-place",
     {"src/org/org_api.c": HEAD + 'char *a = "SELECT b FROM c";\n'},
     {"src/org/org.c": HEAD + 'char *a = "SELECT b FROM c";\n'}),
    ("unfinished work", "unfinished",
     {"src/org/a.c": HEAD + "/* TO" + "DO: more */\n"},
     {"src/org/a.c": HEAD + "/* TO" + "DO(#7): more */\n"}),
    ("a test that cannot fail", "weak-test",
     {"tests/unit/a.c": HEAD + "int a = assert_true(" + "1);\n"},
     {"tests/unit/a.c": HEAD + "int a = assert_true(b);\n"}),
    ("an action without words", "action",
     {"src/org/a.c": HEAD + 'int f(void)\n{\n    event_add(op, "a.b", x);\n}\n',
      "src/event/words.inc": 'ACTION("a.c", "甲")\n'},
     {"src/org/a.c": HEAD + 'int f(void)\n{\n    event_add(op, "a.b", x);\n}\n',
      "src/event/words.inc": 'ACTION("a.b", "甲")\n'}),
    ("a reason without text", "message",
     {INC: "", "src/org/a.c": HEAD + 'int a = fail(op, ERR_X,\n  "gone", "x");\n'},
     {INC: 'MESSAGE("gone", "x")\n',
      "src/org/a.c": HEAD + 'int a = fail(op, ERR_X,\n  "gone", "x");\n'}),
    ("a reason given by a variable is not checked", "message",
     {INC: "", "src/org/a.c": HEAD + 'int a = fail(op, ERR_X, "gone", "x");\n'},
     {INC: "", "src/org/a.c": HEAD + 'int a = fail(op, ERR_X, reason, "x");\n'}),
    ("a text nobody uses", "message",
     {INC: 'MESSAGE("gone", "x")\n'},
     {INC: 'MESSAGE("gone", "x")\n', "src/org/a.c": HEAD + 'char *a = "gone";\n'}),
    ("texts out of order", "message",
     {INC: 'MESSAGE("b", "x")\nMESSAGE("a", "x")\n', "src/org/a.c": HEAD + 'char *a = "a" "b";\n'},
     {INC: 'MESSAGE("a", "x")\nMESSAGE("b", "x")\n', "src/org/a.c": HEAD + 'char *a = "a" "b";\n'}),
    ("a problem of a form without English", "english",
     {INC: 'MESSAGE("gone", "x")\n', EN: "", PHRASES: "",
      "src/call/form_rule.c": HEAD + 'char *a = "gone";\n'},
     {INC: 'MESSAGE("gone", "x")\n', EN: 'MESSAGE_EN("gone", "y")\n', PHRASES: "",
      "src/call/form_rule.c": HEAD + 'char *a = "gone";\n'}),
    ("English of no text", "english",
     {INC: "", EN: 'MESSAGE_EN("gone", "y")\n', PHRASES: ""}, {INC: "", EN: "", PHRASES: ""}),
    ("a phrase without English", "english",
     {INC: "", EN: "", PHRASES: "", "src/org/a.c": HEAD + 'char *a = phrase(b->c, "至"\n"今");\n'},
     {INC: "", EN: "", PHRASES: 'PHRASE_EN("至今", "to date")\n',
      "src/org/a.c": HEAD + 'char *a = phrase(b->c, "至"\n"今");\n'}),
    ("English of no phrase", "english",
     {INC: "", EN: "", PHRASES: 'PHRASE_EN("至今", "to date")\n'},
     {INC: "", EN: "", PHRASES: 'PHRASE_EN("至今", "to date")\n',
      "src/org/a.c": HEAD + 'char *a = PHRASE("至今");\n'}),
    ("a published migration that changed", "migration",
     {"migrations/1.sql": "b", "tools/migrations.sha256": SHA_OF_A + "  migrations/1.sql\n"},
     {"migrations/1.sql": "a", "tools/migrations.sha256": SHA_OF_A + "  migrations/1.sql\n"}),
    ("a published migration that is gone", "migration",
     {"tools/migrations.sha256": SHA_OF_A + "  migrations/1.sql\n"},
     {"migrations/1.sql": "a", "tools/migrations.sha256": SHA_OF_A + "  migrations/1.sql\n"}),
    ("a test nobody builds", "listed",
     {"tests/unit/test_a.c": HEAD, "tests/meson.build": "'b',\n"},
     {"tests/unit/test_a.c": HEAD, "tests/meson.build": "'a',\n"}),
    ("a source nobody builds", "listed",
     {"src/org/a.c": HEAD, "src/org/meson.build": "'b.c'\n"},
     {"src/org/a.c": HEAD, "src/org/meson.build": "'a.c'\n"}),
    ("an exception nobody needs", "exception",
     {"tools/lint-exceptions.txt": "clock src/org/a.c # old\n", "src/org/a.c": HEAD},
     {"tools/lint-exceptions.txt": "clock src/org/a.c # old\n",
      "src/org/a.c": HEAD + "long a = time(NULL);\n"}),
    ("an exception without a reason", "exception",
     {"tools/lint-exceptions.txt": "clock src/org/a.c\n",
      "src/org/a.c": HEAD + "long a = time(0);\n"},
     {"tools/lint-exceptions.txt": "clock src/org/a.c # why\n",
      "src/org/a.c": HEAD + "long a = time(0);\n"}),
    ("an exception for another text", "clock",
     {"tools/lint-exceptions.txt": "clock src/org/a.c clock_gettime # why\n",
      "src/org/a.c": HEAD + "long a = time(0);\n"},
     {"tools/lint-exceptions.txt": "clock src/org/a.c time: # why\n",
      "src/org/a.c": HEAD + "long a = time(0);\n"}),
]


def rules_found(files):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = pathlib.Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return {rule for rule, _path, _line, _what in lint.lint(pathlib.Path(folder))}


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    for number, (title, rule, broken, mended) in enumerate(CASES, 1):
        in_broken, in_mended = rules_found(broken), rules_found(mended)
        good = rule in in_broken and rule not in in_mended
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {title}")
        if not good:
            print(f"# wanted {rule}: broken {sorted(in_broken)}, mended {sorted(in_mended)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
