import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { review } from '#server/sign-in/decision.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import { signInOf } from '../notify/told.ts';
import { FaceDoubt } from './ringing-desk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { approvalMark } from '../support/approval-mark.ts';

// A real mouse in real Chromium. The page changes between aim and press; only a visitor who was under the pointer
// when it came to rest is let in.

const names = ['Ada First', 'Bo Second', 'Cy Third', 'Di Fourth', 'Ed Fifth'];

/** Five visitors wait, and the list is open. `doubt` makes the next sign-ins ring. */
async function fiveWho(t: Test) {
  const doubt = new FaceDoubt({ passed: false, reason: 'no_match', deskMayApprove: false });
  const parts = await deskWithBrowser(t, { checks: [doubt] });
  const { hook, open, desk } = parts;
  for (const name of names) await hook.signIn({ name, jobId: name });
  const { page } = await open('Ann Reception');
  await page.locator('.row').nth(4).waitFor();
  /** Job ids of the visitors who were let in so far. */
  const letIn = async () => {
    const cards = await desk.db.selectFrom('desk_cards').select(['jobId', 'outcome']).execute();
    return cards.filter(({ outcome }) => outcome === 'let_in').map(({ jobId }) => jobId);
  };
  return { ...parts, page, letIn };
}

const rowOf = (page: Page, name: string) => page.locator('.row', { hasText: name });
const buttonOf = (page: Page, name: string) =>
  rowOf(page, name).getByRole('button', { name: `Document checked: let in · ${name}` });

/** Rests the pointer on a visitor's button until the button accepts a press. */
async function aimAt(page: Page, name: string) {
  await rowOf(page, name).locator('[data-steady]:not([aria-disabled])').waitFor();
  const box = (await buttonOf(page, name).boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x - 40, at.y - 3);
  await page.mouse.move(at.x, at.y, { steps: 4 });
  return at;
}

/** Records a held sign-in and shows its card. */
async function record(
  { db, desk: { board } }: Awaited<ReturnType<typeof deskWithBrowser>>['desk'],
  jobId: string,
  name: string,
  decision: ReturnType<typeof review>,
) {
  const signIn = signInOf({ jobId, name }, new Date());
  await createLedger(db, approvalMark, [board.ledgerHook]).record(decision, signIn);
  await board.tell(jobId);
}

async function press(page: Page) {
  await page.mouse.down();
  await page.mouse.up();
}

/** Resolves when the service has answered a press. The page shows the pressed state before that. */
function answered(page: Page) {
  return page.waitForResponse((response) => response.url().endsWith('/outcome'));
}

t.test('somebody steps in front of the camera between aim and press', async (t) => {
  const { page, desk, letIn } = await fiveWho(t);
  const at = await aimAt(page, 'Cy Third');
  const started = { jobId: 'cam', visitor: 'Zed Camera', host: null, location: null };
  desk.desk.board.underway.showRemote([
    { ...started, since: new Date().toISOString(), guidance: null },
  ]);
  await page.locator('.strip', { hasText: 'Zed Camera' }).waitFor();
  const box = (await buttonOf(page, 'Cy Third').boundingBox())!;
  t.ok(Math.abs(box.y + box.height / 2 - at.y) < 1, 'the row stands where it stood');
  await Promise.all([answered(page), press(page)]);
  t.same(await letIn(), ['Cy Third']);

  // On a phone, the toast over the list closes, so a row is under the pointer although the pointer has not moved.
  await page.setViewportSize({ width: 390, height: 480 });
  const away = (await page.locator('.toast').getByRole('button', { name: 'Close' }).boundingBox())!;
  await page.mouse.move(away.x + 10, away.y + 10);
  await page.locator('.row.leaving').waitFor({ state: 'detached' });
  await press(page);
  await page.locator('.toast').waitFor({ state: 'detached' });
  await desk.desk.board.seeTo('Ada First', 'left', { accountId: 'other' });
  await page.locator('.row.leaving', { hasText: 'Ada First' }).waitFor();
});

t.test('a row that is closed disappears between aim and press', async (t) => {
  const { page, desk, letIn } = await fiveWho(t);
  await page.clock.install();
  await page.reload();
  const at = await aimAt(page, 'Cy Third');
  await desk.desk.board.seeTo('Ada First', 'left', { accountId: 'other' });
  await page.locator('.row.leaving', { hasText: 'Ada First' }).waitFor();
  const box = (await buttonOf(page, 'Cy Third').boundingBox())!;
  t.ok(Math.abs(box.y + box.height / 2 - at.y) < 1, 'the gap stays while the pointer is there');
  // After a long rest the gap closes, and another row slides under the pointer.
  await page.clock.fastForward(11_000);
  await page.locator('.row.leaving').waitFor({ state: 'detached' });
  await page.locator('.row [data-steady]:not([aria-disabled])').nth(3).waitFor();
  await press(page);
  await page.getByText('The list has just moved').waitFor();
  t.same(await letIn(), []);
  await press(page);
  t.same(await letIn(), [], 'the next press at the same place counts for nothing, too');
  await aimAt(page, 'Di Fourth');
  await Promise.all([answered(page), press(page)]);
  await page.locator('.toast', { hasText: 'Di Fourth' }).waitFor();
  t.same(await letIn(), ['Di Fourth']);
});

