import type { OpenBridge } from './bridge';
import type { Environment } from './environment';
import { localBridge } from './local-bridge';

/** Iframes stand in the tab's own document: pages asked for by iframe are not shared with other tabs. */
export function withFrames(open: OpenBridge, environment: Environment): OpenBridge {
  return end => {
    const frames = localBridge(environment)({ ...end, receive: message => end.receive(message), fresh() {} });
    const bridge = open(end);
    return {
      post(message) {
        const isFrames = 'transport' in message && message.transport === 'iframe';
        if (isFrames || !('transport' in message)) frames.post(message);
        if (!isFrames) bridge.post(message);
      },
      close() {
        frames.close();
        bridge.close();
      },
    };
  };
}
