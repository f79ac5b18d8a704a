import { spawn } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { faultsOf } from '#database';
import { copiesBeside, copyDatabase } from '#server/store/store-copies.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { checkData } from '#server/installation/diagnosis/data.ts';
import { readBackupParts } from '#server/installation/backup/parts.ts';
import { openKeys } from '#server/installation/backup/sealed-keys.ts';
import { restore } from '#server/installation/restore/restore.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { loadConfig } from '#server/config/config.ts';
import { withdrawConsent } from '#server/people/consent.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { removePerson } from '#server/people/erasure.ts';
import { lockDataFolder } from '#server/store/store.ts';
import { rotate } from '../support/rotate.ts';
import { openTestStore } from '../support/store.ts';
import { latestAuditEvent } from '#server/store/tables/audit-events.ts';
import { insertKiosk, listKiosks, revokeKiosk } from '#server/store/tables/kiosks.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { writeNewKey } from '../templates/key-file.ts';
import { installation } from './installation.ts';

const actor = 'command:desk';

async function furnished(t: Test) {
  const here = await installation(t);
  await here.enrolled('ada', 'Ada Example', { email: 'ada@example.com' });
  await here.enrolled('wilhelmina', 'Wilhelmina Quux');
  await here.enrolled('bo', 'Bo Example');
  const kiosk = { id: 'kiosk', name: 'Lobby', tokenHash: 'hash', locationId: null, deviceId: null };
  await insertKiosk(here.db, { ...kiosk, createdAt: new Date() });
  const copy = path.join(here.folder, 'copy.sqlite');
  const config = loadConfig({ VESTIBULE_DATA_DIR: here.data });
  const backUp = async () => {
    await copyDatabase(here.db, copy);
    return copy;
  };
  const restored = (given: { keyFile?: string; erasuresFile?: string } = {}) =>
    restore(config, copy, { keyFile: null, erasuresFile: null, ...given });
  return { ...here, config, backUp, restored };
}

type Place = Awaited<ReturnType<typeof furnished>>;

/** Opens the database after it was replaced. Returns its people and the faults of its record. */
async function afterwards(t: Test, { data, databaseFile, keyFile }: Place) {
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const people = await db.selectFrom('people').select('id').orderBy('id').execute();
  const paths = { templateKeyFile: keyFile, auditSealFile: path.join(data, 'audit.seal') };
  const { faults } = await verifyRecord({ db, ...paths });
  return { db, people: people.map(({ id }) => id), faults };
}

t.test('a copy is made while others write, is whole, and is for its owner only', async (t) => {
  const here = await furnished(t);
  const script = path.join(import.meta.dirname, '..', 'audit', 'many-events.js');
  const writer = spawn(process.execPath, [script, here.databaseFile, '300'], { stdio: 'inherit' });
  const file = await here.backUp();
  if (writer.exitCode === null) await once(writer, 'exit');
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.equal(faultsOf(file), null);
  const copy = new Database(file, { readonly: true });
  t.teardown(() => copy.close());
  t.equal(copy.prepare('select count(*) from people').pluck().get(), 3);
  t.strictSame(
    readdirSync(here.folder).filter((name) => name.startsWith('copy')),
    ['copy.sqlite'],
    'no key, no draft, no log',
  );
});

t.test('files that somebody has put into a backup are not restored', async (t) => {
  const here = await furnished(t);
  const policy = path.join(here.data, 'policy.yaml');
  writeFileSync(policy, 'rules:\n  - require: [face, watchlist]\n');
  t.match(await runJson(here.folder, ['backup', '--out', 'copy.sqlite']), { code: 0 });
  rmSync(policy);
  await here.store.close();
  const file = path.join(here.folder, 'copy.sqlite');
  const restored = ['restore', 'copy.sqlite', '--yes'];
  const isRefused = async (what: string, ...args: string[]) => {
    const { code, json } = await runJson(here.folder, [...restored, ...args]);
    t.match({ code, json }, { code: 1, json: { error: { code: 'backup_unproven' } } }, what);
    t.notOk(existsSync(policy), what);
  };
  const forged = Buffer.from('rules:\n  - require: []\n');
  const database = new Database(file);
  const change = "update backup_parts set content = ?, sha256 = ? where name = 'policy.yaml'";
  database.prepare(change).run(forged, hash('sha256', forged, 'buffer'));
  await isRefused('another policy');
  await isRefused('in a rehearsal', '--rehearse');
  database.exec("delete from backup_parts where name = 'mark'");
  database.close();
  await isRefused('without the proof, as of an older version');
  t.match(await runJson(here.folder, [...restored, '--trust-files']), { code: 0 });
  t.ok(readFileSync(policy).equals(forged), 'the operator vouches for it');
});

