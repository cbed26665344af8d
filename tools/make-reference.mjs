// SPDX-License-Identifier: Apache-2.0
// make-reference.mjs: what tools/make-reference runs in a folder with the packages installed.
import fs from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const [FIRST_YEAR, LAST_YEAR, PROVISIONAL_UNTIL] = [2018, 2026, 2060]

function end(why) {
  process.stderr.write(`make-reference: ${why}\n`)
  process.exit(1)
}

function write(lines) {
  process.stdout.write(lines.join('\n') + '\n')
}

// ---- holidays ----

function iso(date) {
  return date.toISOString().slice(0, 10)
}

function daysOf(year) {
  const days = []
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86400000)
    days.push(new Date(at))
  return days
}

/** What a day is to chinese-days and to tyme4ts: [works, name of the holiday or '']. */
function arranged(sources, date) {
  const detail = sources.chinese.getDayDetail(iso(date))
  const legal = sources.tyme.LegalHoliday.fromYmd(
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
  )
  const weekend = date.getUTCDay() % 6 === 0
  const works = legal === null ? !weekend : legal.isWork()
  if (works !== detail.work) end(`${iso(date)}: the two sources disagree`)
  const name = detail.name.split(',')[1] ?? ''
  return [works, weekend, ['清明', '端午', '中秋'].includes(name) ? `${name}节` : name]
}

/** The days that the decree fixes for any year since 2025; lunar ones by both sources. */
function statutory(sources, year) {
  const { chinese, tyme } = sources
  const lunar = (month, day) => {
    const one = tyme.LunarDay.fromYmd(year, month, day).getSolarDay()
    const text = [one.getYear(), one.getMonth(), one.getDay()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-')
    const other = chinese.getSolarDateFromLunar(`${year}-${month}-${day}`).date
    if (text !== other) end(`${year}, ${month}/${day}: ${text} or ${other}`)
    return new Date(`${text}T00:00:00Z`)
  }
  const qingming = tyme.SolarTerm.fromName(year, '清明').getJulianDay().getSolarDay()
  const term = new Date(Date.UTC(year, qingming.getMonth() - 1, qingming.getDay()))
  const other = chinese.getSolarTermsInRange(`${year}-04-01`, `${year}-04-10`)
  if (!other.some((row) => row.date === iso(term) && row.term === 'pure_brightness'))
    end(`${year}: 清明 ${iso(term)} or ${JSON.stringify(other)}`)
  const spring = lunar(1, 1)
  const plus = (date, days) => new Date(date.getTime() + days * 86400000)
  const fixed = (month, day) => new Date(Date.UTC(year, month - 1, day))
  return [
    [fixed(1, 1), '元旦'],
    ...[-1, 0, 1, 2].map((days) => [plus(spring, days), '春节']),
    [term, '清明节'],
    [fixed(5, 1), '劳动节'],
    [fixed(5, 2), '劳动节'],
    [lunar(5, 5), '端午节'],
    [lunar(8, 15), '中秋节'],
    ...[1, 2, 3].map((day) => [fixed(10, day), '国庆节']),
  ]
}

function holidays() {
  const chinese = require('chinese-days')
  const sources = { chinese: chinese.default ?? chinese, tyme: require('tyme4ts') }
  const years = []
  const lines = []
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    years.push(year)
    for (const date of daysOf(year)) {
      const [works, weekend, name] = arranged(sources, date)
      if (works === weekend) lines.push(`${iso(date)},${works ? 'makeup_workday' : 'off'},${name}`)
      else if (!works && weekend && name !== '') lines.push(`${iso(date)},off,${name}`)
    }
  }
  for (let year = LAST_YEAR + 1; year <= PROVISIONAL_UNTIL; year++) {
    const rows = new Map()
    for (const [date, name] of statutory(sources, year)) {
      const before = rows.get(iso(date))
      rows.set(iso(date), before === undefined ? name : `${before}、${name}`)
    }
    for (const day of [...rows.keys()].sort()) lines.push(`${day},statutory,${rows.get(day)}`)
  }
  write([
    `# years: ${years.join(' ')}`,
    '# source: 国务院办公厅关于各年部分节假日安排的通知，取自 npm chinese-days 1.5.7（MIT），逐日与 npm tyme4ts 1.5.2（MIT）核对一致；2025、2026年另与中国政府网通知（202411/content_6986383、202511/content_7047091）核对',
    '# checked: 2025年与2026年全年工作日各248天',
    '# validity: 每年11月前后公布下一年安排后，用 tools/make-reference 重新生成，或删去该年的 statutory 行、补行并在 years 中加上该年',
    '# kind: off 放假（含调休）；makeup_workday 补班；statutory 法定节假日（国务院令第795号，2025年起），当年安排尚未公布，调休未知，凡涉及的日期为暂定',
    'date,kind,name',
    ...lines,
  ])
}

