/* SPDX-License-Identifier: Apache-2.0 */
/* role.c: one row a role. */
#include "org/role.h"

#include "web/perm.h"

#include <string.h>

#define P(name) (UINT64_C(1) << PERM_##name)

static const uint64_t everyone = P(SIGNED_IN) | P(CALL_READ);

static const struct {
    const char *code;
    const char *name;
    uint64_t perms;
    enum scope scope;
    bool by_unit; /* given by the unit's own administrator */
    bool acting;  /* may be stood in for */
    enum unit_kind unit;
} roles[POST_COUNT] = {
    [POST_NONE] = { "", "", 0, SCOPE_NOTHING },
    [POST_APPLICANT] = { "applicant", "申报岗",
                         P(APPLICATION_READ) | P(APPLICATION_EDIT) | P(APPLICATION_ACT) |
                             P(PACKAGE_READ) | P(DEMAND_READ) | P(DEMAND_EDIT),
                         SCOPE_UNIT, true, false },
    [POST_APPROVER] = { "approver", "单位审核岗",
                        P(APPLICATION_READ) | P(APPLICATION_EDIT) | P(APPLICATION_ACT) |
                            P(RECOMMEND) | P(PACKAGE_READ) | P(PACKAGE_SEND) | P(DEMAND_READ) |
                            P(DEMAND_EDIT),
                        SCOPE_UNIT, true, true },
    [POST_UNIT_ADMIN] = { "unit_admin", "单位管理员",
                          P(APPLICATION_READ) | P(ORG_READ) | P(USER_EDIT), SCOPE_UNIT, true,
                          false },
    [POST_RECOMMENDER] = { "recommender", "推荐岗",
                           P(APPLICATION_READ) | P(APPLICATION_EDIT) | P(APPLICATION_ACT) |
                               P(RECOMMEND) | P(AREA) | P(PACKAGE_READ) | P(PACKAGE_SEND) |
                               P(PERSONAL_READ) | P(EXPERT_READ) | P(DEMAND_READ) | P(DEMAND_EDIT) |
                               P(DEMAND_JUDGE),
                           SCOPE_AREA, true, true, UNIT_OFFICE },
    [POST_DESK] = { "desk", "受理岗",
                    P(APPLICATION_READ) | P(APPLICATION_EDIT) | P(APPLICATION_ACT) |
                        P(PACKAGE_READ) | P(DESK) | P(HANDOVER) | P(ORG_READ) | P(PERSONAL_READ) |
                        P(EXPERT_READ) | P(EXPERT_EDIT) | P(DEMAND_READ) | P(DEMAND_PUBLISH) |
                        P(MATCH) | P(PAPER),
                    SCOPE_DESK, .unit = UNIT_CENTRAL },
    [POST_CLERK] = { "clerk", "厅经办岗",
                     P(APPLICATION_READ) | P(PACKAGE_READ) | P(ORG_READ) | P(PERSONAL_READ) |
                         P(ORG_EDIT) | P(CALL_VERSIONS) | P(EXPERT_READ) | P(EXPERT_EDIT) |
                         P(DEMAND_READ) | P(DEMAND_EDIT) | P(DEMAND_JUDGE) | P(DEMAND_PUBLISH) |
                         P(MATCH) | P(PAPER) | P(HANDOVER),
                     SCOPE_ALL, .unit = UNIT_CENTRAL },
    [POST_HEAD] = { "head", "厅负责人",
                    P(APPLICATION_READ) | P(APPLICATION_ACT) | P(PACKAGE_READ) | P(DECIDE) |
                        P(CALL_VERSIONS) | P(CALL_PUBLISH) | P(ORG_READ) | P(PERSONAL_READ) |
                        P(EXPERT_READ) | P(DEMAND_READ) | P(DEMAND_JUDGE) | P(DEMAND_PUBLISH) |
                        P(MATCH) | P(PAPER) | P(HANDOVER) | P(ERASE) | P(INSPECTION),
                    SCOPE_ALL, .unit = UNIT_CENTRAL },
    [POST_SYSTEM_ADMIN] = { "system_admin", "系统管理员", 0, SCOPE_NOTHING, .unit = UNIT_CENTRAL },
    [POST_SECURITY_ADMIN] = { "security_admin", "安全管理员",
                              P(ORG_READ) | P(ORG_EDIT) | P(USER_EDIT) | P(ERASE) | P(INSPECTION) |
                                  P(INSPECTION_PROPOSE),
                              SCOPE_NOTHING, .unit = UNIT_CENTRAL },
    [POST_INSPECTOR] = { "inspector", "巡视审计岗",
                         P(APPLICATION_READ) | P(PACKAGE_READ) | P(PERSONAL_READ) | P(INSPECTION) |
                             P(INSPECT),
                         SCOPE_INSPECTION },
    [POST_AUDIT_ADMIN] = { "audit_admin", "审计管理员", P(EVENT_READ), SCOPE_NOTHING,
                           .unit = UNIT_CENTRAL },
    [POST_DEMANDER] = { "demander", "需求填报岗", P(DEMAND_READ) | P(DEMAND_EDIT), SCOPE_UNIT, true,
                        false },
};

enum role role_of(const char *code)
{
    for (int i = POST_NONE + 1; i < POST_COUNT; i++) {
        if (strcmp(roles[i].code, code) == 0)
            return (enum role)i;
    }
    return POST_NONE;
}

const char *role_code(enum role role)
{
    return roles[role].code;
}

const char *role_name(enum role role)
{
    return roles[role].name;
}

uint64_t role_perms(enum role role)
{
    return role == POST_NONE ? 0 : roles[role].perms | everyone;
}

bool role_may_reveal(enum role role)
{
    return (role_perms(role) & P(PERSONAL_READ)) != 0;
}

enum scope role_scope(enum role role)
{
    return roles[role].scope;
}

bool role_is_administrator(enum role role)
{
    return role == POST_SYSTEM_ADMIN || role == POST_SECURITY_ADMIN || role == POST_AUDIT_ADMIN;
}

enum unit_kind role_unit_kind(enum role role)
{
    return roles[role].unit;
}

bool role_given_by_unit(enum role role)
{
    return roles[role].by_unit;
}

bool role_has_acting(enum role role)
{
    return roles[role].acting;
}
