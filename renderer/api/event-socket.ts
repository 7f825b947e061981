/** The server closes with this code when it does not know the proof. */
const UNKNOWN_PROOF = 4401;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

/** A connection that lasted this long was a good one: the next wait starts small again. */
const GOOD_AFTER_MS = 5000;

export interface SocketListener {
  readonly onOpen: () => void;
  readonly onLost: () => void;
  readonly onRefused: () => void;
  readonly onMessage: (message: unknown) => void;
}

export interface EventSocket {
  /** Connects at once, dropping what is there. */
  connect(proof: string): void;
  stop(): void;
}

/** A WebSocket that comes back with growing waits until it is stopped or refused. */
export function createEventSocket(open: () => WebSocket, listener: SocketListener): EventSocket {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;

  function stop(): void {
    clearTimeout(timer);
    const old = socket;
    socket = null;
    old?.close();
  }

  function connect(proof: string): void {
    stop();
    const current = open();
    socket = current;
    let openedAt: number | null = null;
    current.addEventListener('open', () => {
      if (socket !== current) return;
      openedAt = performance.now();
      // Browsers can set no headers on a WebSocket: the proof goes first, as a message.
      current.send(JSON.stringify({ proof }));
      listener.onOpen();
    });
    current.addEventListener('message', ({ data }) => {
      if (socket === current) listener.onMessage(parseJson(String(data)));
    });
    current.addEventListener('close', ({ code }) => {
      if (socket !== current) return;
      socket = null;
      if (code === UNKNOWN_PROOF) {
        listener.onRefused();
        return;
      }
      const good = openedAt !== null && performance.now() - openedAt > GOOD_AFTER_MS;
      wait = good ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
      timer = setTimeout(() => connect(proof), wait);
      listener.onLost();
    });
  }

  return { connect, stop };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours to understand: the client drops what is no event.
    return null;
  }
}
