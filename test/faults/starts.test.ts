import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { checkService } from '#server/installation/diagnosis/service.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { loadConfig } from '#server/config/config.ts';
import { projectRoot } from '#server/config/environment.ts';
import { installation } from '../privacy/installation.ts';
import { lacking, type Need } from '../support/needs.ts';
import { StartingService } from '../support/starting-service.ts';
import { casesOf } from '../support/release.ts';

interface Fault {
  /** Makes the fault. Returns how to repair it while the service is starting. */
  make: (t: Test, file: string) => (service: StartingService) => void;
  /** The message about the fault. */
  said: RegExp;
  needs?: Need;
  /** Command line that runs before the service's own. */
  before?: readonly string[];
}

function system(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/** Moves the data folder, with its contents, to a disk of its own. */
function onOwnDisk(t: Test, folder: string): void {
  // Outside the test's folder, which is removed before this disk is unmounted.
  const disk = mkdtempSync(path.join(tmpdir(), 'vestibule-'));
  system('mount', '-t', 'tmpfs', '-o', 'size=16m,mode=700', 'tmpfs', disk);
  t.teardown(() => {
    system('umount', '-l', disk);
    rmdirSync(disk);
  });
  cpSync(folder, disk, { recursive: true });
  rmSync(folder, { recursive: true });
  symlinkSync(disk, folder);
}

const models = path.join(projectRoot, 'models');

const asWas = (file: string, change: () => void) => {
  const before = readFileSync(file);
  change();
  return () => writeFileSync(file, before);
};

/** Locks the database, also against reading. */
function lock(file: string): Database.Database {
  const other = new Database(file);
  other.pragma('locking_mode = exclusive');
  other.exec('begin exclusive');
  return other;
}

const locked = 'a database that another program keeps locked';

/** Each fault exists when the service starts, and is repaired while the service holds every visitor. */
const faults: Record<string, Fault> = {
  [locked]: {
    make: (_t, file) => {
      const other = lock(file);
      return () => other.close();
    },
    said: /another process keeps it locked/i,
  },
  'a database that was cut to half': {
    make: (_t, file) => asWas(file, () => truncateSync(file, readFileSync(file).length / 2)),
    said: /is damaged/,
  },
  'another template key': {
    make: (_t, file) => {
      const key = path.join(path.dirname(file), 'template.key');
      const other = readFileSync(key, 'utf8').replace(/[a-f]/g, '0');
      return asWas(key, () => writeFileSync(key, other));
    },
    said: /is not the one that the stored templates are encrypted with/,
  },
  'a template key that others may read': {
    make: (_t, file) => {
      const key = path.join(path.dirname(file), 'template.key');
      chmodSync(key, 0o644);
      return () => chmodSync(key, 0o600);
    },
    said: /template\.key/,
  },
  'a folder without room': {
    needs: 'mounts',
    make: (t, file) => {
      const folder = path.dirname(file);
      onOwnDisk(t, folder);
      const filler = path.join(folder, 'filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096']);
      return () => rmSync(filler);
    },
    said: /cannot be used because/,
  },
  'a folder that may only be read': {
    needs: 'mounts',
    make: (t, file) => {
      const folder = path.dirname(file);
      onOwnDisk(t, folder);
      const remount = (how: 'ro' | 'rw') =>
        system('mount', '-o', `remount,${how}`, realpathSync(folder));
      remount('ro');
      return () => remount('rw');
    },
    said: /cannot be used because/,
  },
  'an empty models folder': {
    needs: 'mounts',
    // Runs the service in its own mount namespace.
    before: [
      'unshare',
      '-m',
      'sh',
      '-c',
      `mount -t tmpfs -o ro tmpfs ${models} && exec "$@"`,
      'sh',
    ],
    make: () => (service) => system('nsenter', '-t', String(service.pid), '-m', 'umount', models),
    said: /manifest\.json/,
  },
  'a notification file with a mistake': {
    make: (_t, file) => {
      const notify = path.join(path.dirname(file), 'notify.yaml');
      writeFileSync(notify, 'channels: nonsense');
      return () => rmSync(notify);
    },
    said: /notification file .* cannot be followed/,
  },
};

/** An installation with an enrolled person and no running process. */
async function installed(t: Test): Promise<{ folder: string; file: string }> {
  const here = await installation(t);
  await here.enrolled('bea', 'Bea Example');
  await here.store.close();
  return { folder: here.data, file: path.join(here.data, 'vestibule.sqlite') };
}

