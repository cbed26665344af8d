/* SPDX-License-Identifier: Apache-2.0 */
/* personal.c: who reads the accounts and telephone of a letter in full, and for a reason. */
#include "package/package.h"

#include "base/mem.h"
#include "event/event.h"
#include "privacy/reveal.h"
#include "text/mask.h"

#include <string.h>

static const char *masked_phone(struct op *op, const char *text)
{
    return mask_text(op, strchr(or_empty(text), '-') == NULL ? MASK_MOBILE : MASK_PHONE, text);
}

struct package_letter package_mask(struct op *op, const struct package_letter *letter)
{
    struct package_letter masked = *letter;

    masked.phone = masked_phone(op, letter->phone);
    masked.accounts = mem_array(op, struct package_account, letter->account_count + 1);
    for (size_t i = 0; i < letter->account_count; i++) {
        masked.accounts[i] = letter->accounts[i];
        masked.accounts[i].account = mask_text(op, MASK_ACCOUNT, letter->accounts[i].account);
    }
    return masked;
}

enum err package_masked(struct op *op, const struct package *package, bool *ret_masked)
{
    bool open = false;

    if (package->org_id == op->actor.org_id) {
        *ret_masked = false;
        return OK;
    }
    enum err e = reveal_is_open(op, "package", package->public_id, &open);
    if (e == OK)
        *ret_masked = !open;
    return e;
}

enum err package_reveal(struct op *op, const char *public_id, const char *reason,
                        struct package *ret_package)
{
    enum err e = package_get(op, public_id, ret_package);

    return e == OK ? reveal_add(op, "package", public_id, ret_package->org_id, reason) : e;
}
