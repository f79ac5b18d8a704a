import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { pino } from 'pino';
import { buildStandby } from '#server/envoy/standby/standby-listener.ts';
import t, { type Test } from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
import { projectRoot } from '#server/config/environment.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { deleteInstall, notePurpose, saveInstall } from '#server/store/tables/kiosks.ts';
import { runInTurn } from '../support/in-turn.ts';
import { openTestStore } from '../support/store.ts';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { openTunnel } from '../support/tunnel.ts';

const secret = 'the-client-secret';
const paths = Object.values(hookRoutes);

/** A notification file whose mail server does not exist. */
const deaf = `
email:
  host: 127.0.0.1
  port: 9
  from: vestibule@example.com
channels:
  - name: desk
    type: email
    to: [desk@example.com]
rules:
  - reasons: [all]
    to: [desk]
`;

const asksRemoteList = `
default:
  checks:
    face: {}
    remote_list:
      url: https://list.example
      fields: [name]
`;

const doctor = (env: Record<string, string>, ...args: string[]) =>
  runInTurn(projectRoot, ['doctor', ...args], env);

async function examined(env: Record<string, string>, ...args: string[]) {
  const { code, out } = await doctor(env, '--json', ...args);
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  return { code, findings, failing: findings.filter(({ state }) => state === 'failing') };
}

function codes(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}

/** A running installation with a lobby screen, a tunnel and an account at Envoy. */
async function installation(t: Test) {
  const dataDir = path.join(t.testdir(), 'data');
  const envoy = await startFakeEnvoy(t, { secret });
  const settings = { ENVOY_CLIENT_SECRET: secret, ENVOY_BASE_URL: envoy.url };
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }), settings);
  t.teardown(() => trial.stop());
  await trial.enrol({ name: 'Ada Example' }, [await cropPhoto(sampleFaces.womanA)]);
  await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanA, 3) });
  const hook = new URL(trial.service.hookUrl);
  const tunnel = await openTunnel(t, { to: hook.origin, paths });
  const env = {
    ...settings,
    ENVOY_CLIENT_ID: clientId,
    VESTIBULE_DATA_DIR: dataDir,
    VESTIBULE_HOOK_PORT: hook.port,
    VESTIBULE_LOBBY_PORT: new URL(trial.service.lobbyUrl).port,
    VESTIBULE_PUBLIC_URL: tunnel,
  };
  return { trial, env, dataDir, hook };
}

