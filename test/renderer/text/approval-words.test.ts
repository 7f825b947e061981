import { describe, expect, it } from 'vitest';

import type { Approval, Question } from '../../../app/contract/ui/approvals.ts';
import {
  differenceSentence,
  outcomeWords,
  placeWords,
  rememberedWords,
  requestSentence,
  rowSentence,
  sizeWords,
} from '../../../renderer/text/approval-words.ts';
import { plainSentence } from '../../../renderer/text/sentence.ts';
import { approvalOf, writeQuestion } from '../sample.ts';

import { wordsIn } from './words.ts';

const en = wordsIn('en');
const de = wordsIn('de');

const run: Question = {
  kind: 'run',
  command: ['npm', 'run', 'say hello'],
  executable: '/usr/bin/npm',
  cwd: '/tmp',
  secrets: [{ variable: 'A', reference: 'a/b/A', place: 'shared', firstUse: true }],
  timeoutSeconds: 60,
  background: false,
};

describe('requestSentence', () => {
  const cases: readonly (readonly [string, Question])[] = [
    ['wants to create secret shop/development with 2 keys', writeQuestion()],
    [
      'wants to create secret shop/development with 1 key',
      writeQuestion({ keys: [{ key: 'A', change: 'added', flags: [] }] }),
    ],
    [
      'wants to change 2 keys of secret shop/development',
      writeQuestion({
        action: 'update',
        keys: [
          { key: 'A', change: 'changed', flags: [] },
          { key: 'B', change: 'removed', flags: [] },
          { key: 'C', change: 'same', flags: [] },
        ],
      }),
    ],
    [
      'wants to add 1 key to secret shop/development',
      writeQuestion({
        action: 'update',
        keys: [
          { key: 'A', change: 'added', flags: [] },
          { key: 'B', change: 'same', flags: [] },
        ],
      }),
    ],
    [
      'wants to change 2 keys of secret shop/development',
      writeQuestion({
        action: 'update',
        keys: [
          { key: 'A', change: 'added', flags: [] },
          { key: 'B', change: 'changed', flags: [] },
        ],
      }),
    ],
    ['wants to replace secret shop/development with 2 keys', writeQuestion({ action: 'update', mode: 'replace' })],
    ["wants to run npm run 'say hello' with 1 secret", run],
    ['wants to run npm', { ...run, command: ['npm'], secrets: [] }],
    ['wants to see the value of 1 key of a/b', { kind: 'read', place: 'shared', path: 'a/b', keys: ['K'] }],
    ['wants to see all values of a/b', { kind: 'read', place: 'shared', path: 'a/b', keys: [] }],
    ['wants to delete secret a/b', { kind: 'delete', action: 'delete', place: 'shared', path: 'a/b', versions: [1] }],
    [
      'wants to bring back secret a/b',
      { kind: 'delete', action: 'undelete', place: 'shared', path: 'a/b', versions: [1] },
    ],
    ['wants to see the names in a', { kind: 'list', place: 'shared', path: 'a' }],
    ['wants to see the names in this place', { kind: 'list', place: 'shared', path: '' }],
    ['wants a key for agent build-bot', { kind: 'credential', agent: 'build-bot' }],
  ];

  it.each(cases)('says "%s"', (expected, question) => {
    expect(plainSentence(requestSentence(en, question))).toBe(expected);
  });

  it('puts the verb at the end in German', () => {
    const sentence = plainSentence(requestSentence(de, writeQuestion()));
    expect(sentence).toBe('möchte das Geheimnis shop/development mit 2 Schlüsseln anlegen');
  });

  it('sets names apart from words', () => {
    expect(requestSentence(en, run)[1]).toEqual({ kind: 'name', text: "npm run 'say hello'" });
  });

  it('leaves placeholders and references that an agent writes as they are', () => {
    const command = ['{{count}}', '$t(approvals.approve)', '<b>'];
    const sentence = plainSentence(requestSentence(en, { ...run, command, secrets: [] }));
    expect(sentence).toBe("wants to run '{{count}}' '$t(approvals.approve)' '<b>'");
  });

  it('shortens a very long command, since the details show all of it', () => {
    const sentence = plainSentence(requestSentence(en, { ...run, command: ['x'.repeat(5000)], secrets: [] }));
    expect(sentence.length).toBeLessThan(150);
    expect(sentence.endsWith('…')).toBe(true);
  });

  it('makes a direction mark in a path visible', () => {
    const sentence = plainSentence(requestSentence(en, { kind: 'list', place: 'shared', path: 'a\u202Eb' }));
    expect(sentence).toBe(String.raw`wants to see the names in a\u{202e}b`);
  });
});

