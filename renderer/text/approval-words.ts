import type { Approval, Question } from '../../app/contract/ui/approvals.ts';
import { assertNever } from '../../app/kernel/assert-never.ts';

import type { Translate } from './i18n.ts';
import { sentenceOf, type SentencePart } from './sentence.ts';
import { commandLine, visibleText } from './visible-text.ts';

/** Places travel as `shared` or `own:AGENT`. */
export function placeWords(t: Translate, place: string): string {
  if (place === 'shared') return t('place.shared');
  return place.startsWith('own:') ? t('place.own', { agent: place.slice('own:'.length) }) : visibleText(place);
}

/** What the agent wants, without its name in front: "wants to create secret app/development with 2 keys". */
export function requestSentence(t: Translate, question: Question): readonly SentencePart[] {
  switch (question.kind) {
    case 'write':
      return writeSentence(t, question);
    case 'run':
      return runSentence(t, question);
    case 'read': {
      const path = visibleText(question.path);
      const count = question.keys.length;
      return count === 0
        ? sentenceOf((names) => t('sentence.readAll', names), { path })
        : sentenceOf((names) => t('sentence.read', { ...names, count }), { path });
    }
    case 'delete':
      return sentenceOf((names) => t(`sentence.${question.action}`, names), { path: visibleText(question.path) });
    case 'list':
      return question.path === ''
        ? sentenceOf(() => t('sentence.listTop'), {})
        : sentenceOf((names) => t('sentence.list', names), { path: visibleText(question.path) });
    case 'credential':
      return sentenceOf((names) => t('sentence.credential', names), { agent: question.agent });
    default:
      return assertNever(question);
  }
}

function writeSentence(t: Translate, question: Extract<Question, { kind: 'write' }>): readonly SentencePart[] {
  const path = visibleText(question.path);
  const written = question.keys.filter(({ change }) => change === 'added' || change === 'changed').length;
  if (question.action === 'create') {
    return sentenceOf((names) => t('sentence.create', { ...names, count: written }), { path });
  }
  if (question.mode === 'replace') {
    const count = question.keys.filter(({ change }) => change !== 'removed').length;
    return sentenceOf((names) => t('sentence.replace', { ...names, count }), { path });
  }
  const touched = question.keys.filter(({ change }) => change !== 'same').length;
  if (question.keys.every(({ change }) => change === 'added' || change === 'same') && touched > 0) {
    return sentenceOf((names) => t('sentence.add', { ...names, count: touched }), { path });
  }
  return sentenceOf((names) => t('sentence.update', { ...names, count: touched }), { path });
}

const LONGEST_COMMAND = 120;

/** The details show all of it. */
const shortened = (text: string): string =>
  text.length > LONGEST_COMMAND ? `${text.slice(0, LONGEST_COMMAND)}…` : text;

function runSentence(t: Translate, question: Extract<Question, { kind: 'run' }>): readonly SentencePart[] {
  const command = shortened(commandLine(question.command));
  const count = question.secrets.length;
  return count === 0
    ? sentenceOf((names) => t('sentence.run', names), { command })
    : sentenceOf((names) => t('sentence.runWith', { ...names, count }), { command });
}

const DRIVE = /^(?:[A-Za-z]:\\|\\\\)/;

const baseName = (program: string): string =>
  program.split(DRIVE.test(program) ? /[\\/]/ : '/').findLast((segment) => segment !== '') ?? program;

/** For lists: the path of a program would leave no room for what it does. The details and titles have all of it. */
export function rowSentence(t: Translate, question: Question): readonly SentencePart[] {
  if (question.kind !== 'run') return requestSentence(t, question);
  const [program = '', ...rest] = question.command;
  return requestSentence(t, { ...question, command: [baseName(program), ...rest] });
}

type Changes = readonly { readonly change: 'added' | 'changed' | 'removed' | 'same' }[];

/** "adds 2 keys, changes 1 key, leaves 3 keys as they are". */
export function differenceSentence(t: Translate, changes: Changes, language: string): string {
  const count = (wanted: string): number => changes.filter(({ change }) => change === wanted).length;
  const written = [
    count('added') > 0 ? t('difference.adds', { count: count('added') }) : '',
    count('changed') > 0 ? t('difference.changes', { count: count('changed') }) : '',
    count('removed') > 0 ? t('difference.removes', { count: count('removed') }) : '',
  ].filter((text) => text !== '');
  const kept = count('same') > 0 ? [t('difference.keeps', { count: count('same') })] : [];
  const all = written.length === 0 ? [t('difference.nothing')] : [...written, ...kept];
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(all);
}

const SIZES: Readonly<Record<string, string>> = {
  empty: 'size.empty',
  'under 16': 'size.under16',
  '16 to 64': 'size.to64',
  '64 to 256': 'size.to256',
  'over 256': 'size.over256',
};

export function sizeWords(t: Translate, size: string): string {
  const key = SIZES[size];
  return key === undefined ? size : t(key);
}

type Outcome = NonNullable<Approval['outcome']>;

/** States that say all there is to say; the others have an outcome, or get one. */
const WITHOUT_EFFECT: ReadonlySet<Approval['state']> = new Set([
  'denied',
  'expired',
  'withdrawn',
  'void',
  'approved',
  'executing',
]);

/** What became of a request: "written, version 4", "denied, nothing was done". */
export function outcomeWords(t: Translate, { state, outcome }: Pick<Approval, 'state' | 'outcome'>): string {
  if (outcome !== undefined) return effectWords(t, outcome);
  return WITHOUT_EFFECT.has(state) ? t(`outcome.${state}`) : t(`state.${state}`);
}

function effectWords(t: Translate, { kind, version, exitCode, message }: Outcome): string {
  if (kind === 'ran' && typeof exitCode === 'number') return t('outcome.ranExit', { exitCode });
  if (kind === 'error' && message !== undefined) return t('outcome.errorMessage', { message: visibleText(message) });
  const numbered = kind === 'written' || kind === 'deleted' || kind === 'restored';
  return numbered && version !== undefined ? t(`outcome.${kind}Version`, { version }) : t(`outcome.${kind}`);
}

/** The remembered part of a yes, where there was one: "and the same for 15 minutes". */
export function rememberedWords(t: Translate, { remembered, shareScope }: Approval): string | null {
  if (remembered === undefined || remembered === 'once') return null;
  if (remembered === 'fifteen_minutes') return t('outcome.rememberedFifteen');
  return t('outcome.rememberedShare', { scope: shareScope ?? '' });
}
