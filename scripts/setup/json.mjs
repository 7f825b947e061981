/**
 * What lies at a place inside parsed JSON; undefined when any step of the way is missing.
 * @param {unknown} value
 * @param {string[]} names
 * @returns {unknown}
 */
export function field(value, ...names) {
  return names.reduce((/** @type {unknown} */ inside, name) => (isRecord(inside) ? inside[name] : undefined), value);
}

/** @param {string} text @returns {unknown} */
export const parseJson = (text) => JSON.parse(text);

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isRecord = (value) => typeof value === 'object' && value !== null;
