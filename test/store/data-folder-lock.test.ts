import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { lockDataFolder } from '#server/store/store.ts';

const inUse = { code: 'folder_in_use', message: /Another service is running/ };

function run(script: string, args: string[] = [], env: Record<string, string> = {}) {
  const file = path.join(projectRoot, 'dist', script);
  return spawn(process.execPath, [file, ...args], { env: { PATH: process.env['PATH'], ...env } });
}

t.test('a data folder is for one service, until that lets it go', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  const first = lockDataFolder(folder);
  t.equal(statSync(path.join(folder, 'service.lock')).mode & 0o777, 0o600);
  t.throws(() => lockDataFolder(folder), inUse);
  t.throws(() => lockDataFolder(folder), inUse, 'refusing does not let it go');
  const other = lockDataFolder(path.join(t.testdirName, 'other'));
  other.release();
  first.release();
  lockDataFolder(folder).release();
});

t.test('a service that was killed leaves no lock behind', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  const holder = run('test/store/lock-folder.js', [folder]);
  await once(holder.stdout, 'data');
  t.throws(() => lockDataFolder(folder), inUse);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  lockDataFolder(folder).release();
});

t.test('a second service says what to do and touches nothing; commands still work', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  const lock = lockDataFolder(folder);
  t.teardown(() => lock.release());
  const env = {
    VESTIBULE_DATA_DIR: folder,
    ENVOY_CLIENT_SECRET: 'a secret of this test',
    VESTIBULE_HOOK_PORT: '0',
  };
  const second = run('server/main.js', [], env);
  const wanted = /^Visitors are held until you fix this. Another service is running on /m;
  for (let said = ''; !wanted.test(said);) {
    said += String(((await once(second.stderr, 'data')) as [Buffer])[0]);
  }
  t.notOk(existsSync(path.join(folder, 'vestibule.sqlite')));
  second.kill('SIGTERM');
  t.strictSame(await once(second, 'exit'), [0, null]);

  const command = run('scripts/vestibule.js', ['kiosk', 'list'], env);
  t.strictSame(await once(command, 'exit'), [0, null]);
});

t.test('what cannot be a data folder is refused in words', async (t) => {
  const folder = t.testdir();
  writeFileSync(path.join(folder, 'file'), '');
  const refused = { code: 'folder_unusable', message: /ENOTDIR|EEXIST/ };
  t.throws(() => lockDataFolder(path.join(folder, 'file')), refused);
  t.throws(() => lockDataFolder(path.join(folder, 'file', 'data')), refused);
});
