import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { commandTools, mcpTools } from '../../../app/contract/tools/catalogue.ts';
import { uiContract } from '../../../app/contract/ui/ui-contract.ts';
import { REPAIR_ACTION, RESUMED_ACTION, SEGMENT_ACTION } from '../../../app/domain/audit/entry.ts';
import { DAMAGE_KINDS } from '../../../app/domain/audit/verify.ts';
import { AppError, ERROR_TABLE } from '../../../app/kernel/errors.ts';
import { actionWords, damageWords } from '../../../renderer/text/audit-words.ts';
import { accountOf, problemOf } from '../../../renderer/text/use-words.ts';

import { wordsIn } from './words.ts';

const root = join(import.meta.dirname, '../../../renderer');

type Catalogue = { readonly [key: string]: string | Catalogue };

const read = (language: string): Catalogue =>
  JSON.parse(readFileSync(join(root, 'text', `${language}.json`), 'utf8')) as Catalogue;

const flatten = (catalogue: Catalogue, before = ''): readonly (readonly [string, string])[] =>
  Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${before}${key}`, value] as const] : flatten(value, `${before}${key}.`),
  );

const placeholders = (text: string): readonly string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

const english = new Map(flatten(read('en')));
const german = new Map(flatten(read('de')));

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

describe('the catalogues', () => {
  it('have the same keys in both languages', () => {
    expect([...german.keys()]).toEqual([...english.keys()]);
  });

  it('leave no text empty', () => {
    const blank = [...english, ...german].filter(([, text]) => text.trim() === '');
    expect(blank).toEqual([]);
  });

  it('use the same placeholders in both languages', () => {
    const different = [...english].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(german.get(key) ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  it('have both plural forms wherever they have one', () => {
    const keys = [...english.keys()];
    const ones = keys.filter((key) => key.endsWith('_one')).map((key) => key.slice(0, -'_one'.length));
    const others = keys.filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -'_other'.length));
    expect(ones).toEqual(others);
  });

  it('have a title for every error code', () => {
    const missing = Object.keys(ERROR_TABLE).filter((code) => !english.has(`error.${code}`));
    expect(missing).toEqual([]);
  });

  it('have words for everything that leaves a line in the audit', () => {
    // Agents leave lines under the names of their tools, the person under the names of the calls that do something.
    const tools = [...mcpTools, ...commandTools].map(({ name }) => name);
    const calls = Object.entries(uiContract.calls).filter(([, { effect }]) => effect !== 'read');
    const ownNotes = [SEGMENT_ACTION, REPAIR_ACTION, RESUMED_ACTION, 'session'];
    const actions = [...tools, ...calls.map(([name]) => name), ...ownNotes];
    const missing = actions.filter((action) => actionWords(wordsIn('en'), action) === action);
    expect(missing).toEqual([]);
    expect(actionWords(wordsIn('de'), 'session')).toBe('Sitzung öffnen');
  });

  it('tell of every kind of damage to the audit what it is and what to do', () => {
    const missing = DAMAGE_KINDS.filter((kind) => !english.has(`damage.${kind}`));
    expect(missing).toEqual([]);
    const words = damageWords(wordsIn('en'), { month: '2026-11', line: 42, kind: 'rolled_back' });
    expect(words).toMatch(
      /^2026-11, line 42: An older copy took the place of the log\..* find out what else can write/,
    );
  });

  it('say in the language of the person what helps where the page finds out a failure by itself', () => {
    const away = new AppError('app_not_open', '');
    expect(accountOf(problemOf(wordsIn('de'), away))).toBe(
      'Countersign antwortet nicht. Sehen Sie nach, ob es noch läuft, und versuchen Sie es dann noch einmal.',
    );
    expect(problemOf(wordsIn('en'), new AppError('conflict', 'It moved on.', { next: 'Look again.' })).detail).toBe(
      'It moved on. Look again.',
    );
    expect(accountOf(problemOf(wordsIn('en'), new AppError('conflict', '')))).toBe('Somebody was faster.');
  });

  it('hold every text that the code asks for by name', () => {
    const used = [...sources.matchAll(/['"`]([a-z][A-Za-z]*\.[A-Za-z_]+(?:\.[a-z]+)?)['"`]/g)].map(
      ([, key]) => key ?? '',
    );
    const sections = new Set(Object.keys(read('en')));
    const known = (key: string): boolean => english.has(key) || english.has(`${key}_one`);
    const calls = new Set(['secrets.places', 'secrets.list', 'secrets.entry', 'secrets.reveal', 'secrets.save']);
    const contract =
      /^(app|approvals|agents|audit|secrets|demo|status)\.(status|list|decide|createKey|revokeKey|endGrant|removeShare|verify|start|changed|appended|step|delete|undelete|restore)$/;
    const missing = used.filter(
      (key) => sections.has(key.split('.')[0] ?? '') && !known(key) && !calls.has(key) && !contract.test(key),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  it('hold no text that nobody asks for', () => {
    const families = [...sources.matchAll(/[`'"]([a-z][A-Za-z]*(?:\.[a-z]+)?)\.\$\{/g)].map(
      ([, family]) => `${family}.`,
    );
    const unused = [...english.keys()]
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !sources.includes(key) && !families.some((family) => key.startsWith(family)));
    expect([...new Set(unused)]).toEqual([]);
  });
});
