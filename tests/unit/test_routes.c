/* SPDX-License-Identifier: Apache-2.0 */
/* Who may call what is a reviewed file: a change of access shows in the diff of routes.txt. */
#include "app/app.h"
#include "base/mem.h"
#include "unit.h"
#include "web/web.h"

#include <stdio.h>
#include <stdlib.h>

enum { TABLE_BYTES_MAX = 100000 };

static void the_table_of_routes_is_the_reviewed_one(void **state)
{
    static char reviewed[TABLE_BYTES_MAX];
    struct op *op = op_new(NULL, 0, 0);
    const struct web_config config = { .route_tables = app_routes };
    const char *root = getenv("DIANJIANG_SOURCE");
    struct web *web = NULL;

    (void)state;
    assert_non_null(root);
    FILE *file = fopen(mem_printf(op, "%s/tests/data/routes.txt", root), "rb");
    assert_non_null(file);
    size_t size = fread(reviewed, 1, sizeof reviewed - 1, file);
    (void)fclose(file);
    reviewed[size] = '\0';
    assert_int_equal(web_new(op, op, &config, &web), OK);
    if (strcmp(web_route_table(op, web), reviewed) != 0)
        print_error("after review: build/dianjiang routes table > tests/data/routes.txt\n");
    assert_string_equal(web_route_table(op, web), reviewed);
    op_free(op);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_table_of_routes_is_the_reviewed_one) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