t.test('the command leaves out who was erased, and the keys unless asked for them', async (t) => {
  const here = await furnished(t);
  await new OptOuts(here.db, here.config).add({ name: 'Eve' }, actor);
  await here.db.deleteFrom('people').where('id', '=', 'wilhelmina').execute();
  writeFileSync(path.join(here.folder, 'words'), 'correct horse battery\n');
  const command = ['backup', '--out', 'copy.sqlite', '--with-keys', '--passphrase-file', 'words'];
  t.match(await runJson(here.folder, command), { code: 0, json: { people: 2 } });
  const file = path.join(here.folder, 'copy.sqlite');
  t.notOk(readFileSync(file).includes('Wilhelmina'));
  t.equal(statSync(file).mode & 0o777, 0o600);
  const keys = await openKeys(readBackupParts(file).get('keys')!, 'correct horse battery');
  for (const name of ['template.key', 'opt-out.key']) {
    const key = readFileSync(path.join(here.data, name), 'utf8');
    t.equal(keys[name], key);
    const secret = key.trim().split(/\s+/).at(-1)!;
    t.notOk(readFileSync(file).includes(secret), `${name} is nowhere in the clear`);
  }
  t.match(readdirSync(here.folder), ['copy.sqlite', 'data', 'words'], 'all in one file');
  const open = ['backup', '--out', 'open.sqlite'];
  t.match(await runJson(here.folder, open), { code: 0 });
  t.notOk(readBackupParts(path.join(here.folder, 'open.sqlite')).has('keys'));
  const rows = await here.db
    .selectFrom('audit_events')
    .select('details')
    .where('action', '=', 'backup_made')
    .execute();
  t.strictSame(rows, [
    { details: '{"people":2,"withKeys":true}' },
    { details: '{"people":2,"withKeys":false}' },
  ]);
  const again = await runJson(here.folder, command);
  t.match(again, { code: 1, json: { error: { code: 'file_exists' } } });
});

t.test('a copy is restored for trial beside the service, and only that is on record', async (t) => {
  const here = await furnished(t);
  const { folder, data, db } = here;
  const file = await here.backUp();
  // Every command seals the record, so the seal's file may change.
  const names = () => readdirSync(data).filter((name) => name !== 'audit.seal');
  const before = names();
  // A rehearsal that was killed leaves a copy, which may contain people who were erased.
  const killed = path.join(data, 'vestibule.sqlite.rehearsal-killed');
  mkdirSync(killed);
  writeFileSync(path.join(killed, 'vestibule.sqlite'), 'everyone, as they were');
  t.strictSame(copiesBeside(here.databaseFile), [killed], 'which doctor and receipts name');
  const { code, json } = await runJson(folder, ['restore', '--rehearse', file]);
  t.match({ code, json }, { code: 0, json: { people: 3, optOutsHidden: null } });
  t.strictSame(names(), before, 'and nothing is left of the trial');
  t.match(await latestAuditEvent(db, 'backup_rehearsed'), { details: /"people":3/ });
  const key = path.join(folder, 'other.key');
  writeNewKey(key);
  const other = await runJson(folder, ['restore', '--rehearse', file, '--key', key]);
  t.match(other, { code: 1, json: { error: { code: 'key_wrong' } } });
  writeFileSync(file, readFileSync(file).fill(0, 4096, 12_000));
  const damaged = await runJson(folder, ['restore', '--rehearse', file]);
  t.match(damaged, { code: 1, json: { error: { code: 'backup_unusable' } } });
  const events = db.selectFrom('audit_events').select('seq');
  const rehearsals = await events.where('action', '=', 'backup_rehearsed').execute();
  t.equal(rehearsals.length, 1, 'what failed is no proof of anything');
  t.strictSame(names(), before);
});

t.test('a trial after which nobody knew who opted out is no proof', async (t) => {
  const { folder, data, db, keyFile, backUp } = await furnished(t);
  const optOutKeyFile = path.join(data, 'opt-out.key');
  const optOuts = new OptOuts(db, { optOutKeyFile, templateKeyFile: keyFile });
  await optOuts.add({ name: 'Bo Example', email: null, employeeId: null }, 'test');
  // The opt-out key was derived from the previous template key, so the new one cannot derive it.
  await rotate(db, keyFile, { revoke: true });
  const file = await backUp();
  rmSync(optOutKeyFile);
  const { code, json } = await runJson(folder, ['restore', '--rehearse', file]);
  t.match({ code, json }, { code: 1, json: { people: 3, optOutsHidden: /opt-out/ } });
  t.equal(await latestAuditEvent(db, 'backup_rehearsed'), undefined);
});

