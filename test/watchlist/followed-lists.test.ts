import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { listProposedLists } from '#server/watchlist/follow/followed-list-rows.ts';
import { listWatchlists } from '#server/store/tables/watchlists.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { listStatuses } from '#server/watchlist/follow/list-status.ts';
import { decideOnList } from '#server/watchlist/change.ts';
import { environmentOf } from '../support/command.ts';
import { lacking } from '../support/needs.ts';
import { followAt, listsWith, look, rowOf } from './followed.ts';
import { openedStore } from './open-store.ts';
import { publishing, startPublisher, unList, type ListServer } from './publisher.ts';
import { watchlist } from './watchlist-command.ts';

const hourMs = 3600_000;

t.test('a list is fetched once, and then asked for by what its server said of it', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  const now = new Date('2026-11-21T12:00:00Z');
  await followAt(db, 'un', publisher.at('/un.xml'), now);
  publisher.answer = publishing(unList('2026-11-20', 20), 'one');

  t.match(await look(db, 'un', { now, random: 0 }), {
    state: 'in_force',
    imported: { date: '2026-11-20', datedBy: 'list', entries: 20, isProposed: false },
  });
  t.same(await listsWith(db, 'Zoltan Quentarisak'), ['un']);
  t.match(await rowOf(db, 'un'), {
    etag: '"one"',
    failures: 0,
    fault: null,
    currentAt: now,
    dueAt: new Date(now.getTime() + 0.9 * 24 * hourMs),
  });

  const later = new Date('2026-11-22T12:00:00Z');
  t.same(await look(db, 'un', { now: later }), { state: 'unchanged' });
  t.match(publisher.asked, [
    { headers: { 'if-none-match': undefined, 'user-agent': /^vestibule\// } },
    {
      headers: {
        'if-none-match': '"one"',
        'if-modified-since': 'Fri, 20 Nov 2026 00:00:00 GMT',
      },
    },
  ]);
  t.match(await rowOf(db, 'un'), { currentAt: later });

  // A server without cache headers sends the file each time, but the same file is not imported again.
  const [{ importedAt } = { importedAt: null }] = await listWatchlists(db);
  publisher.answer = (_request, response) => void response.end(unList('2026-11-20', 20));
  t.same(await look(db, 'un'), { state: 'unchanged' });
  t.match(await listWatchlists(db), [{ importedAt }]);
});

t.test('whatever goes wrong, the list in force stays and the next try is not long', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  const stranger = await startPublisher(t, { host: 'somebody-else.example' });
  const now = new Date('2026-11-21T12:00:00Z');
  await followAt(db, 'un', publisher.at('/un.xml'), now);
  publisher.answer = publishing(unList('2026-11-20', 20), 'one');
  t.match(await look(db, 'un', { now }), { state: 'in_force' });

  const whole = unList('2026-11-22', 20);
  const half = whole.slice(0, whole.length / 2);
  const status = (code: number, headers = {}): ListServer['answer'] => {
    return (_request, response) => void response.writeHead(code, headers).end('<html>');
  };
  const faults: Record<string, ListServer['answer']> = {
    http_404: status(404),
    http_500: status(500),
    list_of_another_format: (_request, response) => {
      response.end('<!DOCTYPE html><html><body>Please log in.</body></html>');
    },
    cut_off: (_request, response) => {
      response.writeHead(200, { 'content-length': whole.length });
      response.write(half, () => response.socket?.destroy());
    },
    list_cut_off: (_request, response) => void response.end(half),
    list_date_unusable: (_request, response) => void response.end(unList('2099-01-01', 20)),
    not_https: status(302, { location: 'http://127.0.0.1:9/un.xml' }),
    too_many_redirects: status(302, { location: publisher.at('/un.xml') }),
    too_large: (_request, response) => void response.end(Buffer.alloc(2_000_000, ' ')),
  };
  const stays = async (fault: string, failures: number) => {
    t.match(await rowOf(db, 'un'), { fault, failures, currentAt: now, etag: '"one"' }, fault);
    const { dueAt } = await rowOf(db, 'un');
    const waits = dueAt.getTime() - now.getTime();
    t.ok(waits >= hourMs / 6 && waits <= 24 * hourMs, `${fault}: tried again`);
    t.match(await listWatchlists(db), [{ listDate: '2026-11-20', entries: 20 }], fault);
  };
  let failures = 0;
  for (const [fault, answer] of Object.entries(faults)) {
    publisher.answer = answer;
    const looking = { now, maxBytes: 1_000_000 };
    t.same(await look(db, 'un', looking), { state: 'failed', fault }, fault);
    await stays(fault, ++failures);
  }
  publisher.answer = (_request, response) => void response.writeHead(200).write('<?xml');
  t.same(await look(db, 'un', { now, stallMs: 50 }), { state: 'failed', fault: 'timed_out' });
  await stays('timed_out', failures + 1);
  publisher.answer = status(503, { 'retry-after': '3600' });
  await followAt(db, 'uk-ofsi', publisher.at('/uk.xml'), now);
  t.same(await look(db, 'uk-ofsi', { now, random: 0 }), { state: 'failed', fault: 'http_503' });
  const { dueAt } = await rowOf(db, 'uk-ofsi');
  t.equal(dueAt.getTime() - now.getTime(), hourMs, 'the server asked for that time');

  // The certificate is of a trusted authority, but for another host.
  await followAt(db, 'eu-fsf', stranger.at('/eu.xml'), now);
  const fault = 'ERR_TLS_CERT_ALTNAME_INVALID';
  t.same(await look(db, 'eu-fsf', { now }), { state: 'failed', fault });
  t.same(stranger.asked, [], 'nothing was asked of it');
  t.same(await listsWith(db, 'Zoltan Quentarisak'), ['un']);

  publisher.answer = publishing(whole, 'two');
  t.match(await look(db, 'un', { now }), { state: 'in_force' });
  t.match(await rowOf(db, 'un'), { fault: null, failures: 0 });
});

