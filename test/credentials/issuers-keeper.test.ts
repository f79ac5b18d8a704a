import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { loadConfig } from '#server/config/config.ts';
import { IssuersKeeper } from '#server/credentials/issuers-keeper.ts';
import { checkIssuers } from '#server/installation/diagnosis/issuers.ts';
import { createLogger } from '#server/ops/logging.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { Lines } from '../support/lines.ts';
import { openTestStore } from '../support/store.ts';
import { writerIn } from './issuer-folder.ts';

const asking = 'default: { checks: { health_pass: { vaccines: ["208"] } } }\n';

/** An installation whose policy asks for health passes, what the doctor says of it, and its service's start. */
async function installation(t: Test) {
  const config = loadConfig({ VESTIBULE_DATA_DIR: t.testdir({ 'policy.yaml': asking }) });
  const { issuersFolder: folder, databaseFile } = config;
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const log = new Lines();
  const makeFolder = () => mkdirSync(path.join(folder, 'revoked'), { recursive: true });
  const writeIn = writerIn(folder);
  const write: typeof writeIn = (name, content) => {
    makeFolder();
    writeIn(name, content);
  };
  const doctor = async (now?: Date) =>
    (await checkIssuers(config, db, now)).map(({ code, state }) => `${code} ${state}`);
  const begin = async () => {
    const keeper = new IssuersKeeper({ folder, db, log: createLogger('trace', log) });
    await keeper.start();
    return keeper;
  };
  const start = async () => (await begin()).inForce;
  return { ...{ config, db, folder, log, write, makeFolder }, ...{ doctor, begin, start } };
}

t.test('the doctor says which files are missing, wrong, old or not in force', async (t) => {
  const { config, db, folder, write, doctor, start } = await installation(t);
  t.same(await doctor(), ['issuers_missing failing']);
  const { iss, kid, keySet } = await makeIssuer();
  const [key] = keySet.keys;
  const keys = [{ ...key, crlVersion: 3 }];
  const vci = { time: new Date().toISOString(), issuerInfo: [{ issuer: { iss }, keys }] };
  write('vci.json', vci);
  t.same(await doctor(), ['issuers_file warning', 'issuers ok', 'revocations_missing warning']);
  await start();
  t.same(await doctor(), ['issuers ok', 'revocations_missing warning']);
  write(`revoked/${kid}.json`, { kid, method: 'rid', ctr: 3, rids: ['a'] });
  await start();
  t.same(await doctor(), ['issuers ok']);
  t.match(await checkIssuers(config, db), [{ found: '1 issuer with 1 keys; 1 revoked.' }]);
  const later = new Date(Date.now() + 40 * 86_400_000);
  const old = ['issuers ok', 'revocations_old warning', 'issuers_old warning'];
  t.same(await doctor(later), old);
  write('vci.json', { ...vci, time: '2024-03-02T04:30:00Z' });
  write('DE.pem', 'no certificate');
  await start();
  t.same(await doctor(), ['issuers_file failing', 'issuers ok', 'issuers_old warning']);
  const [wrong, , aged] = await checkIssuers(config, db);
  t.match(wrong, { found: /^DE\.pem: .*no X\.509/, todo: /not trusted/ });
  t.match(aged, { found: 'vci.json is of 2024-03-02.' });
  write('AT.pem', 'no certificate');
  const kept = /running service keeps what is in force.*next start: Its issuers are not trusted/;
  t.match(await checkIssuers(config, db), [{ todo: kept }]);
  rmSync(folder, { recursive: true });
  t.match(await checkIssuers(config, db), [
    { code: 'issuers_file', state: 'warning', found: /is gone that is in force/ },
    { code: 'issuers_missing' },
  ]);
});

t.test('which files count is on record, by their fingerprint only', async (t) => {
  const { db, folder, log, write, start } = await installation(t);
  const recorded = async () =>
    (await auditEventsAfter(db, 0, 100))
      .filter(({ action }) => action === 'issuers_changed')
      .map(({ details }) => JSON.parse(details) as object);
  await start();
  t.same(await recorded(), [], 'nothing before the first file');
  const { iss, keySet } = await makeIssuer();
  write('a.json', { issuer: iss, jwks: keySet });
  t.match(await start(), { issuers: 1 });
  t.match(await start(), { issuers: 1 });
  const sha256 = /^[0-9a-f]{64}$/;
  const one = { sha256, issuers: 1, keys: 1, revoked: 0, mistakes: 0 };
  t.match(await recorded(), [one]);
  t.equal((await recorded()).length, 1, 'and once while nothing changes');
  rmSync(folder, { recursive: true });
  t.match(await start(), { issuers: 0 });
  t.match(await recorded(), [one, { sha256: null, issuers: 0 }]);
  t.match(log.text(), /"level":50.*THE FOLDER OF ISSUERS IS GONE/);
});

t.test('a reload that finds a mistake keeps what was in force, and says so', async (t) => {
  const { folder, log, write, makeFolder, begin } = await installation(t);
  const { iss, kid, keySet } = await makeIssuer();
  const issuer = { issuer: iss, jwks: keySet };
  const list = { kid, method: 'rid', ctr: 3, rids: ['a'] };
  write('a.json', issuer);
  write('old.pem', 'a mistake of before');
  write('revoked/list.json', list);
  const keeper = await begin();
  const before = keeper.inForce;
  t.match(before, { issuers: 1, mistakes: [{ file: 'old.pem' }] });
  const mistakes: Record<string, [RegExp, () => void]> = {
    'a file of issuers': [/DE\.pem: .*no X\.509/, () => write('DE.pem', 'no certificate')],
    'a list': [/revoked\/list\.json: .*no JSON/, () => write('revoked/list.json', '{"kid": "')],
    'no folder of lists': [
      /revoked\/\*: .*no such folder/,
      () => rmSync(path.join(folder, 'revoked'), { recursive: true }),
    ],
    'an empty folder': [
      /revoked\/\*: .*no such folder/,
      () => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      },
    ],
    'no folder': [/There is no such folder/, () => rmSync(folder, { recursive: true })],
  };
  for (const [what, [says, change]] of Object.entries(mistakes)) {
    await t.test(what, async (t) => {
      change();
      const length = log.text().length;
      await keeper.reload();
      t.equal(keeper.inForce, before);
      t.notOk(keeper.isFollowed);
      const said = log.text().slice(length);
      t.match(said, says);
      t.match(said, /THE FOLDER OF ISSUERS IS NOT FOLLOWED: what was in force stays in force/);
      rmSync(path.join(folder, 'DE.pem'), { force: true });
      write('a.json', issuer);
      write('old.pem', 'a mistake of before');
      write('revoked/list.json', list);
    });
  }
  write('revoked/list.json', { ...list, rids: ['a', 'b'] });
  await keeper.reload();
  t.ok(keeper.isFollowed, 'a mistake that is in force already prevents nothing');
  t.equal(keeper.inForce.trust.revoked, 2);
  renameSync(folder, `${folder}.away`);
  makeFolder();
  await keeper.reload();
  t.match(keeper.inForce, { issuers: 0, mistakes: { length: 0 } }, 'an empty folder means nobody');
  t.ok(keeper.isFollowed);
});
