/** A lock that each tab holds as long as it lives: whoever waits for it learns of the tab's end, however it came. */
export const tabLock = (tab: string): string => `comet tab ${tab}`;

/** Holds a lock until the signal. */
export function hold(locks: LockManager, name: string, until: AbortSignal, granted: () => void, denied: () => void, mode?: LockMode): void {
  const end = new Promise<void>(resolve => until.addEventListener('abort', () => resolve()));
  locks
    .request(name, { signal: until, mode }, () => {
      if (until.aborted) return;
      granted();
      return end;
    })
    // Given up while waiting is no denial.
    .catch(() => until.aborted || denied());
}
