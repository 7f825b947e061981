import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';

/** Handlers of the button that shows a value for as long as it is held. */
interface HoldHandlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerUp: () => void;
  readonly onPointerLeave: () => void;
  readonly onPointerCancel: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onKeyUp: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

/**
 * A value that exists only while pointer or Space is held, in this component's state and nowhere else. Letting go,
 * leaving the button, the window or the page hides it, also when the answer comes later than that.
 */
export function useHeldValue(load: () => Promise<string>, onFailure: (error: unknown) => void) {
  const [value, setValue] = useState<string | null>(null);
  const hold = useRef(0);

  const end = useCallback((): void => {
    hold.current += 1;
    setValue(null);
  }, []);

  useEffect(() => {
    window.addEventListener('blur', end);
    document.addEventListener('visibilitychange', end);
    return () => {
      window.removeEventListener('blur', end);
      document.removeEventListener('visibilitychange', end);
    };
  }, [end]);

  const begin = async (): Promise<void> => {
    hold.current += 1;
    const mine = hold.current;
    try {
      const loaded = await load();
      if (hold.current === mine) setValue(loaded);
    } catch (error) {
      if (hold.current === mine) onFailure(error);
    }
  };

  const handlers: HoldHandlers = {
    onPointerDown: ({ button }) => {
      if (button === 0) void begin();
    },
    onPointerUp: end,
    onPointerLeave: end,
    onPointerCancel: end,
    onKeyDown: (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      if (!event.repeat) void begin();
    },
    onKeyUp: ({ key }) => {
      if (key === ' ') end();
    },
    onBlur: end,
  };

  return { value, handlers };
}
