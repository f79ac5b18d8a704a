import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { backupsFolder } from '#server/installation/backup/kept-backups.ts';
import { readBackupParts } from '#server/installation/backup/parts.ts';
import { openKeys } from '#server/installation/backup/sealed-keys.ts';
import { checkBackup } from '#server/installation/diagnosis/data.ts';
import { defaultLocation } from '#server/installation/setup/install-location.ts';
import { backupTimer, backupUnit } from '#server/installation/setup/units.ts';
import { projectRoot } from '#server/config/environment.ts';
import { office, backupPassphrase } from '../commands/backed-up-office.ts';
import { environmentOf } from '../support/command.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';

const place = defaultLocation({ projectDir: projectRoot, node: process.execPath });

function directive(unit: string, name: string): string[] {
  const lines = unit.split('\n').filter((line) => line.startsWith(`${name}=`));
  return lines.map((line) => line.slice(name.length + 1));
}

/** An office whose backups are in a folder of the test, and what runs the unit's command line there. */
async function backedUp(t: Test) {
  const here = await office(t);
  const folder = path.join(here.folder, 'backups');
  const credentials = path.join(here.folder, 'credentials');
  for (const each of [folder, credentials]) mkdirSync(each, { mode: 0o700 });
  const [commandLine = ''] = directive(backupUnit(place), 'ExecStart');
  const [program = '', ...args] = commandLine.replace(backupsFolder, folder).split(' ');
  const settings = { CREDENTIALS_DIRECTORY: credentials };
  const env = await environmentOf(here.folder, settings);
  const runUnit = () => spawnSync(program, args, { cwd: projectRoot, env, encoding: 'utf8' });
  // As systemd names the files of a folder of credentials.
  const store = (secret: string) =>
    writeFileSync(path.join(credentials, 'vestibule_BACKUP_PASSPHRASE'), `${secret}\n`);
  return { ...here, folder, base: here.folder, settings, runUnit, storePassphrase: store };
}

t.test('the unit makes a backup that can be restored with the stored passphrase', async (t) => {
  const { base, folder, data, settings, runUnit, storePassphrase } = await backedUp(t);
  storePassphrase(backupPassphrase);
  const { status, stderr } = runUnit();
  t.equal(status, 0, stderr);
  const [name = '', ...more] = readdirSync(folder);
  t.match(name, /^vestibule-\d{4}-\d\d-\d\dT\d{6}Z\.sqlite$/);
  t.same(more, []);
  const file = path.join(folder, name);
  t.equal(statSync(file).mode & 0o777, 0o600);
  const keys = await openKeys(readBackupParts(file).get('keys')!, backupPassphrase);
  t.equal(keys['template.key'], readFileSync(path.join(data, 'template.key'), 'utf8'));
  const rehearsed = await runJson(base, ['restore', '--rehearse', file], settings);
  t.match(rehearsed, { code: 0, json: { people: 2 } });
});

t.test('doctor names the age of the newest backup, and warns when it is late', async (t) => {
  const { base, db, settings, runUnit, storePassphrase } = await backedUp(t);
  const late = { code: 'backup', state: 'warning', todo: /vestibule-backup\.timer/ };
  t.match(await checkBackup(db), [{ ...late, found: 'None was ever made.' }]);
  storePassphrase(backupPassphrase);
  t.equal(runUnit().status, 0);
  const { json } = await runJson(base, ['doctor'], settings);
  t.match(
    (json['findings'] as { code: string }[]).find(({ code }) => code === 'backup'),
    { state: 'ok', found: 'The newest is less than a day old.' },
  );
  const inDays = (days: number) => checkBackup(db, () => Date.now() + days * 86_400_000);
  t.match(await inDays(7), [{ state: 'ok', found: 'The newest is 7 days old.' }]);
  t.match(await inDays(9), [{ ...late, found: 'The newest is 9 days old.' }]);
});

t.test('the newest fourteen stay, no cut-off draft does, and no other file goes', async (t) => {
  const { folder, runUnit, storePassphrase } = await backedUp(t);
  storePassphrase(backupPassphrase);
  const earlier = Array.from(
    { length: 20 },
    (_, day) => `vestibule-2026-01-${String(day + 1).padStart(2, '0')}T033000Z.sqlite`,
  );
  // As of a clock that was years ahead for a day.
  const ahead = 'vestibule-2999-01-01T033000Z.sqlite';
  const others = ['all.sqlite', 'erased-ids.txt', `old-${earlier[0]}`, `${earlier[0]}.gpg`];
  const drafts = [`${earlier[5]}.0123456789ab.new`, `${earlier[5]}.0123456789ab.new-wal`];
  for (const name of [...earlier, ahead, ...others, ...drafts]) {
    writeFileSync(path.join(folder, name), name);
  }
  const { status, stdout, stderr } = runUnit();
  t.equal(status, 0, stderr);
  t.match(stdout, 'Backups in this folder: 14; old files deleted: 10.');
  const left = readdirSync(folder);
  const made = left.filter((name) => ![...earlier, ahead, ...others].includes(name));
  t.equal(made.length, 1, 'the new one');
  t.same(left.toSorted(), [...earlier.slice(8), ahead, ...others, ...made].toSorted());
});

t.test('without a usable passphrase it says so, makes nothing and deletes nothing', async (t) => {
  const { folder, runUnit, storePassphrase } = await backedUp(t);
  const earlier = Array.from(
    { length: 20 },
    (_, day) => `vestibule-2026-01-${day + 10}T033000Z.sqlite`,
  );
  for (const name of earlier) writeFileSync(path.join(folder, name), name);
  const refused = (said: RegExp) => {
    const { status, stderr } = runUnit();
    t.equal(status, 1);
    t.match(stderr.replace(/\s+/g, ' '), said);
    t.same(readdirSync(folder).sort(), earlier);
  };
  refused(/there is none\..* from \/etc\/vestibule\/credentials\/BACKUP_PASSPHRASE\. No backup/);
  storePassphrase('short');
  refused(/fewer than 12 characters/);
});

t.test('the unit may write to the data folder and to that of the backups', async (t) => {
  for (const dataDir of [place.dataDir, '/srv/vestibule']) {
    const unit = backupUnit({ ...place, dataDir });
    const folders = directive(unit, 'StateDirectory').map((name) => `/var/lib/${name}`);
    t.ok([...folders, ...directive(unit, 'ReadWritePaths')].includes(dataDir), dataDir);
    t.ok(folders.includes(backupsFolder));
    t.equal(directive(unit, 'StateDirectoryMode').at(-1), '0700');
    t.same(directive(unit, 'User'), [place.user]);
  }
});

const skip = lacking('systemd-analyze');

t.test('systemd accepts unit and timer, and the unit reaches little', { skip }, async (t) => {
  const folder = t.testdir({
    'vestibule-backup.service': backupUnit({ ...place, user: 'daemon' }),
    'vestibule-backup.timer': backupTimer(),
  });
  const [unit, timer] = ['service', 'timer'].map((kind) =>
    path.join(folder, `vestibule-backup.${kind}`),
  ) as [string, string];
  const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  t.equal(analyze('verify', unit, timer).stderr, '');
  const worst = ['security', '--offline=yes', '--threshold=20', '--no-pager', unit];
  t.equal(analyze(...worst).status, 0, 'an exposure of 2.0 at most');
  const [at = ''] = directive(backupTimer(), 'OnCalendar');
  t.equal(analyze('calendar', at).status, 0, 'an hour of each day');
});