t.test('an authority that is not trusted gives no list', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t, { isTrusted: false });
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = publishing(unList('2026-11-20', 20), 'one');
  const looked = await look(db, 'un');
  t.match(looked, { state: 'failed', fault: /CERT|SIGNATURE/ });
  t.same(publisher.asked, []);
});

t.test('a place that takes no file is told of', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = publishing(unList('2026-11-20', 20), 'one');
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = path.join(t.testdir({ 'a-file': '' }), 'a-file');
  t.teardown(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  t.same(await look(db, 'un'), { state: 'failed', fault: 'ENOTDIR' });
});

t.test('a full disk is told of', { skip: lacking('mounts') }, async (t) => {
  const folder = t.testdir({ small: {} });
  const publisher = await startPublisher(t);
  writeFileSync(path.join(folder, 'ca.pem'), publisher.authority);
  const { db } = await openedStore(t, path.join(folder, 'data', 'vestibule.sqlite'));
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = (_request, response) => void response.end(unList('2026-11-20', 2000));
  const small = path.join(folder, 'small');
  const env = await environmentOf(folder, {
    TMPDIR: small,
    NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem'),
  });
  const mounted = `mount -t tmpfs -o size=64k tmpfs ${small} && exec "$@"`;
  const command = [process.execPath, 'dist/scripts/vestibule.js', 'watchlist', 'fetch', '--json'];
  const shell = ['-m', 'sh', '-c', mounted, 'sh', ...command];
  const ran = await new Promise<string>((resolve) => {
    const child = spawn('unshare', shell, { cwd: projectRoot, env });
    void text(child.stdout).then(resolve);
  });
  t.match(JSON.parse(ran), {
    ok: false,
    lists: [{ name: 'un', state: 'failed', fault: 'ENOSPC' }],
  });
  t.same(await listWatchlists(db), []);
});

