import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Installation, knows, signIn, until } from './installation.ts';

// Three instances of the service on one database, each with its own hook, lobby listener and desk. A check
// that looks at one byte of a picture stands in for the models.

t.test('three instances answer as one does, whichever is asked', async (t) => {
  const all = await Installation.make(t);
  const instances = await Promise.all([1, 2, 3].map(() => all.start({ deadlineMs: 28_000 })));
  const screens = await Promise.all(
    Array.from({ length: 9 }, (_, i) =>
      all.screen(instances[i % 3]!, `ipad-${i}`, i % 2 ? 'somebody_else' : 'themselves', instances),
    ),
  );
  const rounds = Array.from({ length: 27 }, (_, i) => ({ screen: i % 9, at: (i * 7) % 3 }));
  for (let first = 0; first < rounds.length; first += 9) {
    const replies = rounds.slice(first, first + 9).map(async ({ screen, at }) => ({
      screen,
      ...(await signIn(instances[at]!, `ipad-${screen}`, `job-${randomUUID()}`)),
    }));
    for (const { screen, status, reason } of await Promise.all(replies)) {
      const expected = screen % 2 ? [412, 'no match'] : [200, null];
      t.same([status, reason], expected, `screen ${screen}`);
    }
  }
  t.equal(
    screens.reduce((sum, { captures }) => sum + captures, 0),
    rounds.length,
    'nobody was captured twice',
  );
  const told = instances.flatMap(({ onDecided }) => onDecided);
  t.equal(told.length, rounds.length, 'each is told of once');
  t.equal(new Set(told).size, rounds.length);
  const [{ count } = {}] = await all.sql('select count(*)::int from sign_ins');
  t.equal(count, rounds.length);
  await until(async () => (await all.sql('select 1 from held_jobs')).length === 0);
  t.pass('and nothing of a visitor is left on the way');
  await all.expectWholeRecord(instances[0]!);
});

t.test(
  'a repeat that reaches another instance gets the answer of the one that is running',
  async (t) => {
    const all = await Installation.make(t);
    const [a, b, c] = await Promise.all([all.start(), all.start(), all.start()]);
    const screen = await all.screen(c, 'ipad', 'nobody', [a, b]);
    const begun = screen.nextCapture();
    const first = signIn(a, 'ipad', 'job');
    await begun;
    const again = [signIn(b, 'ipad', 'job'), signIn(c, 'ipad', 'job'), signIn(a, 'ipad', 'job')];
    screen.seen = 'themselves';
    await screen.connect(c.lobbyUrl);
    t.same(
      (await Promise.all([first, ...again])).map(({ status }) => status),
      [200, 200, 200, 200],
    );
    t.equal((await signIn(b, 'ipad', 'job')).status, 200, 'and so does a late one');
    t.equal(
      [a, b, c].reduce((sum, { check }) => sum + check.count, 0),
      1,
    );
  },
);

t.test('a lost notice costs a moment, and not the sign-in', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start(), all.start()]);
  await all.screen(b, 'ipad', 'themselves', [a]);
  await all.screen(b, 'other', 'somebody_else', [a]);
  for (const name of ['tell_job_id', 'tell_runner', 'tell_table']) {
    await all.sql(
      `create or replace function ${name}() returns trigger language plpgsql as 'begin return null; end'`,
    );
  }
  t.match(await signIn(a, 'ipad'), { status: 200 });
  t.match(await signIn(a, 'other'), { status: 412, reason: 'no match' });
});

t.test('an instance of another version is not asked, and the visitor is held', async (t) => {
  const all = await Installation.make(t);
  const [old, next] = [await all.start(), await all.start({ protocol: 2 })];
  await all.screen(next, 'ipad', 'themselves', [old]);
  await all.screen(old, 'old', 'themselves', [next]);
  t.match(await signIn(old, 'ipad'), { status: 412, reason: 'instance outdated' });
  t.match(await signIn(next, 'old'), { status: 412, reason: 'instance outdated' });
  t.match(await signIn(next, 'ipad'), { status: 200 }, 'each goes on with its own');
  t.match(await signIn(old, 'old'), { status: 200 });
});

t.test('an instance with another key says so, and the visitor is held', async (t) => {
  const all = await Installation.make(t);
  const a = await all.start();
  const b = await all.start();
  await all.screen(b, 'ipad', 'themselves', [a]);
  const sealed = a.desk.cipher.seal.bind(a.desk.cipher);
  a.desk.cipher.seal = (contents, id) => {
    const bytes = sealed(contents, id);
    bytes[0]! ^= 1;
    return bytes;
  };
  t.match(await signIn(a, 'ipad'), { status: 412, reason: 'instance outdated' });
});

t.test('a screen that moves in the middle of a capture is looked at where it is', async (t) => {
  const all = await Installation.make(t);
  const [a, b, c] = await Promise.all([all.start(), all.start(), all.start()]);
  const screen = await all.screen(b, 'ipad', 'nobody', [a, c]);
  for (const [from, to, asked] of [
    [b, c, a],
    [c, a, a],
    [a, b, a],
  ] as const) {
    screen.seen = 'nobody';
    const begun = screen.nextCapture();
    const answer = signIn(asked, 'ipad');
    await begun;
    screen.seen = 'themselves';
    screen.cut();
    await knows(from, 'ipad', false);
    await screen.connect(to.lobbyUrl);
    t.match(await answer, { status: 200 });
  }
});

t.test('nobody is waited for who has no screen anywhere', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start({ graceMs: 100 }), all.start({ graceMs: 100 })]);
  const screen = await all.screen(b, 'ipad', 'themselves', [a]);
  screen.cut();
  await knows(a, 'ipad', false);
  t.match(await signIn(a, 'ipad'), { status: 412, reason: 'kiosk offline' });
});

t.test('whoever is erased leaves the memory of every instance', async (t) => {
  const all = await Installation.make(t);
  const [, b] = await Promise.all([all.start(), all.start()]);
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
