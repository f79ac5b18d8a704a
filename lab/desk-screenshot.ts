import { pino } from 'pino';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import type { Reason } from '#server/sign-in/reasons.ts';
import type { Db } from '#server/store/schema.ts';
import { Trial } from './trial/trial.ts';
import { openLobbyBrowser } from '../test/e2e/browser.ts';
import { inTemporaryFolder } from '../scripts/terminal/temporary-folder.ts';

/** Visitor, host, reason of the review, and waiting time in seconds. */
const waiting: readonly (readonly [string, string, Reason, number])[] = [
  ['Ada Lovelace', 'Charles Babbage', 'no_match', 373],
  ['Bo Lind', 'Hana Host', 'poor_quality', 306],
  ['Chidi Anagonye', 'Eleanor Shell', 'not_enrolled', 261],
  ['Dora Maar', 'Pablo Ruiz', 'watchlist_hit', 222],
  ['Ewa Nowak', 'Hana Host', 'timed_out', 191],
  ['Farid Haddad', 'Grace Host', 'movement_not_seen', 141],
  ['Gita Rao', 'Hana Host', 'consent_outdated', 119],
  ['Hugo Ball', 'Emmy Hennings', 'declined', 96],
  ['Ines Castro', 'Grace Host', 'not_enrolled', 62],
  ['Jun Ito', 'Hana Host', 'kiosk_busy', 45],
  ['Kim Min-seo', 'Grace Host', 'spoof_suspected', 22],
  ['Lars Holm', 'Hana Host', 'several_faces', 7],
];
const passphrase = 'a long pass phrase of a picture';

/** Photographs the desk's page while twelve visitors wait. @param locale of the browser, like `de` */
export async function photographDesk(file: string, locale: string): Promise<void> {
  return inTemporaryFolder('desk', async (folder) => {
    const trial = await Trial.start(folder, pino({ level: 'silent' }));
    const browser = await openLobbyBrowser({ camera: null, locale });
    try {
      const { db, lobbyUrl } = trial.service;
      for (const [name, host] of waiting) {
        await trial.signIn({ name, host, email: null, jobId: name, entryId: name });
      }
      await holdForReasons(db);
      await logIn(browser.page, db, lobbyUrl);
      await browser.page
        .locator('li.row')
        .nth(waiting.length - 1)
        .waitFor();
      const picture = await browser.page.screenshot();
      await sharp(picture).png({ palette: true, quality: 90, effort: 10 }).toFile(file);
    } finally {
      await browser.close();
      await trial.stop();
    }
  });
}

/** Sets the reasons and times of the list, because this trial has no enrolled people. */
async function holdForReasons(db: Db): Promise<void> {
  for (const [jobId, , reason, seconds] of waiting) {
    const heldAt = new Date(Date.now() - seconds * 1000);
    await db.updateTable('sign_ins').set({ reason }).where('jobId', '=', jobId).execute();
    await db.updateTable('desk_cards').set({ heldAt }).where('jobId', '=', jobId).execute();
  }
}

async function logIn(page: Page, db: Db, lobbyUrl: string): Promise<void> {
  const account = { name: 'Ann Reception', role: 'reception' } as const;
  const { link } = await addDeskAccount(db, account, { actor: 'command:screenshots' });
  await page.goto(`${lobbyUrl}desk/#link=${link.token}`);
  const fields = page.locator('input[type=password]');
  await fields.nth(1).waitFor();
  await fields.nth(0).fill(passphrase);
  await fields.nth(1).fill(passphrase);
  await page.locator('form button').first().click();
}
