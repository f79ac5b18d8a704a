import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { VirtualChip } from '#passport/virtual-chip';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { findDeskCard } from '#server/store/tables/desk-cards.ts';
import { LobbyBrowsers, noChromium } from '../e2e/browser.ts';
import { untilTrue } from '../postgres/installation.ts';
import { swayingFilm } from '../support/film.ts';
import { documentLobby, documentOn, keyOf } from './document-lobby.ts';

// The built page in Chromium, the real service with its models, the reader's agent and a chip in software.

const deviceId = 'browser';
const sentences = sentencesOf('screen', 'en');
type Visitor = keyof typeof sampleFaces;

/** A screen in Chromium with a reader beside it. The person at its camera can change while the camera is off. */
async function openScreen(t: Test) {
  const lobby = await documentLobby(t);
  const { trial, issue, addReader } = lobby;
  // Without `t.testdir()`, because a second call would delete the database.
  mkdirSync(t.testdirName, { recursive: true });
  const camera = path.join(t.testdirName, 'camera.mjpeg');
  const stepsUp = async (visitor: Visitor) => {
    const frames = await webcamFrames(sampleFaces[visitor], 12);
    writeFileSync(`${camera}.next`, await swayingFilm(frames, 20));
    renameSync(`${camera}.next`, camera);
  };
  await stepsUp('guest1');
  const browsers = new LobbyBrowsers();
  t.teardown(() => browsers.close());
  const { page } = await browsers.open({ camera, viewport: { width: 768, height: 1024 } });
  await page.goto(`${trial.service.lobbyUrl}?lang=en`);
  const { code } = await trial.service.pairing.newCode({ name: deviceId, deviceId });
  await page.getByLabel('Pairing code').fill(code);
  await page.keyboard.press('Enter');
  const button = (name: Parameters<typeof sentences.say>[0]) =>
    page.getByRole('button', { name: sentences.say(name), exact: true });
  const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
  await shows('idle');
  const { reader } = await addReader(button('idle-document').waitFor());
  return {
    ...{ lobby, button, shows },
    /** A person arrives and lays a document with their own portrait on the reader. */
    arrive: async (visitor: Visitor) => {
      await stepsUp(visitor);
      const portrait = await cropPhoto(sampleFaces[visitor]);
      const document = issue({ portrait, documentNumber: visitor.toUpperCase() });
      reader.lay(new VirtualChip(document.image));
      return document;
    },
    /** The steps from the consent on: agrees, and types the key. */
    showDocument: async (document: Awaited<ReturnType<typeof issue>>) => {
      const key = keyOf(document);
      if (key.kind !== 'mrz') throw new Error('a passport has a machine readable zone');
      await button('document-consent-agree').click();
      await button('document-zone-type').click();
      for (const part of [key.documentNumber, key.birthDate, key.expiryDate]) {
        await page.locator('.document-field').fill(part);
        await page.keyboard.press('Enter');
      }
    },
    signIn: (visitor: Visitor, act: () => Promise<void> = async () => {}) =>
      lobby.signIn(act, { deviceId, email: `${visitor}@example.com` }),
  };
}

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('a document lets its holder in, by touching the screen alone', async (t) => {
    const { lobby, button, shows, arrive, showDocument, signIn } = await openScreen(t);

    await t.test('before the sign-in', async (t) => {
      const document = await arrive('guest1');
      await button('idle-document').click();
      await showDocument(document);
      await shows('document_ready');
      t.match(await signIn('guest1'), { status: 200, reason: 'passed' });
    });

    await t.test('while Envoy waits', async (t) => {
      await shows('idle');
      const document = await arrive('guest2');
      const answer = await signIn('guest2', () => showDocument(document));
      t.match(answer, { status: 200, reason: 'passed', check: 'identity_document' });
      await shows('welcome');
    });

    await t.test('after a hold', async (t) => {
      await shows('idle');
      const document = await arrive('guest3');
      const held = await signIn('guest3', () => button('document-no').click());
      t.match(held, { status: 412, reason: 'identity_declined' });
      await button('idle-document').click();
      await showDocument(document);
      await shows('document_ready');
      const again = await signIn('guest3');
      t.match(again, { status: 200, reason: 'passed' });
      // The desk doubted nothing, so the card closes.
      await untilTrue(
        async () => (await findDeskCard(lobby.db, held.jobId))?.outcome === 'let_in_later',
      );
      t.equal(await documentOn(lobby, again.jobId), null, 'no name of it is kept');
    });
  });
