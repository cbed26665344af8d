/* SPDX-License-Identifier: Apache-2.0 */
/* perm.c: names of permissions; the compiler says when one is missing here. */
#include "web/perm.h"

#include <stddef.h>

#define NAME(perm)                                                                                 \
    case perm:                                                                                     \
        return #perm

const char *perm_name(enum perm perm)
{
    switch (perm) {
        NAME(PERM_ANYONE);
        NAME(PERM_SIGNED_IN);
        NAME(PERM_APPLICATION_READ);
        NAME(PERM_APPLICATION_EDIT);
        NAME(PERM_APPLICATION_ACT);
        NAME(PERM_RECOMMEND);
        NAME(PERM_AREA);
        NAME(PERM_PACKAGE_READ);
        NAME(PERM_PACKAGE_SEND);
        NAME(PERM_DESK);
        NAME(PERM_HANDOVER);
        NAME(PERM_DECIDE);
        NAME(PERM_CALL_READ);
        NAME(PERM_CALL_PUBLISH);
        NAME(PERM_CALL_VERSIONS);
        NAME(PERM_ORG_READ);
        NAME(PERM_ORG_EDIT);
        NAME(PERM_USER_EDIT);
        NAME(PERM_EVENT_READ);
        NAME(PERM_INSPECTION);
        NAME(PERM_INSPECTION_PROPOSE);
        NAME(PERM_INSPECT);
        NAME(PERM_ERASE);
        NAME(PERM_PERSONAL_READ);
        NAME(PERM_EXPERT_READ);
        NAME(PERM_EXPERT_EDIT);
        NAME(PERM_DEMAND_READ);
        NAME(PERM_DEMAND_EDIT);
        NAME(PERM_DEMAND_JUDGE);
        NAME(PERM_DEMAND_PUBLISH);
        NAME(PERM_MATCH);
        NAME(PERM_PAPER);
    case PERM_COUNT:
        break;
    }
    return NULL;
}
