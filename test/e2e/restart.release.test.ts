import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { end, pairingCode, secret, start } from '../../lab/running-service.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { projectRoot } from '#server/config/environment.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('the service as it is started, killed and started again', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  await trial.stop();
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  const body = JSON.stringify(heldSignIn({ ...anna, jobId: 'decided' }));

  const first = await start(dataDir);
  t.match(first.output.join('\n'), /Enrolled\s+1 person/);
  t.match(first.output.join('\n'), /Envoy secret\s+set/);
  t.notMatch(first.output.join('\n'), secret);
  const kiosk = new KioskClient({ url: first.lobbyUrl, code: await pairingCode(first), frames });
  await kiosk.start();
  const answer = await sendSigned(first.hookUrl, secret, body);
  t.equal(answer.status, 200);
  await kiosk.stop();
  await end(first, 'SIGKILL');

  const second = await start(dataDir);
  t.test('a sign-in that was decided survives kill -9', async (t) => {
    const again = await sendSigned(second.hookUrl, secret, body);
    t.equal(again.status, 200, 'although no kiosk is connected now');
    t.equal(again.body, answer.body);
  });

  t.test('a paired kiosk stays paired', async (t) => {
    t.match(second.output.join('\n'), /Paired\s+1 kiosk/);
    const returning = new KioskClient({
      url: second.lobbyUrl,
      token: kiosk.token ?? '',
      frames: [],
    });
    await returning.start();
    const captured = once(returning, 'capture');
    const held = sendSigned(second.hookUrl, secret, JSON.stringify(heldSignIn(anna)));
    await captured;

    t.test('ending it answers a held sign-in first and leaves with 0', async (t) => {
      const code = await end(second, 'SIGINT');
      t.equal((await held).status, 412);
      t.equal(code, 0);
      await returning.stop();
    });
  });
});

t.test('a crash ends the service at once, so that it can be started again', async (t) => {
  const main = path.join(projectRoot, 'dist/server/main.js');
  const child = spawn('sh', ['-c', 'ulimit -c 0; exec "$0" "$1"', process.execPath, main], {
    env: {
      PATH: process.env['PATH'],
      VESTIBULE_DATA_DIR: path.join(t.testdir(), 'data'),
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) if (line.includes('Engine')) break;
  const exited = once(child, 'exit');
  child.kill('SIGSEGV');
  t.same(await exited, [null, 'SIGSEGV'], 'and not when its handler comes to run');
});

t.test('a service that cannot start says why in a sentence and changes nothing', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.teardown(() => taken.close());
  await once(taken, 'listening');
  const port = String((taken.address() as AddressInfo).port);
  const child = spawn(process.execPath, [path.join(projectRoot, 'dist/server/main.js')], {
    env: { VESTIBULE_HOOK_PORT: port, VESTIBULE_DATA_DIR: path.join(t.testdir(), 'data') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  t.same(await once(child, 'close'), [1, null]);
  t.match(said, new RegExp(`did not start. Port ${port} is in use`));
  t.notMatch(said, /at .*\.js/, 'no stack');
});