// ---- strokes ----

/** Classes of 札字法: 横提 1, 竖竖钩 2, 撇 3, 点捺 4, every other bend or hook 5. */
const CLASSES = { 横: '1', 提: '1', 竖: '2', 竖钩: '2', 撇: '3', 点: '4', 点2: '4', 捺: '4' }
/** Its strokes contradict their number in Unihan and the order of the list: 皙 has 13, not 12. */
const WRONG = new Set(['皙'])

function unihan(file, property) {
  const rows = new Map()
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const [code, name, value] = line.split('\t')
    if (name === property && /^U\+[0-9A-F]+$/.test(code))
      rows.set(String.fromCodePoint(parseInt(code.slice(2), 16)), value)
  }
  return rows
}

/** Class strings by cnchar-order; "" where it has none. It prints warnings of its own. */
function classStrings(characters) {
  const cnchar = require('cnchar')
  const order = require('cnchar-order')
  cnchar.use?.(order.default ?? order)
  const log = console.log
  console.log = console.warn = console.error = () => {}
  const classes = new Map()
  for (const character of characters) {
    const names = cnchar.stroke(character, 'order', 'name')[0]
    const known = Array.isArray(names) && !WRONG.has(character)
    classes.set(character, known ? names.map((name) => CLASSES[name] ?? '5').join('') : '')
  }
  console.log = log
  return classes
}

function key(row) {
  return String(row.count).padStart(3, '0') + row.classes
}

/** One level of the list, in its order: what has no class string takes its neighbour's. */
function place(rows, total) {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row.classes !== '') continue
    const before = rows.slice(0, i).findLast((other) => other.classes !== '')
    const after = rows.slice(i + 1).find((other) => other.classes !== '')
    const count = Number(total.get(row.character).split(' ')[0])
    const low = before?.count ?? 1
    const high = after?.count ?? 64
    row.count = Math.min(Math.max(count, low), high)
    const near = [before, after].find((other) => other?.count === row.count)
    row.near = near?.character ?? ''
    row.nearClasses = near?.classes ?? ''
  }
}

function strokes() {
  const rank = unihan('mappings', 'kTGH')
  const total = unihan('sources', 'kTotalStrokes')
  const classes = classStrings(rank.keys())
  const rows = [...rank].map(([character, value]) => ({
    character,
    rank: Number(value.split(':')[1]),
    classes: classes.get(character),
    count: classes.get(character).length,
    near: '',
  }))
  rows.sort((a, b) => a.rank - b.rank)
  if (rows.length !== 8105 || rows.some((row, i) => row.rank !== i + 1)) end('not 8,105 characters')
  for (const [first, last] of [[1, 3500], [3501, 6500], [6501, 8105]]) {
    const level = rows.slice(first - 1, last)
    const known = level.filter((row) => row.classes !== '')
    for (let i = 1; i < known.length; i++)
      if (key(known[i - 1]) > key(known[i])) end(`${known[i - 1].character} after ${known[i].character}`)
    place(level, total)
  }
  rows.sort((a, b) => a.character.codePointAt(0) - b.character.codePointAt(0))
  write([
    '# source: 通用规范汉字表（2013）序号：Unihan 15.0 kTGH（Debian unicode-data）；笔顺：npm cnchar-order 3.2.6（MIT），逐级与字表顺序核对；笔画数：无笔顺者用 kTotalStrokes',
    '# classes: 横提1 竖竖钩2 撇3 点捺4 折5；空白为无笔顺数据，按序号取相邻字 near 的位置',
    'character,strokes,classes,rank,near',
    ...rows.map((row) => [row.character, row.count, row.classes, row.rank, row.near].join(',')),
  ])
}

const kinds = { holidays, strokes }
kinds[process.argv[2]]()
