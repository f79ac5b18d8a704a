import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { FaceDoubt } from './ringing-desk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { holdVisitor } from './hold-visitor.ts';
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

/**
 * Presses one key, and nothing before and after it. The page's clock goes on by no more than that takes: a page that hears
 * no beat for half a minute connects again, and its rings go.
 */
async function pressAlone(page: Page, key: string) {
  await page.clock.runFor(1100);
  await page.keyboard.press(key);
  await page.clock.runFor(500);
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
  const at = ['.mark', '.facts', '.chip', '.waited', 'h4'];
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

t.test('a letter for a visitor who rings acts on nobody in the list', async (t) => {
  const { page, hook, enter, pressed } = await fourWho(t);
  const bob = await enter('Bob Reception');
  await page.keyboard.press('ArrowDown');
  await heading(page, 'Ada First').waitFor();
  const answer = hook.signIn({ name: 'Zoë Ring', jobId: 'ring' });
  await page.getByRole('heading', { name: 'Let in Zoë Ring?' }).waitFor();
  await pressAlone(page, 'r');
  await page.locator('.ringing .good:focus').waitFor();
  for (const letter of ['i', 'i', 't', 't']) await pressAlone(page, letter);
  t.same(await pressed(), [], 'the ring takes them');
  await pressAlone(page, 'r');
  await page.locator('.ringing .good:focus').waitFor();
  await bob.press('ring', false);
  await page.locator('.ringing').waitFor({ state: 'detached' });
  t.equal((await answer).status, 412);
  for (const key of ['i', 'Enter', 'r', 'i', 'Enter']) await pressAlone(page, key);
  t.same(await pressed(), [], 'nor after the ring has ended');
  await page.keyboard.press('ArrowDown');
  await heading(page, 'Bo Second').waitFor();
  await pressAlone(page, 'i');
  t.same(await pressed(), ['Bo Second'], 'who goes back to the list goes on there');
});

t.test('a ring that cannot be answered yet takes the focus from the list', async (t) => {
  const { page, hook, enter, pressed } = await fourWho(t);
  const bob = await enter('Bob Reception');
  await page.locator('.row', { hasText: 'Ada First' }).locator('[data-steady]').focus();
  const answer = hook.signIn({ name: 'Zoë Ring', jobId: 'ring' });
  await page.locator('.ringing .good:disabled').waitFor();
  await page.keyboard.press('r');
  await page.clock.runFor(500);
  for (const key of ['Enter', 'i']) await pressAlone(page, key);
  t.same(await pressed(), []);
  await bob.press('ring', false);
  await answer;
});

t.test('a letter counts for the sign-in that its card showed', async (t) => {
  const { page, desk, pressed } = await fourWho(t);
  const eve = { name: 'Eve Again', entryId: 'entry-eve', deviceId: 'ipad' };
  const hold = (jobId: string) => holdVisitor(desk, { ...eve, jobId }, 'not_enrolled');
  await hold('eve-1');
  await page.locator('.row', { hasText: 'Eve Again' }).locator('.name').click();
  await page.clock.runFor(2000);
  await page.keyboard.press('i');
  await hold('eve-2');
  await page.locator('.row', { hasText: 'held 2 times' }).waitFor();
  await page.clock.runFor(2000);
  t.same(await pressed(), [], 'the next sign-in may be of somebody else');
  await pressAlone(page, 'i');
  t.same(await pressed(), ['eve-2']);
});

t.test('a held key, a held modifier and the rest of a word press nothing', async (t) => {
  const { page, pressed } = await fourWho(t);
  await page.keyboard.press('ArrowDown');
  await heading(page, 'Ada First').waitFor();
  const find = page.locator('#find:focus');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  for (const modifier of ['Control', 'Alt', 'Meta']) {
    for (const key of ['/', '?', 'i', 'n', 'r']) await pressAlone(page, `${modifier}+${key}`);
  }
  for (const letter of 'i/t?j') await page.keyboard.press(letter);
  t.equal((await find.count()) + (await keys.count()), 0);
  t.same(await pressed(), []);
  for (const letter of ['j', 'k']) await pressAlone(page, letter);
  t.ok(await heading(page, 'Ada First').isVisible(), 'only arrows go through the list');
  await page.clock.runFor(2000);
  for (let times = 0; times < 40; times++) {
    await page.keyboard.down('t');
    await page.clock.runFor(30);
  }
  await page.keyboard.up('t');
  t.same(await pressed(), [], 'a letter that is held down asks, and does not answer');
  await page.clock.runFor(2000);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await find.waitFor();
});

t.test('a key that is held down on a button presses it once', async (t) => {
  const { page, pressed } = await fourWho(t);
  // The act is refused, so the button has the focus again.
  await page.route('**/outcome', (route) => route.abort());
  const button = page.locator('.row', { hasText: 'Ada First' }).locator('[data-steady]');
  await button.focus();
  for (let times = 0; times < 5; times++) {
    await page.keyboard.down('Enter');
    await page.locator('.row .problem').waitFor();
  }
  await page.keyboard.up('Enter');
  t.same(await pressed(), ['Ada First']);
});

t.test('the end of a visit leaves the focus where somebody types', async (t) => {
  const { page, pressed } = await fourWho(t);
  let send = () => {};
  const isSent = new Promise<void>((resolve) => (send = resolve));
  await page.route('**/outcome', async (route) => {
    await isSent;
    await route.continue();
  });
  await page.keyboard.press('ArrowDown');
  await heading(page, 'Ada First').waitFor();
  await pressAlone(page, 'i');
  await page.locator('.detail').getByRole('button', { name: 'Add a note' }).click();
  await page.keyboard.type('tall, wi');
  send();
  await page.locator('.toast', { hasText: 'Ada First' }).waitFor();
  await page.keyboard.type('th a hat, i');
  await page.clock.runFor(2000);
  const note = page.locator('.detail').getByLabel('Note');
  t.equal(await note.inputValue(), 'tall, with a hat, i');
  t.equal(await page.evaluate('document.activeElement?.tagName'), 'TEXTAREA');
  t.same(await pressed(), ['Ada First']);
});
