#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""test_independent: days, identifiers, 字数 and money against a second computation.

CASES random cases of each (10,000 by the day's seed; 100,000 in make test-long) go through the
program's functions (judge_lines.c) and through what is written here from the standards: GB 11643,
GB 32100, ISO 7064, the rule of 字数 (src/text/count.h) by Unicode names and categories, dates by
datetime, amounts by regular expressions and fractions. SEED=N is the seed; a disagreement prints
seed and case. TAP.
"""
import csv
import datetime
import os
import pathlib
import random
import re
import subprocess
import sys
import unicodedata
from fractions import Fraction

CASES = int(os.environ.get("CASES", "100000" if "DIANJIANG_LONG" in os.environ else "10000"))
SEED = int(os.environ.get("SEED", os.environ.get("DIANJIANG_SEED", "1")))
ROOT = pathlib.Path(os.environ.get("DIANJIANG_SOURCE", "."))
JUDGE = sys.argv[1]
TODAY = datetime.date(2025, 1, 15)
DIGITS = "0123456789"

# ---- working days ----


def holidays():
    """Exceptions by date, and the years they are complete for."""
    text = (ROOT / "reference/holidays.csv").read_text(encoding="utf-8").splitlines()
    years = {int(y) for line in text if line.startswith("# years:") for y in line.split()[2:]}
    rows = csv.DictReader(line for line in text if not line.startswith("#"))
    return {datetime.date.fromisoformat(r["date"]): r["kind"] for r in rows}, years


EXCEPTIONS, YEARS = holidays()


def works(day):
    kind = EXCEPTIONS.get(day)
    return kind == "makeup_workday" if kind else day.isoweekday() <= 5  # statutory days are off


def number(day):
    return day.year * 10000 + day.month * 100 + day.day


def a_day(rand):
    return datetime.date(2023, 1, 1) + datetime.timedelta(days=rand.randrange(365 * 5))


def days_case(rand):
    first = a_day(rand)
    last = first + datetime.timedelta(days=rand.randrange(-3, 60))
    every = [first + datetime.timedelta(days=i) for i in range((last - first).days + 1)]
    known = all(day.year in YEARS for day in every)
    return (f"days\t{number(first)} {number(last)}",
            f"{sum(map(works, every))} {int(known)}")


def add_case(rand):
    first, left, later = a_day(rand), rand.randrange(1, 40), rand.randrange(2)
    left_at_first, day = left, first + datetime.timedelta(days=later)
    seen = set()
    while True:
        seen.add(day.year)
        left -= works(day)
        if left == 0:
            break
        day += datetime.timedelta(days=1)
    return (f"add\t{number(first)} {left_at_first} {later}",
            f"{number(day)} {int(seen <= YEARS)}")


# ---- identifiers ----


def asked(kind, text):
    return f"{kind}\t{text.encode().hex()}"


def typed(rand, text):
    """The text as people type it: full-width digits, spaces, small letters."""
    text = "".join(chr(ord(c) + 0xFEE0) if rand.random() < 0.05 else c for c in text)
    text = "".join(c + (" " if rand.random() < 0.05 else "") for c in text)
    return text.lower() if rand.random() < 0.2 else text


def spoilt(rand, text, signs):
    """Mostly as it is; else one sign another, one lost, one more, or two neighbours swapped."""
    at, how = rand.randrange(len(text)), rand.randrange(10)
    if how == 0:
        return text[:at] + rand.choice(signs) + text[at + 1:]
    if how == 1:
        return text[:at] + text[at + 1:]
    if how == 2:
        return text[:at] + rand.choice(signs) + text[at:]
    if how == 3 and at > 0:
        return text[:at - 1] + text[at] + text[at - 1] + text[at + 1:]
    return text


def mod_11_2(body):
    """ISO 7064 MOD 11-2 by its recursion, not by weights."""
    rest = 0
    for sign in body:
        rest = (rest + int(sign)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def birth_of(text):
    try:
        return datetime.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def idcard_verdict(text):
    text = text.upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return "idcard_form"
    birth = birth_of(text)
    if birth is None or birth.year < 1000 or birth > TODAY:
        return "idcard_birth"
    return "good" if mod_11_2(text[:17]) == text[17] else "idcard_check"


def idcard_case(rand):
    birth = datetime.date(1900, 1, 1) + datetime.timedelta(days=rand.randrange(365 * 127))
    day = f"{birth:%Y%m%d}" if rand.random() < 0.8 else "".join(
        f"{rand.randrange(lo, hi):0{w}}" for lo, hi, w in ((1900, 2030, 4), (0, 14, 2), (0, 33, 2)))
    body = f"{rand.randrange(100000, 1000000)}{day}{rand.randrange(1000):03}"
    text = spoilt(rand, body + mod_11_2(body), DIGITS + "X")
    verdict = idcard_verdict(text)
    return asked("idcard", typed(rand, text)), f"{verdict} {text if verdict == 'good' else '-'}"


USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_sign(body):
    """The sign c with sum(value_i * 3^i) + c = 0 (mod 31), by trying all."""
    for sign in USCC:
        if (sum(USCC.index(s) * 3 ** i for i, s in enumerate(body)) + USCC.index(sign)) % 31 == 0:
            return sign
    raise AssertionError("31 is a prime")


def uscc_case(rand):
    body = "".join(rand.choice(USCC) for _ in range(17))
    text = spoilt(rand, body + uscc_sign(body), USCC + "IOSVZ")
    if len(text) != 18 or set(text) - set(USCC):
        verdict = "uscc_form"
    else:
        verdict = "good" if uscc_sign(text[:17]) == text[17] else "uscc_check"
    return asked("uscc", typed(rand, text)), f"{verdict} {text if verdict == 'good' else '-'}"


def mod_11_10_holds(text):
    """ISO 7064 MOD 11,10 over all twelve digits: the last sum must be 1."""
    p = 10
    for sign in text[:-1]:
        p = ((p + int(sign)) % 10 or 10) * 2 % 11
    return (p + int(text[-1])) % 10 == 1


def cnaps_case(rand):
    body = "".join(rand.choice(DIGITS) for _ in range(11))
    text = spoilt(rand, next(body + d for d in DIGITS if mod_11_10_holds(body + d)), DIGITS)
    if len(text) != 12:
        verdict = "cnaps_form"
    else:
        verdict = "good" if mod_11_10_holds(text) else "cnaps_check"
    return asked("cnaps", typed(rand, text)), f"{verdict} {text if verdict == 'good' else '-'}"


def mobile_case(rand):
    text = spoilt(rand, "1" + rand.choice("23456789") + "".join(
        rand.choice(DIGITS) for _ in range(9)), DIGITS + "-")
    before = rand.choice(["", "", "", "+86", "0086", "86", "+86 ", "+86-"])
    plain = text.replace("-", "")
    good = re.fullmatch(r"1[3-9][0-9]{9}", plain) is not None
    if not good and before == "":
        match = re.fullmatch(r"(?:0086|86)(1[3-9][0-9]{9})", plain)
        good, plain = (True, match[1]) if match else (False, plain)
    return (asked("mobile", before + typed(rand, text)),
            f"good {plain}" if good else "mobile_form -")


# ---- 字数 ----


def pool(*spans):
    return [chr(c) for first, last in spans for c in range(first, last + 1)
            if unicodedata.name(chr(c), "")]


# Signs by what they are; how they count follows from the class of the pool.
POOLS = [
    ("W", pool((0x4E00, 0x9FFF))[::97] + pool((0x3400, 0x4DBF))[::97] +
     pool((0x20000, 0x2A6DF))[::499] + pool((0x30000, 0x3134A))[::499]),       # Han of all planes
    ("W", pool((0x3041, 0x3096), (0x30A1, 0x30FA), (0xAC00, 0xAC80), (0xA000, 0xA100),
               (0x3105, 0x312F))),                          # kana, Hangul, Yi, Bopomofo
    ("W", list("，。、；：？！（）《》「」【】〔〕％＋－＝０１２ＡＢＣａｂｃ～　")[:-1]),
    ("W", [chr(0xE000), chr(0xE123), chr(0xF8FF), chr(0xF0000)]),              # private use
    ("O", list("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")),
    ("O", list("-+.,;:!?()[]{}<>/\\@#$%^&*_='\"~`|") + list("éüñßøçœ€£°±²µ½")),
    ("O", pool((0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x1F600, 0x1F64F))),
    ("M", [c for c in pool((0x1820, 0x1877)) if unicodedata.category(c) in ("Lo", "Lm")]),
    ("S", list(" \t\n\r\u00a0\u2002\u2003\u2009\u3000\u2028\u205f")),
    ("T", list("“”‘’—…·×")),
    ("P", [c for c in pool((0x300, 0x36F), (0xFE00, 0xFE0F)) if unicodedata.category(c) == "Mn"]),
    ("P", list("\u200b\u200c\u200d\u00ad\u2060\ufeff")),
    ("J", ["\u202f"]),
]


def count_of(classes):
    """Tokens of a text given as the classes of its signs."""
    classes = classes.replace("P", "")
    classes = re.sub(r"(?<=W)T|T(?=W)", "A", classes)
    classes = re.sub(r"(?<=M)J(?=M)", "O", classes).replace("J", "S")
    return len(re.findall(r"W|A|[OTM]+", classes))


def count_case(rand):
    text, classes = [], []
    for _ in range(rand.randrange(1, 12)):
        kind, signs = rand.choice(POOLS)
        for _ in range(rand.randrange(1, 5)):
            text.append(rand.choice(signs))
            classes.append(kind)
    return asked("count", "".join(text)), str(count_of("".join(classes)))


# ---- money ----

DIGIT_WORDS = "零壹贰叁肆伍陆柒捌玖"


def group_words(number):
    """0..9999 with 零 for zeros inside and in front."""
    words = "".join(DIGIT_WORDS[int(d)] + ("" if d == "0" else place)
                    for d, place in zip(f"{number:04}", ["仟", "佰", "拾", ""]))
    return re.sub("零+", "零", words).rstrip("零")


def yuan_words(yuan):
    """(A) marks a 零 that is open and not printed, (B) one that is open and printed."""
    groups = [yuan // 10000 ** i % 10000 for i in (3, 2, 1, 0)]
    words, gap = "", False
    for i, number in enumerate(groups):
        if number:
            one = group_words(number)
            if not words:
                one = one.lstrip("零")
            elif not one.startswith("零"):
                one = ("(B)" if gap else "(A)" if groups[i - 1] % 10 == 0 else "") + one
            words += one + ("万", "", "万", "")[i]
            gap = False
        elif words:
            gap = True
        if i == 1 and words:
            words += "亿"
    return words


def spellings(fen):
    """What is printed, and all that is right."""
    size, sign = abs(fen), "负" if fen < 0 else ""
    yuan, jiao, cents = size // 100, size // 10 % 10, size % 10
    words = sign + (yuan_words(yuan) + "元" if yuan else "零元" if not size else "")
    if not jiao and not cents:
        words += "整"
    elif yuan and not jiao:
        words += "零"
    elif yuan and yuan % 10 == 0:
        words += "(B)"
    words += (DIGIT_WORDS[jiao] + "角" if jiao else "") + (DIGIT_WORDS[cents] + "分" if cents else "")
    if jiao and not cents:
        words += "(E)"
    printed = words.replace("(A)", "").replace("(B)", "零").replace("(E)", "")
    right = {words.replace("(E)", end) for end in ("", "整")}
    while any("(" in one for one in right):
        right = {re.sub(r"\((A|B)\)", put, one, count=1) for one in right for put in ("", "零")}
    return printed, right


def number_of(words):
    """The number that words without 万 and 亿 say, each place at most once; wrong order is no matter:
    no right spelling has it."""
    total = 0
    for digit, place in re.findall(f"([{DIGIT_WORDS[1:]}])([拾佰仟]?)", words):
        total += DIGIT_WORDS.index(digit) * {"": 1, "拾": 10, "佰": 100, "仟": 1000}[place]
    return total


def amount_of(text):
    """What a right spelling says, in fen; anything for others."""
    parts = re.fullmatch("(负?)(?:(.*)元)?(?:零?(.)角)?(?:零?(.)分)?整?", text)
    if not parts:
        return None
    high, low = ([""] + (parts[2] or "").rsplit("亿", 1))[-2:]
    yuan = 0
    for half in (high, low):
        upper, lower = ([""] + half.rsplit("万", 1))[-2:]
        yuan = yuan * 10 ** 8 + number_of(upper) * 10 ** 4 + number_of(lower)
    cents = sum(max(DIGIT_WORDS.find(part or "零"), 0) * unit
                for part, unit in ((parts[3], 10), (parts[4], 1)))
    return (yuan * 100 + cents) * (-1 if parts[1] else 1)


def an_amount(rand):
    digits = rand.randrange(1, 19)
    signs = rand.choice(["0123456789", "0000000123", "0000005"])
    fen = int("".join(rand.choice(signs) for _ in range(digits)))
    return -fen if fen and rand.random() < 0.1 else fen


def capitals_case(rand):
    fen = an_amount(rand)
    return f"capitals\t{fen}", "人民币" + spellings(fen)[0]


def read_case(rand):
    """A right spelling, in half of the cases with a word lost, put in or exchanged."""
    fen = an_amount(rand)
    right = spellings(fen)[1]
    text = rand.choice(sorted(right))
    if rand.random() < 0.5:
        at = rand.randrange(len(text))
        other = rand.choice(["", "零", "壹", "拾", "整", text[at] + text[at]])
        text = text[:at] + other + text[at + 1:]
    amount = amount_of(text)
    good = amount is not None and text in spellings(amount)[1]
    return ("read\t" + (rand.choice(["", "人民币"]) + text).encode().hex(),
            f"right {amount}" if good else "not right")


def half_up(value):
    return int(value + Fraction(1, 2))


def tax_of(gross):
    """In yuan, as fractions: the brackets one after another."""
    base = max(gross - 800, Fraction(0)) if gross <= 4000 else gross * Fraction(4, 5)
    rate, less = (20, 0) if base <= 20000 else (30, 2000) if base <= 50000 else (40, 7000)
    return base * rate / 100 - less


def tax_case(rand):
    gross = rand.randrange(rand.choice([10 ** 5, 10 ** 7, 10 ** 9, 10 ** 13]))
    return f"tax\t{gross}", str(half_up(tax_of(Fraction(gross, 100)) * 100))


PIECES = [Fraction(x) for x in (0, 800, 4000, 25000, 62500, 10 ** 12)]


def net_case(rand):
    """The tax is linear between the corners of its brackets: the gross lies on the line."""
    net = rand.randrange(rand.choice([10 ** 5, 10 ** 7, 10 ** 9]))
    for low, high in zip(PIECES, PIECES[1:]):
        from_net, to_net = low - tax_of(low), high - tax_of(high)
        if from_net * 100 <= net <= to_net * 100:
            gross = low + (high - low) * (Fraction(net, 100) - from_net) / (to_net - from_net)
    return f"net\t{net}", f"{half_up(gross * 100)} 1"


# ---- running ----

TESTS = [
    ("working_days_of_a_span", days_case),
    ("nth_working_day", add_case),
    ("identity_cards", idcard_case),
    ("credit_codes", uscc_case),
    ("bank_numbers", cnaps_case),
    ("mobile_numbers", mobile_case),
    ("count_of_words", count_case),
    ("capitals", capitals_case),
    ("capitals_read", read_case),
    ("tax_of_gross", tax_case),
    ("gross_of_net", net_case),
]


def run(index, name, make):
    rand = random.Random(f"{name} {SEED}")
    cases = [make(rand) for _ in range(CASES)]
    lines = "".join(question + "\n" for question, _ in cases)
    done = subprocess.run([JUDGE], input=lines, capture_output=True, text=True, check=False)
    answers = done.stdout.split("\n")[:-1]
    good = done.returncode == 0 and len(answers) == len(cases)
    if not good:
        print(f"# SEED={SEED}: {len(answers)} answers to {len(cases)} questions, "
              f"exit {done.returncode} {done.stderr[:200]}")
    wrong = [(question, wanted, got) for (question, wanted), got in zip(cases, answers)
             if wanted != got]
    for question, wanted, got in wrong[:5]:
        print(f"# SEED={SEED}: {question}: expected {wanted}, the program says {got}")
    kinds = sorted({wanted.split()[0] for _, wanted in cases})
    print(f"{'ok' if good and not wrong else 'not ok'} {index} - {name} "
          f"({CASES} cases, {len(kinds)} different answers)")
    return good and not wrong


def main():
    print(f"1..{len(TESTS)}")
    results = [run(i, name, make) for i, (name, make) in enumerate(TESTS, 1)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
