import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createLogger } from '#server/ops/logging.ts';
import { ListFollower } from '#server/watchlist/follow/follower.ts';
import { lookAtPublisher } from '#server/watchlist/follow/fetch-list.ts';
import { listStatuses } from '#server/watchlist/follow/list-status.ts';
import { environmentOf } from '../support/command.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { isOnPostgres } from '../support/postgres/databases.ts';
import { followAt, listsWith, rowOf } from './followed.ts';
import { openedStore } from './open-store.ts';
import { publishing, startPublisher, currentDate, unList } from './publisher.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/** An instance that follows lists, by this clock. */
async function startInstance(t: Test, databaseFile: string, clock: FakeClock) {
  const store = await openedStore(t, databaseFile);
  let looks = 0;
  const follower = new ListFollower({
    db: store.db,
    clock,
    log: createLogger('silent'),
    isLeader: () => store.sessions.isLeaderFor('lists'),
    look: (known, row, signal) => {
      looks++;
      const looking = { actor: 'service', now: clock.now(), signal };
      return lookAtPublisher(store.db, known, row, looking);
    },
  });
  follower.start();
  const stop = () => follower.stop();
  t.teardown(stop);
  return {
    db: store.db,
    hasDuty: () => store.sessions.isLeaderFor('lists'),
    settled: () => follower.settle(),
    looks: () => looks,
    end: async () => {
      await stop();
      await store.close();
    },
  };
}

t.test('in a week one instance fetches, each list once a day, and all use it', async (t) => {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const clock = new FakeClock('2026-11-20T06:00:00Z');
  const publisher = await startPublisher(t);
  const { db } = await openedStore(t, databaseFile);
  await followAt(db, 'un', publisher.at('/un.xml'), clock.now());
  await followAt(db, 'ofac-sdn', publisher.at('/away.xml'), clock.now());
  let answer = publishing(unList('2026-11-19', 20), 'one');
  publisher.answer = (request, response) => {
    if (request.url === '/un.xml') answer(request, response);
    else response.writeHead(404).end();
  };
  const count = isOnPostgres ? 2 : 1;
  let instances: Awaited<ReturnType<typeof startInstance>>[] = [];
  for (let i = 0; i < count; i++) instances.push(await startInstance(t, databaseFile, clock));
  const pass = (ms: number) =>
    clock.pass(ms, async () => void (await Promise.all(instances.map((one) => one.settled()))));
  const asked = (file: string) => publisher.asked.filter((one) => one.path === file).length;

  await pass(3 * dayMs);
  for (const one of instances) t.same(await listsWith(one.db, 'Zoltan Quentarisak'), ['un']);
  answer = publishing(unList('2026-11-23', 20).replace('Zoltan', 'Ludmilla'), 'two');
  await pass(1.2 * dayMs);
  for (const one of instances) t.same(await listsWith(one.db, 'Ludmilla Quentarisak'), ['un']);
  t.equal(instances.filter((one) => one.looks() > 0).length, 1, 'one of them fetches');

  // The fetching instance ends, and a new one starts.
  const gone = instances.find((one) => one.looks() > 0)!;
  await gone.end();
  instances = instances.filter((one) => one !== gone);
  instances.push(await startInstance(t, databaseFile, clock));
  // The database frees the duty once it notices the end. A refused instance asks for the duty again later.
  while (!(await anyHasDuty(instances))) await setTimeout(100);
  await pass(2.8 * dayMs);
  const days = asked('/un.xml');
  t.ok(days >= 7 && days <= 8, `once a day: ${days}`);
  t.match(await rowOf(db, 'un'), { fault: null, failures: 0 });
  const away = asked('/away.xml');
  // Retries come every half day at the latest, and more often at first.
  t.ok(away >= 15 && away <= 40, `less and less often: ${away}`);
  t.match(await listStatuses(db, clock.now()), [
    { label: 'ofac', isOverdue: true, inForce: null },
    { label: 'un', isOverdue: false },
  ]);
});

async function anyHasDuty(
  instances: readonly { hasDuty: () => Promise<boolean> }[],
): Promise<boolean> {
  for (const instance of instances) if (await instance.hasDuty()) return true;
  return false;
}

t.test('the service fetches in a process of its own, and stops it when it stops', async (t) => {
  const folder = t.testdir({ data: {} });
  const publisher = await startPublisher(t);
  const authority = path.join(folder, 'ca.pem');
  writeFileSync(authority, publisher.authority);
  const before = { ...process.env };
  Object.assign(process.env, await environmentOf(folder, { NODE_EXTRA_CA_CERTS: authority }));
  t.teardown(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  });
  const { db } = await openedStore(t, path.join(folder, 'data', 'vestibule.sqlite'));
  const clock = new FakeClock(new Date().toISOString());
  const follower = () => new ListFollower({ db, clock, log: createLogger('silent') });
  await followAt(db, 'un', publisher.at('/un.xml'), clock.now());
  publisher.answer = publishing(unList(currentDate, 20), 'one');
  const first = follower();
  first.start();
  await first.settle();
  await first.stop();
  t.same(await listsWith(db, 'Zoltan Quentarisak'), ['un']);
  t.match(await rowOf(db, 'un'), { fault: null, standing: 'in_force' });

  const asking = new Promise<void>((resolve) => {
    // The publisher never answers.
    publisher.answer = () => resolve();
  });
  await followAt(db, 'un', publisher.at('/slow.xml'), clock.now());
  const second = follower();
  second.start();
  await asking;
  await second.stop();
  t.match(await rowOf(db, 'un'), { failures: 0, fault: null }, 'nobody is to blame');

  // A child process that cannot read its settings ends without a message.
  process.env['VESTIBULE_DEADLINE_SECONDS'] = 'soon';
  const third = follower();
  third.start();
  await third.settle();
  await third.stop();
  t.match(await rowOf(db, 'un'), { failures: 1, fault: 'broken' });
});
