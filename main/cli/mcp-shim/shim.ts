import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

import { LineReader } from '../../node/agents-door/line-reader.ts';
import { lineTooLong, MAX_LINE_BYTES } from '../../node/agents-door/refusals.ts';
import type { Absence } from './alone.ts';
import { answerAlone, NOT_OPEN, refusalIn, WENT_AWAY } from './alone.ts';
import type { Message, RequestId } from './protocol.ts';
import { failure, INVALID_REQUEST, PARSE_ERROR, readMessage } from './protocol.ts';

const RETRY_MS = 1_000;
/** How long answers under way may still come after the client closed its end, as in `echo … | countersign mcp`. */
const LAST_ANSWERS_MS = 300;
/** Enough to read the id of a message that is too long for the core, and to say so. */
const LONGEST_READ = 8 * MAX_LINE_BYTES;

type Request = Extract<Message, { kind: 'request' }>;

export interface ShimParts {
  readonly input: Readable;
  readonly output: Writable;
  /** A connection to the core that has been greeted, or null while there is none. */
  readonly connect: () => Promise<Socket | null>;
}

/**
 * Joins a client's standard streams to the core. While the core is away it answers discovery itself and refuses tool calls;
 * when the core comes (back), it introduces the client again and goes on.
 */
export class Shim {
  readonly #parts: ShimParts;
  readonly #fromClient: LineReader;
  #phase: 'connecting' | 'joined' | 'alone' | 'over' = 'connecting';
  #core: Socket | undefined;
  #absence: Absence = NOT_OPEN;
  /** Lines that came while it was not yet clear whether there is a core. */
  #waiting: Buffer[] = [];
  readonly #pending = new Map<RequestId, Request>();
  #introduction: Request | undefined;
  #introducedAs: string | undefined;
  #retry: NodeJS.Timeout | undefined;
  #clientIsLeaving = false;
  #over: () => void = () => undefined;

