/* SPDX-License-Identifier: Apache-2.0 */
/* pdf_image.h: one picture of a PDF file. */
#pragma once
#include "base/bytes.h"
#include "doc/image_in.h"

#include <qpdf/qpdf-c.h>

/* Reads the stream of a picture; ret_image is a child of parent. */
enum image_fault pdf_image(const void *parent, qpdf_data pdf, qpdf_oh stream,
                           struct gray *ret_image);
