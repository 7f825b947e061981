import { field, parseJson } from '../setup/json.mjs';

/** One figure of a bench: it prints this object as one JSON line. `budget` is the most it may be, unless `least` says the least. */
/** @typedef {{ row: string, value: number, unit: string, budget?: number, least?: number, wanted?: number }} Figure */
/** @typedef {Figure & { bench: string }} Row */

/** Lines that are no figure are the bench's own talk. @param {string} bench @param {string} output @returns {Row[]} */
export function readRows(bench, output) {
  return output.split('\n').flatMap((line) => {
    const figure = figureIn(line);
    return figure === null ? [] : [{ bench, ...figure }];
  });
}

/** @param {readonly Row[]} rows */
export function printTable(rows) {
  const head = ['bench', 'row', 'value', 'unit', 'budget', 'wanted', ''];
  const table = [head, ...rows.map((row) => cellsOf(row))];
  const widths = head.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  for (const cells of table) {
    const line = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    process.stdout.write(`${line.trimEnd()}\n`);
  }
}

/** @param {Row} row */
function cellsOf({ bench, row, value, unit, budget, least, wanted }) {
  const limit = budget === undefined ? least : budget;
  const over = (budget !== undefined && value > budget) || (least !== undefined && value < least);
  const verdict = limit === undefined ? '' : over ? 'MISSED' : 'ok';
  const bound = limit === undefined ? '' : `${budget === undefined ? '>=' : '<='} ${limit}`;
  return [bench, row, shown(value), unit, bound, wanted === undefined ? '' : String(wanted), verdict];
}

/** @param {number} value */
const shown = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

/** @param {string} line @returns {Figure | null} */
function figureIn(line) {
  if (!line.startsWith('{')) return null;
  try {
    const figure = parseJson(line);
    return isFigure(figure) ? figure : null;
  } catch {
    // The bench's own talk may begin with a brace too.
    return null;
  }
}

/** @param {unknown} value @returns {value is Figure} */
function isFigure(value) {
  const numbers = ['budget', 'least', 'wanted'].map((name) => field(value, name));
  return (
    typeof field(value, 'row') === 'string' &&
    typeof field(value, 'unit') === 'string' &&
    typeof field(value, 'value') === 'number' &&
    numbers.every((number) => number === undefined || typeof number === 'number')
  );
}
