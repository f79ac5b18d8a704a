import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { makeIssuer } from '../../packages/health-pass/lab/make-cards.ts';
import { loadConfig } from '../../server/config/config.ts';
import { IssuersKeeper } from '../../server/credentials/issuers-keeper.ts';
import { checkIssuers } from '../../server/installation/diagnosis/issuers.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { auditEventsAfter } from '../../server/store/tables/audit-events.ts';
import { Lines } from '../support/lines.ts';
import { openStore } from '../support/store.ts';

const asking = 'default: { checks: { health_pass: { vaccines: ["208"] } } }\n';

/** An installation whose policy asks for health passes, what the doctor says of it, and its service's start. */
async function installation(t: Test) {
  const config = loadConfig({ VESTIBULE_DATA_DIR: t.testdir({ 'policy.yaml': asking }) });
  const { issuersFolder: folder, databaseFile } = config;
  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const log = new Lines();
  const write = (name: string, content: object | string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  };
  const doctor = async (now?: Date) =>
    (await checkIssuers(config, db, now)).map(({ code, state }) => `${code} ${state}`);
  const start = async () => {
    const keeper = new IssuersKeeper({ folder, db, log: createLogger('trace', log) });
    await keeper.start();
    return keeper.inForce;
  };
  return { ...{ config, db, folder, log, write }, ...{ doctor, start } };
}

t.test('the doctor says which files are missing, wrong, old or not in force', async (t) => {
  const { config, db, write, doctor, start } = await installation(t);
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
