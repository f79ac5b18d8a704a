import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type JpegOptions } from 'sharp';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { revokeKiosk } from '#server/store/tables/kiosks.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { readFrames, splitJpegs } from '../../lab/simulate/frames.ts';
import { askCapture, enough, notYet } from './ask-capture.ts';
import { startLobby } from './start-lobby.ts';

const photo = path.join(projectRoot, 'node_modules/@vladmandic/face-api/demo/sample1.jpg');

/** A grey picture with noise, so that its JPEG contains every byte value. */
function noise(width: number, height: number, options: JpegOptions = {}): Promise<Buffer> {
  const gaussian = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width, height, channels: 3, background: 'grey', noise: gaussian } as const;
  return sharp({ create }).jpeg(options).toBuffer();
}

function bytesOf(pictures: readonly Uint8Array[]): Buffer[] {
  return pictures.map((picture) => Buffer.from(picture));
}

t.test('a concatenation of JPEGs is taken apart, whatever is inside them', async (t) => {
  const thumbnail = await noise(16, 16);
  const withThumbnail = (jpeg: Buffer) => {
    const header = Buffer.from([0xff, 0xe2, 0, 0]);
    header.writeUInt16BE(thumbnail.length + 2, 2);
    return Buffer.concat([jpeg.subarray(0, 2), header, thumbnail, jpeg.subarray(2)]);
  };
  const pictures = [
    await noise(64, 48),
    await noise(64, 48, { progressive: true }),
    withThumbnail(await noise(64, 48)),
    await noise(64, 48, { quality: 100 }),
  ];
  const clip = Buffer.concat(pictures);
  t.same(bytesOf(splitJpegs(clip)), pictures);
  t.same(splitJpegs(clip.subarray(0, -10)).length, 3, 'a torn last picture is left out');
  t.same(splitJpegs(Buffer.from('no picture at all')), []);
});

t.test('frames are read from a file or a folder, or a sentence says why not', async (t) => {
  const a = await noise(20, 20);
  const b = await noise(30, 30);
  const folder = t.testdir({ 'notes.txt': 'x', empty: {}, pictures: {} });
  await writeFile(path.join(folder, 'pictures', '2.JPG'), a);
  await writeFile(path.join(folder, 'pictures', '1.jpeg'), b);
  await writeFile(path.join(folder, 'clip.mjpeg'), Buffer.concat([a, b]));
  t.same(bytesOf(await readFrames(path.join(folder, 'clip.mjpeg'))), [a, b]);
  t.same(bytesOf(await readFrames(path.join(folder, 'pictures'))), [b, a]);
  await t.rejects(readFrames(path.join(folder, 'notes.txt')), { message: /no JPEG in it/ });
  await t.rejects(readFrames(path.join(folder, 'empty')), { message: /no pictures/ });
  await t.rejects(readFrames(path.join(folder, 'missing')), { message: /no file or folder/ });
});

t.test('a simulated kiosk pairs, and sends pictures as the page does', async (t) => {
  const { url, kioskRegistry, pairing } = await startLobby(t, { times: { outcomeHoldMs: 0 } });
  const { code } = await pairing.newCode({ name: 'Lobby' });
  const kiosk = new KioskClient({ url, code, frames: [await readFile(photo)], fps: 30 });
  await kiosk.start();
  t.teardown(() => kiosk.stop());

  const answers = [notYet, notYet];
  const { ended, seen } = askCapture(kioskRegistry, {
    onFrame: async () => answers.shift() ?? enough,
  });
  t.match(await once(kiosk, 'capture'), [{ type: 'capture_start' }]);
  const end = await ended;
  t.match(end, { ending: 'done', frames: 3 });
  for (const jpeg of seen) {
    const { width, height } = await sharp(jpeg).metadata();
    t.equal(Math.max(width, height), 640);
  }
  const outcome = once(kiosk, 'outcome');
  end.showOutcome('welcome');
  t.same(await outcome, ['welcome']);

  kiosk.show([await noise(50, 40)]);
  const next = askCapture(kioskRegistry, { onFrame: async () => enough });
  t.match(await next.ended, { ending: 'done' });
  t.match(
    await sharp(next.seen[0]).metadata(),
    { width: 50, height: 40 },
    'small ones as they are',
  );
});

