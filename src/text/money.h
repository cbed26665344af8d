/* SPDX-License-Identifier: Apache-2.0 */
/* money.h: amounts in fen, their capitals on vouchers, and the tax withheld from fees. */
#pragma once
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct op;

/* 9,999 万亿 yuan and 99 fen: the largest amount that capitals are written for. */
#define MONEY_FEN_MAX INT64_C(999999999999999999)
/* A hundred thousand million yuan: more is no fee, and the arithmetic stays exact below it. */
#define MONEY_FEE_FEN_MAX INT64_C(10000000000000)

enum { MONEY_TEXT_BYTES_MAX = 400 };

/*
 * Reads an amount in yuan as people type it: an optional sign, digits, optionally in groups of
 * three from the right with commas, at most two decimals ("1,680.32", "-5", "0.5"); blanks around
 * it do not matter. False, *ret_fen untouched: any other form, or more than MONEY_FEN_MAX either
 * way.
 */
bool money_parse(const char *text, int64_t *ret_fen);

/* "1680.32": two decimals, no groups, a child of parent. fen within MONEY_FEN_MAX either way. */
const char *money_text(const void *parent, int64_t fen);

/*
 * The amount in capitals as it is printed ("人民币壹仟陆佰捌拾元零叁角贰分"), a child of parent.
 * Where the rule leaves 零 open, it stands at the yuan place and not at the 万 and 亿 places; 整
 * stands after yuan only. fen within MONEY_FEN_MAX either way.
 * Source: 支付结算办法 (银发〔1997〕393号), 附件一 正确填写票据和结算凭证的基本规定, items 1 to 6.
 */
const char *money_capitals(const void *parent, int64_t fen);

/* What a text in capitals is. */
enum money_reading {
    MONEY_RIGHT,     /* one of the spellings that the rule allows */
    MONEY_WRONG,     /* it says an amount, but not as the rule wants it */
    MONEY_UNREADABLE /* no amount can be told beyond doubt */
};

/*
 * Reads an amount in capitals. Right are all spellings that differ in an open 零, in 整 after 角, in
 * 圆 for 元, 正 for 整, and with or without 人民币. *ret_fen is written unless the result is
 * MONEY_UNREADABLE: everyday digits (一, 两, 〇) and lost or idle 零 and 整 are understood, units out
 * of order, digits side by side and texts over MONEY_TEXT_BYTES_MAX bytes are not.
 */
enum money_reading money_read(struct op *op, const char *text, int64_t *ret_fen);

/*
 * The tax withheld from one payment for labour (劳务报酬) of gross fen, and what is paid out; gross
 * is 0..MONEY_FEE_FEN_MAX. Rounded once, half up, to the fen. What one payer pays for one matter in
 * one month is one payment: sum it before asking.
 * Source: 国家税务总局公告2018年第61号, art. 8 and table 2.
 */
int64_t money_tax_of_gross(int64_t gross_fen);

/*
 * The gross amount of which net fen are paid out: the bracket's formula, rounded half up to the
 * fen; the tax is the difference. net is 0..MONEY_FEE_FEN_MAX. Source: as above, solved for gross.
 */
int64_t money_gross_of_net(int64_t net_fen);
