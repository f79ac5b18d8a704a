import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { FaceDoubt } from './ringing-desk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { notePresses, pressesOf } from './noted-presses.ts';

// A real keyboard and mouse in real Chromium. The browser's clock is the test's, so that words are typed at any speed.

const names = ['Ada First', 'Bo Second', 'Cy Third', 'Di Fourth'];

/** Four visitors wait, one visit is closed, and the list is open. The next sign-ins ring. */
async function fourWho(t: Test) {
  const doubt = new FaceDoubt({ passed: false, reason: 'no_match', deskMayApprove: true });
  const parts = await deskWithBrowser(t, { checks: [doubt] });
  for (const name of ['Zed Closed', ...names]) await parts.hook.signIn({ name, jobId: name });
  await parts.desk.desk.board.seeTo('Zed Closed', 'left', { accountId: 'other' });
  const { page } = await parts.open('Ann Reception');
  await page.clock.install();
  await notePresses(page);
  await page.reload();
  await page.locator('.closed summary').waitFor();
  await page.locator('.row[data-visit]').nth(3).waitFor();
  await page.clock.pauseAt(Date.now() + 2000);
  const pressed = () => pressesOf(page);
  return { ...parts, page, pressed };
}

const heading = (page: Page, name: string) =>
  page.locator('.detail').getByRole('heading', { name });

/** Presses one key, and nothing before and after it. */
async function pressAlone(page: Page, key: string) {
  await page.clock.runFor(2000);
  await page.keyboard.press(key);
  await page.clock.runFor(2000);
}

t.test('arrows go through the list from anywhere, beside a list of closed visits', async (t) => {
  const { page } = await fourWho(t);
  t.equal(await page.evaluate('document.activeElement === document.body'), true);
  for (const name of names) {
    await page.keyboard.press('ArrowDown');
    await heading(page, name).waitFor();
  }
  await page.keyboard.press('ArrowDown');
  t.ok(await heading(page, 'Di Fourth').isVisible(), 'the last card stays open');
  await page.keyboard.press('ArrowUp');
  await heading(page, 'Cy Third').waitFor();
});

t.test('a letter acts on the row that has the focus, and the card follows it', async (t) => {
  const { page, pressed } = await fourWho(t);
  await page.keyboard.press('ArrowDown');
  await heading(page, 'Ada First').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.locator('.name:focus', { hasText: 'Bo Second' }).waitFor();
  await heading(page, 'Bo Second').waitFor();
  await pressAlone(page, 'i');
  t.same(await pressed(), ['Bo Second']);
});

const words = [
  ...['tom', 'till', 'wurst', 'lena', 'Lindqvist', 'in', 'who', 'anna', 'ivo', 'zita', 'ruth'],
  ...['Tom Sawyer', 'i12t77l'],
];

t.test('typed words and a badge scanner end no visit, wherever the focus is', async (t) => {
  const { page, pressed } = await fourWho(t);
  const row = page.locator('.row', { hasText: 'Bo Second' });
  const places = [row.locator('.name'), row.getByRole('button', { name: 'Document checked' })];
  for (const [nth, word] of words.entries()) {
    for (const gapMs of [0, 150, 300]) {
      await page.keyboard.press('Escape');
      await row.locator('.name').click();
      await page.clock.runFor(2000);
      await places[nth % 2]!.focus();
      for (const letter of word) {
        await page.keyboard.press(letter === ' ' ? 'Space' : letter);
        await page.clock.runFor(gapMs);
      }
      await page.keyboard.press('Enter');
      await page.clock.runFor(2000);
      t.same(await pressed(), [], `${word}, ${gapMs} ms`);
      await closeForms(page);
    }
  }
  await row.locator('.name').click();
  await pressAlone(page, 'i');
  t.same(await pressed(), ['Bo Second'], 'a single letter does');
});

/** Closes the note and the message, which a typed word may have opened. */
async function closeForms(page: Page) {
  const close = page.locator('.detail form.note button.plain');
  while ((await close.count()) > 0) await close.first().click();
}

t.test('a ring is reached by a key and answered by the next', async (t) => {
  const { page, hook, pressed } = await fourWho(t);
  const answer = hook.signIn({ name: 'Zoë Ring', jobId: 'ring' });
  await page.getByRole('heading', { name: 'Let in Zoë Ring?' }).waitFor();
  await page.clock.runFor(2000);
  await page.keyboard.type('ruth');
  await page.keyboard.press('Enter');
  await page.clock.runFor(2000);
  t.same(await pressed(), [], 'a word answers nothing');
  await pressAlone(page, 'r');
  await page.locator('.ringing .good:focus').waitFor();
  await page.keyboard.press('x');
  await page.clock.runFor(2000);
  await page.keyboard.press('Enter');
  t.same(await pressed(), [], 'nor after other letters');
  await pressAlone(page, 'r');
  await page.keyboard.press('Enter');
  t.equal((await answer).status, 200);
});

t.test('a click anywhere on a row opens its card', async (t) => {
  const { page } = await fourWho(t);
  const at = ['.avatar', '.facts', '.chip', '.waited', 'h4'];
  for (const [nth, part] of at.entries()) {
    const name = names[nth % names.length]!;
    const box = (await page.locator('.row', { hasText: name }).locator(part).boundingBox())!;
    await page.mouse.click(box.x + box.width - 4, box.y + box.height / 2);
    await heading(page, name).waitFor();
  }
  t.ok(await heading(page, names[0]!).isVisible());
});

t.test('keys are written on the buttons that they press', async (t) => {
  const { page } = await fourWho(t);
  await page.keyboard.press('ArrowDown');
  const keys = page.locator('.detail button kbd');
  t.same(await keys.allInnerTexts(), ['I', 'H', 'W', 'N', 'L', 'T']);
});