t.test('a list that lost a tenth is kept beside, until somebody has decided', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = publishing(unList('2026-11-20', 40), 'one');
  await look(db, 'un');
  publisher.answer = publishing(unList('2026-11-21', 20, 'Ludmilla'), 'two');
  t.match(await look(db, 'un'), { state: 'proposed', imported: { entries: 20, before: 40 } });
  t.match(await look(db, 'un'), { state: 'unchanged' }, 'and is asked about once');
  const proposed = await listProposedLists(db);
  t.match(proposed, [{ doubt: 'list_shrunk', entries: 20, entriesBefore: 40, source: 'un' }]);
  t.same(await listsWith(db, 'Zoltan Quentarisak'), ['un']);
  t.same(await listsWith(db, 'Ludmilla Quentarisak'), [], 'the one before counts');
  const [{ listId } = { listId: 0 }] = proposed;

  t.match(await decideOnList(db, 'desk:1', listId, 'reject'), { listId });
  t.same(await decideOnList(db, 'desk:1', listId, 'accept'), null, 'it is decided once');
  t.match(
    await look(db, 'un'),
    { state: 'unchanged' },
    'what was rejected is not asked about again',
  );
  const overdueFrom = new Date(Date.now() + 80 * hourMs);
  t.match(await listStatuses(db, overdueFrom), [{ isOverdue: true }], 'but it is not the latest');

  publisher.answer = publishing(unList('2026-11-22', 21, 'Ludmilla'), 'three');
  t.match(await look(db, 'un'), { state: 'proposed' });
  publisher.answer = publishing(unList('2026-11-23', 22, 'Ludmilla'), 'four');
  t.match(await look(db, 'un'), { state: 'proposed' });
  const [latest, ...others] = await listProposedLists(db);
  t.match(latest, { entries: 22 }, 'the latest');
  t.same(others, [], 'in the place of the one before');
  t.match(await decideOnList(db, 'desk:1', latest!.listId, 'accept'), { entries: 22 });
  t.same(await listsWith(db, 'Ludmilla Quentarisak'), ['un']);
  t.same(await listsWith(db, 'Zoltan Quentarisak'), []);
  t.match(await rowOf(db, 'un'), { standing: 'in_force' });
  const actions = await db.selectFrom('audit_events').select(['action', 'actor']).execute();
  t.match(
    actions.filter(({ action }) => action.startsWith('watchlist')),
    [
      { action: 'watchlist_imported', actor: 'service' },
      { action: 'watchlist_rejected', actor: 'desk:1' },
      { action: 'watchlist_imported', actor: 'desk:1' },
    ],
  );
});

t.test('a list that is imported by hand is compared with its publisher again', async (t) => {
  const folder = t.testdir({ 'un.xml': unList('2026-11-01', 5) });
  const { db } = await openedStore(t, path.join(folder, 'vestibule.sqlite'));
  const publisher = await startPublisher(t);
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = publishing(unList('2026-11-20', 20), 'one');
  await look(db, 'un');
  const file = path.join(folder, 'un.xml');
  const forced = { mayShrink: true, mayBeOlder: true };
  await importList(db, 'command:test', { source: 'un', file, ...forced });
  t.match(await look(db, 'un'), { state: 'in_force', imported: { entries: 20, before: 5 } });
});

t.test('names whose letters were lost before are counted and said', async (t) => {
  const folder = t.testdir({
    'un.xml': unList('2026-11-20', 20)
      .replace('Zoltan', '????? ????')
      .replace('Zoltan', 'Zolt\ufffdn'),
  });
  const { db } = await openedStore(t, path.join(folder, 'vestibule.sqlite'));
  const file = path.join(folder, 'un.xml');
  const { warnings } = await importList(db, 'command:test', { source: 'un', file });
  t.match(warnings.join(' '), /2 names have "\?\?"/);
});

