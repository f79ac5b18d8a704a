import t from 'tap';
import { migrations } from '#server/store/migrations.ts';
import { seededRandom, shuffle } from '#base/random';
import { checkDatabaseServer } from '#server/installation/diagnosis/database-server.ts';
import { databaseServerOf } from '#server/config/database-server.ts';
import { programVersion } from '#server/config/environment.ts';
import { instanceProtocol } from '#server/instances/presence.ts';
import type { TestInstance } from './instance.ts';
import { Installation, knows, signIn, untilTrue } from './installation.ts';
import type { SimulatedScreen } from './screen.ts';
import { isRelease } from '../support/release.ts';
import { seed } from '../support/seed.ts';

// Three instances of the service on one database, each with its own hook, lobby listener and desk. A check
// that reads one byte of a picture replaces the models.

/** A migration of the next version. */
const ofTomorrow = '999-of-tomorrow';

/** Longer than Envoy waits, because these tests check many answers at once, and not their speed. */
const deadlineMs = 120_000;

/** Fewer screens outside releases: a busy machine loses its database when thirty are paired and asked at once. */
const screensInSeries = isRelease ? 30 : 12;

/** Signs in twice at each of many screens, each time at a random one of the instances. */
async function series(all: Installation, instances: readonly TestInstance[], seed: number) {
  const random = seededRandom(seed);
  const any = () => instances[Math.floor(random() * instances.length)]!;
  const places = Array.from({ length: screensInSeries }, any);
  const screens: SimulatedScreen[] = [];
  // One after the other: pairing writes, and a busy machine is too slow for a queue of all pairings.
  for (const [i, at] of places.entries()) {
    screens.push(await all.screen(at, `ipad-${i}`, i % 3 ? 'themselves' : 'somebody_else'));
  }
  await Promise.all(
    screens.map((_, i) => Promise.all(instances.map((at) => knows(at, `ipad-${i}`)))),
  );
  const answers: [string, number, string | null][] = [];
  for (const round of [1, 2]) {
    const held = shuffle([...screens.keys()], random).map(async (i) => {
      const { status, reason } = await signIn(any(), `ipad-${i}`, `job-${i}-${round}`);
      answers.push([`job-${i}-${round}`, status, reason]);
    });
    await Promise.all(held);
  }
  screens.forEach((screen) => screen.cut());
  return { answers: answers.sort(), captures: screens.map(({ captures }) => captures) };
}

