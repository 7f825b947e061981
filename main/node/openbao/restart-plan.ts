interface RestartPlan {
  readonly kind: 'restart' | 'failed';
  readonly delayMs: number;
}

const WINDOW_MS = 60_000;
const MOST_DEATHS = 5;
export const LONGEST_DELAY_MS = 60_000;

/**
 * What to do after the server died. `deaths` are monotonic times, oldest first, the newest being now.
 * Delays double from one second; five deaths in a minute are a failure that is still retried, slowly.
 */
export function planRestart(deaths: readonly number[]): RestartPlan {
  const now = deaths.at(-1) ?? 0;
  const recent = deaths.filter((death) => now - death < WINDOW_MS).length;
  if (recent >= MOST_DEATHS) return { kind: 'failed', delayMs: LONGEST_DELAY_MS };
  return { kind: 'restart', delayMs: Math.min(LONGEST_DELAY_MS, 1000 * 2 ** (streakOf(deaths) - 1)) };
}

/** Deaths that follow each other without a quiet minute between them and their delay. */
function streakOf(deaths: readonly number[]): number {
  let streak = 0;
  let later = deaths.at(-1) ?? 0;
  for (const death of deaths.toReversed()) {
    if (later - death > WINDOW_MS + LONGEST_DELAY_MS) break;
    streak += 1;
    later = death;
  }
  return streak;
}
