// SPDX-License-Identifier: Apache-2.0
// A good value for every field of any form, from its schema alone: kinds, limits and checks.
// Values are as a person types them; of lists the name that is picked.

const DAY_MS = 86400000;
const isoDay = (ms) => new Date(ms).toISOString().slice(0, 10);
const msOf = (day) => Date.parse(`${day}T00:00:00Z`);

function bounds(field) {
    const found = {};
    for (const row of field.limits ?? []) {
        for (const key of ['min', 'min_words', 'min_days', 'min_working_days', 'not_before']) {
            if (row[key] !== undefined && (found[key] === undefined || row[key] > found[key])) {
                found[key] = row[key];
            }
        }
        for (const key of ['max', 'max_words', 'max_days', 'max_working_days', 'not_after']) {
            if (row[key] !== undefined && (found[key] === undefined || row[key] < found[key])) {
                found[key] = row[key];
            }
        }
    }
    for (const key of ['min', 'max']) {
        if (field.kind === 'money' && found[key] !== undefined) {
            found[key] /= field.minor_per_unit;
        }
    }
    return found;
}

const clamp = (value, { min = value, max = value }) => Math.min(Math.max(value, min), max);

// ---- identifiers that check out ----

function idCard(n) {
    const body = `15220119800101${String(n + 1).padStart(3, '0')}`;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((all, weight, i) => all + weight * Number(body[i]), 0);
    return body + '10X98765432'[sum % 11];
}

function creditCode() {
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    const body = '91150100MA0000008';
    const sum = weights.reduce((all, weight, i) => all + weight * alphabet.indexOf(body[i]), 0);
    return body + alphabet[(31 - (sum % 31)) % 31];
}

/** Fills one form. language "en" writes words; listed(field) gives the names a list offers. */
export class Filler {
    constructor({ form, currency, unitName, nowMs, listed }) {
        this.form = form;
        this.english = form.language.startsWith('en');
        this.foreign = currency !== 'CNY';
        this.unitName = unitName;
        this.listed = listed;
        this.fields = form.sections.flatMap((section) => section.fields);
        const start = nowMs + 150 * DAY_MS;
        this.monday = start + ((8 - new Date(start).getUTCDay()) % 7) * DAY_MS;
    }

    field(id) {
        return this.fields.find((field) => field.id === id);
    }

    checks(kind) {
        return this.form.checks.filter((check) => check.kind === kind);
    }

    words(field, row, base) {
        const { min_words: min, max_words: max } = bounds(field);
        const count = clamp(base, { min, max });
        const start = `${field.label}${row + 1}`;
        if (this.english) {
            const filler = 'We work with people of small towns on what they asked us for'.split(' ');
            return Array.from({ length: count }, (_, i) => filler[i % filler.length]).join(' ');
        }
        const phrase = '组织专家深入基层开展技术指导和项目对接解决生产一线的实际难题';
        return (start.replace(/[^一-鿿]/g, '') + phrase.repeat(Math.ceil(count / 30))).slice(0, count);
    }

    text(field, row) {
        if (field.as === 'payee' || field.as === 'organisation') {
            return this.unitName;
        }
        const people = this.english ? 'Ada Example' : '张三';
        return field.personal ? `${people}${row > 0 ? row + 1 : ''}` : this.words(field, row, 10);
    }

    // ---- days ----

    /** The period all days of the form fall into: long enough for its working days and tables. */
    span(field) {
        const limit = bounds(field);
        const wanted = Math.max(limit.min_working_days ?? 0, this.tableDays(field.id), 1);
        const days = clamp(Math.floor((wanted - 1) / 5) * 7 + ((wanted - 1) % 5) + 1, {
            min: limit.min_days,
            max: limit.max_days,
        });
        let start = this.monday;
        while (limit.not_before !== undefined && start < msOf(limit.not_before)) {
            start += 7 * DAY_MS;
        }
        while (
            limit.not_after !== undefined &&
            start + (days - 1) * DAY_MS > msOf(limit.not_after)
        ) {
            start -= 7 * DAY_MS;
        }
        return [isoDay(start), isoDay(start + (days - 1) * DAY_MS)];
    }

    /** Most rows of the tables whose days must lie in a period. */
    tableDays(period) {
        return this.checks('dates_within')
            .filter((check) => check.fields[1] === period && check.fields[0].includes('/'))
            .map((check) => this.rowCount(this.field(check.fields[0].split('/')[0])))
            .reduce((most, count) => Math.max(most, count), 0);
    }

