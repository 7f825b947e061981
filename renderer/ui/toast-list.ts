interface Listed {
  /** A later toast with the same topic takes the place of this one. */
  readonly topic?: string;
  /** How long it stays; `Infinity` until it is closed. */
  readonly ms?: number;
}

const MOST = 4;

const isSameTopic = (one: Listed, other: Listed): boolean => one.topic !== undefined && one.topic === other.topic;

/** Adds one at the end. Where they get too many the oldest go, but none that waits for the person to close it. */
export function withToast<T extends Listed>(before: readonly T[], toast: T): readonly T[] {
  const others = before.filter((other) => !isSameTopic(other, toast));
  const surplus = others.length + 1 - MOST;
  const brief = others.filter(({ ms }) => ms !== Infinity);
  const gone = new Set(brief.slice(0, Math.max(0, surplus)));
  return [...others.filter((other) => !gone.has(other)), toast];
}
