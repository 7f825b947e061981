import { CAPABILITIES, INSTRUCTIONS } from '../../node/mcp/server-identity.ts';
import { CATALOGUE_JSON } from './catalogue.ts';
import type { Members, Message } from './protocol.ts';
import {
  failure,
  isMembers,
  LEGACY_VERSIONS,
  METHOD_NOT_FOUND,
  MODERN_VERSIONS,
  SERVER_INFO_KEY,
  statedVersion,
  SUBSCRIPTION_KEY,
  UNSUPPORTED_VERSION,
} from './protocol.ts';

/** Why the core does not answer, in the words of its own errors. */
export interface Absence {
  readonly code: string;
  readonly message: string;
  readonly next: string | undefined;
}

const HOW_TO_OPEN = 'Run `npm start` or `npx countersign serve` in the Countersign folder, then call again.';

export const NOT_OPEN: Absence = { code: 'app_not_open', message: 'Countersign is not open.', next: HOW_TO_OPEN };

/** For a call that was under way: nobody knows how far it came. */
export const WENT_AWAY: Absence = {
  code: 'app_not_open',
  message: 'Countersign went away before it answered. What you asked for may have happened or not.',
  next: `${HOW_TO_OPEN} Look at what is there before you ask for a change again.`,
};

/** The words in which the core refused this client, if that is what it said. */
export function refusalIn({ kind, code, message, next }: Members): Absence | undefined {
  if (kind !== 'failed' || typeof code !== 'string' || typeof message !== 'string') return undefined;
  return { code, message, next: typeof next === 'string' ? next : undefined };
}

type Request = Extract<Message, { kind: 'request' }>;
/**
 * Answers for the core while it is away, with the same words as the core: clients list tools once, when they start.
 * Null where the newer era has nothing to say: a subscription stays open, and nothing it asks for ever changes.
 */
export function answerAlone(request: Request, absence: Absence): Members {
  const { id, method, params } = request;
  const version = statedVersion(params);
  if (version !== undefined && !MODERN_VERSIONS.includes(version)) return unsupported(request, version);
  if (method === 'subscriptions/listen' && version !== undefined) return acknowledged(request);
  const result = version === undefined ? legacyResult(request, absence) : modernResult(request, absence);
  return result === undefined ? failure(id, METHOD_NOT_FOUND, 'Method not found') : { jsonrpc: '2.0', id, result };
}

/** Read when it is needed: the usual start finds a core and never asks. */
function catalogue(): Members {
  const value: unknown = JSON.parse(CATALOGUE_JSON);
  return isMembers(value) ? value : {};
}

function legacyResult({ method, params }: Request, absence: Absence): Members | undefined {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: agreedVersion(params['protocolVersion']),
        capabilities: CAPABILITIES,
        serverInfo: catalogue()['serverInfo'],
        instructions: INSTRUCTIONS,
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: catalogue()['tools'] };
    case 'tools/call':
      return toolError(absence);
    default:
      return undefined;
  }
}

function modernResult({ method }: Request, absence: Absence): Members | undefined {
  const { serverInfo, tools } = catalogue();
  const common = { resultType: 'complete', _meta: { [SERVER_INFO_KEY]: serverInfo } };
  // Good for this moment only: the client asks again once the core is there.
  const cached = { ...common, ttlMs: 0, cacheScope: 'private' };
  switch (method) {
    case 'server/discover':
      return { supportedVersions: MODERN_VERSIONS, capabilities: CAPABILITIES, instructions: INSTRUCTIONS, ...cached };
    case 'tools/list':
      return { tools, ...cached };
    case 'tools/call':
      return { ...toolError(absence), ...common };
    default:
      return undefined;
  }
}

const agreedVersion = (asked: unknown): string | undefined =>
  LEGACY_VERSIONS.find((version) => version === asked) ?? LEGACY_VERSIONS[0];

const toolError = ({ code, message, next }: Absence): Members => ({
  content: [{ type: 'text', text: JSON.stringify({ code, message, next }) }],
  isError: true,
});

const unsupported = ({ id }: Request, requested: string): Members => ({
  jsonrpc: '2.0',
  id,
  error: {
    code: UNSUPPORTED_VERSION,
    message: `Unsupported protocol version: ${requested}`,
    data: { supported: MODERN_VERSIONS, requested },
  },
});

const acknowledged = ({ id }: Request): Members => ({
  jsonrpc: '2.0',
  method: 'notifications/subscriptions/acknowledged',
  params: { notifications: {}, _meta: { [SUBSCRIPTION_KEY]: id } },
});
