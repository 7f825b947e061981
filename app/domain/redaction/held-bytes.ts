/** The last bytes of a stream that were not passed on yet, addressed by their place in the stream. */
export class HeldBytes {
  #bytes = new Uint8Array(0);
  /** Index in `#bytes` of the first byte kept. */
  #at = 0;
  #length = 0;
  #start = 0;

  /** Place of the first byte kept. */
  get start(): number {
    return this.#start;
  }

  /** Place after the last byte. */
  get end(): number {
    return this.#start + this.#length;
  }

  append(chunk: Uint8Array): void {
    if (this.#at + this.#length + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length);
    this.#bytes.set(chunk, this.#at + this.#length);
    this.#length += chunk.length;
  }

  byteAt(place: number): number {
    return this.#bytes[this.#at + place - this.#start] ?? 0;
  }

  copy(from: number, to: number): Uint8Array {
    const index = this.#at + from - this.#start;
    return this.#bytes.slice(index, index + to - from);
  }

  dropBefore(place: number): void {
    const dropped = place - this.#start;
    if (dropped <= 0) return;
    this.#at += dropped;
    this.#length -= dropped;
    this.#start = place;
    if (this.#length === 0) this.#at = 0;
  }

  /** Leaves nothing of the stream in memory. */
  clear(): void {
    this.#bytes.fill(0);
    this.#start += this.#length;
    this.#at = 0;
    this.#length = 0;
  }

  #makeRoom(extra: number): void {
    const needed = this.#length + extra;
    // Doubling, and moving only when at least half is free: single bytes appended to a long prefix stay cheap.
    const room = needed * 2 <= this.#bytes.length ? this.#bytes : new Uint8Array(Math.max(1024, needed * 2));
    room.set(this.#bytes.subarray(this.#at, this.#at + this.#length));
    if (room !== this.#bytes) this.#bytes.fill(0);
    this.#bytes = room;
    this.#at = 0;
  }
}
