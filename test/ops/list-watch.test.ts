import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { createLogger } from '#server/ops/logging.ts';
import { ListWatch } from '#server/ops/list-watch.ts';
import { noteFollowedList } from '#server/watchlist/follow/followed-list-rows.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { startTold } from '../notify/told.ts';
import { Lines } from '../support/lines.ts';
import { Receiver } from '../support/receiver.ts';
import { followAt } from '../watchlist/followed.ts';
import { unList } from '../watchlist/publisher.ts';

const hourMs = 3600_000;

t.test('an overdue list is told of once, and once when it is the latest again', async (t) => {
  const receiver = new Receiver();
  const url = await receiver.start();
  t.teardown(() => receiver.stop());
  const told = await startTold(t, {
    file: 'channels: [{ name: ops, type: slack }]\nalerts: { to: [ops] }\n',
    secrets: { NOTIFY_OPS_URL: url },
    now: '2026-11-20T12:00:00Z',
  });
  const { store, clock, notifications } = told;
  const { db } = store;
  const main = path.join(t.testdirName, 'un.xml');
  const bring = async (people: number, day: string) => {
    writeFileSync(main, unList(day, people));
    const now = new Date(`${day}T12:00:00Z`);
    await importList(db, 'command:test', { source: 'un', file: main, isKeptBeside: true, now });
  };
  await bring(40, '2026-11-20');
  await followAt(db, 'un', 'https://127.0.0.1:9/', clock.now());
  const log = new Lines();
  const deps = { db, clock, alerts: notifications.alerts };
  const watch = new ListWatch({ ...deps, log: createLogger('warn', log) });
  watch.start();
  t.teardown(() => watch.stop());
  // Jumps in one step, because nothing in between matters here.
  const pass = (ms: number) =>
    clock.jump(ms, async () => {
      await watch.settle();
      await notifications.settle();
    });
  const titles = () =>
    receiver.all.map(({ body }) => /watchlist un [\w ]+/.exec(body)?.[0] ?? body);

  await pass(48 * hourMs);
  t.same(titles(), []);
  await pass(36 * hourMs);
  t.same(titles(), ['watchlist un is overdue']);
  t.match(log.text(), /"source":"un".*a watchlist is old/);
  await noteFollowedList(db, 'un', { currentAt: clock.now(), standing: 'in_force' });
  await pass(hourMs);
  t.same(titles().slice(1), ['watchlist un is up to date again']);
  await bring(20, '2026-11-23');
  await pass(2 * hourMs);
  t.match(titles().slice(2), [/^watchlist un is in doubt/]);
  t.match(receiver.all[2]!.body, /has 20 entries, the one in force 40: it may be cut off/);
  await bring(40, '2026-11-19');
  await pass(2 * hourMs);
  t.match(receiver.all[3]!.body, /is of 2026-11-19, and the list in force of 2026-11-20/);
});
