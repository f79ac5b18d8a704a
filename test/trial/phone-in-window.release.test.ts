import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { pipeStdio, pipeSwitch } from '../../lab/trial/try/browser-pipe.ts';
import { WayIn } from '../../lab/trial/try/own-browser.ts';
import { pageIsOpen } from '../../lab/trial/try/story.ts';
import {
  askForDocuments,
  issueLicence,
  playPhone,
  portraitFrom,
} from '../../lab/trial/try/phone-in-window.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { noChromium } from '../e2e/browser.ts';
import { swayingFilm } from '../support/film.ts';

// The window of `vestibule try --phone`, without a desktop: the real page, service and models.

/** Of a Chromium without a desktop, whose camera plays a film. */
const switches = (folder: string, camera: string) => [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  ...['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  `--use-file-for-fake-video-capture=${camera}`,
  `--user-data-dir=${path.join(folder, 'profile')}`,
  ...['--lang=en', pipeSwitch, 'about:blank'],
];

const agree = `[...document.querySelectorAll('button')].find((one) => one.innerText === 'I agree')`;
const agreeIsThere = `new Promise((resolve) => {
  const look = () => (${agree} ? resolve() : requestAnimationFrame(look));
  look();
})`;

const chromium = findChromium();
if (!chromium) t.plan(0, noChromium);
else
  t.test('a window plays the phone of somebody who is not enrolled', async (t) => {
    const folder = t.testdir();
    const dataDir = path.join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    const photo = path.join(folder, 'photo.jpg');
    writeFileSync(photo, await cropPhoto(sampleFaces.womanA));
    const camera = path.join(folder, 'camera.mjpeg');
    writeFileSync(camera, await swayingFilm(await webcamFrames(sampleFaces.womanB, 12), 20));
    await askForDocuments(dataDir);
    const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
    t.teardown(() => trial.stop());
    const name = 'Ada Example';
    const licence = await issueLicence(trial, name, await portraitFrom(photo));
    const { code } = await trial.service.pairing.newCode({ name: 'Your screen' });
    const redeemed = await trial.service.pairing.redeem(code);
    const wayIn = new WayIn(redeemed.paired ? redeemed.token : '', trial.service.lobbyUrl);
    t.teardown(() => wayIn.close());
    const browser = spawn(chromium, switches(folder, camera), { stdio: [...pipeStdio] });
    t.teardown(async () => {
      browser.kill();
      await once(browser, 'exit');
    });
    const { origin } = new URL(trial.service.lobbyUrl);
    const pipe = await playPhone(browser, await wayIn.open(), origin, licence);
    await pageIsOpen(trial, new AbortController().signal);
    const touch = async () => {
      await pipe.send('Runtime.evaluate', { expression: agreeIsThere, awaitPromise: true });
      await pipe.send('Runtime.evaluate', { expression: `${agree}.click()`, userGesture: true });
    };
    const visit = async (visitor: { name: string; email: string }) => {
      const answered = trial.signIn(visitor);
      await Promise.race([touch(), answered]);
      const { status, body } = await answered;
      return { status, body };
    };
    const other = await visit({ name: 'Anna Lindqvist', email: 'anna@example.com' });
    t.match(other, { status: 412 }, 'the phone of somebody else');
    t.match(JSON.stringify(other.body), /name/);
    t.match(await visit({ name, email: 'you@example.com' }), { status: 200 });
  });

t.test('a browser that ends before it has a window is an error', async (t) => {
  const browser = spawn('/bin/true', { stdio: [...pipeStdio] });
  const licence = { credential: new Uint8Array(), deviceKey: null } as never;
  await t.rejects(playPhone(browser, 'http://127.0.0.1/', 'http://127.0.0.1', licence), {
    message: /the browser has ended/,
  });
});

t.test('a file that is no picture is refused', async (t) => {
  const folder = t.testdir({ 'photo.jpg': 'not a picture' });
  await t.rejects(portraitFrom(path.join(folder, 'photo.jpg')), { code: 'no_picture' });
  await t.rejects(portraitFrom(path.join(folder, 'missing.jpg')), { code: 'unreadable_file' });
});
