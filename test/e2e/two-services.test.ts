import type { Page } from 'playwright-core';
import t from 'tap';
import { findChromium } from '../../scripts/terminal/chromium.ts';
import { startLobby } from '../kiosk/start-lobby.ts';
import { noChromium, openLobbyBrowser } from './browser.ts';

// A browser sends a cookie to every port of its host.

async function pair(page: Page, code: string): Promise<void> {
  await page.getByLabel('Pairing code').fill(code);
  await page.keyboard.press('Enter');
  await isPaired(page);
}

const isPaired = (page: Page) => page.locator('html[data-screen=camera_missing]').waitFor();

if (!findChromium()) t.plan(0, noChromium);
else
  t.test('two services in one browser leave each other alone', async (t) => {
    const office = await startLobby(t);
    await t.test('the one that came later', async (t) => {
      const trial = await startLobby(t);
      const { page, context, close } = await openLobbyBrowser({ camera: null });
      t.teardown(close);
      const { token } = await office.pair({ name: 'Before names had ports' });
      const { url } = office;
      const cookies = async () => (await context.cookies([`${url}/kiosk`])).length;
      await context.addCookies([{ name: 'vestibule_kiosk', value: token, url: `${url}/kiosk` }]);
      await page.goto(office.url);
      await isPaired(page);
      t.equal(await cookies(), 2, 'what was paired before is carried over');

      await page.goto(trial.url);
      await pair(page, (await trial.pairing.newCode({ name: 'Trial' })).code);
      for (const { url } of [office, trial, office]) {
        await page.goto(url);
        await isPaired(page);
      }
      t.equal(await cookies(), 3, 'each has one by its port, beside that of before');
      await context.clearCookies({ name: 'vestibule_kiosk' });
      await page.goto(office.url);
      await isPaired(page);
      t.pass('paired without the one of before');
    });
  });