  constructor(parts: ShimParts) {
    this.#parts = parts;
    this.#fromClient = new LineReader(LONGEST_READ, {
      line: (line) => this.#take(line),
      tooLong: () => this.#tell(failure(null, INVALID_REQUEST, 'This message is too long.')),
    });
  }

  /** Resolves when the client is gone, or `stop` was called. */
  async run(): Promise<void> {
    const { input, output } = this.#parts;
    const over = new Promise<void>((resolve) => {
      this.#over = resolve;
    });
    input.on('data', (chunk: Buffer) => this.#fromClient.push(chunk));
    input.once('end', () => this.#clientLeaves());
    input.once('error', () => this.stop());
    // The client closed the pipe without a word; there is nobody left to tell.
    output.once('error', () => this.stop());
    await this.#connect();
    await over;
  }

  stop(): void {
    this.#phase = 'over';
    clearTimeout(this.#retry);
    this.#parts.input.destroy();
    this.#core?.destroy();
    this.#over();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    this.#phase = 'connecting';
    const core = await this.#parts.connect();
    if (this.#isOver()) {
      core?.destroy();
      return;
    }
    if (core === null) this.#beAlone(NOT_OPEN);
    else this.#join(core);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const line of waiting) this.#handle(line);
    this.#leaveWhenDone();
  }

  /** A method, since the phase changes while `#connect` waits and the compiler would not know. */
  #isOver(): boolean {
    return this.#phase === 'over';
  }

  #join(core: Socket): void {
    this.#phase = 'joined';
    this.#core = core;
    this.#absence = NOT_OPEN;
    const lines = new LineReader(LONGEST_READ, {
      line: (line) => this.#fromCore(line),
      tooLong: () => core.destroy(),
    });
    core.on('data', (chunk: Buffer) => lines.push(chunk));
    core.on('drain', () => this.#parts.input.resume());
    core.once('close', () => this.#coreLeft());
    if (this.#introduction !== undefined) this.#introduceAgain(this.#introduction);
  }

  /** The core must learn which client this is. Its reply is dropped: the client has had one. */
  #introduceAgain({ method, params }: Request): void {
    const id = `countersign-${randomBytes(8).toString('hex')}`;
    this.#introducedAs = id;
    this.#toCore(Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params })));
    this.#toCore(Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}'));
  }

  #beAlone(absence: Absence): void {
    this.#phase = 'alone';
    this.#absence = absence;
    // A core that refused this client would do so each second; it is asked again when the agent calls a tool.
    if (absence === NOT_OPEN) this.#retry = setTimeout(() => void this.#connect(), RETRY_MS);
  }

  #coreLeft(): void {
    if (this.#isOver()) return;
    this.#core = undefined;
    this.#parts.input.resume();
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    const why = this.#absence === NOT_OPEN ? WENT_AWAY : this.#absence;
    for (const request of lost) {
      // A subscription stays open: the core that comes next has nothing to announce either.
      if (request.method !== 'subscriptions/listen') this.#tell(answerAlone(request, why));
    }
    this.#beAlone(this.#absence);
    this.#leaveWhenDone();
  }

  #take(line: Buffer): void {
    if (this.#phase === 'connecting') {
      this.#waiting.push(line);
      return;
    }
    const message = readMessage(line);
    if (this.#phase === 'alone' && message?.kind === 'request' && message.method === 'tools/call') {
      // Someone who has just opened the app should not have to wait for the next attempt.
      this.#waiting.push(line);
      void this.#connect();
      return;
    }
    this.#handle(line, message);
  }

  #handle(line: Buffer, message = readMessage(line)): void {
    if (message === null) {
      this.#tell(failure(null, PARSE_ERROR, 'Not JSON.'));
      return;
    }
    if (message.kind === 'request') this.#request(line, message);
    else if (this.#phase === 'joined') this.#forward(line, message);
  }

  #request(line: Buffer, request: Request): void {
    if (request.method === 'initialize') this.#introduction = request;
    if (this.#phase !== 'joined') this.#tell(answerAlone(request, this.#absence));
    else if (line.length > MAX_LINE_BYTES) this.#tell(answerAlone(request, lineTooLong()));
    else this.#forward(line, request);
  }

  #forward(line: Buffer, message: Message): void {
    if (message.kind === 'request') this.#pending.set(message.id, message);
    if (message.kind === 'notification' && message.method === 'notifications/cancelled') {
      const { requestId } = message.params;
      if (typeof requestId === 'string' || typeof requestId === 'number') this.#pending.delete(requestId);
    }
    this.#toCore(line);
  }

  #fromCore(line: Buffer): void {
    const message = readMessage(line);
    if (message === null) return;
    if (message.kind === 'other' && message.members['jsonrpc'] !== '2.0') {
      this.#absence = refusalIn(message.members) ?? this.#absence;
      return;
    }
    if (message.kind === 'response') this.#pending.delete(message.id);
    if (message.kind === 'response' && message.id === this.#introducedAs) return;
    const { output } = this.#parts;
    if (!output.write(withNewline(line))) {
      this.#core?.pause();
      output.once('drain', () => this.#core?.resume());
    }
    this.#leaveWhenDone();
  }

  #toCore(line: Buffer): void {
    if (this.#core?.write(withNewline(line)) === false) this.#parts.input.pause();
  }

  #tell(message: Readonly<Record<string, unknown>>): void {
    this.#parts.output.write(`${JSON.stringify(message)}\n`);
  }

  #clientLeaves(): void {
    this.#clientIsLeaving = true;
    this.#fromClient.push(Buffer.from('\n'));
    if (this.#phase !== 'over') this.#retry = setTimeout(() => this.stop(), LAST_ANSWERS_MS);
    this.#leaveWhenDone();
  }

  #leaveWhenDone(): void {
    if (this.#clientIsLeaving && this.#phase !== 'connecting' && this.#pending.size === 0) this.stop();
  }
}

const withNewline = (line: Buffer): Buffer => Buffer.concat([line, Buffer.from('\n')]);
