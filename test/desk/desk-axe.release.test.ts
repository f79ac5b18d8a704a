import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import t from 'tap';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { casesOf } from '../support/release.ts';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { invitationToday } from './invitation-today.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Axe tries the size of targets only when asked. */
const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
/** Folder for screenshots. Default: none are taken. */
const screenshots = process.env['DESK_SCREENSHOTS'];

t.test('axe finds nothing in any state, dark or light, wide or narrow', async (t) => {
  const parts = await deskWithBrowser(t);
  const { hook, desk, open, newPage, url } = parts;
  // Alternates the order of the looks, because each change of size redraws the page.
  const all = {
    'light and wide': { scheme: 'light', width: 1280 },
    'light and narrow': { scheme: 'light', width: 390 },
    'dark and wide': { scheme: 'dark', width: 1280 },
    'dark and narrow': { scheme: 'dark', width: 390 },
  } as const;
  const order = casesOf<(typeof all)[keyof typeof all]>(all, ['light and wide', 'dark and narrow']);
  const looks = async (page: Page, state: string) => {
    if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe);
    for (const [look, { scheme, width }] of order) {
      await page.emulateMedia({ colorScheme: scheme });
      // As high as the page: what scrolls below the bar of a narrow page is no small target.
      await page.setViewportSize({ width, height: width < 800 ? 2400 : 800 });
      const found = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
      const violations = found.violations.map(({ id, nodes }) => ({
        id,
        where: nodes.map(({ target, failureSummary }) => [target, failureSummary]),
      }));
      const name = `${state}, ${look}`;
      t.same(violations, [], name);
      const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      t.ok((excess as number) <= 0, `${name}: nothing sticks out`);
      if (screenshots)
        await page.screenshot({ path: `${screenshots}/${state}-${scheme}-${width}.png` });
    }
    order.reverse();
  };
  const guest = await newPage();
  await guest.goto(`${url}/desk/#link=used-already`);
  await guest.getByText('This link is not valid').waitFor();
  await guest.getByRole('button', { name: 'Log in' }).waitFor();
  await looks(guest, 'log-in-by-an-old-link');
  await guest.getByLabel('Account').fill('nobody');
  await guest.getByLabel('Password').fill('wrong');
  await guest.getByRole('button', { name: 'Log in' }).click();
  await guest.getByText('Login and password do not fit').waitFor();
  await looks(guest, 'log-in-refused');
  const invited = await desk.add('Bea Invited');
  await guest.goto(`${url}/desk/#link=${invited.link}`);
  await guest.reload();
  await guest.getByLabel('New password').waitFor();
  await looks(guest, 'set-password');

  const { page } = await open('Ann Reception', 'manager');
  await looks(page, 'nobody-waits');
  const name = 'Bartholomew Featherstonehaugh-Cholmondeley the Younger of Nether Wallop';
  const ringing = hook.signIn({ name, host: 'Hana Host', jobId: 'long' });
  await page.locator('.ringing button.good:enabled').waitFor();
  await looks(page, 'rings');
  await page.getByRole('button', { name: 'Hold' }).click();
  await ringing;
  const letting = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  await page.locator('.ringing button.good:enabled').click();
  await letting;
  await page.locator('.closed summary').click();
  await page.locator('.row.closed').getByText('Let in while Envoy waited').waitFor();
  await page.locator('.waited[data-urgency="new"]').waitFor();
  await looks(page, 'waits-and-let-in');
  for (const [urgency, minutes] of [
    ['soon', 3],
    ['late', 70],
  ] as const) {
    const heldAt = new Date(Date.now() - minutes * 60_000);
    await desk.db.updateTable('desk_cards').set({ heldAt }).execute();
    await page.reload();
    await page.locator(`.waited[data-urgency="${urgency}"]`).waitFor();
    await page.locator('.row .name').first().click();
    await page.getByRole('button', { name: 'Add a note' }).click();
    await looks(page, `waits-${urgency}-with-a-note`);
  }
  await page.locator('.detail .head').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: /^Document checked: let in/ }).click();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).waitFor();
  await looks(page, 'seen-to');
  await page.locator('#find').fill('zo');
  await page.locator('.found [role=option]').first().waitFor();
  await page.locator('.found p', { hasText: 'One moment' }).waitFor({ state: 'detached' });
  await looks(page, 'found');
  await page.locator('#find').press('Escape');
  await page.locator('.closed summary').click();
  await page.locator('.row.closed .name').first().click();
  await page.getByRole('link', { name: 'All visits under this name' }).click();
  await page.locator('main.visitor tbody tr').first().waitFor();
  await looks(page, 'visitor');
  await page.getByRole('link', { name: 'History' }).click();
  await page.locator('tr[data-verdict="approved"] button').click();
  await page.getByText('Envoy asked at').waitFor();
  await looks(page, 'history-with-a-story');
  await page.locator('tr[data-verdict="approved"] button').click();
  await page.getByRole('link', { name: 'Numbers of the week' }).click();
  await page.getByRole('table', { name: 'How the visits ended' }).waitFor();
  await looks(page, 'numbers');
  await page.getByRole('link', { name: 'Sign-ins' }).click();
  const { db } = desk;
  const ada = { name: 'Ada Example', nameFolded: 'ada example', createdAt: new Date() };
  await insertPerson(db, enrolledPerson('id-ada', ada));
  await page.getByRole('searchbox', { name: 'Name' }).fill('nobody of this name');
  await page.getByText('No sign-in matches these filters').waitFor();
  await looks(page, 'history-empty');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('button', { name: 'Ada Example' }).waitFor();
  await looks(page, 'people');
  await page.getByRole('button', { name: 'Enrol somebody' }).click();
  await page.getByLabel('Full name').waitFor();
  await looks(page, 'people-enrolling');
  await page.getByRole('button', { name: 'Enrol several people' }).click();
  const named = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from('none') });
  const chosen = ['Bo Example 1.jpg', 'Bo Example (2).jpg', 'Cy_Example.jpg'].map(named);
  await page.getByLabel('Photos, and a list').setInputFiles(chosen);
  await page.getByText('2 people: 0 enrolled, 0 not, 2 to go.').waitFor();
  t.match(await page.getByRole('row', { name: /Bo Example/ }).innerText(), /Bo Example\s+2/);
  await looks(page, 'people-enrolling-several');
  await page.getByRole('button', { name: 'Enrol several people' }).click();
  await page.getByRole('button', { name: 'Ada Example' }).click();
  await page.getByRole('button', { name: 'Renew consent' }).click();
  await page.getByLabel('How and when they agreed').waitFor();
  await looks(page, 'people-shown');
  await page.getByRole('link', { name: 'Expected' }).click();
  await page.getByText('Envoy has announced no visitor').waitFor();
  await looks(page, 'expected-nobody');
  const invitation = invitationToday(name, { email: 'bart@example.com' });
  await desk.desk.expected.put(invitation, true);
  await page.getByRole('link', { name: 'Waiting' }).click();
  await page.getByRole('link', { name: 'Expected' }).click();
  await page.getByText('Hana Host').waitFor();
  await looks(page, 'expected');
  await page.getByRole('link', { name: 'Lobby screens' }).click();
  await page.getByText('1 check is in order').click();
  await page.locator('.lights li').first().waitFor();
  await looks(page, 'lobby');
  for (const [name, camera] of [
    ['Main lobby', 'ready'],
    ['Annex', 'missing'],
  ] as const) {
    const { code } = await desk.pairing.newCode({ name });
    const paired = await desk.pairing.redeem(code);
    if (!paired.paired) throw new Error(paired.refusal);
    const kiosk = await RawKiosk.ready(url, paired.token, { camera });
    t.teardown(() => kiosk.socket.terminate());
    await page.getByRole('row', { name }).getByText('connected,').waitFor();
  }
  await page.getByText('Check that a camera is plugged in there').waitFor();
  await looks(page, 'lobby-with-screens');
  await page.getByRole('link', { name: 'Manage' }).click();
  await page.locator('td', { hasText: 'Ann Reception' }).first().waitFor();
  await looks(page, 'manage');
  await page.getByRole('link', { name: 'Watchlists' }).click();
  await page.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByRole('form', { name: 'Add to the watchlist' }).waitFor();
  await looks(page, 'manage-add-to-list');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Consent texts' }).click();
  await page.getByRole('form', { name: 'Publish a consent text' }).waitFor();
  await looks(page, 'manage-texts');
  await hook.stop();
  await desk.stop();
  await page.getByText('The service has not answered since').waitFor();
  await looks(page, 'no-link');
});
