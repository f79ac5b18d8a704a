import { createRequire } from 'node:module';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import t from 'tap';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { createCodeReader } from '#server/credentials/codes/code-reader.ts';
import { newPersonalCode } from '#server/people/personal-code.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { drawnVisitor, filmDrawings } from '../support/drawn-camera.ts';
import { ScriptedService } from '../support/scripted-service.ts';
import { LobbyBrowsers, noChromium } from './browser.ts';

// Real Chromium with the built page: the keypad for a personal code on the smallest and on a large screen.

const sizes = { phone: { width: 390, height: 844 }, wide: { width: 1920, height: 1080 } };
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('a code is typed on the lobby screen', async (t) => {
    const film = path.join(t.testdir(), 'visitor.mjpeg');
    await filmDrawings(film, drawnVisitor());
    const browsers = new LobbyBrowsers();
    t.teardown(() => browsers.close());
    const reader = createCodeReader();
    t.teardown(() => reader.stop());

    const open = async (size: keyof typeof sizes, language: 'en' | 'ar') => {
      const service = new ScriptedService();
      const address = await service.start();
      const { page, close } = await browsers.open({ camera: film, viewport: sizes[size] });
      t.teardown(async () => {
        await close();
        await service.stop();
      });
      await page.goto(`${address}/?lang=${language}`);
      await page.locator('html[data-screen=idle]').waitFor();
      const begin = async (setUp: string | null) => {
        const started = service.next('capture_started');
        const captureId = service.startCapture({ asksCode: true, deadlineMs: 600_000 });
        await started;
        await page.getByText(sentences.say('capture-code_comes')).first().waitFor();
        service.send({ type: 'code_wanted', captureId, setUp, problem: null });
        await page.locator('html[data-screen=code]').waitFor();
        return captureId;
      };
      const sentences = sentencesOf('screen', language);
      const submit = page.getByRole('button', { name: sentences.say('code-submit') });
      const exit = page.getByRole('button', { name: sentences.say('code-no_code') });
      /** Whether the exit button stays visible at every scroll position. */
      const isExitInSight = () =>
        page.evaluate<boolean>(`(() => {
          const exit = document.querySelector('.code-exit');
          const isInSight = () => {
            const { top, bottom } = exit.getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight;
          };
          return [0, document.documentElement.scrollHeight].every((top) => {
            scrollTo(0, top);
            return isInSight();
          });
        })()`);
      return { service, page, begin, exit, isExitInSight, submit };
    };

    t.test('by touch, on 390 pixels', async (t) => {
      const { service, page, begin, exit, isExitInSight, submit } = await open('phone', 'en');
      const captureId = await begin(null);
      t.ok(await isExitInSight());
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), sizes.phone.width);
      for (const digit of '28709') {
        await page.getByRole('button', { name: digit, exact: true }).click();
      }
      t.equal(await submit.getAttribute('aria-disabled'), 'true', 'not before there are six');
      await page.getByRole('button', { name: 'Delete the last digit' }).click();
      for (const digit of '82') {
        await page.getByRole('button', { name: digit, exact: true }).click();
      }
      t.equal(await page.getByLabel('Personal code, six digits').inputValue(), '287082');
      const typed = service.next('code_typed');
      await submit.click();
      t.match(await typed, { captureId, code: '287082' });
      service.send({ type: 'code_wanted', captureId, setUp: null, problem: 'wrong' });
      await page.getByRole('alert').filter({ hasText: 'That code was not right' }).waitFor();
      t.equal(await page.getByLabel('Personal code, six digits').inputValue(), '');
      t.ok(await isExitInSight());
      await page.evaluate(await readFile(axe, 'utf8'));
      const faults = await page.evaluate<{ id: string }[]>(
        "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)",
      );
      t.same(
        faults.map(({ id }) => id),
        [],
      );
      const declined = service.next('code_declined');
      await exit.click();
      t.match(await declined, { captureId });
      await page.locator('html[data-screen=in_person]').waitFor();
    });

    t.test('by a keyboard, on 1920 pixels and from right to left', async (t) => {
      const { service, page, begin, isExitInSight } = await open('wide', 'ar');
      const captureId = await begin(null);
      t.ok(await isExitInSight());
      t.equal(await page.locator('html').getAttribute('dir'), 'rtl');
      const one = await page.getByRole('button', { name: '1', exact: true }).boundingBox();
      const three = await page.getByRole('button', { name: '3', exact: true }).boundingBox();
      t.ok(one!.x < three!.x, 'the digits are in the order of a telephone');
      const typed = service.next('code_typed');
      // A keyboard may type the digits of another script.
      await page.keyboard.type('٢٨٧٠٨٢');
      await page.keyboard.press('Enter');
      t.match(await typed, { captureId, code: '287082' });
    });

    t.test('and set up, by a code that a camera reads', async (t) => {
      const { page, begin, isExitInSight } = await open('wide', 'en');
      const { uri } = newPersonalCode('Acme Widgets', 'Anna Lindqvist');
      await begin(uri);
      await page.getByRole('heading', { name: 'Set up your personal code' }).waitFor();
      const drawn = page.getByRole('img', { name: 'A QR code for your authenticator app' });
      t.same(
        await reader.read(
          await sharp(await drawn.screenshot())
            .jpeg()
            .toBuffer(),
        ),
        [uri],
      );
      t.ok(await isExitInSight());
    });
  });
