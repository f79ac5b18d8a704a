import type { Page } from 'playwright-core';
import t from 'tap';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { holdVisitor } from './hold-visitor.ts';

// Real Chromium at 1280×800: the tables of the desk.

const rows = (page: Page) => page.locator('tbody tr.opens');

t.test('sixteen people fit on a screen, and a click anywhere on a row opens it', async (t) => {
  const { desk, open } = await deskWithBrowser(t, { askDesk: false });
  for (let i = 0; i < 30; i++) {
    const name = `Person ${100 + i} of a long name that takes its own column`;
    const person = { name, nameFolded: name.toLowerCase() };
    await insertPerson(desk.db, enrolledPerson(`id-${i}`, person));
  }
  const { page } = await open('Mo Manager', 'manager');
  await page.getByRole('link', { name: 'People' }).click();
  await rows(page).nth(15).waitFor();
  t.match(await page.locator('.titled').innerText(), /People\s+30/);
  const heights = await rows(page).evaluateAll((all: { clientHeight: number }[]) =>
    all.map(({ clientHeight }) => clientHeight),
  );
  t.ok(
    heights.every((height) => height <= 41),
    `${heights[0]} px`,
  );
  const last = (await rows(page).nth(15).boundingBox())!;
  t.ok(last.y + last.height <= 800, `ends at ${last.y + last.height}`);
  const row = (await rows(page).nth(3).boundingBox())!;
  await page.mouse.click(row.x + row.width - 20, row.y + row.height / 2);
  await page.getByRole('region', { name: /Person 103/ }).waitFor();
});

t.test('the history is by day, and shows totals', async (t) => {
  const { desk, open } = await deskWithBrowser(t, { askDesk: false });
  for (const name of ['Ada Today', 'Bo Yesterday']) {
    await holdVisitor(desk, { name, jobId: name }, 'not_enrolled');
  }
  const receivedAt = new Date(Date.now() - 24 * 3_600_000);
  await desk.db
    .updateTable('sign_ins')
    .set({ receivedAt })
    .where('jobId', '=', 'Bo Yesterday')
    .execute();
  const { page } = await open('Ann Reception');
  await page.getByRole('link', { name: 'History' }).click();
  await rows(page).first().waitFor();
  t.equal(await page.locator('th[scope=rowgroup]').count(), 0, 'the pressed chip is the day');
  t.same(await rows(page).locator('bdi').first().innerText(), 'Ada Today');
  t.equal(await rows(page).count(), 1);
  await page.getByText('To the desk: 1 · let in: 0').waitFor();
  await page.getByRole('button', { name: 'Yesterday' }).click();
  await rows(page).filter({ hasText: 'Bo Yesterday' }).waitFor();
  t.equal(await rows(page).count(), 1);

  // A filter that finds nothing says where to look.
  await page.getByRole('button', { name: 'Today' }).click();
  await page.getByRole('searchbox', { name: 'Name' }).fill('bo yes');
  await page.getByText('No sign-in matches these filters').waitFor();
  await page.getByRole('button', { name: 'Look at the last 7 days' }).click();
  const row = rows(page).filter({ hasText: 'Bo Yesterday' });
  await row.waitFor();
  t.equal(await page.locator('th[scope=rowgroup]').count(), 1, 'of several days each is named');
  const box = (await row.boundingBox())!;
  await page.mouse.click(box.x + 10, box.y + box.height / 2);
  await page.getByText('Envoy asked at').waitFor();
  await page.keyboard.press('Tab');
  t.equal(await page.locator('tr.story').count(), 1);
});
