import type { Tabs } from './browser-session.ts';

export function browserTabs(): Tabs {
  const channel = new BroadcastChannel('countersign-session');
  return {
    // A broadcast channel reaches its own origin only, so there is no target to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    say: (message) => channel.postMessage(message),
    hear: (listener) => channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
    close: () => channel.close(),
  };
}
