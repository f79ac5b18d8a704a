import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import {
  cropPhoto,
  sampleFaces,
  twoPeopleFrames,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { swayingFilm } from '../support/film.ts';
import { isRelease, testOnce } from '../support/release.ts';
import { openLobbyBrowser } from './browser.ts';

// Everything is real but the visitor. Chromium's fake camera plays photos to the built page,
// which sends them to the service with its models and its database.
const { womanA, womanB, guest1 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** Opens a lobby screen whose camera shows these frames, paired by typing the code. */
async function openLobby(t: Test, trial: Trial, frames: readonly Buffer[], deviceId: string) {
  // Without `t.testdir()`, because a second call would delete the database.
  mkdirSync(t.testdirName, { recursive: true });
  const camera = path.join(t.testdirName, 'camera.mjpeg');
  writeFileSync(camera, await swayingFilm(frames, 20));
  const { page, close } = await openLobbyBrowser({ camera });
  t.teardown(close);
  await page.goto(trial.service.lobbyUrl);
  const { code } = await trial.service.pairing.newCode({ name: deviceId, deviceId });
  await page.getByLabel('Pairing code').fill(code);
  await page.keyboard.press('Enter');
  const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
  await shows('idle');
  const signIn = () => trial.signIn({ ...anna, deviceId });
  return { page, shows, signIn };
}

t.test('in a real browser', async (t) => {
  const trial = await Trial.start(path.join(t.testdir(), 'data'), pino({ level: 'silent' }), {
    VESTIBULE_DEADLINE_SECONDS: '20',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);

  await t.test('the enrolled person walks in', async (t) => {
    const { page, shows, signIn } = await openLobby(t, trial, await webcamFrames(womanB, 12), 'a');
    const held = signIn();
    await shows('welcome');
    await page.getByRole('heading', { name: 'Welcome, Anna' }).waitFor();
    t.match(await held, { status: 200, body: '{}' });
  });

  if (isRelease) await othersWalkIn(t, trial);
});

testOnce(t, 'in a real browser, with the liveness that is the default', async (t) => {
  const trial = await Trial.start(path.join(t.testdir(), 'data'), pino({ level: 'silent' }), {
    VESTIBULE_LIVENESS: '',
  });
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const { page, shows, signIn } = await openLobby(t, trial, await webcamFrames(womanB, 12), 'a');

  t.test('who matches is asked to follow a dot, in words and with an arrow', async (t) => {
    const held = signIn();
    await page.getByRole('heading', { name: 'Follow the dot with your nose' }).waitFor();
    await page.locator('.dot .icon').waitFor();
    await page.getByRole('button', { name: 'I can’t move my head' }).click();
    await shows('in_person');
    await page.getByRole('heading', { name: 'That is no problem' }).waitFor();
    const { status, body } = await held;
    t.equal(status, 412);
    t.match(body, 'check an identity document instead');
  });
});

/** Tests strangers, and a person who is not alone. */
async function othersWalkIn(t: Test, trial: Trial): Promise<void> {
  await t.test('a stranger with her name is asked to wait', async (t) => {
    const { shows, signIn } = await openLobby(t, trial, await webcamFrames(guest1, 12), 'b');
    const answer = await signIn();
    t.equal(answer.status, 412);
    t.match(answer.body, 'does not match');
    await shows('please_wait');
  });

  await t.test('two people are asked to come one by one, and may decline', async (t) => {
    const frames = await twoPeopleFrames(womanB, guest1, 12);
    const { page, shows, signIn } = await openLobby(t, trial, frames, 'c');
    const held = signIn();
    await page.getByRole('heading', { name: 'One person at a time, please' }).waitFor();
    t.match((await held).body, 'Several people');

    const declining = signIn();
    await page.getByRole('button', { name: 'No camera, please' }).click();
    t.match((await declining).body, 'chose not to use the camera');
    await shows('declined');
  });
}
