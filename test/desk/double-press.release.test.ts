import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { isRelease } from '../support/release.ts';
import { FaceDoubt } from './ringing-desk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { notePresses, pressesOf } from './noted-presses.ts';

// A real mouse in real Chromium. Rings and rows come, go and move between aim and press. Only the visitor at whom the
// mouse aimed last is let in.

const rounds = isRelease ? 30 : 6;

type Opened = Awaited<ReturnType<typeof openDesk>>;

/** A desk whose page counts the acts that it sends. */
async function openDesk(t: Test, waiting: number) {
  const ringing = new FaceDoubt({ passed: false, reason: 'no_match', deskMayApprove: true });
  const parts = await deskWithBrowser(t, { checks: [ringing] });
  const names = Array.from({ length: waiting }, (_, k) => `Waits ${String(k).padStart(2, '0')}`);
  // Before a page is open, nothing rings.
  for (const name of names) await parts.hook.signIn({ name, jobId: name });
  const { page } = await parts.open('Ann Reception');
  await page.clock.install();
  await notePresses(page);
  await page.reload();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  const rows = page.locator('.row');
  if (waiting > 0) await rows.nth(waiting - 1).waitFor();
  return { ...parts, page, bob: await parts.enter('Bob Reception') };
}

async function pressTwice(page: Page) {
  for (const clickCount of [1, 2]) {
    await page.mouse.down({ clickCount });
    await page.mouse.up({ clickCount });
  }
}

async function press(page: Page) {
  await page.mouse.down();
  await page.mouse.up();
}

/** Waits until no button on the page is barred any more. */
async function settled(page: Page) {
  await page.clock.fastForward(2000);
  await page.locator('[data-steady][aria-disabled], .ringing .good:disabled').first().waitFor({
    state: 'detached',
  });
}

async function moveOnto(page: Page, of: ReturnType<Page['locator']>) {
  await of.scrollIntoViewIfNeeded();
  const box = (await of.boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x - 40, at.y - 3);
  await page.mouse.move(at.x, at.y, { steps: 4 });
}

/** Waits for the event that ends this scroll. A late one would be taken for the end of the next scroll. */
async function scrollToTop(page: Page) {
  await page.evaluate(
    `new Promise((done) => {
      if (window.scrollY === 0) return done();
      document.addEventListener('scrollend', () => done(), { once: true });
      window.scrollTo(0, 0);
    })`,
  );
}

/** Returns the visitor whose button is under the pointer; null: none. */
function visitorAt(page: Page, at: { x: number; y: number }) {
  return page.evaluate<string | null>(
    `document.elementFromPoint(${at.x}, ${at.y})?.closest('.row:not(.leaving) [data-steady]')
      ?.closest('.row').dataset.visit ?? null`,
  );
}

t.test('rings that come and end between aim and double click', async (t) => {
  const { page, hook, bob } = await openDesk(t, 0);
  const answers = new Map<string, ReturnType<typeof hook.signIn>>();
  const letInOf = (jobId: string) => page.getByRole('button', { name: `open now · ${jobId}` });
  const ring = async (jobId: string) => {
    answers.set(jobId, hook.signIn({ name: jobId, jobId }));
    await page.getByRole('heading', { name: `Let in ${jobId}?` }).waitFor();
  };
  const wrong: string[] = [];
  let right = 0;
  for (let round = 0; round < rounds; round++) {
    const [first, second, third] = ['Ada', 'Bo', 'Cy'].map((name) => `${name} ${round}`) as [
      string,
      string,
      string,
    ];
    await ring(first);
    const isAimedEnded = round % 3 !== 0;
    if (round % 3 === 2) await ring(second);
    await settled(page);
    await moveOnto(page, letInOf(first));
    if (isAimedEnded) {
      if (round % 3 === 1) await ring(second);
      await bob.press(first, false);
      await letInOf(first).waitFor({ state: 'hidden' });
    }
    await ring(third);
    await settled(page);
    await pressTwice(page);
    const presses = await pressesOf(page);
    wrong.push(...presses.filter((jobId) => jobId !== first));
    right += presses.filter((jobId) => jobId === first).length;
    for (const jobId of [first, second, third])
      if (!presses.includes(jobId)) await bob.press(jobId, false);
    for (const jobId of [second, third]) {
      const answer = await answers.get(jobId);
      if (answer && answer.status !== 412) wrong.push(jobId);
    }
    const { status } = (await answers.get(first))!;
    t.equal(status, isAimedEnded ? 412 : 200, `round ${round}`);
    await page.locator('.ringing').waitFor({ state: 'detached' });
  }
  t.same(wrong, [], 'nobody else is let in');
  t.equal(right, rounds / 3, 'whose ring is still there is let in, once');
});

