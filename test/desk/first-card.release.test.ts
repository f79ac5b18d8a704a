import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { deskWithBrowser } from './desk-in-browser.ts';
import { holdVisitor } from './hold-visitor.ts';
import { notePresses, pressesOf } from './noted-presses.ts';
import { invitationToday } from './invitation-today.ts';

// Real Chromium, a real mouse and keyboard. The page opens the first visitor's card when the reader has opened none.

const signIn = (jobId: string) => ({ name: jobId, jobId });

async function openDesk(t: Test) {
  const parts = await deskWithBrowser(t, { askDesk: false });
  const { page } = await parts.open('Ann Reception');
  await page.clock.install();
  await notePresses(page);
  await page.reload();
  await page.locator('.detail.none').waitFor();
  await page.clock.pauseAt(Date.now() + 2000);
  return { ...parts, page };
}

const heading = (page: Page, name: string) =>
  page.locator('.detail').getByRole('heading', { name });

async function pressAlone(page: Page, key: string) {
  await page.clock.runFor(1100);
  await page.keyboard.press(key);
  await page.clock.runFor(500);
}

t.test('the first visitor is open by itself, security first, and then stays open', async (t) => {
  const { page, desk } = await openDesk(t);
  await holdVisitor(desk, signIn('Ada First'), 'not_enrolled');
  await holdVisitor(desk, signIn('Eve Listed'), 'watchlist_hit');
  await heading(page, 'Ada First').waitFor();
  await page.locator('.group.procedure .row', { hasText: 'Eve Listed' }).waitFor();
  t.ok(await heading(page, 'Ada First').isVisible(), 'an open card changes to no other visitor');
  await page.reload();
  await heading(page, 'Eve Listed').waitFor();
  await page.locator('.row', { hasText: 'Ada First' }).locator('.name').click();
  await heading(page, 'Ada First').waitFor();
  await holdVisitor(desk, signIn('Mal Listed'), 'watchlist_hit');
  await page.locator('.rail .count', { hasText: '3' }).waitFor();
  t.ok(await heading(page, 'Ada First').isVisible());
});

t.test('a letter acts on nobody whose card the page has opened', async (t) => {
  const { page, desk } = await openDesk(t);
  for (const name of ['Ada First', 'Bo Second']) {
    await holdVisitor(desk, signIn(name), 'not_enrolled');
  }
  await heading(page, 'Ada First').waitFor();
  await pressAlone(page, 'i');
  t.same(await pressesOf(page), [], 'the first letter turns to the visitor');
  await page.locator('.name:focus', { hasText: 'Ada First' }).waitFor();
  await pressAlone(page, 'i');
  t.same(await pressesOf(page), ['Ada First'], 'the next one acts');
});

t.test('a double click on the last act lets nobody in whose card comes next', async (t) => {
  const { page, desk } = await openDesk(t);
  for (const name of ['Ada First', 'Bo Second']) {
    await holdVisitor(desk, signIn(name), 'not_enrolled');
  }
  const act = page.locator('.detail [data-act="let_in"]:not([aria-disabled])');
  await heading(page, 'Ada First').waitFor();
  await page.clock.runFor(1000);
  await act.waitFor();
  const { x, y, width, height } = (await act.boundingBox())!;
  await page.mouse.move(x + width / 2 - 40, y + height / 2);
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await page.mouse.click(x + width / 2, y + height / 2, { clickCount: 2 });
  await page.locator('.detail').getByRole('button', { name: 'Undo' }).waitFor();
  await page.clock.runFor(3000);
  t.same(await pressesOf(page), ['Ada First']);
  t.ok(await heading(page, 'Ada First').isVisible(), 'with the way back, and the way to Envoy');
});

t.test('an empty list shows the numbers of the day, and who comes next', async (t) => {
  const { page, desk } = await openDesk(t);
  const expectedAt = new Date(Date.now() + 3_600_000);
  const invitation = invitationToday('Zoë Visitor', { expectedAt });
  await desk.desk.expected.put(invitation, true);
  await holdVisitor(desk, signIn('Ada First'), 'not_enrolled');
  await heading(page, 'Ada First').waitFor();
  await page.locator('.detail .head').getByRole('button', { name: 'Close' }).click();
  await heading(page, 'Today').waitFor();
  await page.clock.runFor(3000);
  await page.locator('.detail .coming li', { hasText: 'Zoë Visitor' }).waitFor();
  t.match(await page.locator('.detail .figures').innerText(), /Sent to the desk\s+1/);
  t.ok(await heading(page, 'Today').isVisible(), 'a card that was closed stays closed');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.row', { hasText: 'Ada First' }).waitFor();
  t.equal(await page.locator('.detail').isVisible(), false, 'a narrow page shows the list');
});
