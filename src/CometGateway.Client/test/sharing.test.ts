import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { tab } from './tab';
import { Browser } from './browser';
import { settle, World } from './world';
import { workerBridge } from '../src/worker-bridge';
import { localBridge } from '../src/local-bridge';
import { serveTabs } from '../src/worker';
import { defaults } from '../src/settings';
import { withFrames } from '../src/frames';

let world: World;
let browser: Browser;

beforeEach(() => {
  world = new World();
  browser = new Browser(world);
});
afterEach(() => void vi.useRealTimers());

const open = () => world.calls.filter(call => !call.isAborted);
const snapshot = (url: string, n: number) => ({ url, event: 'snapshot', id: `v${n}`, data: `${n}` });
const delta = (url: string, n: number) => ({ url, event: 'delta', id: `v${n}`, data: [`${n}`] });

describe.each([
  ['leader', () => () => browser.tab()],
  ['worker', () => browser.worker()],
  ['worker without locks', () => browser.worker(false)],
] as const)('%s', (_, start) => {
  test('all tabs are on one connection, and each gets its own pages', async () => {
    const newTab = start();
    const [one, two, three] = [newTab(), newTab(), newTab()];
    one.follow('/a');
    two.follow('/a');
    three.follow('/b');
    await world.pass(30);
    expect(open().length).toBe(1);
    expect([...world.last.pages].sort()).toEqual(['/a', '/b']);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1), snapshot('/b', 7), delta('/a', 2));

    expect([one.values, two.values, three.values]).toEqual([[1, 2], [1, 2], [7]]);
  });

  test('a later tab is given the page anew, and the next change; the first gets nothing twice', async () => {
    const newTab = start();
    const one = newTab();
    one.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1));
    await world.pass(1_000);
    const two = newTab();
    two.follow('/a');
    await world.pass(30);
    expect(open().map(call => call.pages)).toEqual([['/a']]);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1));
    expect(two.values).toEqual([1]);
    await world.last.lines(delta('/a', 2));

    expect([one.values, two.values]).toEqual([[1, 2], [1, 2]]);
    expect(world.calls.length).toBe(2);
  });

  test('a tab that goes takes its pages along', async () => {
    const newTab = start();
    const [one, two] = [newTab(), newTab()];
    one.follow('/a');
    await world.pass(30);
    two.follow('/b');
    await world.pass(30);
    await (await world.last.open()).keepalive();
    two.client.detach();
    await world.pass(1_000);

    expect(open().map(call => call.pages)).toEqual([['/a']]);
  });

  test('a tab that comes back resumes where it was', async () => {
    const newTab = start();
    const [one, two] = [newTab(), newTab()];
    one.follow('/a');
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1));
    two.client.detach();
    await settle();
    await world.last.lines(delta('/a', 2));
    two.client.attach();
    await world.pass(1_100);
    await world.last.open();
    await world.last.lines(snapshot('/a', 2));

    expect([one.values, two.values]).toEqual([[1, 2], [1, 2]]);
    expect(world.calls.length).toBe(2);
  });
});

describe('leader', () => {
  test('when it goes, another takes over from the same ids: nothing lost, nothing twice', async () => {
    const [one, two, three] = [browser.tab(), browser.tab(), browser.tab()];
    one.follow('/a');
    await world.pass(30);
    two.follow('/a');
    three.follow('/b');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1), snapshot('/b', 7));
    one.client.detach();
    await world.pass(30);

    expect(open().length).toBe(1);
    expect([...world.last.pages].sort()).toEqual(['/a?comet.since=v1', '/b?comet.since=v7']);
    await world.last.open();
    await world.last.lines(delta('/a', 2), delta('/b', 8));
    expect([one.values, two.values, three.values]).toEqual([[1], [1, 2], [7, 8]]);
  });

  test('a tab that holds a newer value than the next leader is not set back', async () => {
    const [one, two, three] = [browser.tab(), browser.tab(), browser.tab()];
    for (const each of [one, two, three]) each.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1));
    // The leader's last words reached one tab only.
    const mail = { kind: 'lines', transport: 'auto', url: '/a', base: 'v1', form: 'text-delta', lines: [delta('/a', 2)] };
    browser.channel('comet /_comet').postMessage({ to: 'tab3', down: mail });
    await settle();
    expect(three.values).toEqual([1, 2]);
    one.client.detach();
    await world.pass(30);
    await (await world.last.open()).keepalive();
    await world.pass(2_000);
    expect(three.values).toEqual([1, 2]);
    await world.last.lines(snapshot('/a', 2), delta('/a', 3));

    expect([two.values, three.values]).toEqual([[1, 2, 3], [1, 2, 3]]);
  });

  test('a tab that lost a message asks its hub, not the server', async () => {
    const [one, two] = [browser.tab(), browser.tab()];
    one.follow('/a');
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1));
    const mail = { kind: 'lines', transport: 'auto', url: '/a', base: 'v5', form: 'text-delta', lines: [delta('/a', 6)] };
    browser.channel('comet /_comet').postMessage({ to: 'tab2', down: mail });
    await settle();
    await world.last.lines(delta('/a', 2));

    expect(two.values).toEqual([1, 2]);
    expect(world.calls.length).toBe(1);
  });

  test('one that holds the lock and does not answer is waited for three seconds; the tab then has a connection of its own', async () => {
    void browser.locks.request('comet leader /_comet', () => new Promise(() => {}));
    const one = browser.tab();
    one.follow('/a');
    await world.pass(2_900);
    expect(world.calls.length).toBe(0);
    await world.pass(200);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1));

    expect(one.values).toEqual([1]);
  });

  test('a tab that goes meanwhile asks for nothing', async () => {
    void browser.locks.request('comet leader /_comet', () => new Promise(() => {}));
    const one = browser.tab();
    one.follow('/a');
    await world.pass(1_000);
    one.client.detach();
    await world.pass(10_000);

    expect([world.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });
});

