/* SPDX-License-Identifier: Apache-2.0 */
/* doc_cli.h: the verbs `dianjiang form print`, `form blank` and the document process. */
#pragma once

/*
 * dianjiang form print --call DIR --track T FILE.json --to pdf|docx --out FILE: the printed form; -
 * is standard input. dianjiang form blank --call DIR --track T --to pdf --out FILE: the empty one.
 * dianjiang form read --call DIR --track T FILE.docx: what somebody filled in, as JSON {"call",
 * "form", "values", "unclear", "rest"} (doc/form_read.h); 1 also when something is unclear.
 * argv[0] is "form"; every other word after it is form_main's. Returns 0 written, 1 the file is no
 * form, 2 called wrongly, 3 the world failed.
 */
int doc_form_main(int argc, char **argv);

/* dianjiang doc-worker: the document process (doc/worker.h); started by the server only. */
int doc_worker_main(int argc, char **argv);