t.test(`instances on one database (TEST_SEED=${seed})`, async (t) => {
  const all = await Installation.make(t);
  const [a, b, c] = await Promise.all([
    all.start({ deadlineMs }),
    all.start({ deadlineMs }),
    all.start({ deadlineMs }),
  ]);
  const instances = [a, b, c];

  t.test('screens at three instances are answered for as at one', async (t) => {
    const alone = await Installation.make(t);
    const one = await alone.start({ deadlineMs });
    const expected = await series(alone, [one], seed);
    const { answers, captures } = await series(all, instances, seed);
    t.same(answers, expected.answers);
    t.same(new Set(answers.map(([, status]) => status)), new Set([200, 412]));
    t.same(captures, Array(screensInSeries).fill(2), 'nobody was captured twice');
    t.same(expected.captures, captures);
    const jobs = answers.map(([job]) => job);
    t.same(instances.flatMap(({ onDecided }) => onDecided).sort(), jobs, 'each is told of once');
    const stored = await all.sql('select job_id from sign_ins order by 1');
    t.same(
      stored.map((row) => row['job_id']),
      jobs,
    );
    await untilTrue(async () => (await all.sql('select 1 from shared_work')).length === 0);
    t.pass('and nothing of a visitor is left on the way');
    await all.expectWholeRecord(a);
  });

  t.test('a repeat elsewhere gets the answer of the one that is running', async (t) => {
    const screen = await all.screen(c, 'repeated', 'nobody', [a, b]);
    const before = instances.map(({ check }) => check.count);
    const begun = screen.nextCapture();
    const first = signIn(a, 'repeated', 'job');
    await begun;
    const again = [b, c, a].map((at) => signIn(at, 'repeated', 'job'));
    screen.seen = 'themselves';
    await screen.connect(c.lobbyUrl);
    t.same(
      (await Promise.all([first, ...again])).map(({ status }) => status),
      [200, 200, 200, 200],
    );
    t.equal((await signIn(b, 'repeated', 'job')).status, 200, 'and so does a late one');
    const runs = instances.map(({ check }, i) => check.count - before[i]!);
    t.equal(
      runs.reduce((sum, each) => sum + each),
      1,
      'it was run once',
    );
  });

  t.test('a screen that comes back in the middle of a capture is looked at again', async (t) => {
    const screen = await all.screen(b, 'back', 'nobody', [a, c]);
    for (const asked of [a, b]) {
      screen.seen = 'nobody';
      const begun = screen.nextCapture();
      const answer = signIn(asked, 'back');
      await begun;
      screen.seen = 'themselves';
      screen.cut();
      await knows(b, 'back', false);
      await screen.connect(b.lobbyUrl);
      t.match(await answer, { status: 200 });
    }
  });

  t.test('a screen that is elsewhere at the next sign-in is looked at there', async (t) => {
    const screen = await all.screen(b, 'moved', 'themselves', [a, c]);
    for (const [from, to, asked] of [
      [b, c, a],
      [c, a, a],
      [a, b, a],
    ] as const) {
      screen.cut();
      await knows(from, 'moved', false);
      await screen.connect(to.lobbyUrl);
      await knows(asked, 'moved');
      t.match(await signIn(asked, 'moved'), { status: 200 });
    }
  });

  t.test('whoever is erased leaves the memory of every instance', async (t) => {
    const refreshed = new Promise<void>((resolve) => {
      const refresh = b.people.refresh.bind(b.people);
      b.people.refresh = async () => {
        await refresh();
        resolve();
      };
    });
    await all.sql('update people_revision set revision = revision + 1');
    await refreshed;
    t.pass('without a sign-in');
  });

  t.test('an instance of another version takes calls, too', async (t) => {
    const ofOld = await all.screen(a, 'old', 'nobody', [b]);
    const heldByOld = ofOld.nextCapture();
    const meanwhile = signIn(b, 'old');
    await heldByOld;
    migrations[ofTomorrow] = {
      up: (db) => db.schema.alterTable('sign_ins').addColumn('of_tomorrow', 'text').execute(),
    };
    t.teardown(() => delete migrations[ofTomorrow]);
    const next = await all.start({ protocol: instanceProtocol + 1, policy: 'another' });
    ofOld.show('themselves');
    t.match(await meanwhile, { status: 200 }, 'held while the database was brought up to date');
    const ofNext = await all.screen(next, 'next', 'nobody', [a]);
    await knows(next, 'old');
    ofNext.seen = 'themselves';
    t.match(await signIn(a, 'next'), { status: 200 }, "Envoy's call is the same in every version");
    t.match(await signIn(next, 'old'), { status: 200 });
    t.match(await signIn(a, 'old'), { status: 200 });
    ofNext.seen = 'nobody';
    const begun = ofNext.nextCapture();
    const held = [signIn(next, 'next', 'both'), signIn(a, 'next', 'both')];
    await begun;
    ofNext.seen = 'themselves';
    await ofNext.connect(next.lobbyUrl);
    const statuses = (await Promise.all(held)).map(({ status }) => status);
    t.equal(new Set(statuses).size, 1, 'both asked at once: the first that was stored, at both');
    await all.sql(
      "insert into instances select 'gone', 'gone.example', version, protocol, policy, null, 0, 0, beat_ms - 60000 from instances limit 1",
    );
    // An instance that was killed and restarted at the same address needs no attention.
    await all.sql(
      "insert into instances select 'killed', name, version, protocol, policy, null, 0, 0, started_ms - 60000 from instances where id <> 'gone' limit 1",
    );
    const { findings } = await checkDatabaseServer(databaseServerOf(all.databaseUrl));
    const found = findings.filter(({ about }) => about === 'Instances');
    t.same(
      found.map(({ code }) => code),
      ['instances', 'instance_gone', 'instances_differ', 'instances_policy'],
    );
    t.equal(found[0]?.found.match(new RegExp(programVersion(), 'g'))?.length, 4);
    t.match(found[1]?.found, /^gone.example was last heard of 6\d s ago/);
    await all.sql("delete from instances where id in ('gone', 'killed')");
    delete migrations[ofTomorrow];
    await t.rejects(all.start(), { code: 'database_newer' }, 'an older one starts no more');
    ofOld.cut();
    ofNext.cut();
    await next.stop();
  });

  t.test('a lost notice costs a moment, and not the sign-in', async (t) => {
    await all.screen(b, 'unheard', 'themselves', [a]);
    await all.screen(b, 'other', 'somebody_else', [a]);
    for (const name of ['tell_job_id', 'tell_id', 'tell_table']) {
      await all.sql(
        `create or replace function ${name}() returns trigger language plpgsql as 'begin return null; end'`,
      );
    }
    t.match(await signIn(a, 'unheard'), { status: 200 });
    t.match(await signIn(a, 'other'), { status: 412, reason: 'no match' });
  });
  t.end();
});

t.test('nobody is waited for who has no screen anywhere', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start({ graceMs: 100 }), all.start({ graceMs: 100 })]);
  const screen = await all.screen(b, 'ipad', 'themselves', [a]);
  screen.cut();
  await knows(a, 'ipad', false);
  t.match(await signIn(a, 'ipad'), { status: 412, reason: 'kiosk offline' });
});