describe('worker', () => {
  test('when it dies, the tabs share in the next way, from what they hold', async () => {
    let die = () => {};
    const newTab = browser.worker(true, undefined, new Promise(resolve => (die = resolve)));
    const [one, two] = [newTab(), newTab()];
    one.follow('/a');
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 1));
    await world.pass(10_000);
    expect(world.calls.length).toBe(1);
    die();
    await world.pass(30);
    expect(world.calls.map(call => call.pages)).toEqual([['/a'], ['/a?comet.since=v1']]);
    await world.last.open();
    await world.last.lines(delta('/a', 2));

    expect([one.values, two.values]).toEqual([[1, 2], [1, 2]]);
  });

  test('without locks, a tab that dies without a word is dropped after three minutes; one that only slept is taken back', async () => {
    const serve = serveTabs(world.environment, undefined);
    const heard: { kind: string }[] = [];
    const port = { postMessage: (message: { kind: string }) => heard.push(message), onmessage: undefined as unknown as (event: { data: unknown }) => void };
    serve(port as unknown as MessagePort);
    const say = (data: unknown) => port.onmessage({ data });
    say({ kind: 'hello', tab: 'x', settings: defaults, worked: null });
    say({ kind: 'subscribe', transport: 'auto', url: '/a', form: 'text-delta' });
    await world.pass(30);
    await world.last.open();
    for (let second = 0; second < 170; second += 10) {
      await world.last.keepalive();
      await world.pass(10_000);
    }
    say({ kind: 'alive' });
    await world.pass(11_000);
    expect(world.last.isAborted).toBe(false);
    for (let second = 0; second < 170; second += 10) {
      await world.last.keepalive();
      await world.pass(10_000);
    }
    await world.pass(1_000);
    expect(world.last.isAborted).toBe(true);
    heard.length = 0;
    say({ kind: 'alive' });

    expect(heard).toEqual([{ kind: 'here' }]);
  });

  test.each([
    ['throws', () => { throw new DOMException('denied', 'SecurityError'); }],
    ['says nothing', () => ({ port: { postMessage() {}, close() {} } })],
  ])('one that %s is replaced by the next way', async (_, start) => {
    const { client } = tab(world, {}, [workerBridge(world.environment, start as unknown as () => SharedWorker, undefined, 'tab'), localBridge(world.environment)]);
    client.subscribe('/a');
    await world.pass(3_100);

    expect(world.calls.length).toBe(1);
  });

  test('one whose script cannot be loaded is replaced at once', async () => {
    const worker = { port: { postMessage() {}, close() {} }, onerror: () => {} };
    const { client } = tab(world, {}, [workerBridge(world.environment, () => worker as unknown as SharedWorker, undefined, 'tab'), localBridge(world.environment)]);
    client.subscribe('/a');
    worker.onerror();
    await world.pass(20);

    expect(world.calls.length).toBe(1);
  });
});

test('pages asked for by iframe stay in the tab, others go to the shared hub', async () => {
  const posted: unknown[] = [];
  const shared = withFrames(end => {
    void Promise.resolve().then(() => end.fresh());
    return { post: message => posted.push(message), close() {} };
  }, world.environment);
  const { client } = tab(world, {}, [shared]);
  const framed = client.subscribe('/a', undefined, { transport: 'iframe' });
  client.subscribe('/b');
  await world.pass(30);

  expect(posted).toMatchObject([{ kind: 'hello' }, { kind: 'subscribe', url: '/b' }]);
  // No document here: the tab's own hub says so.
  expect(framed.status).toBe('closed');
});

test('a tab whose lock is long in coming is not taken for gone by the worker', async () => {
  const { locks } = browser;
  const slow = {
    request: (name: string, options: LockOptions, run: LockGrantedCallback<unknown>) =>
      new Promise(resolve => world.environment.setTimer(() => resolve(locks.request(name, options, run)), 500)),
  } as unknown as LockManager;
  const one = browser.worker(true, slow)();
  one.follow('/a');
  await world.pass(1_000);
  await world.last.open();
  await world.last.lines(snapshot('/a', 1));

  expect(one.values).toEqual([1]);
});

async function followingAsPatchesWhatAnotherWantsAsText() {
  const newTab = browser.worker();
  const [one, two] = [newTab(), newTab()];
  one.follow('/a');
  two.client.subscribe('/a', undefined, { events: 'json-patch' });
  await world.pass(30);
  await world.last.open();
  return two;
}

test('a subscription that wants the text has what its tab holds as text already, as another tab wanted it', async () => {
  const two = await followingAsPatchesWhatAnotherWantsAsText();
  await world.last.lines(snapshot('/a', 1));
  const sub = two.client.subscribe('/a', undefined, { as: 'text' });
  await world.pass(30);

  expect([sub.status, sub.value]).toEqual(['live', '1']);
  expect(world.calls.length).toBe(1);
});

test('where there is no value yet, it has the status', async () => {
  const two = await followingAsPatchesWhatAnotherWantsAsText();
  await world.last.lines({ url: '/a', event: 'status', data: { state: 'stale', reason: 'status 500' } });
  const sub = two.client.subscribe('/a');
  await world.pass(30);

  expect([sub.status, sub.reason, sub.value]).toEqual(['stale', 'status 500', undefined]);
});