/** Lets the list change under the resting pointer: a row above goes, or an alarm comes above. */
async function changeAbove(parts: Opened, round: number, above: string) {
  const { page, desk, hook } = parts;
  const isAlarm = round % 2 === 0;
  // A pointer that rests for so long no longer holds the list.
  await page.clock.fastForward(11_000);
  if (!isAlarm) {
    await desk.desk.board.seeTo(above, 'left', { accountId: 'other' });
    await page.locator(`.row[data-visit="${above}"]`).waitFor({ state: 'detached' });
    return;
  }
  const jobId = `Alarm ${String(round).padStart(2, '0')}`;
  const answer = hook.signIn({ name: jobId, jobId });
  await parts.bob.rings(jobId);
  await parts.bob.press(jobId, false);
  await answer;
  const isHit = { reason: 'watchlist_hit' };
  await desk.db.updateTable('sign_ins').set(isHit).where('jobId', '=', jobId).execute();
  await desk.desk.board.tell(jobId);
  await page.locator(`.group.procedure .row[data-visit="${jobId}"]`).waitFor();
}

t.test('rows that come and go between aim and double click', async (t) => {
  const parts = await openDesk(t, rounds + 6);
  const { page, letIn } = {
    ...parts,
    letIn: (name: string) => `Document checked: let in · ${name}`,
  };
  const wrong: string[] = [];
  for (let round = 0; round < rounds; round++) {
    await settled(page);
    const rows = await page.locator('.group.document .row:not(.leaving)').all();
    const [above, aimed] = await Promise.all(
      rows.slice(0, 2).map((row) => row.getAttribute('data-visit')),
    );
    await moveOnto(page, page.getByRole('button', { name: letIn(aimed!) }));
    await changeAbove(parts, round, above!);
    await settled(page);
    await pressTwice(page);
    wrong.push(...(await pressesOf(page)).filter((jobId) => jobId !== aimed));
    await page.mouse.move(5, 400);
  }
  t.same(wrong, []);
});

t.test('rows that come, go and move after a turn of the wheel', async (t) => {
  const parts = await openDesk(t, rounds + 30);
  const { page } = parts;
  await page.setViewportSize({ width: 1280, height: 560 });
  await page.evaluate('document.documentElement.style.overflowAnchor = "none"');
  const at = { x: 0, y: 400 };
  const wrong: string[] = [];
  let right = 0;
  for (let round = 0; round < rounds; round++) {
    const isChanged = round % 3 !== 0;
    const buttons = page.locator('.group.document .row:not(.leaving) [data-steady]');
    await scrollToTop(page);
    await settled(page);
    const box = (await buttons.nth(9 + (round % 5)).boundingBox())!;
    at.x = box.x + box.width / 2;
    await page.mouse.move(at.x - 40, at.y);
    await page.mouse.move(at.x, at.y, { steps: 4 });
    const ended = page.evaluate(
      `new Promise((done) => document.addEventListener('scrollend', done, { once: true }))
        .then(() => undefined)`,
    );
    await page.mouse.wheel(0, Math.round(box.y + box.height / 2) - at.y);
    await ended;
    const aimed = await visitorAt(page, at);
    if (isChanged) {
      const above = await page.locator('.group.document .row').first().getAttribute('data-visit');
      await changeAbove(parts, round, above!);
    }
    await settled(page);
    const under = await visitorAt(page, at);
    await press(page);
    const presses = await pressesOf(page);
    wrong.push(...presses.filter((jobId) => jobId !== aimed));
    if (under !== null && under === aimed) {
      t.same(presses, [aimed], `round ${round}: who is still there is let in`);
      right++;
    }
    await page.mouse.move(5, 400);
  }
  t.same(wrong, []);
  t.ok(right >= rounds / 5, `${right} presses counted`);
});
