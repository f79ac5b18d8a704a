import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { gatherParts } from '#server/installation/backup/gather.ts';
import { sealKeys } from '#server/installation/backup/sealed-keys.ts';
import { PartsPlaced } from '#server/installation/restore/place-parts.ts';
import { loadConfig } from '#server/config/config.ts';
import { projectRoot } from '#server/config/environment.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { openStore } from '#server/store/store.ts';
import { currentConsentText } from '#server/store/tables/privacy.ts';
import { rotate } from '../support/rotate.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { loadManifest, readLocalManifest } from '#face';
import { modelsDir } from '#server/vision/installed-models.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { actor, office, backupPassphrase } from './backed-up-office.ts';
import { lacking } from '../support/needs.ts';

/** A new machine, which has only the given files. */
function newMachine(t: Test, folder: string) {
  const data = path.join(folder, 'new', 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const settings = { VESTIBULE_DATA_DIR: data };
  const config = loadConfig(settings);
  const afterwards = async () => {
    const store = await openStore(config);
    t.teardown(() => store.close());
    await openTemplateCipher(store.db, config.templateKeyFile);
    const people = await store.db.selectFrom('people').select('id').orderBy('id').execute();
    const isOut = await new OptOuts(store.db, config).has({ name: 'eve example' });
    return { db: store.db, people: people.map(({ id }) => id), isOut };
  };
  const ran = (...args: string[]) => runJson(folder, args, settings);
  return { data, settings, config, afterwards, run: ran };
}

t.test('the page, command by command', async (t) => {
  const { folder, data, store } = await office(t);
  await store.close();
  const page = readFileSync(path.join(projectRoot, 'docs/new-machine.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, lines]) => lines!);
  const lines = blocks.join('').split('\n').filter(Boolean);
  const commands = lines.filter((line) => line.startsWith('sudo vestibule '));
  t.strictSame(
    lines.filter((line) => !commands.includes(line)).map((line) => line.split(' ')[1]),
    ['install', 'systemctl', 'apt', 'install', 'systemctl'],
    'the others are of Debian',
  );
  const root = path.join(folder, 'root');
  const there = (line: string) =>
    line
      .replace(/\/(var\/backups\/vestibule|root)\//g, `${folder}/`)
      .split(' ')
      .slice(2);
  writeFileSync(path.join(folder, 'envoy-secret'), 'a-client-secret-of-this-test');
  writeFileSync(path.join(data, '..', 'erased-ids.txt'), '2026-11-25T00:00:00.000Z bo\n');
  const given = ['--passphrase-file', `${folder}/words`];
  const setting = { VESTIBULE_RETENTION_DAYS: '77' };
  const onTheNew = { VESTIBULE_DATA_DIR: path.join(root, 'data') };
  const ran: string[] = [];
  for (const line of commands) {
    const [name = '', ...args] = there(line);
    const isBackup = name === 'backup';
    if (name === 'setup') {
      mkdirSync(path.join(root, 'data'), { recursive: true, mode: 0o700 });
      copyFileSync(path.join(folder, 'erased-ids.txt'), path.join(root, 'data', 'erased-ids.txt'));
      args.push('--as', 'folder', '--yes', '--root', root, ...given);
    } else if (isBackup) args.push(...given);
    const byName = { backup: setting, restore: setting, setup: { VESTIBULE_DATA_DIR: '/data' } };
    const settings = byName[name as keyof typeof byName] ?? onTheNew;
    const said = await run(folder, [name, ...args], settings);
    // The doctor fails, because no service runs here.
    if (name !== 'doctor') t.equal(said.code, 0, `${line}: ${said.err}${said.out}`);
    else t.match(said.out, /data/);
    ran.push(name);
  }
  t.strictSame(ran, ['backup', 'restore', 'setup', 'doctor']);
  const settings = readFileSync(path.join(root, projectRoot, '.env'), 'utf8');
  t.match(settings, /^VESTIBULE_RETENTION_DAYS=77$/m, 'with the settings');
  t.match(settings, /^ENVOY_CLIENT_SECRET=a-client-secret-of-this-test$/m);
  const people = await run(folder, ['enroll', 'list'], onTheNew);
  t.match(people.out, /Ada Example/);
  t.notMatch(people.out, /Bo Example/, 'erased since');
  const issuers = ['issuers/cards.json', 'issuers/revoked/list.txt'];
  const files = ['policy.yaml', 'tls/lobby.key', 'template.key', 'opt-out.key', ...issuers];
  for (const name of files) {
    const before = readFileSync(path.join(data, name), 'utf8');
    t.equal(readFileSync(path.join(root, 'data', name), 'utf8'), before, name);
  }
});

t.test('a wrong passphrase, or none, is said and changes nothing', async (t) => {
  const { folder, file, store, backUp, passphrase } = await office(t);
  t.match(await backUp(), { code: 0 });
  await store.close();
  const there = newMachine(t, folder);
  writeFileSync(path.join(folder, 'wrong'), 'incorrect horse battery');
  writeFileSync(path.join(folder, 'short'), 'horse');
  const isRefused = async (code: string, ...args: string[]) => {
    t.match(await there.run(...args), { code: 1, json: { error: { code } } }, args.join(' '));
    const left = readdirSync(there.data).filter((name) => name !== 'service.lock');
    t.strictSame(left, []);
  };
  const restore = ['restore', 'all.sqlite', '--yes'];
  await isRefused('passphrase_wrong', ...restore, '--passphrase-file', 'wrong');
  await isRefused('key_missing', ...restore);
  const root = path.join(folder, 'root');
  const setup = ['setup', '--as', 'folder', '--yes', '--root', root];
  const from = ['--from-backup', 'all.sqlite'];
  await isRefused('passphrase_wrong', ...setup, ...from, '--passphrase-file', 'wrong');
  await isRefused('key_missing', ...setup, ...from);
  await isRefused('backup_unusable', ...setup, '--from-backup', 'wrong');
  t.notOk(existsSync(root));
  const again = ['backup', '--out', 'b.sqlite', '--with-keys'];
  const refused = await runJson(folder, [...again, '--passphrase-file', 'short']);
  t.match(refused, { code: 1, json: { error: { code: 'passphrase_short' } } });
  t.match(await runJson(folder, again), { json: { error: { code: 'no_passphrase' } } });
  t.notOk(existsSync(path.join(folder, 'b.sqlite')));

  const bytes = readFileSync(file);
  const at = bytes.indexOf('require: [face]');
  writeFileSync(
    file,
    Buffer.concat([bytes.subarray(0, at), Buffer.from('R'), bytes.subarray(at + 1)]),
  );
  await isRefused('backup_unusable', ...restore, ...passphrase);
  writeFileSync(file, bytes);
  const keys = await sealKeys({ 'template.key': 'x' }, backupPassphrase);
  keys[15] = '9'.charCodeAt(0);
  const database = new Database(file);
  const change = "update backup_parts set content = ?, sha256 = ? where name = 'keys'";
  database.prepare(change).run(keys, createHash('sha256').update(keys).digest());
  database.close();
  await isRefused('keys_unknown', ...restore, ...passphrase);
});

t.test('a backup that is used as the database as it lies there can be backed up', async (t) => {
  const { folder, file, store, backUp } = await office(t);
  t.match(await backUp(), { code: 0 });
  await store.close();
  const there = newMachine(t, folder);
  mkdirSync(there.data, { recursive: true });
  copyFileSync(file, there.config.databaseFile);
  const again = await there.run('backup', '--out', 'again.sqlite');
  t.match(again, { code: 0 });
  const database = new Database(path.join(folder, 'again.sqlite'), { readonly: true });
  t.teardown(() => database.close());
  const names = database.prepare('select name from backup_parts').pluck().all();
  t.notOk(names.includes('keys'), 'and the keys of the old one are not in it');
});

t.test('a backup has setup write its settings only, and only where it writes anyway', async (t) => {
  const { folder, file, store, backUp, passphrase } = await office(t);
  t.match(await backUp(), { code: 0 });
  await store.close();
  const there = newMachine(t, folder);
  const root = path.join(folder, 'root');
  const setup = ['setup', '--as', 'folder', '--yes', '--root', root];
  const withSettings = (values: Record<string, string>) => {
    const part = Buffer.from(JSON.stringify({ dataDir: '/data', values }));
    const database = new Database(file);
    const change = "update backup_parts set content = ?, sha256 = ? where name = 'settings.json'";
    database.prepare(change).run(part, createHash('sha256').update(part).digest());
    database.close();
  };
  withSettings({ VESTIBULE_POLICY_FILE: '/etc/cron.d/policy' });
  const from = ['--from-backup', 'all.sqlite', ...passphrase];
  const unproven = await there.run(...setup, ...from);
  t.match(unproven, { code: 1, json: { error: { code: 'backup_unproven' } } });
  from.push('--trust-files');
  const refused = await there.run(...setup, ...from);
  t.match(refused, { code: 1, json: { error: { code: 'backup_elsewhere' } } });
  t.notOk(existsSync(root));
  withSettings({ NODE_OPTIONS: '--require=x.js', VESTIBULE_RETENTION_DAYS: '77' });
  t.match(await there.run(...setup, ...from), { code: 0 });
  const settings = readFileSync(path.join(root, projectRoot, '.env'), 'utf8');
  t.match(settings, 'VESTIBULE_RETENTION_DAYS=77');
  t.notMatch(settings, 'NODE_OPTIONS');
});

t.test('a text that setup published first holds nobody, and is named', async (t) => {
  const { folder, store, backUp, passphrase } = await office(t);
  t.match(await backUp(), { code: 0 });
  await store.close();
  const there = newMachine(t, folder);
  writeFileSync(path.join(folder, 'text'), 'Other words.');
  const publish = ['privacy', 'consent-text', 'set', 'text', '--version', 'of-today'];
  t.match(await there.run(...publish), { code: 0 });
  const said = await run(folder, ['restore', 'all.sqlite', '--yes', ...passphrase], there.settings);
  t.equal(said.code, 0, said.err);
  const text = said.out.replace(/\s+/g, ' ');
  t.match(text, /"of-today", published on this new machine, does not count/);
  t.match(text, /that of a new machine: what was decided since .* could not be read/);
  t.match(text, /no register of erasures here/);
  const { db, people, isOut } = await there.afterwards();
  t.match(await currentConsentText(db), { version: 'of-2025' });
  t.strictSame(people, ['ada', 'bo']);
  t.ok(isOut, 'and who opted out stays so');
  t.equal(readFileSync(there.config.policy.file, 'utf8'), 'rules:\n  - require: [face]\n');
});

t.test('a text that was published since, on the machine of the backup, counts', async (t) => {
  const { folder, store, db, data, backUp } = await office(t);
  t.match(await backUp(), { code: 0 });
  await publishConsentText(db, { version: 'of-today', text: 'Other words.' }, actor);
  await store.close();
  writeFileSync(path.join(data, 'policy.yaml'), 'rules:\n  - require: [face, watchlist]\n');
  rmSync(path.join(data, 'issuers', 'cards.json'));
  const { code, json } = await runJson(folder, ['restore', 'all.sqlite', '--yes']);
  t.match({ code, json }, { code: 0, json: { consentTexts: 1, textsLeft: { length: 0 } } });
  t.match(readFileSync(path.join(data, 'policy.yaml'), 'utf8'), /watchlist/, 'what is here stays');
  t.notOk(existsSync(path.join(data, 'issuers', 'cards.json')), 'nor is anybody trusted again');
  const beside = path.join(data, 'policy.yaml.from-backup');
  t.notMatch(readFileSync(beside, 'utf8'), /watchlist/);
  t.match(json['placed'], [{ name: 'policy.yaml', file: beside, inForce: false }]);
});

t.test('a key that was rotated since is kept beside that of the backup', async (t) => {
  const { folder, data, db, store, keyFile, config, backUp, passphrase } = await office(t);
  t.match(await backUp(), { code: 0 });
  const before = readFileSync(keyFile, 'utf8');
  await new OptOuts(db, config).add({ name: 'Mallory' }, actor);
  await rotate(db, keyFile, { revoke: true });
  const rotated = readFileSync(keyFile, 'utf8');
  await store.close();
  const restore = ['restore', 'all.sqlite', '--yes'];
  const refused = await run(folder, restore);
  t.equal(refused.code, 1);
  t.match(refused.err.replace(/\s+/g, ' '), /--passphrase-file FILE/);
  t.equal(readFileSync(keyFile, 'utf8'), rotated);
  t.match(await runJson(folder, ['restore', '--rehearse', 'all.sqlite', ...passphrase]), {
    code: 0,
    json: { people: 2 },
  });
  t.match(await runJson(folder, [...restore, ...passphrase]), { code: 0, json: { optOuts: 1 } });
  t.equal(readFileSync(keyFile, 'utf8'), before);
  const aside = readdirSync(data).filter((name) => name.startsWith('template.key.before-restore'));
  t.equal(readFileSync(path.join(data, aside[0]!), 'utf8'), rotated);
  const now = await openStore(config);
  for (const name of ['Eve Example', 'Mallory']) {
    t.ok(await new OptOuts(now.db, config).has({ name }), name);
  }
  await now.close();
});

t.test('on a full disk nothing is changed', { skip: lacking('mounts') }, async (t) => {
  const { folder, file, store, backUp } = await office(t);
  t.match(await backUp(), { code: 0 });
  await store.close();
  const { data } = newMachine(t, folder);
  const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const script = `mount -t tmpfs -o size=100k tmpfs "$1" && shift &&
    { "$@"; echo "code $?"; ls -A -I service.lock "$VESTIBULE_DATA_DIR"; }`;
  const restore = [process.execPath, program, 'restore', file, '--yes'];
  const { stdout, stderr } = spawnSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', data, ...restore, '--passphrase-file', `${folder}/words`],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: data } },
  );
  t.equal(stdout, 'code 1\n', stderr);
  t.match(stderr.replace(/\s+/g, ' '), /There is no room .* Nothing was changed/);
});

t.test('a backup makes no recogniser that ships less strict', async (t) => {
  const { folder, config } = await office(t);
  const models = (name: string) => {
    mkdirSync(path.join(folder, name));
    copyFileSync(path.join(modelsDir, 'manifest.json'), path.join(folder, name, 'manifest.json'));
    return path.join(folder, name);
  };
  const [old, here] = [models('old'), models('here')];
  const { recogniser, threshold } = loadManifest(here, null).engines.onnx;
  const measured = { threshold: threshold! - 0.1, source: 'measured' };
  writeFileSync(
    path.join(old, 'local-manifest.json'),
    JSON.stringify({ recognisers: [], thresholds: { [recogniser]: measured } }),
  );
  const place = new PartsPlaced();
  await place.place(config, here, await gatherParts(config, old), null);
  t.equal(loadManifest(here, null).engines.onnx.threshold, threshold);
  t.match(place.placed, [{ inForce: false, file: /[.]from-backup$/ }], 'and it lies beside');
  t.match(readFileSync(place.placed[0]!.file, 'utf8'), recogniser);
});

t.test('the recogniser of the backup is in use again, and thresholds of here stay', async (t) => {
  const { folder, config } = await office(t);
  const at = (name: string, local: object) => {
    const models = path.join(folder, name);
    mkdirSync(models);
    writeFileSync(path.join(models, 'local-manifest.json'), JSON.stringify(local));
    return models;
  };
  const own = { licence: 'MIT', dimension: 4, sha256: '0'.repeat(64) };
  const one = { ...own, id: 'local/one', file: 'one.onnx' };
  const two = { ...own, id: 'local/two', file: 'two.onnx' };
  const measured = (threshold: number) => ({ threshold, source: 'measured' });
  const old = at('old', {
    ...{ recognisers: [one], inUse: 'local/one', movingTo: 'local/two' },
    thresholds: { 'local/one': measured(0.4), 'local/two': measured(0.5) },
  });
  writeFileSync(path.join(old, 'one.onnx'), 'a recogniser');
  const parts = await gatherParts(config, old);
  const here = at('here', {
    ...{ recognisers: [two], inUse: 'local/two' },
    thresholds: { 'local/two': measured(0.6) },
  });
  const place = new PartsPlaced();
  await place.place(config, here, parts, null);
  const manifest = {
    ...{ recognisers: [two, one], inUse: 'local/one', movingTo: 'local/two' },
    thresholds: { 'local/one': measured(0.4), 'local/two': measured(0.6) },
  };
  t.match(readLocalManifest(here), manifest);
  t.equal(readFileSync(path.join(here, 'one.onnx'), 'utf8'), 'a recogniser');
  const again = new PartsPlaced();
  await again.place(config, here, parts, null);
  t.strictSame(again.placed, [], 'once is enough');
  await place.takeBack();
  t.match(readLocalManifest(here), { recognisers: [two], inUse: 'local/two' });
  t.strictSame(readdirSync(here), ['local-manifest.json'], 'as it was before');
});

t.test('what this user may not write is put into the data folder', async (t) => {
  const { folder, file, store, backUp, passphrase } = await office(t);
  t.match(await backUp(), { code: 0 });
  await store.close();
  const { data, settings } = newMachine(t, folder);
  const otherSettings = {
    ...settings,
    VESTIBULE_POLICY_FILE: path.join(folder, 'nowhere', 'p.yaml'),
  };
  const { json } = await runJson(folder, ['restore', file, '--yes', ...passphrase], otherSettings);
  const beside = path.join(data, 'policy.yaml.from-backup');
  t.match(json, { ok: true, people: 2 });
  t.match(json['placed'], [{ name: 'policy.yaml', file: beside, inForce: false }, {}, {}, {}]);
  t.ok(existsSync(beside));
});
