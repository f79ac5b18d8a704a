import Database from 'better-sqlite3';
import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { examineAnswers } from '../../scripts/commands/doctor/data.ts';
import { examineService } from '../../scripts/commands/doctor/service.ts';
import { heldSignIn } from '../../scripts/simulate/held-sign-in.ts';
import { loadConfig } from '../../server/config/config.ts';
import { installation } from '../privacy/installation.ts';
import { StartingService } from '../support/starting-service.ts';

interface Fault {
  make: (file: string) => () => void;
  /** What is said of it. */
  said: RegExp;
}

const asWas = (file: string, change: () => void) => {
  const before = readFileSync(file);
  change();
  return () => writeFileSync(file, before);
};

/** So that nobody can read it either. */
function lock(file: string): Database.Database {
  const other = new Database(file);
  other.pragma('locking_mode = exclusive');
  other.exec('begin exclusive');
  return other;
}

/** Each is there when the service starts, and is mended while it holds everybody. */
const faults: Record<string, Fault> = {
  'a database that another program keeps locked': {
    make: (file) => {
      const other = lock(file);
      return () => other.close();
    },
    said: /another process keeps it locked/i,
  },
  'a database that was cut to half': {
    make: (file) => asWas(file, () => truncateSync(file, readFileSync(file).length / 2)),
    said: /is damaged/,
  },
  'another template key': {
    make: (file) => {
      const key = path.join(path.dirname(file), 'template.key');
      const other = readFileSync(key, 'utf8').replace(/[a-f]/g, '0');
      return asWas(key, () => writeFileSync(key, other));
    },
    said: /is not the one that the stored templates are encrypted with/,
  },
  'a template key that others may read': {
    make: (file) => {
      const key = path.join(path.dirname(file), 'template.key');
      chmodSync(key, 0o644);
      return () => chmodSync(key, 0o600);
    },
    said: /template\.key/,
  },
};

/** Somebody is enrolled, and nobody is at work on it. */
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
      (select count(*) from audit_events e where e.subject = s.job_id) as events
      from sign_ins s where job_id = ?`;
    return database.prepare(query).get(jobId);
  } finally {
    database.close();
  }
}

for (const [what, { make, said }] of Object.entries(faults)) {
  t.test(`a start with ${what} holds everybody, and goes on when it is mended`, async (t) => {
    const { folder, file } = await installed(t);
    const key = readFileSync(path.join(folder, 'template.key'), 'utf8');
    const mend = make(file);
    const service = await StartingService.begin(t, folder);
    await service.said(/Visitors are held until this is mended/);
    t.match(service.text, said);
    const answer = await service.signIn('meanwhile');
    t.match(answer, { status: 412, body: /is starting, or cannot start/ });
    t.ok(answer.milliseconds < 5000, 'nobody waits for what is not there');
    t.equal((await service.signIn('meanwhile')).body, answer.body, 'a repeat');
    mend();
    await service.said(/is ready/);
    t.match(stored(file, 'meanwhile'), {
      verdict: 'review',
      reason: 'starting',
      cards: 1,
      events: 1,
    });
    t.match(await service.signIn('meanwhile'), { status: 412, body: /is starting/ });
    t.match(await service.signIn('afterwards'), { status: 412, body: /Nobody is enrolled/ });
    t.equal(readFileSync(path.join(folder, 'template.key'), 'utf8'), key, 'no key was made');
    t.equal(await service.end('SIGTERM'), 0);
  });
}

t.test(
  'a start that never ends: all routes answer, and what was answered outlives it',
  async (t) => {
    const { folder, file } = await installed(t);
    const other = lock(file);
    const service = await StartingService.begin(t, folder);
    await service.said(/Visitors are held/);
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
    t.match(await examineService(config), [{}, { code: 'starting', found: /holds every visitor/ }]);
    for (let i = 0; i < 20; i++) t.match(await service.signIn(`job ${i}`), { status: 412 });
    await service.end('SIGKILL');
    t.match(await examineService(config), [{ found: /Envoy lets every visitor in/ }]);
    t.match(await examineAnswers(config.unstoredFile), [
      { found: /^20 that Envoy was given wait/ },
    ]);
    const journal = readFileSync(config.unstoredFile, 'latin1');
    // Nothing shorter: it is random text.
    t.notMatch(journal, /Ada Example|job 1/, 'nobody is named in it');

    const second = await StartingService.begin(t, folder);
    await second.said(/Visitors are held/);
    t.match(await second.signIn('second'), { status: 412 });
    other.close();
    await second.said(/is ready/);
    const wanted = { verdict: 'review', reason: 'starting', cards: 1, events: 1 };
    for (const job of ['job 0', 'job 19', 'second']) t.match(stored(file, job), wanted);
    t.match(await second.signIn('job 0'), { status: 412, body: /is starting/ });
    t.same(await examineAnswers(config.unstoredFile), []);
    t.equal(readFileSync(config.unstoredFile, 'utf8'), '', 'and the journal is empty');
    t.equal(await second.end('SIGTERM'), 0);
  },
);

t.test('it ends for what makes answering impossible, and says what that means', async (t) => {
  const folder = path.join(t.testdir({ data: {} }), 'data');
  const first = await StartingService.begin(t, folder);
  await first.said(/is ready/);
  const { port } = new URL(first.origin);
  for (const env of [{ VESTIBULE_HOOK_PORT: port }, { ENVOY_CLIENT_SECRET: 'short' }]) {
    const service = await StartingService.begin(t, folder, env);
    await t.rejects(service.said(/is ready/), {
      message: /did not start[^]*lets every visitor in/,
    });
  }
});