t.test('a copy that cannot be written leaves nothing behind', async (t) => {
  const { folder, db } = await furnished(t);
  const file = path.join(folder, 'nowhere', 'copy.sqlite');
  await t.rejects(copyDatabase(db, file), { code: 'copy_failed', message: /ENOENT/ });
  t.notOk(existsSync(path.dirname(file)));
});

t.test('restoring undoes no erasure, no opt-out, no withdrawal and no revocation', async (t) => {
  const here = await furnished(t);
  const { folder, data, store, db, config } = here;
  await here.backUp();
  const registerFile = config.erasureRegisterFile;
  const messages = new RecordCipher(config.templateKeyFile);
  await removePerson(store, 'wilhelmina', { actor, because: 'asked', registerFile, messages });
  const optOuts = new OptOuts(db, config);
  await optOuts.add({ name: 'Bo Example' }, actor);
  await withdrawConsent(db, 'ada', actor);
  await revokeKiosk(db, 'kiosk', new Date());
  await here.enrolled('new', 'Somebody New');
  await store.close();

  const { code, json } = await runJson(folder, ['restore', 'copy.sqlite', '--yes']);
  const counts = { erasedAgain: 1, optOuts: 1, withdrawn: 1, kiosksRevoked: 1 };
  t.match({ code, json }, { code: 0, json: { ...counts, people: 2, erasuresKnown: true } });
  const now = await afterwards(t, here);
  t.strictSame(now.people, ['ada', 'bo'], 'and who came later is in the old database only');
  t.strictSame(now.faults, [], 'the record goes on from the copy, and says so');
  t.ok(await new OptOuts(now.db, config).has({ name: 'bo example' }));
  t.ok((await listKiosks(now.db))[0]?.revokedAt);
  for (const name of readdirSync(data).filter((each) => !each.includes('before-restore'))) {
    t.notOk(readFileSync(path.join(data, name)).includes('Wilhelmina'), name);
  }
  const [aside = ''] = json['keptAside'] as string[];
  t.equal(faultsOf(aside), null, 'the old database is kept');
  t.notOk(existsSync(`${here.databaseFile}.restoring`));
  const inOrder = now.db.selectFrom('audit_events').select('action').orderBy('seq');
  const events = await inOrder.execute();
  const last = events.slice(-2).map(({ action }) => action);
  t.strictSame(last, ['backup_restored', 'record_resealed']);

  const { json: erased } = await runJson(here.folder, ['privacy', 'erase', 'ada', '--yes']);
  const { stays } = erased['receipt'] as { stays: string[] };
  t.match(stays[0], aside, 'which still holds whoever is erased now, and the receipt says so');
  t.match(checkData(here.config).findings, [{}, {}, { code: 'copies_left' }]);
});

function lose({ databaseFile }: Place) {
  for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
}

t.test('erasures reach a copy although the database is lost', async (t) => {
  const here = await furnished(t);
  await here.backUp();
  const registerFile = here.config.erasureRegisterFile;
  const messages = new RecordCipher(here.config.templateKeyFile);
  await removePerson(here.store, 'wilhelmina', { actor, because: 'asked', registerFile, messages });
  await here.store.close();
  lose(here);
  t.match(await here.restored(), { erasedAgain: 1, erasuresKnown: true });
  t.strictSame((await afterwards(t, here)).people, ['ada', 'bo']);
});

t.test('without any register it says so, and takes one that is given', async (t) => {
  const here = await furnished(t);
  await here.backUp();
  await here.store.close();
  lose(here);
  t.match(await here.restored(), { people: 3, erasuresKnown: false });
  const erasuresFile = path.join(here.folder, 'ids.txt');
  await t.rejects(here.restored({ erasuresFile }), { code: 'no_register' });
  writeFileSync(erasuresFile, 'Buy milk.\n');
  await t.rejects(here.restored({ erasuresFile }), { code: 'no_register' }, 'another file');
  writeFileSync(erasuresFile, '# a note\n2026-11-25T00:00:00.000Z bo\nnonsense\n');
  t.match(await here.restored({ erasuresFile }), { erasedAgain: 1, people: 2 });
});

t.test('it restores although the present database is damaged', async (t) => {
  const here = await furnished(t);
  await here.backUp();
  await here.store.close();
  const bytes = readFileSync(here.databaseFile);
  writeFileSync(here.databaseFile, Buffer.concat([randomBytes(4096), bytes.subarray(4096)]));
  t.match(await here.restored(), { people: 3 });
  t.strictSame((await afterwards(t, here)).people, ['ada', 'bo', 'wilhelmina']);
});