    day(field, path, row) {
        const limit = bounds(field);
        const within = this.checks('dates_within').find((check) => check.fields[0] === path);
        if (within !== undefined || path.includes('/')) {
            const period = within ?? { fields: [path, null] };
            const start = period.fields[1] === null ? this.monday : msOf(this.span(this.field(period.fields[1]))[0]);
            return isoDay(start + (Math.floor(row / 5) * 7 + (row % 5)) * DAY_MS);
        }
        const after = this.checks('order').some((check) => check.fields[1] === path);
        let at = this.monday + (after ? 28 * DAY_MS : 0);
        if (limit.not_after !== undefined) {
            at = Math.min(at, msOf(limit.not_after));
        }
        if (limit.not_before !== undefined) {
            at = Math.max(at, msOf(limit.not_before));
        }
        return isoDay(at);
    }

    // ---- numbers and money, so that sums come out ----

    number(field, path) {
        const own = clamp(6, bounds(field));
        const sums = this.checks('sum_at_most').filter((check) => check.total === path);
        const least = sums.map((check) =>
            check.fields.reduce((all, id) => all + (this.field(id) ? clamp(6, bounds(this.field(id))) : 0), 0),
        );
        return Math.max(own, ...least);
    }

    amount(field) {
        const parts = this.checks('sum_equal').find(
            (check) => check.total === field.id && check.fields.every((id) => !id.includes('/')),
        );
        return parts === undefined
            ? clamp(10, bounds(field))
            : parts.fields.reduce((all, id) => all + this.amount(this.field(id)), 0);
    }

    /** A cell's share of what the column must add up to. */
    share(table, column, row, count) {
        const path = `${table.id}/${column.id}`;
        const check = this.checks('sum_equal').find((one) => one.fields.includes(path));
        const total = check === undefined ? 10 : this.amount(this.field(check.total));
        const each = Math.floor(total / count);
        return row === 0 ? total - each * (count - 1) : each;
    }

    // ---- choices ----

    /** The first option that no share limits, so that one kind may take everything. */
    option(field, path) {
        const limited = new Set(
            this.checks('share_at_most')
                .filter((check) => check.when === path)
                .map((check) => check.equals),
        );
        return field.options.find((option) => !limited.has(option.code) && option.code !== field.other);
    }

    rowCount(table) {
        const { min, max } = bounds(table);
        const days = this.checks('working_days')
            .filter((check) => check.fields[0].startsWith(`${table.id}/`))
            .map((check) => check.min ?? 1);
        return clamp(Math.max(min ?? 1, ...days, 2), { max });
    }

    /** One value; path is "id" or "table/column", row counts from 0. */
    value(field, path = field.id, row = 0, table = undefined) {
        switch (field.kind) {
            case 'number':
                return String(table ? clamp(6, bounds(field)) : this.number(field, path));
            case 'money':
                return String(table ? this.share(table, field, row, this.rowCount(table)) : this.amount(field));
            case 'date':
                return this.day(field, path, row);
            case 'period':
                return this.span(field);
            case 'choice':
            case 'title_level':
                return this.option(field, path).label;
            case 'choices':
                return [
                    field.options[0].label,
                    ...field.options.filter((o) => o.code === field.other).map((o) => o.label),
                ];
            case 'region':
            case 'regions':
            case 'discipline':
            case 'industry':
                return this.listed(field);
            case 'organisation':
                return this.unitName;
            case 'phone':
                return this.foreign ? '+32 2 555 01 23' : '0471-6944364';
            case 'mobile':
                return this.foreign ? '+32 470 12 34 56' : `138001380${String(row).padStart(2, '0')}`;
            case 'email':
                return 'somebody@example.org';
            case 'idcard':
                return idCard(row);
            case 'uscc':
                return creditCode();
            case 'account':
                return this.foreign ? 'BE71096123456769' : '0608024509022100123';
            case 'cnaps':
                return '102100099996';
            case 'longtext':
                return this.words(field, row, table ? 12 : 40);
            default:
                return this.text(field, row);
        }
    }

    /** Rows of a table as a spreadsheet would put them on the clipboard. */
    rows(table) {
        return Array.from({ length: this.rowCount(table) }, (_, row) =>
            table.columns
                .map((column) => this.value(column, `${table.id}/${column.id}`, row, table))
                .join('\t'),
        ).join('\n');
    }
}
