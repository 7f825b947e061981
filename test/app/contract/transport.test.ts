import type { Transport } from '../../../app/contract/client.ts';
import type { Caller } from '../../../app/contract/dispatch.ts';
import { describeTransport, type OpenTransport } from '../../conformance/transport.ts';

const PAGE = 'app://ui/index.html';
const PERSON: Caller = { surface: 'desktop', session: 'window 1', may: new Set(['read', 'reveal', 'write', 'decide']) };
const LOOKING: Caller = { ...PERSON, may: new Set(['read']) };

interface Frame {
  readonly url: string;
  readonly isMain: boolean;
}

/** One channel each way, copies of what is sent, and the sender's frame, as between Electron's processes. */
const openPair: OpenTransport = async (dispatch) => {
  const windows = new Set<(message: unknown) => void>();
  const isOurs = ({ url, isMain }: Frame): boolean => isMain && url.startsWith('app://ui/');
  const invoke = async (frame: Frame, caller: Caller, message: unknown): Promise<unknown> => {
    if (!isOurs(frame)) return { ok: false, code: 'forbidden', message: 'Not from here.' };
    return structuredClone(await dispatch(structuredClone(message), caller));
  };
  const transportOf = (caller: Caller, frame: Frame = { url: PAGE, isMain: true }): Transport => ({
    send: (message) => invoke(frame, caller, message),
    listen(onMessage) {
      windows.add(onMessage);
      return () => windows.delete(onMessage);
    },
  });
  const strangerAt =
    (url: string, isMain = true) =>
    (message: unknown) =>
      transportOf(PERSON, { url, isMain }).send(message);
  return {
    transport: transportOf(PERSON),
    looking: transportOf(LOOKING),
    publish(name, payload) {
      for (const send of windows) send(structuredClone({ name, payload }));
    },
    listening: async () => undefined,
    leaveDuring: async (message) => void transportOf(PERSON).send(message),
    strangers: [
      ['another page', strangerAt('https://evil.example/')],
      ['a page whose name begins like ours', strangerAt('app://ui.evil/')],
      ['a frame inside our page', strangerAt(PAGE, false)],
    ],
    close: async () => undefined,
  };
};

describeTransport('a channel each way, as on the desktop', openPair);