t.test('what cannot be restored is refused, and nothing is changed', async (t) => {
  const here = await furnished(t);
  const { folder, databaseFile, data } = here;
  const file = await here.backUp();
  await here.store.close();
  const before = readFileSync(databaseFile);
  const good = readFileSync(file);
  const isRefused = async (code: string, why: string) => {
    await t.rejects(
      here.restored(),
      { name: 'RefusalError', code, message: /othing was changed/ },
      why,
    );
    t.ok(readFileSync(databaseFile).equals(before), 'the database is as it was');
    t.notOk(existsSync(`${databaseFile}.restoring`));
  };

  const lock = lockDataFolder(data);
  await isRefused('service_running', 'the service runs');
  lock.release();

  writeFileSync(file, good.subarray(0, good.length / 2));
  await isRefused('backup_unusable', 'cut short');
  const flipped = Buffer.from(good);
  flipped.fill(0xff, 8192, 12_288);
  writeFileSync(file, flipped);
  await isRefused('backup_unusable', 'damaged within');
  writeFileSync(file, 'Buy milk. '.repeat(1000));
  await isRefused('backup_unusable', 'no database');
  rmSync(file);
  await isRefused('backup_unusable', 'no file');
  const asked = ['restore', path.basename(file)];
  t.match(await runJson(folder, asked), { code: 1, json: { error: { code: 'backup_unusable' } } });

  writeFileSync(file, good);
  const acting = new Database(file);
  acting.exec('create trigger t after insert on sign_ins begin delete from watchlist_entries; end');
  acting.close();
  await isRefused('foreign_triggers', 'it acts by itself');
  const silenced = new Database(file);
  silenced.exec('drop trigger t; drop trigger audit_events_never_go');
  silenced.close();
  await isRefused('foreign_triggers', 'it does not do what ours does');

  writeFileSync(file, good);
  const newer = new Database(file);
  newer.exec("insert into kysely_migration values ('999-from-the-future', '2030-01-01')");
  newer.close();
  await isRefused('backup_unusable', 'of a newer version');

  writeFileSync(file, good);
  t.match(await runJson(folder, asked), { json: { error: { code: 'not_confirmed' } } });
  const key = path.join(data, 'template.key');
  const right = path.join(folder, 'right.key');
  copyFileSync(key, right);
  writeNewKey(key);
  await isRefused('key_wrong', 'under another key');
  rmSync(key);
  await isRefused('key_missing', 'without a key');
  writeNewKey(key);
  t.match(await here.restored({ keyFile: right }), { people: 3 });
  t.ok(readFileSync(key).equals(readFileSync(right)), 'its own key comes with it');
  const now = await afterwards(t, here);
  t.match(await latestAuditEvent(now.db, 'template_key_restored'), { details: '{"version":1}' });
  t.strictSame(now.faults, []);
});

t.test('a copy that is not agreed to erases nobody, and leaves every file as it was', async (t) => {
  const here = await furnished(t);
  const { folder, data, databaseFile, config } = here;
  const file = await here.backUp();
  await here.store.close();
  const original = readFileSync(databaseFile);
  // On a trial machine, one person is erased and another one opts out.
  const trial = await openTestStore({ databaseFile });
  const messages = new RecordCipher(here.keyFile);
  const register = path.join(folder, 'of-the-trial.txt');
  await removePerson(trial, 'ada', { actor, because: 'asked', registerFile: register, messages });
  const keys = { templateKeyFile: here.keyFile, optOutKeyFile: path.join(folder, 'other.key') };
  await new OptOuts(trial.db, keys).add({ email: 'no@example.com' }, actor);
  await copyDatabase(trial.db, file);
  await trial.close();
  writeFileSync(databaseFile, original);
  const all = () =>
    readdirSync(data)
      .filter((name) => !/(-wal|-shm|\.lock)$/.test(name))
      .map((name) => [name, hash('sha256', readFileSync(path.join(data, name)))]);
  const before = all();
  const given = {
    ...{ keyFile: null, erasuresFile: null },
    keys: {
      'template.key': readFileSync(here.keyFile, 'utf8'),
      'opt-out.key': readFileSync(keys.optOutKeyFile, 'utf8'),
    },
  };
  const declined = async () => {
    throw new Error('no');
  };
  await t.rejects(restore(config, file, given, declined), { message: 'no' });
  t.same(all(), before);
  const optOutMeanwhile = async () => {
    const otherStore = await openTestStore({ databaseFile });
    await new OptOuts(otherStore.db, config).add({ email: 'bo@example.com' }, actor);
    await otherStore.close();
  };
  await t.rejects(restore(config, file, given, optOutMeanwhile), { code: 'changed_meanwhile' });
  t.match(
    await restore(config, file, given),
    { people: 2, optOuts: 1 },
    'with what came meanwhile',
  );
  t.match(readFileSync(config.erasureRegisterFile, 'utf8'), / ada$/m, 'once it is agreed to');
});
