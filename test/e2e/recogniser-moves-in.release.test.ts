import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { end, pairingCode, secret, start, type Running } from '../../lab/running-service.ts';
import { projectRoot } from '#server/config/environment.ts';
import { loadManifest, shippedRecognisers } from '#face';
import { modelsDir } from '#server/vision/installed-models.ts';
import { readRun, runCommand } from '../support/command.ts';

type SampleFace = Parameters<typeof cropPhoto>[0];

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const bo = { name: 'Bo Marsh', email: 'bo@example.com' };
const [newest, earlier = ''] = shippedRecognisers(loadManifest(modelsDir, null));

/** The program as it is installed, with its own `models/`. */
async function installed(t: Test) {
  const folder = t.testdir();
  const root = path.join(folder, 'program');
  await mkdir(root);
  const parts = ['dist/server', 'dist/scripts', 'dist/lab', 'dist/packages', 'dist/kiosk-client'];
  for (const part of [...parts, 'server', 'packages', 'kiosk-client/dist', 'desk-client/dist']) {
    await cp(path.join(projectRoot, part), path.join(root, part), { recursive: true });
  }
  await cp(path.join(projectRoot, 'package.json'), path.join(root, 'package.json'));
  await symlink(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
  const manifest = path.join(root, 'models/local-manifest.json');
  await cp(modelsDir, path.join(root, 'models'), { recursive: true });
  const program = path.relative(projectRoot, path.join(root, 'dist/scripts/vestibule.js'));
  const command = async (...line: string[]) =>
    readRun(await runCommand(folder, [...line, '--json'], {}, program));
  const enrol = async ({ name, email }: typeof anna, face: SampleFace) => {
    const photo = path.join(folder, `${name}.jpg`);
    await writeFile(photo, await cropPhoto(face));
    const who = ['--name', name, '--email', email, '--consent', 'signed form'];
    return command('enroll', 'add', ...who, photo);
  };
  const dataDir = path.join(folder, 'data');
  return {
    ...{ command, enrol },
    /** Declares the recogniser of an earlier version, whose manifest did not name one. */
    useEarlier: () => writeFile(manifest, JSON.stringify({ inUse: earlier })),
    sayNothing: () => rm(manifest),
    start: () => start(dataDir, { VESTIBULE_LIVENESS: 'passive' }, [], root),
  };
}

/** Signs in at a screen paired for this visit. @returns Envoy's status; null when the connection was cut */
async function signIn(
  service: Running,
  who: typeof anna,
  face: SampleFace,
  onCapture: () => void = () => {},
): Promise<number | null> {
  const code = await pairingCode(service, `Lobby ${++screens}`);
  const frames = await webcamFrames(face, 12);
  const kiosk = new KioskClient({ url: service.lobbyUrl, code, frames });
  await kiosk.start();
  kiosk.once('capture', onCapture);
  const body = JSON.stringify(heldSignIn(who));
  const answer = await sendSigned(service.hookUrl, secret, body).catch(() => null);
  await kiosk.stop();
  return answer && answer.status;
}
let screens = 0;

t.test('who was enrolled before an upgrade is let in, moved over, and back again', async (t) => {
  const { command, enrol, ...place } = await installed(t);
  await place.useEarlier();
  t.match(await enrol(anna, sampleFaces.womanA), { code: 0 });
  await place.sayNothing();

  let service = await place.start();
  t.teardown(() => service.process.kill('SIGKILL'));
  t.match(await command('models', 'status'), { json: { inUse: earlier, movingTo: null } });
  t.equal(await signIn(service, anna, sampleFaces.womanB), 200, 'by what she was enrolled with');
  t.equal(await signIn(service, anna, sampleFaces.guest1), 412, 'and nobody else is');
  t.match(await command('models', 'move', newest), { code: 0 });
  await end(service, 'SIGTERM');

  service = await place.start();
  t.match(await enrol(bo, sampleFaces.guest1), { code: 0 });
  t.match(await command('models', 'status'), { json: { inUse: earlier, people: 2, over: 1 } });
  let ended: Promise<unknown> = Promise.resolve();
  const kill = () => {
    ended = end(service, 'SIGKILL');
  };
  t.equal(await signIn(service, anna, sampleFaces.womanB, kill), null, 'killed in a sign-in');
  await ended;

  service = await place.start();
  t.equal(await signIn(service, anna, sampleFaces.womanB), 200, 'and started again');
  t.match(await command('models', 'switch'), { code: 1, json: { error: { code: 'too_few' } } });
  t.match(await command('models', 'switch', '--anyway'), {
    json: { inUse: newest, needPhotos: [{ email: anna.email }] },
  });
  t.equal(await signIn(service, anna, sampleFaces.womanB), 200, 'it counts from the next start on');
  await end(service, 'SIGTERM');

  service = await place.start();
  t.equal(await signIn(service, bo, sampleFaces.guest1), 200, 'who is over');
  t.equal(await signIn(service, anna, sampleFaces.womanB), 412, 'who is not is seen by a person');
  t.equal(await signIn(service, bo, sampleFaces.womanB), 412);
  t.match(await command('models', 'move', earlier), { code: 0 });
  t.match(await command('models', 'switch'), { code: 0, json: { over: 1, people: 1 } });
  await end(service, 'SIGTERM');

  service = await place.start();
  t.equal(await signIn(service, anna, sampleFaces.womanB), 200, 'back, with all that was there');
  t.equal(await signIn(service, bo, sampleFaces.guest1), 200);
  await end(service, 'SIGTERM');
});
