import { createHmac, randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { type AuditAction, recordEvent } from '#server/audit/record.ts';
import { putPendingSeal, resealRecord, sealingKeyOf, sealRecord } from '#server/audit/sealing.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { loadConfig } from '#server/config/config.ts';
import { removePerson } from '#server/people/erasure.ts';
import type { Db } from '#server/store/schema.ts';
import { lacking } from '../support/needs.ts';
import { openTestStore, tamper as tamperWith } from '../support/store.ts';
import { latestAuditEvent } from '#server/store/tables/audit-events.ts';
import { readKeyFile } from '#server/keys/keyring.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { requestRotation } from '#server/templates/rotation.ts';
import { rotate } from '../support/rotate.ts';
import { installation } from '../privacy/installation.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { killedBefore } from '../support/killed-before.ts';
import { writeNewKey } from '../templates/key-file.ts';

const actor = 'command:desk';

/** A sealed installation with an enrolled and an erased person, and no running process. */
async function sealedPlace(t: Test) {
  const here = await installation(t);
  const config = loadConfig({ VESTIBULE_DATA_DIR: here.data });
  const sealing = { ...config, db: here.db };
  t.equal(await sealRecord(sealing), 'sealed');
  await here.enrolled('ada', 'Ada Example');
  await here.enrolled('bo', 'Bo Example');
  const registerFile = config.erasureRegisterFile;
  const messages = new RecordCipher(config.templateKeyFile);
  await removePerson(here.store, 'bo', { actor, because: 'asked', registerFile, messages });
  t.equal(await sealRecord(sealing), 'sealed');
  t.strictSame((await verifyRecord(sealing)).faults, []);
  return { ...here, config, sealing };
}

type Place = Awaited<ReturnType<typeof sealedPlace>>;

/** Runs statements without the triggers. */
function tamper({ databaseFile }: { databaseFile: string }, ...statements: string[]) {
  return tamperWith(databaseFile, ...statements);
}

/** Rewrites the chain with valid hashes, but without events about seals and erasures. */
async function writeAnew(place: Place): Promise<void> {
  const { db } = place;
  const events = await db.selectFrom('audit_events').selectAll().orderBy('seq').execute();
  await tamper(place, 'delete from audit_events');
  for (const { action, actor: who, subject } of events) {
    if (/seal|erased/.test(action)) continue;
    await recordEvent(db, { action: action as 'policy_changed', actor: who, subject });
  }
  t.ok((await db.selectFrom('audit_events').select('seq').execute()).length > 0);
}

/** The faults after the next start. Checks that the start makes no new seal over them. */
async function foundAfterStart({ sealing, config }: Place) {
  await openTemplateCipher(sealing.db, config.templateKeyFile);
  const result = await sealRecord(sealing);
  const { faults } = await verifyRecord(sealing);
  return { result, faults: faults.map(({ code }) => code) };
}

const missing = { result: 'seal_missing', faults: ['seal_missing'] };

t.test('without the key, nobody passes a record of their own off as this one', async (t) => {
  const attacks: Record<string, (place: Place) => Promise<void>> = {
    'written anew': writeAnew,
    'all of it deleted': async (place) => tamper(place, 'delete from audit_events'),
    'as if no key had been taken up yet': async (place) => {
      await writeAnew(place);
      await tamper(place, 'delete from template_keys');
    },
    'as if nobody were enrolled': async (place) => {
      await writeAnew(place);
      await tamper(
        place,
        'delete from people',
        'delete from template_keys',
        'delete from erasures',
      );
    },
    'with a pending seal of another key': async (place) => {
      await writeAnew(place);
      await place.db
        .transaction()
        .execute((transaction) => putPendingSeal(transaction, randomBytes(32), 'nothing'));
    },
  };
  for (const [what, attack] of Object.entries(attacks)) {
    await t.test(what, async (t) => {
      const place = await sealedPlace(t);
      await attack(place);
      rmSync(place.config.auditSealFile);
      t.strictSame(await foundAfterStart(place), missing);
      const verified = await run(place.folder, ['audit', 'verify']);
      t.match(verified, { code: 1, err: /no\s+file\s+with\s+a\s+seal/ });
      t.equal((await run(place.folder, ['audit', 'reseal'])).code, 0);
      const { faults } = await verifyRecord(place.sealing);
      t.strictSame(faults, [], 'somebody looked into it');
      const event = place.db
        .selectFrom('audit_events')
        .select('details')
        .where('action', '=', 'record_resealed');
      t.match(await event.execute(), [{ details: /"fault":"seal_missing"/ }]);
    });
  }
});

t.test(
  'a database wiped as a whole is one that nothing was done in yet',
  { skip: lacking('SQLite') },
  async (t) => {
    const place = await sealedPlace(t);
    await place.store.close();
    for (const file of [place.databaseFile, place.config.auditSealFile]) rmSync(file);
    const { db } = await opened(t, place.databaseFile);
    await openTemplateCipher(db, place.config.templateKeyFile);
    t.equal(await sealRecord({ ...place.config, db }), 'sealed', 'and everybody in it is gone');
  },
);

async function opened(t: Test, databaseFile: string) {
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  return store;
}

async function bare(t: Test) {
  const config = loadConfig({ VESTIBULE_DATA_DIR: path.join(t.testdir(), 'data') });
  const store = await opened(t, config.databaseFile);
  return { config, store, sealing: { ...config, db: store.db } };
}

async function isOnRecord(db: Db, action: AuditAction): Promise<boolean> {
  return (await latestAuditEvent(db, action)) !== undefined;
}

t.test('the first start seals, however the key came there', async (t) => {
  t.test('made by the service, after commands have been at work', async (t) => {
    const { config, sealing } = await bare(t);
    await recordEvent(sealing.db, { action: 'policy_changed', actor });
    t.equal(await sealRecord(sealing), 'no_key');
    await openTemplateCipher(sealing.db, config.templateKeyFile);
    t.strictSame((await verifyRecord(sealing)).faults, [], 'before it is in its file, too');
    t.equal(await sealRecord(sealing), 'sealed');
    t.match(await verifyRecord(sealing), { events: 3, sealedSeq: 3, faults: { length: 0 } });
    t.ok(await isOnRecord(sealing.db, 'template_key_created'));
  });

  t.test('given before the start', async (t) => {
    const { config, sealing } = await bare(t);
    writeNewKey(config.templateKeyFile);
    await openTemplateCipher(sealing.db, config.templateKeyFile);
    t.equal(await sealRecord(sealing), 'sealed');
    t.match(await verifyRecord(sealing), { events: 2, sealedSeq: 2, faults: { length: 0 } });
    t.ok(await isOnRecord(sealing.db, 'template_key_taken_up'));
  });

  t.test('given before the first command', async (t) => {
    const folder = t.testdir({ data: {} });
    writeNewKey(path.join(folder, 'data', 'template.key'));
    t.match(await runJson(folder, ['privacy', 'opt-out', 'add', '--name', 'Eve']), {
      code: 0,
    });
    t.match(await runJson(folder, ['audit', 'verify']), {
      code: 0,
      json: { faults: { length: 0 } },
    });
  });
});

t.test(
  'what was on record when the key was made cannot be cut off before it is sealed',
  async (t) => {
    const { config, sealing } = await bare(t);
    await recordEvent(sealing.db, { action: 'opt_out_added', actor });
    await openTemplateCipher(sealing.db, config.templateKeyFile);
    await tamper(config, 'delete from audit_events');
    await recordEvent(sealing.db, { action: 'policy_changed', actor });
    t.equal(await sealRecord(sealing), 'cut_off');
  },
);

t.test('with another key, because the one before is lost, the old seal is none', async (t) => {
  const { config, sealing } = await bare(t);
  await openTemplateCipher(sealing.db, config.templateKeyFile);
  t.equal(await sealRecord(sealing), 'sealed');
  rmSync(config.templateKeyFile);
  await openTemplateCipher(sealing.db, config.templateKeyFile);
  t.equal(await sealRecord(sealing), 'seal_forged');
  t.equal(await resealRecord(sealing, actor), 'sealed');
  t.strictSame((await verifyRecord(sealing)).faults, []);
});

/** Seals the latest event as a forger does who has this key. */
async function forge(db: Db, file: string, key: Buffer): Promise<void> {
  const [head] = await db
    .selectFrom('audit_events')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .execute();
  const at = new Date().toISOString();
  const text = JSON.stringify([head?.seq, head?.hash, at]);
  const mac = createHmac('sha256', key).update(text).digest('hex');
  writeFileSync(file, JSON.stringify({ ...head, at, mac }));
}

async function sealingKeyIn(file: string): Promise<Buffer> {
  const key = await readKeyFile(file);
  if (!key) throw new Error('There is no key.');
  return sealingKeyOf(key);
}

t.test('a key that was rotated away seals nothing any more', async (t) => {
  const place = await sealedPlace(t);
  const { config, sealing } = place;
  const leaked = await sealingKeyIn(config.templateKeyFile);
  await forge(place.db, config.auditSealFile, leaked);
  t.strictSame((await verifyRecord(sealing)).faults, [], 'as long as it counts');
  await rotate(place.db, config.templateKeyFile, { revoke: false });
  t.equal(await sealRecord(sealing), 'sealed');
  t.strictSame((await verifyRecord(sealing)).faults, []);

  await tamper(place, 'delete from audit_events where seq > 2');
  await forge(place.db, config.auditSealFile, leaked);
  const found = { result: 'seal_forged', faults: ['seal_forged'] };
  t.strictSame(await foundAfterStart(place), found);
  await forge(place.db, config.auditSealFile, await sealingKeyIn(config.templateKeyFile));
  t.strictSame(
    await foundAfterStart(place),
    { result: 'sealed', faults: [] },
    'the right key does',
  );
});

t.test(
  'a rotation that is killed at any renaming locks nobody out, and shuts the old key out',
  { skip: lacking('SQLite') },
  async (t) => {
    const place = await sealedPlace(t);
    const { config, sealing, folder } = place;
    const version = async () => (await readKeyFile(config.templateKeyFile))?.version;
    let wasKilled = true;
    let betweens = 0;
    for (let renaming = 1; wasKilled; renaming++) {
      const old = await sealingKeyIn(config.templateKeyFile);
      const before = readFileSync(config.auditSealFile, 'utf8');
      await requestRotation(place.db, config.templateKeyFile, { revoke: false, actor });
      wasKilled = killedBefore(renaming, folder, [], 'dist/test/support/rotate-process.js');
      const isSealedYet = readFileSync(config.auditSealFile, 'utf8') !== before;
      t.strictSame((await verifyRecord(sealing)).faults, [], `killed before ${renaming}`);
      if (!isSealedYet) {
        betweens++;
        const database = path.join(folder, `${renaming}.sqlite`);
        await place.store.scrub();
        copyFileSync(place.databaseFile, database);
        tamper({ databaseFile: database }, 'delete from audit_events where seq > 2');
        const forged = path.join(folder, `${renaming}.seal`);
        const { db } = await opened(t, database);
        await forge(db, forged, old);
        const attacked = { ...config, db, auditSealFile: forged };
        t.match(await sealRecord(attacked), /cut_off|seal_forged/, 'not by the old key');
      }
      t.equal(await sealRecord(sealing), 'sealed');
      await openTemplateCipher(place.db, config.templateKeyFile);
      t.strictSame((await verifyRecord(sealing)).faults, []);
    }
    t.ok(betweens > 0);
    t.ok(Number(await version()) > 2);
  },
);

t.test('a rotation covers up no fault', async (t) => {
  const place = await sealedPlace(t);
  const { config } = place;
  await tamper(place, 'delete from audit_events where seq > 2');
  await rotate(place.db, config.templateKeyFile, { revoke: false });
  t.strictSame(await foundAfterStart(place), { result: 'seal_forged', faults: ['seal_forged'] });
  const events = await place.db.selectFrom('audit_events').selectAll().execute();
  t.match(events.at(-1), {
    action: 'template_keys_rotated',
    details: /"sealFault":"cut_off"/,
  });
});