function stored(file: string, jobId: string): unknown {
  const database = new Database(file, { readonly: true });
  try {
    const query = `select verdict, reason, (select count(*) from desk_cards c where c.job_id = s.job_id) as cards,
      (select count(*) from audit_events e where e.subject = s.job_id and e.action = 'sign_in_decided') as events
      from sign_ins s where job_id = ?`;
    return database.prepare(query).get(jobId);
  } finally {
    database.close();
  }
}

// The test of a slow start covers a locked database.
const usual = ['another template key'];

for (const [what, { make, said, needs, before }] of casesOf(faults, usual)) {
  const skip = needs ? lacking(needs) : false;
  t.test(
    `a start with ${what} holds everybody, and goes on when it is mended`,
    { skip },
    async (t) => {
      const { folder, file } = await installed(t);
      const key = readFileSync(path.join(folder, 'template.key'), 'utf8');
      const mend = make(t, file);
      const service = await StartingService.begin(t, folder, {}, before);
      await service.said(/Visitors are held until you fix this/);
      t.match(service.text, said);
      const answer = await service.signIn('meanwhile');
      t.match(answer, { status: 412, body: /is starting, or cannot start/ });
      t.equal((await service.signIn('meanwhile')).body, answer.body, 'a repeat');
      mend(service);
      await service.said(/is ready/);
      t.match(await service.signIn('meanwhile'), { status: 412, body: /is starting/ });
      t.match(await service.signIn('afterwards'), { status: 412, body: /No person is enrolled/ });
      t.equal(readFileSync(path.join(folder, 'template.key'), 'utf8'), key, 'no key was made');
      t.equal(await service.end('SIGTERM'), 0);
      t.match(stored(file, 'meanwhile'), {
        verdict: 'review',
        reason: 'starting',
        cards: 1,
        events: 1,
      });
    },
  );
}

t.test(
  'a start that takes long: all routes answer, and what was answered is stored at its end',
  async (t) => {
    const { folder, file } = await installed(t);
    const other = lock(file);
    const service = await StartingService.begin(t, folder);
    await service.said(/Visitors are held/);
    t.match(service.text, faults[locked]!.said);
    t.match(await service.post('sign-in', {}), { status: 412 }, 'what cannot be read');
    const visitor = heldSignIn({ name: 'Ada Example', jobId: 'forged' });
    t.match(await service.post('sign-in', visitor, 'another secret entirely'), { status: 401 });
    t.match(await service.post('setup', { meta: {} }), { status: 412, body: /is starting/ });
    t.match(await service.post('setup', visitor), { status: 412 });
    t.match(await service.post('events', { meta: {} }), { status: 503 }, 'Envoy tells it again');

    const config = loadConfig({
      VESTIBULE_DATA_DIR: folder,
      VESTIBULE_HOOK_PORT: new URL(service.origin).port,
    });
    t.match(await checkService(config), [
      {},
      { code: 'wrong_signatures', found: /1 call/ },
      { code: 'starting', found: /holds every visitor/ },
    ]);
    for (let i = 0; i < 20; i++) t.match(await service.signIn(`job ${i}`), { status: 412 });
    other.close();
    await service.said(/is ready/);
    t.match(await service.signIn('job 0'), { status: 412, body: /is starting/ });
    t.match(await service.signIn('afterwards'), { status: 412, body: /No person is enrolled/ });
    const jobs = ['job 0', 'job 19'];
    // A stop waits at most ten seconds for storing.
    while (jobs.some((job) => !stored(file, job))) {
      await service.post('setup', { meta: {} });
      await pause(50);
    }
    t.equal(await service.end('SIGTERM'), 0);
    const wanted = { verdict: 'review', reason: 'starting', cards: 1, events: 1 };
    for (const job of jobs) t.match(stored(file, job), wanted);
    t.match(await checkService(config), [{ found: /Envoy lets every visitor in/ }]);
  },
);

t.test('it ends for what makes answering impossible, and says what that means', async (t) => {
  const folder = path.join(t.testdir({ data: {} }), 'data');
  const first = await StartingService.begin(t, folder);
  await first.said(/is ready/);
  const { port } = new URL(first.origin);
  const service = await StartingService.begin(t, folder, { VESTIBULE_HOOK_PORT: port });
  await t.rejects(service.said(/is ready/), { message: /did not start[^]*lets every visitor in/ });
});

t.test('a stop before the database is there names each answer that is lost', async (t) => {
  const { folder, file } = await installed(t);
  const other = lock(file);
  const service = await StartingService.begin(t, folder);
  await service.said(/Visitors are held/);
  t.match(await service.signIn('never-stored'), { status: 412 });
  await service.end('SIGTERM');
  t.match(await service.said(/CANNOT BE STORED/), /never-stored/);
  t.notMatch(await service.said(/CANNOT BE STORED/), /Ada/);
  other.close();
});
