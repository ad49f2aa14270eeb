import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { settle } from './world';

type Api = typeof import('../src/api');
let api: Api;
let asked: string[];

// A page of its own for each test: what is configured and subscribed stays for the life of a page.
beforeEach(async () => {
  vi.resetModules();
  api = await import('../src/api');
  asked = [];
});
afterEach(() => void vi.unstubAllGlobals());

function show(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.stubGlobal('document', Object.assign(new EventTarget(), { baseURI: 'http://site/page/', visibilityState: 'visible' }));
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('location', { origin: 'http://site' });
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return new Promise(() => {});
  });
}

describe('configure', () => {
  beforeEach(show);
  afterEach(() => void vi.useRealTimers());

  test('what it says holds for the first subscription', async () => {
    api.configure({ base: '/base/_comet', share: 'tab' });
    api.configure({ identity: 'me' });
    api.subscribe('a');
    await settle();
    await vi.advanceTimersByTimeAsync(20);

    expect(asked).toEqual(['/base/_comet/stream?url=%2Fpage%2Fa&comet.events=text-delta&comet.keepalive=event']);
  });

  test.each([
    [{ bse: 1 }, "comet.configure 'bse' is none of base,share,muteAfter,silentAfter,hiddenAfter,longPollWait,backoffBase,backoffCap,script,identity"],
    [{ share: 'tabs' }, "comet.configure: share 'tabs' is none of worker,leader,tab"],
    [{ toString: 1 }, "comet.configure 'toString' is none of base,"],
  ])('a setting that cannot be (%j) is a mistake that names those that can, and changes nothing', async (changes, message) => {
    const configure = () => api.configure({ base: '/other', ...changes } as object);

    expect(configure).toThrow(TypeError);
    expect(configure).toThrow(message);
    api.configure({ share: 'tab' });
    api.subscribe('/a');
    await settle();
    await vi.advanceTimersByTimeAsync(20);
    expect(asked[0]).toMatch(/^\/_comet\/stream\?/);
  });

  test('after the first subscription it is a mistake, also when that is closed: the connection has been made', () => {
    api.configure({ share: 'tab' });
    api.subscribe('/a').close();

    expect(() => api.configure({ identity: 'me' })).toThrow('comet.configure comes before the first subscribe');
  });
});

test('where there is no page, as on a server that renders one, subscribe says so', () => {
  api.configure({ share: 'tab' });

  expect(() => api.subscribe('/a')).toThrow('comet.subscribe needs a document');
  // Nothing has been made that would stand in the way of settings.
  expect(() => api.configure({ share: 'leader' })).not.toThrow();
});
