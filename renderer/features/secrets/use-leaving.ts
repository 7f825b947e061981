import { useState } from 'react';

import { useLeaveGuard } from '../../navigation/leave-guard.ts';

export interface Leaving {
  /** Whether the person is asked at the moment. */
  readonly asking: boolean;
  /** Leaves at once where nothing would be lost. */
  readonly leave: () => void;
  readonly stay: () => void;
  readonly discard: () => void;
  /** All is saved: nothing holds any more. */
  readonly release: () => void;
}

/** Every way out of a form that `holds` typed values: its own buttons, another address, the closed tab. */
export function useLeaving(holds: boolean, onLeft: () => void): Leaving {
  /** Where to, '' for nowhere but out of the form; null while nobody asks. */
  const [wanted, setWanted] = useState<string | null>(null);
  const release = useLeaveGuard(holds, setWanted);
  return {
    asking: wanted !== null,
    leave: () => (holds ? setWanted('') : onLeft()),
    stay: () => setWanted(null),
    discard: () => {
      release();
      onLeft();
      if (wanted !== null && wanted !== '') window.location.hash = wanted;
    },
    release,
  };
}
