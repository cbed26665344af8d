/* SPDX-License-Identifier: Apache-2.0 */
/* receipt_cli.c: `receipt verify RECEIPT --key PUB`: needs no database and no network. */
#include "base/args.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/message.h"
#include "package/receipt.h"

#include <stdio.h>
#include <string.h>

/* The bytes of a file, at most max + 1 of them, NUL-terminated; NULL when it cannot be read. */
static char *read_file(struct op *op, const char *path, size_t max, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return NULL;
    char *text = mem_array(op, char, max + 2);
    *ret_size = fread(text, 1, max + 1, file);
    bool good = !ferror(file);
    (void)fclose(file);
    return good ? text : NULL;
}

static void print_receipt(const json_t *receipt)
{
    size_t i = 0;
    const json_t *item = NULL;

    (void)printf("签名有效。\n回执 %s：%s 于 %s 收到 %s 报送的 %zu 项（%s）\n",
                 json_text_get(receipt, "number"), json_text_get(receipt, "desk"),
                 json_text_get(receipt, "arrived"), json_text_get(receipt, "sender"),
                 json_array_size(json_object_get(receipt, "items")),
                 json_text_get(receipt, "says"));
    json_array_foreach(json_object_get(receipt, "items"), i, item)
    {
        (void)printf("%zu. %s %s 表格摘要 %s\n", i + 1, json_text_get(item, "code"),
                     json_text_get(item, "title"), json_text_get(item, "digest"));
    }
}

static int verify(struct op *op, const char *path, const char *key_path)
{
    size_t size = 0;
    size_t key_size = 0;
    json_t *receipt = NULL;
    const char *text = read_file(op, path, RECEIPT_BYTES_MAX, &size);
    const char *pem = read_file(op, key_path, RECEIPT_BYTES_MAX, &key_size);

    if (text == NULL || pem == NULL) {
        (void)fprintf(stderr, "读不到文件 %s。\n", text == NULL ? path : key_path);
        return 3;
    }
    enum err e = receipt_check(op, text, size, pem, &receipt);
    if (e != OK) {
        (void)printf("%s\n", op_failure_text(op));
        return e == ERR_INTERNAL ? 3 : 1;
    }
    print_receipt(receipt);
    return 0;
}

int receipt_main(int argc, char **argv)
{
    const char *key = NULL;
    const char *words[2] = { "", "" };
    const struct arg_option options[] = { { "--key", &key, NULL, NULL }, { 0 } };

    if (args_read(argc, argv, options, words, 2) != 2 || strcmp(words[0], "verify") != 0 ||
        key == NULL)
        return 2;
    struct op *op = op_new(NULL, 0, 0);
    int code = verify(op, words[1], key);
    op_free(op);
    return code;
}
