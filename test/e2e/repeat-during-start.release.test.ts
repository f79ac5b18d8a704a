import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import t from 'tap';
import { freePort } from '../../lab/free-port.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { modelProcesses } from '../../lab/soak/readings.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { EarlyHookListener } from '#server/app/early-hook-listener.ts';
import { startService } from '#server/app/service.ts';
import { deskCardsOf } from '#server/store/tables/desk-cards.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';

const log = pino({ level: 'silent' });
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('a repeat during a start changes nothing of an approval', async (t) => {
  const port = String(await freePort());
  const trial = await Trial.start(t.testdir(), log, { VESTIBULE_HOOK_PORT: port });
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  await trial.openKiosk({ frames });
  t.equal((await trial.signIn({ ...anna, jobId: 'let in', entryId: 'let in' })).status, 200);
  await trial.stop();

  const { config, secrets } = trial;
  const gate = new EarlyHookListener({ config, secrets: secrets.envoy, log });
  await gate.listenHolding();
  const url = `http://127.0.0.1:${port}/envoy/sign-in`;
  const signIn = (jobId: string) => {
    const visitor = heldSignIn({ ...anna, jobId, entryId: jobId });
    return sendSigned(url, secrets.envoy[0], JSON.stringify(visitor));
  };
  t.match(await signIn('let in'), { status: 412, body: /is starting/ });

  const other = createServer().listen(0, config.lobby.host);
  await once(other, 'listening');
  const { port: taken } = other.address() as AddressInfo;
  const inUse = { ...config, lobby: { ...config.lobby, port: taken } };
  await t.rejects(
    startService(inUse, secrets, log, { earlyHook: gate }),
    'after it began to store',
  );
  other.close();
  t.match(await signIn('after a failed start'), { status: 412, body: /is starting/ });
  t.match(await signIn('held meanwhile'), { status: 412, body: /is starting/ });

  let frozen: number[] = [];
  let isReady = false;
  const onStep = (step: string) => {
    if (step !== 'the desk') return;
    frozen = modelProcesses(process.pid);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  };
  const starting = startService(config, secrets, log, { earlyHook: gate, onStep });
  void starting.then(() => (isReady = true));
  const reader = new Database(config.databaseFile, { readonly: true });
  const stored = reader.prepare("select reason from sign_ins where job_id = 'held meanwhile'");
  while (stored.get() === undefined) await turn();
  reader.close();
  t.equal(isReady, false, 'an answer is stored before the models are loaded');
  t.ok(frozen.length > 0);
  for (const pid of frozen) process.kill(pid, 'SIGCONT');
  const service = await starting;
  t.equal((await signIn('let in')).status, 200, 'what was stored first');
  const { code } = await service.pairing.newCode({ name: 'Second lobby' });
  const kiosk = new KioskClient({ url: service.lobbyUrl, code, frames });
  await kiosk.start();
  t.equal((await signIn('a second look')).status, 412);
  await kiosk.stop();
  await service.stop();
  await gate.close();

  const restarted = await startService(config, secrets, log);
  t.teardown(() => restarted.stop());
  const { db } = restarted;
  t.match(await findSignIn(db, 'let in'), { verdict: 'approved', reason: 'matched' });
  t.match(await findSignIn(db, 'after a failed start'), { reason: 'starting' });
  t.match(await findSignIn(db, 'a second look'), { reason: 'signed_in_already' });
  t.same(await deskCardsOf(db, ['let in']), []);
});
