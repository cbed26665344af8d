/* SPDX-License-Identifier: Apache-2.0 */
/* publication_view.h: how reviews before publication look over HTTP. */
#pragma once
#include "privacy/publication.h"
#include "web/shape.h"

extern const struct json_shape publication_finding_shape;
extern const struct json_shape publication_review_shape;
