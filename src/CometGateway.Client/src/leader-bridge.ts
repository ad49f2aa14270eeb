import { patience, type OpenBridge } from './bridge';
import type { Port } from './entry';
import type { Environment } from './environment';
import { HubHost } from './host';
import type { FromHub, ToHub } from './messages';
import { hold, tabLock } from './tab-lock';

/** What goes over the broadcast channel. */
type Mail = { from: string; to?: string; kind: 'who' | 'leader' } | { from: string; to: 'leader'; up: ToHub } | { to: string; down: FromHub };

/** Locks and channels of this origin. */
export interface Sharing {
  locks: LockManager;
  channel(name: string): BroadcastChannel;
}

/** One tab holds the connection for all: the one with the lock. When it goes, the next in line gets the lock. */
export function leaderBridge(environment: Environment, sharing: Sharing, tab: string, group: string): OpenBridge {
  return end => {
    const channel = sharing.channel(`comet ${group}`);
    const over = new AbortController();
    const ports = new Map<string, Port>();
    let host: HubHost | undefined;
    let timer: unknown;
    const own: Port = { post: message => end.receive(message) };
    const fail = () => end.failed();
    const fresh = () => {
      environment.clearTimer(timer);
      end.fresh();
    };
    const send = (mail: Mail) => {
      if (!over.signal.aborted) channel.postMessage(mail);
    };

    channel.onmessage = ({ data }: MessageEvent<Mail>) => {
      if ('up' in data) host?.receive(portOf(data.from), data.up);
      else if ('down' in data) {
        if (data.to === tab) end.receive(data.down);
      } else if (data.kind === 'who') {
        if (host) send({ from: tab, to: data.from, kind: 'leader' });
      } else if (!host && (data.to === undefined || data.to === tab)) fresh();
    };

    const whenHeld = (name: string, granted: () => void) => hold(sharing.locks, name, over.signal, granted, fail);
    whenHeld(tabLock(tab), () => {
      send({ from: tab, kind: 'who' });
      // A leader that hangs holds its lock.
      timer = environment.setTimer(fail, patience);
      whenHeld(`comet leader ${group}`, () => {
        host = new HubHost(environment);
        fresh();
        send({ from: tab, kind: 'leader' });
      });
    });

    return {
      post: message => (host ? host.receive(own, message) : send({ from: tab, to: 'leader', up: message })),
      close() {
        over.abort();
        environment.clearTimer(timer);
        channel.close();
        host?.close();
        host = undefined;
      },
    };

    function portOf(other: string): Port {
      let port = ports.get(other);
      if (!port) {
        port = { post: message => send({ to: other, down: message }) };
        ports.set(other, port);
        sharing.locks
          .request(tabLock(other), { signal: over.signal }, () => {
            host?.drop(ports.get(other)!);
            ports.delete(other);
          })
          .catch(() => {});
      }
      return port;
    }
  };
}
