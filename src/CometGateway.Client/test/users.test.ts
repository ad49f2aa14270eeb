import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Client } from '../src/client';
import { Browser } from './browser';
import { settle, World } from './world';

/** The browser's user may change at any time, and no script can see it: a tab is shown nothing that a connection opened before it has brought. */
let world: World;
let browser: Browser;

beforeEach(() => {
  world = new World();
  browser = new Browser(world);
});
afterEach(() => void vi.useRealTimers());

const open = () => world.calls.filter(call => !call.isAborted);
const snapshot = (url: string, id: string, data: string) => ({ url, event: 'snapshot', id, data });
const delta = (url: string, id: string, data: string) => ({ url, event: 'delta', id, data: [data] });
const statuses = (client: Client, url: string) => {
  const seen: string[] = [];
  client.subscribe(url, undefined, { onstatus: status => seen.push(status) });
  return seen;
};

describe.each([
  ['leader', () => () => browser.tab()],
  ['worker', () => browser.worker()],
  ['worker without locks', () => browser.worker(false)],
] as const)('%s', (_, start) => {
  /** A tab of anna's with its pages, and its connection a while old. */
  async function ofAnna(newTab: ReturnType<typeof start>, ...urls: string[]) {
    const one = newTab();
    urls.forEach(one.follow);
    await world.pass(30);
    await world.last.open();
    await world.last.lines(...urls.map(url => snapshot(url, 'a1', `anna ${url}`)));
    await world.pass(1_000);
    return one;
  }

  test('a new tab has nothing, and is connecting, until a connection of its own time speaks; the old one follows', async () => {
    const newTab = start();
    const one = await ofAnna(newTab, '/a', '/b');
    const old = world.last;
    const two = newTab();
    const status = statuses(two.client, '/a');
    two.follow('/a');
    await settle();
    // The connection that is going away has the last word to nobody.
    await old.lines(delta('/a', 'a2', 'anna again'));
    await world.pass(30);
    expect(old.isAborted).toBe(true);
    expect([...world.last.pages].sort()).toEqual(['/a', '/b?comet.since=a1']);
    await (await world.last.open()).keepalive();
    // The first poll for a new user may take long.
    await world.pass(20_000);
    expect([two.values, status]).toEqual([[], []]);
    await world.last.lines(snapshot('/a', 'b1', 'bert /a'), snapshot('/b', 'b1', 'bert /b'));

    expect([two.values, status]).toEqual([['bert /a'], ['live']]);
    expect(one.values).toEqual(['anna /a', 'anna /b', 'bert /a', 'bert /b']);
  });

  test('what others follow is not handed over later either, unless the new connection has brought it', async () => {
    const newTab = start();
    await ofAnna(newTab, '/a', '/b', '/c');
    const two = newTab();
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'b1', 'bert /a'), snapshot('/c', 'b1', 'bert /c'));
    two.follow('/c');
    await world.pass(1_000);
    expect([two.values, world.calls.length]).toEqual([['bert /a', 'bert /c'], 2]);
    two.follow('/b');
    await world.pass(30);

    expect(two.values).toEqual(['bert /a', 'bert /c']);
    expect([...world.last.pages].sort()).toEqual(['/a?comet.since=b1', '/b', '/c?comet.since=b1']);
  });

  test('what an old connection brings after the greeting is not handed over', async () => {
    const newTab = start();
    await ofAnna(newTab, '/a', '/b');
    const old = world.last;
    const two = newTab();
    two.follow('/a');
    await settle();
    await old.lines(delta('/b', 'a2', 'anna again'));
    two.follow('/b');
    await world.pass(30);

    expect(two.values).toEqual([]);
    expect([...world.last.pages].sort()).toEqual(['/a', '/b']);
  });

  test('a part of a change that came before the greeting is shown to nobody, whatever comes after it', async () => {
    const newTab = start();
    const one = await ofAnna(newTab, '/a');
    const old = world.last;
    await old.lines(delta('/a', '~', 'half of anna'));
    const two = newTab();
    two.follow('/a');
    await settle();
    await old.lines({ url: '/a', event: 'delta', id: 'a2', data: [[0, 12], "'s"] });
    await world.pass(30);
    await world.last.open();
    // It fits the part alone.
    await world.last.lines({ url: '/a', event: 'delta', id: 'b1', data: [[0, 8], 'bert'] });
    await world.pass(30);
    expect([one.values, two.values]).toEqual([['anna /a'], []]);
    expect(world.last.pages).toEqual(['/a']);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'b1', 'bert /a'));

    expect([one.values, two.values]).toEqual([['anna /a', 'bert /a'], ['bert /a']]);
  });

  test('where the page goes on from what is held, a part that came before is left out too', async () => {
    const newTab = start();
    const one = await ofAnna(newTab, '/a');
    const two = newTab();
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'a1', 'anna /a'));
    two.client.detach();
    await world.last.lines(delta('/a', '~', 'half of anna'));
    two.client.attach();
    await world.pass(1_000);
    expect(open().map(call => call.pages)).toEqual([['/a?comet.since=a1']]);
    await world.last.open();
    await world.last.lines({ url: '/a', event: 'delta', id: 'a2', data: [[0, 4], ' again'] });

    expect([one.values, two.values]).toEqual([['anna /a', 'anna again'], ['anna /a', 'anna again']]);
  });

  test('a connection that was being opened, or is lost, counts as old', async () => {
    const newTab = start();
    const one = newTab();
    one.follow('/a');
    await world.pass(30);
    const first = world.last;
    const two = newTab();
    two.follow('/a');
    await settle();
    await first.open();
    await first.lines(snapshot('/a', 'a1', 'anna'));
    expect(two.values).toEqual([]);
    await world.pass(500);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'b1', 'bert'));
    await world.last.cut();
    const three = newTab();
    three.follow('/a');
    await world.pass(1_000);

    expect([two.values, three.values]).toEqual([['bert'], []]);
    expect(open().map(call => call.pages)).toEqual([['/a']]);
  });

  test('a page loaded again within the linger starts from nothing', async () => {
    const newTab = start();
    const other = await ofAnna(newTab, '/other');
    const one = await ofAnna(newTab, '/a');
    one.client.detach();
    await settle();
    const again = newTab();
    again.follow('/a');
    await world.pass(30);

    expect(again.values).toEqual([]);
    expect([...world.last.pages].sort()).toEqual(['/a', '/other?comet.since=a1']);
    expect(other.values.length).toBe(1);
  });

  test('for a tab of the same user nothing is repeated, and no status flickers, in those that are there', async () => {
    const newTab = start();
    const one = await ofAnna(newTab, '/a', '/b');
    const status = statuses(one.client, '/a');
    await settle();
    const two = newTab();
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'a1', 'anna /a'));
    await world.last.lines(delta('/a', 'a2', 'next'));

    expect([one.values, two.values]).toEqual([['anna /a', 'anna /b', 'next'], ['anna /a', 'next']]);
    expect(status).toEqual(['live']);
  });

  test('twenty tabs within a second share a few openings, and all are served', async () => {
    const newTab = start();
    await ofAnna(newTab, '/a');
    const before = world.calls.length;
    const tabs = [];
    for (let count = 0; count < 20; count++) {
      const one = newTab();
      one.follow('/a');
      tabs.push(one);
      await world.pass(50);
    }
    await world.pass(500);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'b1', 'bert'));

    expect(world.calls.length - before).toBeLessThanOrEqual(4);
    expect(tabs.map(one => one.values)).toEqual(tabs.map(() => ['bert']));
  });

  test('twenty tabs at the same moment share one', async () => {
    const newTab = start();
    await ofAnna(newTab, '/a');
    const before = world.calls.length;
    for (let count = 0; count < 20; count++) newTab().follow('/a');
    await world.pass(2_000);

    expect(world.calls.length - before).toBe(1);
  });

  test('a tab that was hidden and is seen again has the user of now', async () => {
    const newTab = start();
    const [one, two] = [await ofAnna(newTab, '/a'), newTab()];
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'a1', 'anna'));
    two.client.pause();
    await world.pass(1_000);
    await world.last.lines(delta('/a', 'a2', 'anna again'));
    two.client.resume();
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'b1', 'bert'));

    expect([one.values, two.values]).toEqual([['anna /a', 'anna again', 'bert'], ['anna', 'bert']]);
  });

  test('a tab that comes back with what is held goes on from there, over a connection of now', async () => {
    const newTab = start();
    const one = await ofAnna(newTab, '/a');
    const two = newTab();
    two.follow('/a');
    await world.pass(30);
    await world.last.open();
    await world.last.lines(snapshot('/a', 'a1', 'anna /a'));
    two.client.detach();
    await world.pass(2_000);
    const before = world.calls.length;
    two.client.attach();
    await world.pass(30);
    expect(world.calls.length - before).toBe(1);
    expect(open().map(call => call.pages)).toEqual([['/a?comet.since=a1']]);
    await world.last.open();
    await world.last.lines(delta('/a', 'a2', 'next'));

    expect([one.values, two.values]).toEqual([['anna /a', 'next'], ['anna /a', 'next']]);
  });

  test('what a tab brings along, back from the back/forward cache, is for itself alone: for another the whole is asked for', async () => {
    const newTab = start();
    const one = await ofAnna(newTab, '/a');
    one.client.detach();
    await world.pass(2_000);
    one.client.attach();
    await settle();
    const two = newTab();
    two.follow('/a');
    await world.pass(30);
    expect(open().map(call => call.pages)).toEqual([['/a']]);
    await (await world.last.open()).keepalive();
    await world.pass(2_000);
    expect(two.values).toEqual([]);
    await world.last.lines(snapshot('/a', 'b1', 'bert'));

    expect([one.values, two.values]).toEqual([['anna /a', 'bert'], ['bert']]);
  });

  test('a tab that has nothing is not left without by one that brings a version along', async () => {
    const newTab = start();
    const one = await ofAnna(newTab, '/a');
    one.client.detach();
    await world.pass(2_000);
    const two = newTab();
    two.follow('/a');
    await settle();
    one.client.attach();
    await world.pass(30);
    await world.last.open();

    expect(open().map(call => call.pages)).toEqual([['/a']]);
    await world.last.lines(snapshot('/a', 'a1', 'anna /a'));
    expect([one.values, two.values]).toEqual([['anna /a'], ['anna /a']]);
  });
});
