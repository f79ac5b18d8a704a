import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { faultWords } from '#sanctions-lists';
import { checkWatchlists } from '#server/installation/diagnosis/watchlists.ts';
import { createLogger } from '#server/ops/logging.ts';
import { listProposedLists } from '#server/watchlist/follow/followed-list-rows.ts';
import { beginWatchlist, listWatchlists } from '#server/store/tables/watchlists.ts';
import { ListFollower } from '#server/watchlist/follow/follower.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Lines } from '../support/lines.ts';
import { followAt, listsWith, look, rowOf } from './followed.ts';
import { openedStore } from './open-store.ts';
import { publishing, startPublisher, unList, type ListServer } from './publisher.ts';

const sending = (body: Buffer, headers = {}): ListServer['answer'] => {
  return (_request, response) => void response.writeHead(200, headers).end(body);
};

t.test('a compressed list is read, whatever was asked for', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  await followAt(db, 'un', publisher.at('/un.xml'));
  const list = gzipSync(unList('2026-11-20', 20));
  publisher.answer = sending(list, { 'content-encoding': 'gzip' });
  t.match(await look(db, 'un'), { state: 'in_force', imported: { entries: 20 } });
  t.same(await listsWith(db, 'Zoltan Quentarisak'), ['un']);
  publisher.answer = sending(gzipSync(unList('2026-11-21', 21)));
  t.match(await look(db, 'un'), { state: 'in_force', imported: { entries: 21 } });

  publisher.answer = sending(list.subarray(0, list.length / 2));
  t.same(await look(db, 'un'), { state: 'failed', fault: 'cut_off' });
  publisher.answer = sending(gzipSync(Buffer.alloc(2_000_000)));
  const looked = await look(db, 'un', { maxBytes: 1_000_000 });
  t.same(looked, { state: 'failed', fault: 'too_large' }, 'a small file that grows');
  t.match(await listWatchlists(db), [{ entries: 21 }]);
});

t.test('a server that says "not changed" of a file nobody has gives no list', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = (_request, response) => void response.writeHead(304).end();
  t.same(await look(db, 'un'), { state: 'failed', fault: 'not_changed' });
  t.match(await rowOf(db, 'un'), { failures: 1, currentAt: null });
});

t.test('the first failure is told in words', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t, { isTrusted: false });
  const now = new Date('2026-11-24T12:00:00Z');
  await followAt(db, 'un', publisher.at('/un.xml'), now);
  t.match(await look(db, 'un', { now }), { state: 'failed' });
  const findings = await checkWatchlists(db, 'any', now);
  t.match(
    findings.find(({ code }) => code === 'watchlist_fetch'),
    { found: /^The list un could not be fetched \(once\): the server's certificate is of no auth/ },
  );
  t.match(faultWords('http_500'), /^the server answers 500/);
  t.match(faultWords('ANYTHING_ELSE'), /^the connection failed \(ANY/);

  const log = new Lines();
  const clock = new FakeClock(now.toISOString());
  await followAt(db, 'un', publisher.at('/un.xml'), clock.now());
  const deps = { db, clock, log: createLogger('warn', log) };
  const failing = async () => ({ state: 'failed', fault: 'http_404' }) as const;
  const follower = new ListFollower({ ...deps, look: failing });
  follower.start();
  await follower.settle();
  await follower.stop();
  t.match(log.text(), /watchlist fetch failed, retrying: there is no file at the address/);
});

t.test('a process that is killed leaves nothing behind', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  const clock = new FakeClock('2026-11-24T12:00:00Z');
  await followAt(db, 'un', publisher.at('/un.xml'), clock.now());
  publisher.answer = publishing(unList('2026-11-20', 40), 'one');
  await look(db, 'un');
  publisher.answer = publishing(unList('2026-11-21', 20), 'two');
  t.match(await look(db, 'un'), { state: 'proposed' });
  await followAt(db, 'un', publisher.at('/un.xml'), clock.now());
  const staged = { source: 'un', name: '' };
  const killed = async () => {
    await beginWatchlist(db, staged, new Date());
    return null;
  };
  await beginWatchlist(db, staged, new Date('2026-11-23T12:00:00Z'));
  const other = await beginWatchlist(db, { source: 'eu', name: '' }, new Date());
  const follower = new ListFollower({ db, clock, log: createLogger('silent'), look: killed });
  follower.start();
  await follower.settle();
  await follower.stop();
  const rows = await db.selectFrom('watchlists').select(['id', 'entries']).orderBy('id').execute();
  const [proposed] = await listProposedLists(db);
  t.match(rows, [{ entries: 40 }, { id: proposed?.listId }, { id: other }]);
  t.equal(rows.length, 3);
});

t.test('its files go with it', async (t) => {
  const { db } = await openedStore(t);
  const folder = t.testdir({ tmp: {} });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = `${folder}/tmp`;
  t.teardown(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  const clock = new FakeClock('2026-11-24T12:00:00Z');
  await followAt(db, 'un', 'https://127.0.0.1:9/un.xml', clock.now());
  const follower = new ListFollower({ db, clock, log: createLogger('silent') });
  follower.start();
  // Stops the follower while its child process is starting.
  await follower.stop();
  t.same(readdirSync(tmpdir()), []);
});
