import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { CDPSession } from 'playwright-core';
import type { HeldDocument } from '#mobile-document/lab/issue-mobile-document.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { fullDate } from '#mobile-document/lab/issue-mobile-document.ts';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { LobbyBrowsers, noChromium } from '../e2e/browser.ts';
import { swayingFilm } from '../support/film.ts';
import { phoneLobby, walletAnswer } from './phone-lobby.ts';

// The built page in Chromium with the browser's virtual wallet, and the real service with its models.

const deviceId = 'browser';
const sentences = sentencesOf('screen', 'en');

/** The machine of the test has neither Bluetooth nor internet. The test gives the wallet its answer before the page asks. */
const ablePage = `
  PublicKeyCredential.getClientCapabilities = async () => ({ hybridTransport: true });
  let isOnline = true;
  Object.defineProperty(navigator, 'onLine', { get: () => isOnline });
  window.setOnline = (value) => {
    isOnline = value;
    window.dispatchEvent(new Event(value ? 'online' : 'offline'));
  };
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = async (options) => {
    await window.tellWallet(options.digital.requests[0]);
    return get(options);
  };
`;

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('a phone lets its holder in, by touching the screen alone', async (t) => {
    const lobby = await phoneLobby(t);
    const { trial, issueToPhone, origin } = lobby;
    mkdirSync(t.testdirName, { recursive: true });
    const camera = path.join(t.testdirName, 'camera.mjpeg');
    const frames = await webcamFrames(sampleFaces.guest1, 12);
    writeFileSync(`${camera}.next`, await swayingFilm(frames, 20));
    renameSync(`${camera}.next`, camera);
    const browsers = new LobbyBrowsers();
    t.teardown(() => browsers.close());
    const { page } = await browsers.open({ camera, viewport: { width: 768, height: 1024 } });

    let held: HeldDocument | null = null;
    let session: CDPSession | null = null;
    // The answer depends on the question, so the wallet gets it once the question is known.
    await page.exposeFunction(
      'tellWallet',
      async (request: { protocol: string; data: unknown }) => {
        const response = held && { vp_token: walletAnswer({ request }, origin, held) };
        const behaviour = response
          ? { action: 'respond', protocol: request.protocol, response }
          : { action: 'decline' };
        const send = session?.send.bind(session) as (method: string, options: object) => unknown;
        await send('DigitalCredentials.setVirtualWalletBehavior', behaviour);
      },
    );
    await page.addInitScript(ablePage);
    session = await page.context().newCDPSession(page);
    await page.goto(`${trial.service.lobbyUrl}?lang=en`);
    const { code } = await trial.service.pairing.newCode({ name: deviceId, deviceId });
    await page.getByLabel('Pairing code').fill(code);
    await page.keyboard.press('Enter');
    const button = (name: Parameters<typeof sentences.say>[0]) =>
      page.getByRole('button', { name: sentences.say(name), exact: true });
    const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
    await button('idle-phone').waitFor();
    const portrait = Uint8Array.from(await cropPhoto(sampleFaces.guest1));
    const agree = () => button('document-consent-agree').click();
    const signIn = (act: () => Promise<void>, visitor = {}) =>
      lobby.signIn(act, { deviceId, ...visitor });

    await t.test('it is offered only while there is a network', async (t) => {
      await page.evaluate('setOnline(false)');
      await button('idle-phone').waitFor({ state: 'detached' });
      t.equal(await button('idle-document').count(), 0, 'nor is a reader offered');
      await page.evaluate('setOnline(true)');
      await button('idle-phone').waitFor();
    });

    await t.test('while Envoy waits', async (t) => {
      held = issueToPhone({ elements: { portrait } });
      const answer = await signIn(agree);
      t.match(answer, { status: 200, reason: 'passed', check: 'identity_document' });
      await shows('welcome');
    });

    await t.test(
      'before the sign-in, where the same face with another document is held',
      async (t) => {
        await button('idle-phone').click();
        held = issueToPhone({ elements: { portrait, birth_date: fullDate('1980-01-31') } });
        await agree();
        await shows('document_ready');
        const again = await signIn(async () => {});
        t.match(again, { status: 412, reason: 'identity_used_before' });
      },
    );

    await t.test('another name is held', async (t) => {
      const other = await signIn(agree, { name: 'Grace Hopper' });
      t.match(other, { status: 412, reason: 'identity_name_differs' });
    });

    await t.test('who declines on the phone goes to the desk', async (t) => {
      held = null;
      t.match(await signIn(agree), { status: 412, reason: 'identity_declined' });
    });
  });
