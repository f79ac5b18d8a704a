import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { CDPSession } from 'playwright-core';
import { createSigner } from '#passport/lab/authority.ts';
import { sealAnswer, type HeldDocument, type WalletOptions } from '#mobile-document/virtual-wallet';
import { sentencesOf } from '#server/config/language-files.ts';
import {
  alteredItems,
  fullDate,
  issueMobileDocument,
} from '#mobile-document/lab/issue-mobile-document.ts';
import type { WalletRequest } from '#server/protocol/document-messages.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
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

    /** What the wallet does when it is asked. */
    type Wallet = (request: WalletRequest) => Promise<object | 'decline' | 'wait'>;
    let wallet: Wallet = async () => 'decline';
    const questions: WalletRequest[] = [];
    let session: CDPSession | null = null;
    // The answer depends on the question, so the wallet gets it once the question is known.
    await page.exposeFunction('tellWallet', async (request: WalletRequest) => {
      questions.push(request);
      const response = await wallet(request);
      const behaviour =
        typeof response === 'string'
          ? { action: response }
          : { action: 'respond', protocol: request.protocol, response };
      const send = session?.send.bind(session) as (method: string, options: object) => unknown;
      await send('DigitalCredentials.setVirtualWalletBehavior', behaviour);
    });
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
    const holding =
      (held: HeldDocument, options: WalletOptions = {}, from = origin): Wallet =>
      (request) =>
        walletAnswer({ request }, from, held, options);
    const issue = (elements = {}) => issueToPhone({ elements: { portrait, ...elements } });

    await t.test('it is offered only while there is a network', async (t) => {
      await page.evaluate('setOnline(false)');
      await button('idle-phone').waitFor({ state: 'detached' });
      t.equal(await button('idle-document').count(), 0, 'nor is a reader offered');
      await page.evaluate('setOnline(true)');
      await button('idle-phone').waitFor();
    });

    await t.test('while Envoy waits', async (t) => {
      wallet = holding(issue());
      const answer = await signIn(agree);
      t.match(answer, { status: 200, reason: 'passed', check: 'identity_document' });
      await shows('welcome');
    });

    await t.test(
      'before the sign-in, where the same face with another document is held',
      async (t) => {
        await button('idle-phone').click();
        wallet = holding(issue({ birth_date: fullDate('1980-01-31') }));
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

    await t.test('so is what cannot be believed, each with its reason', async (t) => {
      const held = async (why: string, note: RegExp | null, how: Wallet) => {
        wallet = how;
        const answer = await signIn(agree);
        t.match(answer, { status: 412, reason: why, ...(note && { note }) }, String(note ?? why));
      };
      const document = issue();
      const earlier = questions[0]!;
      const { nonce } = earlier.data as { nonce: string };
      const [refused, unread] = ['identity_refused', 'identity_not_read'];
      const foreign = /device_signature_invalid/;
      await held(refused, foreign, holding(document, {}, 'https://evil.example'));
      await held(refused, foreign, holding(document, { nonce }));
      await held(refused, /other_question/, async () =>
        walletAnswer({ request: earlier }, origin, document),
      );
      await held(refused, /element_altered/, holding(document, { items: alteredItems(document) }));
      const nothing: Wallet = (request) => sealAnswer(request, { vp_token: {} });
      await held(unread, /no_document/, nothing);
      await held(unread, /gave no document/, async () => ({ vp_token: { mdl: ['AAAA'] } }));
      const several: Wallet = (request) =>
        sealAnswer(request, { vp_token: { mdl: ['AA'], pid: ['AA'] } });
      await held(unread, /several/, several);
      const stranger = createSigner({ name: 'DS' }, createSigner({ name: 'Nobody' }));
      const unknown = holding(issueMobileDocument({ signer: stranger }));
      await held('identity_not_verified', /Nobody/, unknown);
      const over = holding(issue({ expiry_date: fullDate('2026-01-01') }));
      await held('identity_expired', null, over);
    });

    await t.test('a phone that is not the visitor’s own fails at the face', async (t) => {
      const other = Uint8Array.from(await cropPhoto(sampleFaces.guest2));
      wallet = holding(issue({ portrait: other }));
      t.match(await signIn(agree), { status: 412, reason: 'identity_face_differs' });
    });

    await t.test('somebody on the own list is held', async (t) => {
      const listed = {
        ...{ aliases: [], birthDate: null, country: null, email: null, domain: null, phone: null },
        ...{ name: 'Olga Ivanova', company: null, note: 'house ban', legalBasis: 'house ban' },
        expiresAt: null,
      };
      t.match(await addToWatchlist(lobby.db, 'command:test', listed), { state: 'added' });
      wallet = holding(issue({ family_name: 'Ivanova', given_name: 'Olga' }));
      t.match(await signIn(agree), { status: 412, reason: 'watchlist_hit' });
    });

    await t.test('a touch too many asks the phone once', async (t) => {
      const before = questions.length;
      wallet = async () => 'decline';
      const twice = () => button('document-consent-agree').dblclick();
      t.match(await signIn(twice), { status: 412, reason: 'identity_declined' });
      t.equal(questions.length, before + 1);
    });

    await t.test('an answer after the end is dropped by the page', async (t) => {
      let answer = () => {};
      const asked = new Promise<void>((resolve) => {
        wallet = async (request) => {
          resolve();
          await new Promise<void>((late) => (answer = late));
          return walletAnswer({ request }, origin, issue());
        };
      });
      const says = async () => {
        await agree();
        await asked;
        await button('document-no').click();
      };
      t.match(await signIn(says), { status: 412, reason: 'identity_declined' });
      answer();
      wallet = async () => 'decline';
      t.match(
        await signIn(agree),
        { status: 412, reason: 'identity_declined' },
        'the next visitor',
      );
    });

    await t.test(
      'a page that is reloaded in between asks again, and is answered once',
      async (t) => {
        const first = new Promise<WalletRequest>((resolve) => {
          wallet = async (request) => {
            resolve(request);
            return 'wait';
          };
        });
        const reloads = async () => {
          await agree();
          const old = await first;
          await page.reload();
          wallet = async () => walletAnswer({ request: old }, origin, issue());
          await agree();
        };
        const refused = { status: 412, reason: 'identity_refused', note: /other_question/ };
        t.match(await signIn(reloads), refused);
      },
    );
  });