t.test('the doctor', async (t) => {
  const { trial, env, dataDir, hook } = await installation(t);

  t.test('finds nothing to mend in a healthy installation', async (t) => {
    const { code, failing, findings } = await examined(env, '--capture');
    t.same(failing, []);
    t.equal(code, 0);
    t.match(
      findings.find((finding) => finding.code === 'heartbeat'),
      { state: 'warning', todo: /HEARTBEAT_URL/ },
      'but nobody would notice its silence',
    );
    for (const looked of ['tunnel', 'tunnel_paths', 'kiosk_connected', 'camera', 'plugin_api']) {
      t.match(
        findings.find((finding) => finding.code === looked),
        { state: 'ok' },
        looked,
      );
    }
  });

  t.test('knows a stand-by in the tunnel, and one that does not reach the service', async (t) => {
    const examinedBehind = async (service: string) => {
      const standby = await buildStandby({
        target: { current: { url: new URL(service), secrets: [secret] } },
        secrets: [secret],
        log: pino({ level: 'silent' }),
      });
      t.teardown(() => standby.close());
      const to = await standby.listen({ host: '127.0.0.1', port: 0 });
      const tunnel = await openTunnel(t, { to, paths });
      return examined({ ...env, VESTIBULE_PUBLIC_URL: tunnel });
    };
    const { failing, findings } = await examinedBehind(hook.origin);
    t.same(failing, []);
    const state = (found: typeof findings) => found.find(({ code }) => code === 'standby')?.state;
    t.equal(state(findings), 'ok');
    t.equal(
      state((await examined(env)).findings),
      'warning',
      'without one, silence lets people in',
    );
    const cutOff = await examinedBehind('http://127.0.0.1:9');
    t.match(cutOff.failing, [{ code: 'standby_cut_off' }]);
  });

  t.test('says it to a person in 80 columns, without the secret', async (t) => {
    const { out } = await doctor(env);
    t.match(out, /^✓ Service +It runs, version \d/m);
    // Shortens the folder's path, because file names are never wrapped.
    const lines = out.replaceAll(dataDir, 'data').split('\n');
    for (const line of lines) t.ok(line.length <= 80, line);
    t.notMatch(out, secret);
  });

  const anotherProgram = await openTunnel(t, { to: hook.origin, instead: { status: 200 } });
  const broken: Record<string, { changes: Record<string, string>; found: string[] }> = {
    'a setting out of bounds': {
      changes: { VESTIBULE_DEADLINE_SECONDS: '40' },
      found: ['settings'],
    },
    'another secret than the service has': {
      changes: { ENVOY_CLIENT_SECRET: 'another-client-secret', ENVOY_CLIENT_ID: '' },
      found: ['hook_secret', 'tunnel_secret'],
    },
    'a client id that Envoy does not know': {
      changes: { ENVOY_CLIENT_ID: 'nobody' },
      found: ['plugin_api'],
    },
    'a tunnel that is not open': {
      changes: { VESTIBULE_PUBLIC_URL: 'http://127.0.0.1:9' },
      found: ['tunnel'],
    },
    'a tunnel without our path': {
      changes: { VESTIBULE_PUBLIC_URL: await openTunnel(t, { to: hook.origin, paths: ['/'] }) },
      found: ['tunnel_path'],
    },
    'a tunnel that lets sign-ins in only': {
      changes: {
        VESTIBULE_PUBLIC_URL: await openTunnel(t, { to: hook.origin, paths: [hookRoutes.signIn] }),
      },
      found: ['tunnel_events', 'tunnel_setup'],
    },
    'a tunnel that lets no setup step in': {
      changes: {
        VESTIBULE_PUBLIC_URL: await openTunnel(t, {
          to: hook.origin,
          paths: [hookRoutes.signIn, hookRoutes.events],
        }),
      },
      found: ['tunnel_setup'],
    },
    'a tunnel to a port where nothing listens': {
      changes: { VESTIBULE_PUBLIC_URL: await openTunnel(t, { to: 'http://127.0.0.1:9' }) },
      found: ['tunnel_service'],
    },
    'a log-in page before the tunnel': {
      changes: {
        VESTIBULE_PUBLIC_URL: await openTunnel(t, {
          to: hook.origin,
          instead: { status: 302, headers: { location: 'https://login.example' } },
        }),
      },
      found: ['tunnel_between'],
    },
    'a clock that is an hour off': {
      changes: {
        ENVOY_CLIENT_ID: '',
        ENVOY_BASE_URL: await openTunnel(t, {
          to: hook.origin,
          instead: {
            status: 200,
            headers: { date: new Date(Date.now() - 3_600_000).toUTCString() },
          },
        }),
      },
      found: ['clock'],
    },
    'a service that does not run': {
      changes: { VESTIBULE_HOOK_PORT: '9', VESTIBULE_PUBLIC_URL: '' },
      found: ['service'],
    },
    'another program on its port, which answers 200 to everything': {
      changes: { VESTIBULE_HOOK_PORT: new URL(anotherProgram).port, VESTIBULE_PUBLIC_URL: '' },
      found: ['service'],
    },
  };
  for (const [what, { changes, found }] of Object.entries(broken)) {
    t.test(`names ${what}`, async (t) => {
      const { code, failing } = await examined({ ...env, ...changes });
      t.same(codes(failing), found);
      t.equal(code, 1);
      for (const { todo } of failing) t.ok(todo, 'and says what to do');
    });
  }

  t.test('names a channel that takes no message, when it is asked to try', async (t) => {
    const VESTIBULE_NOTIFY_FILE = path.join(t.testdir({ 'notify.yaml': deaf }), 'notify.yaml');
    const { failing } = await examined({ ...env, VESTIBULE_NOTIFY_FILE }, '--message');
    t.match(failing, [{ code: 'channel', about: 'Channel desk' }]);
  });

  t.test('says of a purpose that is refused whether sign-ins come all the same', async (t) => {
    const { db } = trial.service;
    const now = new Date();
    const place = { locationId: '77', locationName: 'HQ', locationCode: 'HQ' };
    await saveInstall(db, '5', { ...place, contact: null }, now);
    t.teardown(() => deleteInstall(db, '5'));
    const purpose = async (changes = {}) => {
      const { findings } = await examined({ ...env, ...changes });
      return findings.find((finding) => finding.code === 'purpose');
    };
    t.match(await purpose({ ENVOY_CLIENT_ID: '' }), {
      state: 'warning',
      found: /nothing tries it without a client id/,
      todo: /ENVOY_CLIENT_ID/,
    });
    const refused = { state: 'refused', fault: 'http_404', triedAt: now, dueAt: now } as const;
    await notePurpose(db, { installId: '5', installedAt: now }, refused);
    t.match(await purpose(), { state: 'failing', found: /No sign-in has come/, todo: /^Tick/ });
    await trial.signIn({ name: 'Nobody Known', locationId: '77', jobId: 'of-an-account' });
    t.match(await purpose(), { state: 'warning', found: /Sign-ins still arrive/ });
  });

  t.test('names a location that no lobby screen serves', async (t) => {
    const { db } = trial.service;
    const now = new Date();
    const install = async (id: string, locationName: string) => {
      const place = { locationId: id, locationName, locationCode: null };
      await saveInstall(db, id, { ...place, contact: null }, now);
      t.teardown(() => deleteInstall(db, id));
    };
    const unserved = async () => {
      const { findings } = await examined(env);
      return findings.filter(({ code }) => code === 'location_unserved');
    };
    await install('61', 'North');
    await install('62', 'South');
    t.same(await unserved(), [], 'the screen serves any iPad');
    await db.updateTable('kiosks').set({ locationId: '62' }).execute();
    t.teardown(() => db.updateTable('kiosks').set({ locationId: null }).execute());
    const found = await unserved();
    t.match(found[0], {
      state: 'failing',
      found: /^North: none of the paired screens serves it/,
    });
    t.notOk(found.some((finding) => finding.found.startsWith('South')));
  });

  t.test('warns of a channel to a contact that nobody has named', async (t) => {
    const text = deaf.replace('[desk@example.com]', 'contact');
    const VESTIBULE_NOTIFY_FILE = path.join(t.testdir({ 'notify.yaml': text }), 'notify.yaml');
    const { code, findings } = await examined({ ...env, VESTIBULE_NOTIFY_FILE });
    const contact = findings.find((finding) => finding.code === 'contact');
    t.match(contact, { state: 'warning', found: /"desk" tells nobody/ });
    t.equal(code, 0);
  });

  t.test('warns of a tunnel that lets more through than it should', async (t) => {
    const VESTIBULE_PUBLIC_URL = await openTunnel(t, { to: hook.origin });
    const { code, findings } = await examined({ ...env, VESTIBULE_PUBLIC_URL });
    t.match(
      findings.find((finding) => finding.code === 'tunnel_paths'),
      { state: 'warning' },
    );
    t.equal(code, 0);
  });

  interface Broken {
    breakIt: (folder: string) => Promise<void>;
    found: string[];
    notFound?: string;
  }
  const copies: Record<string, Broken> = {
    'a key that others can read': {
      breakIt: (folder) => chmod(path.join(folder, 'template.key'), 0o644),
      found: ['template_key'],
    },
    'a key that is gone, and nothing wrong with the audit record': {
      breakIt: (folder) => rm(path.join(folder, 'template.key')),
      found: ['template_key'],
      notFound: 'audit',
    },
    'a key of another installation': {
      breakIt: (folder) =>
        writeFile(path.join(folder, 'template.key'), randomBytes(32).toString('base64')),
      found: ['template_key'],
    },
    'a damaged database': {
      breakIt: async (folder) => {
        const file = path.join(folder, 'vestibule.sqlite');
        const bytes = await readFile(file);
        await writeFile(file, bytes.fill(0x5a, 4096, 40_000));
      },
      found: ['database'],
    },
    'a trigger that somebody has put into the database': {
      breakIt: async (folder) => {
        const database = new Database(path.join(folder, 'vestibule.sqlite'));
        database.exec('create trigger t after insert on sign_ins begin delete from people; end');
        database.close();
      },
      found: ['database_triggers'],
    },
    'a policy with a mistake': {
      breakIt: (folder) => writeFile(path.join(folder, 'policy.yaml'), 'rules: 3\n'),
      found: ['policy'],
    },
    'a remote list without a secret': {
      breakIt: (folder) => writeFile(path.join(folder, 'policy.yaml'), asksRemoteList),
      found: ['remote_list_secret'],
    },
    'a list of who is told with a mistake': {
      breakIt: (folder) => writeFile(path.join(folder, 'notify.yaml'), 'chanels: []\n'),
      found: ['notify_file'],
    },
  };
  t.test('on a copy of what is stored', async (t) => {
    await sql`pragma wal_checkpoint(truncate)`.execute(trial.service.db);
    for (const [what, { breakIt, found, notFound = '' }] of Object.entries(copies)) {
      t.test(`names ${what}`, async (t) => {
        const folder = path.join(t.testdir(), 'copy');
        await cp(dataDir, folder, { recursive: true, filter: (name) => !name.endsWith('.lock') });
        await breakIt(folder);
        const { code, failing, findings } = await examined({ ...env, VESTIBULE_DATA_DIR: folder });
        t.ok(
          found.every((name) => codes(failing).includes(name)),
          JSON.stringify(findings),
        );
        t.notOk(codes(failing).includes(notFound));
        t.equal(code, 1);
      });
    }
  });
});

t.test('an installation that is only unpacked is told its next steps', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  const { failing } = await examined({ VESTIBULE_DATA_DIR: dataDir, VESTIBULE_HOOK_PORT: '9' });
  t.same(codes(failing), ['client_secret', 'service']);
  // A database can only be created in an existing folder.
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const wished = await examined({ VESTIBULE_DATA_DIR: dataDir }, '--capture', '--message');
  const notTried = wished.failing.filter(({ code }) => ['camera', 'channel'].includes(code));
  t.match(notTried, [{ found: /No test message was sent/ }, { found: /service does not run/ }]);
  const store = await openTestStore({ databaseFile: path.join(dataDir, 'vestibule.sqlite') });
  await store.close();
  const begun = await examined({ VESTIBULE_DATA_DIR: dataDir }, '--capture', '--message');
  t.match(
    begun.failing.filter(({ code }) => ['camera', 'channel'].includes(code)),
    [{ found: /for the secrets are not here/ }, { found: /service does not run/ }],
    'also with a database',
  );
  await t.rejects(readFile(path.join(dataDir, 'tryout-envoy-secret')), { code: 'ENOENT' });
});
