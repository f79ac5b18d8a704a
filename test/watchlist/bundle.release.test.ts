import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { listWatchlists } from '../../server/store/tables/watchlists.ts';
import { takeBundle } from '../../server/watchlist/follow/take-bundle.ts';
import { runJson } from '../support/command.ts';
import { followAt, listsWith, rowOf } from './followed.ts';
import { openedStore } from './open-store.ts';
import { publishing, startPublisher, unList } from './publisher.ts';
import { watchlist } from './watchlist-command.ts';

t.test('lists are carried to a machine without a way out in one signed file', async (t) => {
  const folder = t.testdir({ out: { data: {} }, in: { data: {} } });
  const publisher = await startPublisher(t);
  const trusted = path.join(folder, 'ca.pem');
  writeFileSync(trusted, publisher.authority);
  const outside = path.join(folder, 'out');
  const inside = path.join(folder, 'in');
  const { db } = await openedStore(t, path.join(outside, 'data', 'vestibule.sqlite'));
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = publishing(unList('2026-11-20', 20), 'one');
  const bundle = (...words: string[]) =>
    runJson(outside, ['watchlist', 'bundle', ...words], { NODE_EXTRA_CA_CERTS: trusted });
  const made = await bundle('--to', '../one.bundle');
  t.match(made, { code: 0, json: { lists: ['un'], signedBy: /^[0-9a-f]{64}$/ } });
  const signedBy = String(made.json['signedBy']);
  const keyFile = path.join(outside, 'data', 'watchlist-bundle.key');
  t.equal(statSync(keyFile).mode & 0o777, 0o600);

  const one = path.join(folder, 'one.bundle');
  const take = (...words: string[]) => watchlist(inside, 'import', ...words);
  const unknown = await take(one);
  t.match(unknown, { code: 1, err: /no key is\s+known here yet/ });
  t.ok(unknown.err.includes(signedBy), 'it says whose it would be');
  const other = '0a'.repeat(32);
  t.match(await take(one, '--signed-by', other), { code: 1, err: /signed with/ });
  t.match(await take(one, '--signed-by', signedBy), { code: 0, out: /un: of 2026-11-20, 20/ });
  t.match(await take(one), { code: 0, out: /un: the same/ }, 'the key is known from then on');
  t.match((await watchlist(inside, 'status')).out, /un: brought in bundles; the latest on/);

  const { db: kept } = await openedStore(t, path.join(inside, 'data', 'vestibule.sqlite'));
  const { currentAt } = await rowOf(kept, 'un');
  t.same(await listsWith(kept, 'Zoltan Quentarisak'), ['un']);

  t.test('whatever was changed on the way changes nothing', async (t) => {
    const bytes = readFileSync(one);
    const changed = path.join(folder, 'changed.bundle');
    for (const at of [30, bytes.indexOf('\n') + 80, bytes.length - 20]) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      writeFileSync(changed, altered);
      t.match(await take(changed), { code: 1, err: /bundle|signed/ }, `at ${at}`);
    }
    for (const length of [60, bytes.length - 10]) {
      writeFileSync(changed, bytes.subarray(0, length));
      t.match(await take(changed), { code: 1, err: /no bundle as it was/ }, `cut at ${length}`);
    }
    t.match(await listWatchlists(kept), [{ listDate: '2026-11-20', entries: 20 }]);
  });

  t.test('a newer one counts, and the one before does not after it', async (t) => {
    publisher.answer = publishing(unList('2026-11-21', 21), 'two');
    t.match(await bundle('un', '--to', '../two.bundle'), { code: 0, json: { signedBy } });
    const two = path.join(folder, 'two.bundle');
    t.match(await take(two), { code: 0, out: /un: of 2026-11-21, 21 entries/ });
    t.match(await take(one), { code: 1, err: /older than the list in force/ });
    t.match(await listWatchlists(kept), [{ listDate: '2026-11-21', entries: 21 }]);
    t.ok((await rowOf(kept, 'un')).currentAt! > currentAt!, 'of when it was fetched');
    // What was fetched long ago is overdue, however late it is brought.
    const monthsLater = new Date(Date.now() + 90 * 24 * 3600_000);
    t.match(await takeBundle(kept, 'command:test', two, null, monthsLater), [
      { name: 'un', state: 'unchanged' },
    ]);
    t.ok((await rowOf(kept, 'un')).currentAt! < new Date());
  });

  t.test('is made whole or not at all', async (t) => {
    publisher.answer = (_request, response) => void response.writeHead(500).end();
    t.match(await bundle('--to', '../three.bundle'), { code: 1, json: { ok: false } });
    t.notOk(existsSync(path.join(folder, 'three.bundle')));
    writeFileSync(keyFile, 'no key');
    t.match(await bundle('--to', '../three.bundle'), { code: 1, json: { ok: false } });
    t.match(await watchlist(inside, 'import', keyFile, '--signed-by', signedBy), {
      code: 1,
      err: /no bundle/,
    });
    t.match(await watchlist(inside, 'import', one, '--signed-by', 'short'), { code: 2 });
  });
});
