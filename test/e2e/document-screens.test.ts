import path from 'node:path';
import t from 'tap';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { drawnVisitor, filmDrawings } from '../support/drawn-camera.ts';
import { ScriptedService } from '../support/scripted-service.ts';
import { LobbyBrowsers, noChromium } from './browser.ts';

// Real Chromium with the built page: a visitor shows a document by touch alone, at two sizes of a tablet.

const sizes = [
  { width: 768, height: 1024 },
  { width: 1024, height: 768 },
];

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('a document is shown on the lobby screen, from the offer to the face', async (t) => {
    const film = path.join(t.testdir(), 'visitor.mjpeg');
    await filmDrawings(film, drawnVisitor());
    const browsers = new LobbyBrowsers();
    t.teardown(() => browsers.close());
    const sentences = sentencesOf('screen', 'en');
    for (const viewport of sizes) {
      const service = new ScriptedService();
      const address = await service.start();
      const { page, close } = await browsers.open({ camera: film, viewport });
      t.teardown(async () => {
        await close();
        await service.stop();
      });
      await page.goto(`${address}/?lang=en`);
      const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
      const touch = (name: string) => page.getByRole('button', { name, exact: true }).click();
      const fits = async (what: string) => {
        const over = await page.evaluate<number>(
          'document.fonts.ready.then(() => document.documentElement.scrollHeight - innerHeight)',
        );
        t.ok(over <= 0, `${what} fits ${viewport.width}×${viewport.height}, over by ${over}`);
      };
      const type = async (text: string) => {
        for (const letter of text) await touch(letter);
        await touch(sentences.say('document-next'));
      };
      await shows('idle');
      t.equal(await page.getByRole('button', { name: sentences.say('idle-document') }).count(), 0);
      service.send({ type: 'document_offered', isOffered: true });
      const wanted = service.next('document_wanted');
      await touch(sentences.say('idle-document'));
      t.match(await wanted, { language: 'en' });

      const captureId = service.startCapture({ purpose: 'document', deadlineMs: 600_000 });
      await shows('document_consent');
      await fits('the consent');
      const agreed = service.next('document_agreed');
      const begun = service.next('capture_started');
      await touch(sentences.say('document-consent-agree'));
      t.match(await agreed, { captureId });
      await begun;
      await shows('document_zone');
      await fits('the camera for the key');
      const outline = [0.1, 0.9, 0.9, 0.1].map((x, i) => ({ x, y: i < 2 ? 0.7 : 0.9 }));
      const answer = { guidance: 'look_here', progress: 0, outline } as const;
      service.send({ type: 'frame_seen', captureId, sequence: 0, ...answer });
      await page.locator('.zone-outline polygon').waitFor();
      await touch(sentences.say('document-zone-type'));
      await shows('document_key');
      t.equal(await page.locator('video').count(), 0, 'no picture beside the keys');
      await fits('the key');
      const again = service.next('capture_started');
      await touch(sentences.say('document-use_camera'));
      await again;
      service.send({ type: 'document_step', captureId, step: 'place', problem: null, progress: 0 });
      await shows('document_wait');
      service.send({
        type: 'document_step',
        captureId,
        step: 'key',
        problem: 'key_wrong',
        progress: 0,
      });
      await shows('document_zone');
      await fits('the camera again');
      await touch(sentences.say('document-zone-type'));
      await shows('document_key');
      const keyed = service.next('document_key');
      await type('L898902C3');
      await type('740812');
      await type('340415');
      t.match(await keyed, {
        key: { documentNumber: 'L898902C3', birthDate: '740812', expiryDate: '340415' },
      });
      const step = (step: 'key' | 'place' | 'face', problem: 'key_wrong' | null = null) =>
        service.send({ type: 'document_step', captureId, step, problem, progress: 0 });
      step('key', 'key_wrong');
      await page.getByText(sentences.say('document-key_wrong')).first().waitFor();
      await fits('the key that was wrong');
      const card = service.next('document_key');
      await touch(sentences.say('document-use_can'));
      await type('500540');
      t.match(await card, { key: { kind: 'can', can: '500540' } });
      step('place');
      await page.getByText(sentences.say('document-place-lead')).first().waitFor();
      await fits('where it goes');
      const started = service.next('capture_started');
      step('face');
      await started;
      await shows('looking');
      const declined = service.next('capture_declined');
      await page.keyboard.press('Escape');
      await declined;
      await shows('in_person');
    }
  });