t.test('a ringing card comes between aim and press', async (t) => {
  const { page, desk, hook, letIn } = await fiveWho(t);
  const at = await aimAt(page, 'Bo Second');
  const until = Date.now() + 60_000;
  desk.desk.approvals.setRemoteApprovals([
    {
      endsAt: performance.now() + 60_000,
      approval: {
        ...{ jobId: 'ring', visitor: 'Zoë Ring', host: null, location: null, kind: 'visitor' },
        ...{ reason: 'no_match', why: 'The face does not match.', remark: null },
        since: new Date().toISOString(),
        until: new Date(until).toISOString(),
      },
    },
  ]);
  await page.getByRole('heading', { name: 'Let in Zoë Ring?' }).waitFor();
  const box = (await buttonOf(page, 'Bo Second').boundingBox())!;
  t.ok(Math.abs(box.y + box.height / 2 - at.y) < 1, 'the row stands where it stood');
  await Promise.all([answered(page), press(page)]);
  t.same(await letIn(), ['Bo Second']);
  await hook.stop();
});

t.test(
  'a new alarm, which belongs above the others, waits until the pointer has left',
  async (t) => {
    const { page, desk, hook, letIn } = await fiveWho(t);
    const at = await aimAt(page, 'Di Fourth');
    await hook.signIn({ name: 'Eve Listed', jobId: 'eve' });
    await page.locator('.row', { hasText: 'Eve Listed' }).waitFor();
    const isHit = { reason: 'watchlist_hit' };
    await desk.db.updateTable('sign_ins').set(isHit).where('jobId', '=', 'eve').execute();
    await desk.desk.board.tell('eve');
    await page.locator('.row[data-alarm="true"]', { hasText: 'Eve Listed' }).waitFor();
    const box = (await buttonOf(page, 'Di Fourth').boundingBox())!;
    t.ok(Math.abs(box.y + box.height / 2 - at.y) < 1);
    t.equal(await page.locator('.group.procedure').count(), 0);
    await page.mouse.move(5, 400);
    await page.locator('.group.procedure .row', { hasText: 'Eve Listed' }).waitFor();
    t.same(await letIn(), []);
  },
);

t.test('a watchlist hit shows at once, also while the pointer moves in the list', async (t) => {
  const { page, desk, letIn } = await fiveWho(t);
  const at = await aimAt(page, 'Di Fourth');
  await record(desk, 'eve', 'Eve Listed', review('eve', new Date(), 'watchlist_hit'));
  const shown = page.getByRole('button', { name: '1 new · show' });
  await shown.waitFor();
  const box = (await buttonOf(page, 'Di Fourth').boundingBox())!;
  t.ok(Math.abs(box.y + box.height / 2 - at.y) < 1, 'no row moves');
  t.equal(await page.locator('.group.procedure').count(), 0);
  await shown.click();
  await page.locator('.group.procedure .row', { hasText: 'Eve Listed' }).waitFor();
  await page.locator('.detail').getByRole('heading', { name: 'Eve Listed' }).waitFor();
  t.equal(await shown.count(), 0);

  // The next one shows in the head of the group that is there now.
  await aimAt(page, 'Bo Second');
  await record(desk, 'mal', 'Mal Listed', review('mal', new Date(), 'watchlist_hit'));
  await shown.waitFor();
  const head = (await page.locator('.group.procedure h3').boundingBox())!;
  const beside = (await shown.boundingBox())!;
  const middle = beside.y + beside.height / 2;
  t.ok(middle > head.y && middle < head.y + head.height, 'in the line of the heading');
  t.same(await letIn(), []);
});

t.test('a missed ring moves its row up, once the pointer has left', async (t) => {
  const { page, desk, letIn } = await fiveWho(t);
  const at = await aimAt(page, 'Di Fourth');
  const missed = review('zoe', new Date(), 'no_match');
  const evidence = { note: 'As measured.', unansweredSince: new Date() };
  await record(desk, 'zoe', 'Zoë Missed', { ...missed, evidence });
  await page.locator('.row:last-child', { hasText: 'Zoë Missed' }).waitFor();
  const box = (await buttonOf(page, 'Di Fourth').boundingBox())!;
  t.ok(Math.abs(box.y + box.height / 2 - at.y) < 1);
  await page.mouse.move(5, 400);
  await page.locator('.row:first-child', { hasText: 'Zoë Missed' }).waitFor();
  t.same(await letIn(), []);
});

t.test('a press within 400 ms after a move counts for nothing, by a finger too', async (t) => {
  const { page, letIn } = await fiveWho(t);
  await page.clock.install();
  await page.reload();
  await page.locator('.row').nth(4).waitFor();
  await page.clock.runFor(1000);
  await page.locator('.row [data-steady]:not([aria-disabled])').nth(4).waitFor();
  await page.clock.pauseAt(Date.now() + 3_600_000);
  // The strip above the list grows.
  await page.evaluate(`document.querySelector('.strip').style.marginBottom = '90px'`);
  await page.locator('.row [data-steady][aria-disabled="true"]').nth(4).waitFor();
  const tap = `{
    const button = document.querySelectorAll('.row [data-steady]')[1];
    button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
  }`;
  await page.evaluate(tap);
  await page.getByText('The list has just moved').waitFor();
  await page.clock.runFor(1499);
  await page.evaluate(tap);
  t.same(await letIn(), [], 'a refused button waits for 1.5 s');
  await page.clock.runFor(1500);
  await page.locator('.row [data-steady]:not([aria-disabled])').nth(4).waitFor();
  await Promise.all([answered(page), page.evaluate(tap)]);
  await page
    .locator('.row.leaving')
    .or(page.locator('.toast', { hasText: 'Bo Second' }))
    .first()
    .waitFor();
  t.same(await letIn(), ['Bo Second']);
});
