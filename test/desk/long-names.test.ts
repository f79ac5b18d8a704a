import t from 'tap';
import { review } from '#server/sign-in/decision.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import { signInOf } from '../notify/told.ts';
import { approvalMark } from '../support/approval-mark.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

// Real Chromium, with names that are longer than their column.

const long = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessen';

t.test('a long name takes nothing from the other columns of a table', async (t) => {
  const { hook, open } = await deskWithBrowser(t, { askDesk: false });
  await hook.signIn({ name: long, jobId: 'long', hostEmail: 'hana@acme.example' });
  await hook.signIn({ name: 'Al', jobId: 'short' });
  const { page } = await open('Mo Manager', 'manager');
  await page.setViewportSize({ width: 1280, height: 800 });
  const waiting = page.locator('.row[data-visit]');
  await waiting.nth(1).waitFor();
  const lines = await waiting.evaluateAll((all: { offsetHeight: number }[]) =>
    all.map(({ offsetHeight }) => offsetHeight),
  );
  t.equal(lines[0], lines[1], 'as high as the other');
  await page.getByRole('link', { name: 'History' }).click();
  const rows = page.locator('tbody tr.opens');
  await rows.nth(1).waitFor();
  const heights = await rows.evaluateAll((all: { clientHeight: number }[]) =>
    all.map(({ clientHeight }) => clientHeight),
  );
  t.equal(heights[0], heights[1], 'one line each');
  t.ok(heights[0]! < 60);
  const isCut = `[...document.querySelectorAll('tbody td:first-child')].some((cell) =>
    cell.scrollWidth > cell.clientWidth)`;
  t.equal(await page.evaluate(isCut), false, 'a time is whole');
  const row = rows.filter({ hasText: long });
  await row.getByRole('button').click();
  await page.locator('.story', { hasText: `${long} · ` }).waitFor();
});

t.test('a long Arabic name shows its beginning', async (t) => {
  const { hook, open } = await deskWithBrowser(t, { askDesk: false });
  const name = 'عبد الرحمن بن عبد الله بن محمد بن عبد العزيز القحطاني';
  await hook.signIn({ name, jobId: 'arabic' });
  const { page } = await open('Mo Manager', 'manager');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('link', { name: 'History' }).click();
  const cell = page.locator('tbody td', { hasText: name });
  const [box, text] = [(await cell.boundingBox())!, (await cell.locator('bdi').boundingBox())!];
  t.ok(text.x + text.width <= box.x + box.width, 'at the right, nothing is cut');
  t.ok(text.x >= box.x);
});

t.test('without a connection only alarms keep a colour', async (t) => {
  const { desk, open } = await deskWithBrowser(t, { askDesk: false });
  const { board } = desk.desk;
  const reasons = { eve: 'watchlist_hit', ada: 'not_enrolled' } as const;
  const { page } = await open('Ann Reception');
  for (const [jobId, reason] of Object.entries(reasons)) {
    const ledger = createLedger(desk.db, approvalMark, [board.ledgerHook]);
    await ledger.record(
      review(jobId, new Date(), reason),
      signInOf({ jobId, name: jobId }, new Date()),
    );
    await board.tell(jobId);
  }
  await page.locator('.row').nth(1).waitFor();
  await page.clock.install();
  await page.reload();
  await page.locator('.row').nth(1).waitFor();
  const colourOf = (selector: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).color`);
  const alarm = await colourOf('.row[data-alarm="true"] .chip');
  const find = await colourOf('.row[data-alarm="false"] > button');
  // No beat came for an hour, and the page cannot connect again.
  await page.clock.pauseAt(Date.now() + 3_600_000);
  await page.locator('.frame.stale').waitFor();
  t.equal(await colourOf('.row[data-alarm="true"] .chip'), alarm, 'an alarm stays red');
  t.not(await colourOf('.row[data-alarm="false"] > button'), find);
  const accent = `getComputedStyle(document.querySelector('.bar')).getPropertyValue('--good')`;
  const quiet = `getComputedStyle(document.querySelector('.bar')).getPropertyValue('--quiet')`;
  t.equal(await page.evaluate(accent), await page.evaluate(quiet), 'the bar is grey, too');
});
