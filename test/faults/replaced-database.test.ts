import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { installation } from '../privacy/installation.ts';
import { locksOf } from '../store/posix-locks.ts';
import { runInTurn as run } from '../support/in-turn.ts';
import { checkpoint, copyPages, countRows, vacuumInto } from '../support/foreign-sqlite.ts';
import { lacking } from '../support/needs.ts';
import { casesOf } from '../support/release.ts';
import { StartingService } from '../support/starting-service.ts';

const skip = lacking('SQLite', 'python3');

/** A service on an installation whose policy checks the own watchlist only. */
async function started(t: Test, { before = false } = {}) {
  const { folder, data, databaseFile, store, enrolled } = await installation(t);
  await enrolled('ada', 'Ada Example');
  await store.close();
  const policy = path.join(folder, 'policy.yaml');
  writeFileSync(policy, 'default: { checks: { watchlist: { lists: [own] } } }\n');
  const env = { VESTIBULE_POLICY_FILE: policy };
  const begin = async () => {
    const service = await StartingService.begin(t, data, env);
    await service.said(/Engine/);
    return service;
  };
  if (before) await (await begin()).end('SIGTERM');
  const service = await begin();
  const command = async (...line: string[]) => {
    const { code, out, err } = await run(folder, line);
    if (code !== 0) throw new Error(`${line.join(' ')}: ${out}${err}`);
  };
  let job = 0;
  const statusOf = async (name: string) => (await service.signIn(`job ${++job}`, name)).status;
  return { folder, databaseFile, service, command, statusOf };
}

type Here = Awaited<ReturnType<typeof started>>;

/** Signs in, with a new job each time, until the answer has this status. */
async function until({ statusOf }: Here, name: string, wanted: number): Promise<void> {
  // Between two calls, the service has time to read the file again.
  while ((await statusOf(name)) !== wanted) await pause(50);
}

t.test(
  'a service keeps the lock on its database beside everything of ours',
  { skip },
  async (t) => {
    const { folder, databaseFile, service, command, statusOf } = await started(t, { before: true });
    const holds = (after: string) => t.equal(locksOf(service.pid!, databaseFile), 1, after);
    holds('a second start');
    const backup = path.join(folder, 'backup.sqlite');
    await command('backup', '--out', backup);
    holds('a backup');
    await command('restore', '--rehearse', backup);
    holds('a rehearsal');
    await command('keys', 'rotate');
    holds('a request for another key');
    await run(folder, ['doctor']);
    holds('doctor');
    await command('privacy', 'erase', 'ada', '--yes');
    holds('an erasure');
    countRows(databaseFile, 'people');
    t.ok(existsSync(`${databaseFile}-wal`), 'so no other program takes its log away');
    t.equal(await statusOf('Zoe Listed'), 200);
    await command('watchlist', 'add', '--name', 'Zoe Listed', '--note', 'house ban');
    t.equal(await statusOf('Zoe Listed'), 412, 'and who is listed then is held');
  },
);

/** Freezes the service while its log is empty: a page in a removed log would be lost and the database unreadable. */
function freezeBetweenWrites(pid: number, databaseFile: string): number {
  process.kill(pid, 'SIGSTOP');
  while (!checkpoint(databaseFile)) {
    process.kill(pid, 'SIGCONT');
    process.kill(pid, 'SIGSTOP');
  }
  return pid;
}

/** Each restores a copy of the database, whose watchlist has an entry that was removed later. */
const restores: Record<string, (file: string, copy: string) => void> = {
  cp: (file, copy) => void spawnSync('cp', [copy, file]),
  mv: (file, copy) => renameSync(copy, file),
  '.restore': (file, copy) => void copyPages(copy, file),
};

for (const [name, restore] of casesOf(restores, [])) {
  t.test(`a copy is put back under the service by ${name}`, { skip }, async (t) => {
    const here = await started(t, { before: true });
    const { folder, databaseFile, service, command, statusOf } = here;
    await command('watchlist', 'add', '--name', 'Zoe Listed', '--note', 'house ban');
    const copy = path.join(folder, 'copy.sqlite');
    copyPages(databaseFile, copy);
    const { out } = await run(folder, ['watchlist', 'list', '--json']);
    const { entries } = JSON.parse(out) as { entries: { id: string }[] };
    await command('watchlist', 'remove', entries[0]!.id, '--yes');
    await command('privacy', 'erase', 'ada', '--yes');
    t.equal(await statusOf('Zoe Listed'), 200);

    restore(databaseFile, copy);
    t.equal(await statusOf('Zoe Listed'), 412, 'from the first moment on');
    // The service holds every visitor at first, and then follows the copy.
    await until(here, 'Bo Other', 200);
    t.equal(await statusOf('Zoe Listed'), 412);
    t.match(await run(folder, ['enroll', 'list']), { out: /no enrolled people/ }, 'erased again');
    t.equal(await service.end('SIGTERM'), 0);
    t.match(await run(folder, ['doctor', '--json']), {
      out: /"code": "database",\s+"state": "ok"/,
    });
    t.notOk(existsSync(`${databaseFile}-wal`));
  });
}

t.test('a log that is gone holds everybody until all is read again', { skip }, async (t) => {
  const here = await started(t);
  const { databaseFile, service, command, statusOf } = here;
  t.equal(await statusOf('Zoe Listed'), 200);
  const frozen = freezeBetweenWrites(service.pid!, databaseFile);
  rmSync(`${databaseFile}-wal`);
  await command('watchlist', 'add', '--name', 'Zoe Listed', '--note', 'house ban');
  process.kill(frozen, 'SIGCONT');
  t.equal(await statusOf('Zoe Listed'), 412, 'a command writes into another log');
  await until(here, 'Bo Other', 200);
  t.equal(await statusOf('Zoe Listed'), 412);
  t.equal(locksOf(service.pid!, databaseFile), 1);
  t.equal(await service.end('SIGTERM'), 0);
});

/** Each keeps the inodes of the files. */
const inPlace: Record<string, (file: string, folder: string) => void> = {
  'a log that is truncated': (file) => void spawnSync('truncate', ['--size=0', `${file}-wal`]),
  'a vacuumed copy that is written over the file': (file, folder) => {
    const copy = path.join(folder, 'vacuumed.sqlite');
    vacuumInto(file, copy);
    spawnSync('cp', [copy, file]);
  },
};

for (const [name, damage] of casesOf(inPlace, [])) {
  t.test(`${name} holds everybody until all is read again`, { skip }, async (t) => {
    const here = await started(t, { before: true });
    const { folder, databaseFile, service, statusOf } = here;
    t.equal(await statusOf('Bo Other'), 200);
    damage(databaseFile, folder);
    t.equal(await statusOf('Bo Other'), 412, 'from the first moment on');
    await service.said(/VISITORS ARE HELD: Another program changed the database/);
    await until(here, 'Bo Other', 200);
    t.equal(locksOf(service.pid!, databaseFile), 1);
    t.equal(await service.end('SIGTERM'), 0);
    t.match(await run(folder, ['doctor', '--json']), {
      out: /"code": "database",\s+"state": "ok"/,
    });
  });
}
