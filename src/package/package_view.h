/* SPDX-License-Identifier: Apache-2.0 */
/* package_view.h: how packages look in JSON. For the _api files only. */
#pragma once
#include "package/package.h"
#include "web/route.h"

extern const struct json_shape package_letter_shape;
extern const struct json_shape package_shape;
extern const struct json_shape packages_shape;
extern const struct json_shape package_draft_shape;

/* Bodies of responses; status as in struct response. */
CHECKED enum err respond_package(struct op *op, struct response *response,
                                 const struct package *package, int status);
CHECKED enum err respond_packages(struct op *op, struct response *response,
                                  const struct package_list *list);
CHECKED enum err respond_draft(struct op *op, struct response *response,
                               const struct package_draft *draft);