describe('rowSentence', () => {
  it.each([
    ['/home/ana/.nvm/versions/node/v24.1.0/bin/node', "wants to run node -e 'say hello'"],
    [String.raw`C:\Program Files\nodejs\node.exe`, "wants to run node.exe -e 'say hello'"],
    ['node', "wants to run node -e 'say hello'"],
    ['/', "wants to run / -e 'say hello'"],
    [String.raw`odd\name`, String.raw`wants to run 'odd\name' -e 'say hello'`],
  ])('shows the base name of %s, and the whole command', (program, expected) => {
    const question: Question = { ...run, command: [program, '-e', 'say hello'], secrets: [] };
    expect(plainSentence(rowSentence(en, question))).toBe(expected);
  });
});

describe('differenceSentence', () => {
  const change = (kind: 'added' | 'changed' | 'removed' | 'same', count: number) =>
    Array.from({ length: count }, () => ({ change: kind }));

  it('names each kind of change with its number', () => {
    const changes = [...change('added', 2), ...change('changed', 1), ...change('removed', 3), ...change('same', 4)];
    expect(differenceSentence(en, changes, 'en')).toBe(
      'adds 2 keys, changes 1 key, removes 3 keys, and leaves 4 keys as they are',
    );
    expect(differenceSentence(de, changes, 'de')).toBe(
      'fügt 2 Schlüssel hinzu, ändert 1 Schlüssel, entfernt 3 Schlüssel und lässt 4 Schlüssel, wie sie sind',
    );
  });

  it('leaves out what does not happen', () => {
    expect(differenceSentence(en, change('added', 1), 'en')).toBe('adds 1 key');
  });

  it('says when nothing changes', () => {
    expect(differenceSentence(en, change('same', 3), 'en')).toBe('changes nothing');
  });
});

describe('outcomeWords', () => {
  const cases: readonly (readonly [string, Pick<Approval, 'state' | 'outcome'>])[] = [
    ['written, version 4', { state: 'done', outcome: { kind: 'written', version: 4 } }],
    ['ran, exit code 0', { state: 'done', outcome: { kind: 'ran', exitCode: 0 } }],
    ['ended before it finished', { state: 'done', outcome: { kind: 'ran', exitCode: null } }],
    ['ended before it finished', { state: 'done', outcome: { kind: 'ran' } }],
    ['failed: No space.', { state: 'failed', outcome: { kind: 'error', message: 'No space.' } }],
    ['denied, nothing was done', { state: 'denied' }],
    ['not answered in time, nothing was done', { state: 'expired' }],
    ['taken back by the agent', { state: 'withdrawn' }],
    ['approved, not carried out yet', { state: 'approved' }],
    ['done', { state: 'done' }],
  ];

  it.each(cases)('says "%s"', (expected, approval) => {
    expect(outcomeWords(en, approval)).toBe(expected);
  });
});

describe('other words of an approval', () => {
  it('names places as the person knows them', () => {
    expect(placeWords(en, 'shared')).toBe('Shared');
    expect(placeWords(en, 'own:claude-code')).toBe("claude-code's own");
  });

  it('tells what was remembered, and nothing for a single yes', () => {
    expect(rememberedWords(en, approvalOf(1, { remembered: 'once' }))).toBeNull();
    expect(rememberedWords(en, approvalOf(1, { remembered: 'share_use', shareScope: 'shop' }))).toBe('and shared shop');
  });

  it('translates the sizes it knows and shows others as they come', () => {
    expect(sizeWords(de, 'under 16')).toBe('unter 16 Zeichen');
    expect(sizeWords(de, 'huge')).toBe('huge');
  });
});
