import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { openedStore, listFile } from './open-store.ts';
import { insertWatchlistFace } from '#server/store/tables/watchlists.ts';
import { runInTurn as run } from '../support/in-turn.ts';
import { watchlist } from './watchlist-command.ts';

t.test('the own list, from the command line', async (t) => {
  const folder = t.testdir({
    'bans.csv': [
      'name;aliases;email;note;expires',
      'Zoltan Miro;Soltan Miro;;house ban;2999-01-31',
      ';;nobody;;',
      'Ida Sample;;ida@example.com;nuisance;31.01.2999',
      '',
    ].join('\n'),
    'other.csv': 'name,shoe_size\nAda,38\n',
  });
  const run = (...commandLine: string[]) => watchlist(folder, ...commandLine);

  t.match(await run('list'), { code: 0, out: /The own list is empty/ });
  t.match(await run('add', '--name', 'Ada Quentaris'), { code: 1, err: /There is no note/ });
  t.match(await run('add', '--note', 'why'), { code: 1, err: /to be found by/ });
  t.match(await run('add', '--phone', '555', '--note', 'why'), {
    code: 1,
    err: /not a telephone number/,
  });
  t.match(await run('add', '--name', 'Ada', '--note', 'x', '--expires', 'never'), { code: 2 });
  const added = await run('add', '--name', 'Ada Quentaris', '--note', 'house ban', '--json');
  t.equal(added.code, 0);
  const { id } = (JSON.parse(added.out) as { added: { id: string } }).added;

  const imported = await run('import', 'bans.csv');
  t.match(imported, { code: 1, err: /3 rows: 1 added, 2 refused/ });
  t.match(imported.err, /Row 3: . .*e-mail address/);
  t.match(imported.err, /Row 4: . Give expires as/);
  t.match(await run('import', 'other.csv'), { code: 1, err: /"shoe_size" is not known/ });

  t.match(await run('list'), { code: 0, out: /Ada Quentaris[\s\S]*Soltan Miro[\s\S]*2 entries/ });
  t.match(await run('check', '--name', 'Ada Quentarsi', '--json'), {
    code: 0,
    out: new RegExp(`"entry": "${id}"[\\s\\S]*"by": "name"`),
  });
  t.match(await run('check', '--name', 'Bo Ordinary'), { code: 0, out: 'Nobody.\n' });
  t.match(await run('remove', id.slice(0, 8)), { code: 1, err: /no terminal to ask at/ });
  t.match(await run('remove', id.slice(0, 8), '--yes'), { code: 0, out: `Removed ${id}.\n` });
  t.match(await run('remove', id, '--yes'), { code: 1, err: /There is no entry/ });

  const { db } = await openedStore(t, path.join(folder, 'data', 'vestibule.sqlite'));
  const events = await db
    .selectFrom('audit_events')
    .select(['action', 'actor', 'subject'])
    .execute();
  t.match(
    events.filter(({ action }) => action.startsWith('watchlist')),
    [
      { action: 'watchlist_added', actor: /^command:/, subject: id },
      { action: 'watchlist_added' },
      { action: 'watchlist_removed', subject: id },
    ],
  );
  t.notMatch(JSON.stringify(events), /Quentaris|ban/, 'no names on record');
});

t.test('a watchlist that nobody is on is told of, until somebody is', async (t) => {
  const folder = t.testdir({ data: { 'policy.yaml': 'default: { checks: { watchlist: } }\n' } });
  const check = async () => {
    const { code, out, err } = await run(folder, ['policy', 'check']);
    return { code, said: (out + err).replace(/\s+/g, ' ') };
  };
  const doctor = async () => (await run(folder, ['doctor'])).out.replace(/\s+/g, ' ');
  t.match(await watchlist(folder, 'list'), { code: 0 });
  t.match(await check(), { code: 0, said: /all are empty, so all visitors are held/ });
  t.match(await doctor(), /all are empty, so all visitors are held/);
  await watchlist(folder, 'add', '--name', 'Ada Quentaris', '--note', 'house ban');
  t.notMatch((await check()).said, /all are empty/);
  t.notMatch(await doctor(), /all are empty/);
});

t.test('faces that another recogniser made are told of', async (t) => {
  const folder = t.testdir({});
  const added = await watchlist(folder, 'add', '--name', 'Ada', '--note', 'house ban', '--json');
  const { id } = (JSON.parse(added.out) as { added: { id: string } }).added;
  const { db } = await openedStore(t, path.join(folder, 'data', 'vestibule.sqlite'));
  t.notMatch((await watchlist(folder, 'list')).out, 'another recogniser');
  const face = { entryId: id, model: 'an-older-model', createdAt: new Date() };
  await insertWatchlistFace(db, { ...face, ciphertext: Buffer.from('sealed') });
  t.match(
    (await watchlist(folder, 'list')).out.replace(/\s+/g, ' '),
    `another recogniser and are not looked for; add them again: ${id}`,
  );
  const { out } = await run(folder, ['doctor']);
  t.match(out.replace(/\s+/g, ' '), /1 of the own list have a face that another recogniser made/);
});

t.test('official lists, from the command line', async (t) => {
  const folder = t.testdir({ 'cut.xml': '<sdnList><sdnEntry>' });
  const run = (...commandLine: string[]) => watchlist(folder, ...commandLine);
  t.match(await run('import-list', listFile('sdn.xml')), { code: 2 });
  t.match(await run('import-list', listFile('sdn.xml'), '--source', 'ofac'), {
    code: 0,
    out: /In force: ofac, of 2026-11-20, 2 entries\./,
  });
  t.match(await run('import-list', 'cut.xml', '--source', 'ofac'), { code: 1, err: /cut off/ });
  t.match(await run('import-list', listFile('un.xml'), '--source', 'eu'), {
    code: 1,
    err: /is not such a list/,
  });
  t.match(await run('check', '--name', 'Soltan Kwentaris'), { code: 0, out: /ofac.*90001/ });
  t.match(await run('list'), { code: 0, out: /ofac: 2 entries, of 2026-11-20/ });
  const csv = ['import-list', listFile('csl.csv'), '--source', 'csl', '--date'];
  t.match(await run(...csv, '2999-01-01'), { code: 2 });
  const dated = await run(...csv, '2026-11-20');
  t.match(dated, { code: 0, out: /of 2026-11-20 \(as given\)/ });
  const cons =
    '<sdnList><sdnEntry><uid>7</uid><lastName>Mirela Ostrovan</lastName><sdnType>Individual</sdnType></sdnEntry></sdnList>';
  await writeFile(path.join(folder, 'cons.xml'), cons);
  const beside = ['import-list', 'cons.xml', '--source', 'ofac', '--may-shrink', '--list'];
  t.match(await run(...beside, 'Not a name'), { code: 2, err: /small\s+letters/ });
  t.match(await run(...beside, 'consolidated'), { code: 0, out: /force: ofac\/consolidated/ });
  t.match(await run('list'), { out: /ofac: 2 entries.*\nofac\/consolidated: 1 entries/s });
  t.match(await run('check', '--name', 'Mirela Ostrovan'), { out: /ofac\/conso/ });
});