t.test('it goes through a proxy where one is set, and past it where it says so', async (t) => {
  const { db } = await openedStore(t);
  const publisher = await startPublisher(t);
  const asked: (string | undefined)[] = [];
  let isRefusing = false;
  const proxy = createPlainServer().on('connect', (request, socket, head) => {
    asked.push(request.url, request.headers['proxy-authorization']);
    if (isRefusing) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const { port } = new URL(`http://${request.url}`);
    const server = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      server.write(head);
      server.pipe(socket).pipe(server);
    });
    for (const end of [server, socket]) end.on('error', () => server.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.teardown(() => void proxy.close());
  const { port } = proxy.address() as AddressInfo;
  delete process.env['no_proxy'];
  process.env['HTTPS_PROXY'] = `http://office:pass%20word@127.0.0.1:${port}`;
  t.teardown(() => delete process.env['HTTPS_PROXY']);
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = publishing(unList('2026-11-20', 20), 'one');
  t.match(await look(db, 'un'), { state: 'in_force' });
  const login = Buffer.from('office:pass word').toString('base64');
  t.same(asked, [new URL(publisher.at('/')).host, `Basic ${login}`]);

  for (const [name, value, isThrough] of [
    ['NO_PROXY', 'acme.example, .0.0.1', false],
    ['no_proxy', '127.0.0.1:8443', true],
    ['no_proxy', '*', false],
    ['no_proxy', '', true],
  ] as const) {
    process.env[name] = value;
    asked.length = 0;
    t.match(await look(db, 'un'), { state: 'unchanged' });
    t.equal(asked.length > 0, isThrough, `${name}=${value}`);
    delete process.env[name];
  }
  process.env['ALL_PROXY'] = `127.0.0.1:${port}`;
  t.teardown(() => delete process.env['ALL_PROXY']);
  delete process.env['HTTPS_PROXY'];
  asked.length = 0;
  t.match(await look(db, 'un'), { state: 'unchanged' });
  t.same(asked, [new URL(publisher.at('/')).host, undefined]);
  isRefusing = true;
  t.match(await look(db, 'un'), { state: 'failed', fault: 'proxy_407' });
  process.env['https_proxy'] = 'socks5://127.0.0.1';
  t.teardown(() => delete process.env['https_proxy']);
  t.match(await look(db, 'un'), { state: 'failed', fault: 'bad_proxy' });
});

t.test('the command follows, shows, decides and lets go', async (t) => {
  const folder = t.testdir({ data: {} });
  const publisher = await startPublisher(t);
  const run = (...words: string[]) => watchlist(folder, ...words);
  t.match(await run('follow', 'ofac-sd'), { code: 1, err: /did you mean\s+ofac-sdn/ });
  t.match(await run('follow', 'un', '--from', 'http://x.example/un'), { code: 1, err: /https:/ });
  t.match(await run('fetch'), { code: 1, err: /is not followed/ });
  // Only this process trusts the publisher's authority; the command does not.
  t.match(await run('follow', 'un', '--from', publisher.at('/un.xml')), {
    code: 1,
    err: /un: not taken: the server.s certificate is of no authority/,
  });
  const said = async (command: string) => (await run(command)).out.replace(/\s+/g, ' ');
  t.match(await said('list'), /un: followed from https:\/\/127\.0\.0\.1.*failed 1 times/);

  const { db } = await openedStore(t, path.join(folder, 'data', 'vestibule.sqlite'));
  publisher.answer = publishing(unList('2026-11-20', 40), 'one');
  await look(db, 'un');
  publisher.answer = publishing(unList('2026-11-21', 30), 'two');
  await look(db, 'un');
  t.match(await said('list'), /has 30 entries, the one in force 40.*"watchlist accept un"/);
  t.match(await run('accept', 'un'), { code: 1, err: /no terminal to ask at/ });
  t.match(await run('accept', 'ofac', '--yes'), { code: 1, err: /No list waits/ });
  t.match(await run('accept', 'un', '--yes'), { code: 0, out: /In force: un, 30 entries/ });
  t.match(await run('unfollow', 'un'), { code: 0 });
  t.match(await run('unfollow', 'un'), { code: 1, err: /un is not followed/ });
  t.match(await listWatchlists(db), [{ entries: 30 }], 'what is in force stays');
});
