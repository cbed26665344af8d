/* SPDX-License-Identifier: Apache-2.0 */
/* routes.c: every route table of the program, and what is generated from them. */
#include "acceptance/api.h"
#include "app/app.h"
#include "application/api.h"
#include "attachment/api.h"
#include "base/time.h"
#include "demand/api.h"
#include "event/api.h"
#include "expert/api.h"
#include "extension/api.h"
#include "holiday/api.h"
#include "import/api.h"
#include "inspection/api.h"
#include "invitation/api.h"
#include "league/api.h"
#include "matching/api.h"
#include "notice/api.h"
#include "org/api.h"
#include "package/api.h"
#include "paper/api.h"
#include "privacy/api.h"
#include "publish/api.h"
#include "web/web.h"
#include "work/api.h"

#include <stdio.h>
#include <string.h>

/* One a line, so that branches merge. */
/* clang-format off */
const struct route *const app_routes[] = {
    session_routes,
    account_routes,
    org_routes,
    unit_routes,
    call_routes,
    version_routes,
    work_routes,
    application_routes,
    document_routes,
    reading_routes,
    move_routes,
    over_routes,
    personal_routes,
    erase_routes,
    inspection_routes,
    attachment_routes,
    notice_routes,
    matching_routes,
    suggest_routes,
    invitation_routes,
    answer_routes,
    recommendation_routes,
    package_routes,
    league_routes,
    desk_routes,
    arrival_routes,
    handover_routes,
    duplicate_routes,
    extension_routes,
    holiday_routes,
    event_routes,
    paper_routes,
    scan_routes,
    export_routes,
    queue_routes,
    import_routes,
    expert_routes,
    demand_routes,
    postdoc_routes,
    public_demand_routes,
    NULL,
};
/* clang-format on */

int routes_main(int argc, char **argv)
{
    static const struct {
        const char *name;
        const char *(*make)(struct op *op, const struct web *web);
    } texts[] = {
        { "table", web_route_table },
        { "openapi", web_openapi },
        { "typescript", web_typescript },
    };
    struct web_config config = { .route_tables = app_routes };
    struct web *web = NULL;
    int code = 2;

    struct op *op = op_new(NULL, 0, 0);
    for (size_t i = 0; argc == 2 && i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(argv[1], texts[i].name) != 0)
            continue;
        code = 3;
        if (web_new(op, op, &config, &web) == OK)
            code = fputs(texts[i].make(op, web), stdout) < 0 ? 3 : 0;
    }
    op_free(op);
    return code;
}