t.test('a simulated visitor declines, and a simulated camera is missing or hangs', async (t) => {
  const { url, kioskRegistry, pair } = await startLobby(t, { times: { outcomeHoldMs: 0 } });
  const { token } = await pair();
  const frames = [await noise(40, 40)];
  const cases = [
    [{ decline: true }, 'declined'],
    [{ camera: 'missing' }, 'camera_failed'],
  ] as const;
  for (const [how, ending] of cases) {
    const kiosk = new KioskClient({ url, token, frames, ...how });
    await kiosk.start();
    t.match(await askCapture(kioskRegistry).ended, { ending });
    await kiosk.stop();
  }
  const frozen = new KioskClient({ url, token, frames, frozen: true, fps: 30 });
  await frozen.start();
  const { ended, seen } = askCapture(kioskRegistry, { withinMs: 60_000 });
  t.match(await ended, { ending: 'camera_stuck' });
  t.equal(seen.length, 1);
  await frozen.stop();
});

t.test('a simulated kiosk comes back after a cut, but not when it was revoked', async (t) => {
  const { url, kioskRegistry, pair, db } = await startLobby(t, { times: { refreshMs: 10 } });
  const { token, kiosk: paired } = await pair();
  const kiosk = new KioskClient({ url, token, frames: [await noise(40, 40)], fps: 30 });
  await kiosk.start();
  const { ended, nextSeen } = askCapture(kioskRegistry, {
    onFrame: async () => (cut ? enough : notYet),
  });
  let cut = false;
  await nextSeen();
  const lost = once(kiosk, 'disconnected');
  kiosk.cut();
  t.same(await lost, [1006, '']);
  cut = true;
  t.match(await ended, { ending: 'done' });

  const sentAway = once(kiosk, 'sentAway');
  await revokeKiosk(db, paired.id, new Date());
  t.match(await sentAway, [/revoked/]);
  const again = new KioskClient({ url, token, frames: [] });
  await t.rejects(again.start(), { message: /Pair it with a new code/ });
});

/** Runs `simulate kiosk`; `said` resolves when a line of its output matches. */
function simulate(args: string[]) {
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const child = spawn(process.execPath, [script, 'simulate', 'kiosk', ...args]);
  let output = '';
  let onOutput = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
      onOutput();
    });
  }
  const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const said = async (pattern: RegExp) => {
    while (!pattern.test(output)) {
      const more = new Promise<void>((resolve) => (onOutput = resolve));
      await Promise.race([more, exited.then(() => Promise.reject(new Error(output)))]);
    }
  };
  return { child, said, exited };
}

t.test(
  'the command pairs, keeps its token privately, and shows the visitor’s screen',
  async (t) => {
    const { url, kioskRegistry, pairing } = await startLobby(t, { times: { outcomeHoldMs: 0 } });
    const folder = t.testdir();
    await mkdir(path.join(folder, 'clip'));
    await writeFile(path.join(folder, 'clip', 'a.jpg'), await noise(50, 50));
    const tokenFile = path.join(folder, 'private', 'token');
    const args = ['--frames', path.join(folder, 'clip'), '--url', url, '--token-file', tokenFile];

    const unpaired = await simulate(args).exited;
    t.match(unpaired, { code: 2, output: /not paired yet[^]*--code/ });

    const { code } = await pairing.newCode({ name: 'Simulator' });
    const first = simulate([...args, '--loop', '--once', '--code', code.toLowerCase()]);
    await first.said(/Connected as "Simulator"/);
    const { ended } = askCapture(kioskRegistry, { visitor: 'Ada', onFrame: async () => enough });
    (await ended).showOutcome('welcome');
    const { code: status, output } = await first.exited;
    t.equal(status, 0);
    const screen = sentencesOf('screen', 'en');
    const [hello, welcome] = ['capture-sign_in-kicker', 'outcome-welcome-title'];
    const screens = [
      screen.say('idle-title'),
      screen.sayTo('Ada', hello),
      '100%',
      screen.sayTo('Ada', welcome),
    ];
    const places = screens.map((words) => output.indexOf(words));
    t.ok(
      places.every((place, index) => place > (places[index - 1] ?? -1)),
      output,
    );
    t.equal((await stat(tokenFile)).mode & 0o777, 0o600);

    const second = simulate([...args, '--decline']);
    await second.said(/Connected as "Simulator"/);
    t.match(await askCapture(kioskRegistry).ended, { ending: 'declined' });
    second.child.kill('SIGINT');
    t.match(await second.exited, { code: 0 });

    const wrongCode = await simulate([...args, '--code', code]).exited;
    t.match(wrongCode, { code: 2, output: /not valid/ });
    const noService = await simulate([...args, '--url', 'http://127.0.0.1:1']).exited;
    t.match(noService, { code: 2, output: /Nothing listens at http:\/\/127.0.0.1:1/ });
  },
);
