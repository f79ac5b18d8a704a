import { EventEmitter, once } from 'node:events';
import t from 'tap';
import { FaceDoubt } from './ringing-desk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { holdVisitor } from './hold-visitor.ts';

// Real Chromium. The face of the visitor is somebody else's.

t.test('a visitor with an alarm', async (t) => {
  const doubt = new FaceDoubt({ passed: false, reason: 'other_person', deskMayApprove: false });
  const { hook, open, enter, acts, desk } = await deskWithBrowser(t, { checks: [doubt] });
  t.equal((await hook.signIn({ name: 'Ola Other', jobId: 'ola' })).status, 412);
  const { page } = await open('Ann Reception');
  const detail = page.locator('.detail');
  await page
    .locator('.row', { hasText: 'Ola Other' })
    .getByRole('button', { name: 'Open' })
    .click();
  await detail.getByText('Please follow your procedure').waitFor();
  const letIn = detail.getByRole('button', { name: 'Document checked: let in' });
  /** The outcomes that this page asked the service to store. */
  const outcomes: unknown[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/cards/ola/outcome')) outcomes.push(request.postDataJSON());
  });

  await t.test('reads nothing of a document that would settle it', async (t) => {
    const words = await detail.locator('.why').innerText();
    t.notMatch(words, /identity document/);
    t.notMatch(words, /vestibule/i);
  });

  await t.test('is not approved in Envoy, which the card would open', async (t) => {
    t.equal(await page.getByText('Approve the entry in Envoy').count(), 0);
  });

  await t.test('has no wider button than the one that turns away', async (t) => {
    const widthOf = async (name: string) =>
      (await detail.getByRole('button', { name }).boundingBox())!.width;
    const turnAway = await widthOf('Turn away');
    for (const name of ['Document checked: let in', 'Has left', 'Tell the host']) {
      t.ok((await widthOf(name)) < turnAway, name);
    }
  });

  await t.test('is let in by no key', async (t) => {
    await page.clock.install();
    // A letter acts when none came shortly before it, and none comes shortly after it.
    await page.clock.runFor(2000);
    await page.keyboard.press('i');
    await page.clock.runFor(2000);
    t.equal(await detail.locator('form').count(), 0);
    t.equal((await desk.desk.board.card('ola'))?.outcome, null);
  });

  await t.test('is not let in without a reason', async (t) => {
    const { browser } = await enter('Bob Reception');
    const outcome = { outcome: 'let_in' };
    for (const why of [undefined, '', ' \n ']) {
      const refused = await browser.post('/desk/api/cards/ola/outcome', { ...outcome, why });
      t.match(refused, { status: 409, json: { error: 'why_needed' } });
    }
    t.equal((await desk.desk.board.card('ola'))?.outcome, null);
  });

  await t.test('is let in with a reason, which is on record', async (t) => {
    await page.locator('.detail [data-steady]:not([aria-disabled])').first().waitFor();
    await letIn.click();
    const form = detail.locator('form.note');
    const submit = form.getByRole('button', { name: 'Let in', exact: true });
    await submit.click();
    t.equal((await desk.desk.board.card('ola'))?.outcome, null, 'the field is required');
    const why = 'Twin of Ada; both documents seen.';
    await form.getByLabel('Why are they let in?').fill(why);
    await submit.click();
    await page.locator('.toast', { hasText: 'Ola Other: Document checked, let in' }).waitFor();
    const card = await desk.desk.board.card('ola');
    t.match(card, { outcome: 'let_in', note: null, letInReasons: [why] });
    const details = JSON.stringify({ outcome: 'let_in', against: 'other_person' });
    t.same(outcomes, [{ outcome: 'let_in', why }], 'the key and the empty field sent nothing');
    t.match((await acts('ola')).at(-1), { action: 'desk_seen_to', details });
    t.equal(await page.getByText('Approve the entry in Envoy').count(), 0);
  });

  await t.test('keeps the reason, whatever is noted, undone and noted again', async (t) => {
    const reason = detail.getByText('Twin of Ada; both documents seen.');
    await reason.waitFor();
    await detail.getByRole('button', { name: 'Add a note' }).click();
    t.equal(await detail.getByLabel('Note').inputValue(), '', 'the reason is not in the field');
    const long = 'n'.repeat(600);
    await detail.getByLabel('Note').fill(long);
    await page.keyboard.press('Control+Enter');
    await detail.getByRole('button', { name: 'Change note' }).waitFor();
    // Above the long note: the card scrolls, and a button that has just moved counts no press.
    const undo = detail.getByRole('button', { name: 'Undo' });
    await undo.hover();
    await detail.locator('[data-steady]:not([aria-disabled])', { hasText: 'Undo' }).waitFor();
    await undo.click();
    await page.locator('.detail [data-steady]:not([aria-disabled])').first().waitFor();
    await letIn.click();
    const form = detail.locator('form.note');
    const field = form.getByLabel('Why are they let in?');
    await field.pressSequentially('w'.repeat(510), { delay: 0 });
    t.equal((await field.inputValue()).length, 500, 'the field takes what the service takes');
    // The answer comes after the note that is written meanwhile.
    const noteSaved = new EventEmitter();
    const isSaved = once(noteSaved, 'saved');
    await page.route('**/cards/ola/outcome', async (route) => {
      const response = await route.fetch();
      await isSaved;
      await route.fulfill({ response });
    });
    await form.getByRole('button', { name: 'Let in', exact: true }).click();
    await undo.waitFor();
    await detail.getByRole('button', { name: 'Change note' }).click();
    await detail.getByLabel('Note').fill('short');
    await page.keyboard.press('Control+Enter');
    await detail.getByText('short').first().waitFor();
    noteSaved.emit('saved');
    await page.locator('.toast', { hasText: 'Ola Other: Document checked, let in' }).waitFor();
    t.equal(await detail.getByText('short').count(), 1, 'a late answer takes nothing back');
    t.ok(await reason.isVisible());
    const card = await desk.desk.board.card('ola');
    const letInReasons = ['Twin of Ada; both documents seen.', 'w'.repeat(500)];
    t.match(card, { outcome: 'let_in', note: 'short', letInReasons });
  });
});

t.test('a typed reason stays with the alarm that it is about', async (t) => {
  const { desk, open } = await deskWithBrowser(t, { askDesk: false });
  const eve = { name: 'Eve Again', entryId: 'entry-eve', deviceId: 'ipad' };
  await holdVisitor(desk, { ...eve, jobId: 'eve-1' }, 'not_enrolled');
  await holdVisitor(desk, { ...eve, jobId: 'eve-2' }, 'watchlist_hit');
  const { page } = await open('Ann Reception');
  const [rows, detail] = [page.locator('.row'), page.locator('.detail')];
  await rows.getByRole('button', { name: 'Open' }).click();
  await detail.locator('[data-steady]:not([aria-disabled])').first().waitFor();
  await detail.getByRole('button', { name: 'Document checked: let in' }).click();
  const why = detail.getByLabel('Why are they let in?');
  await why.fill('Cleared by phone.');
  await detail.getByRole('button', { name: 'Not the same visitor' }).click();
  await rows.nth(1).waitFor();
  await holdVisitor(desk, { ...eve, jobId: 'eve-3' }, 'spoof_suspected');
  await rows.filter({ hasText: 'held 2 times' }).locator('.name').click();
  await detail.getByText('Turn away').waitFor();
  t.equal(await why.count(), 0, 'the next alarm of the other visit has none');
  await rows.filter({ hasText: 'Watchlist' }).locator('.name').click();
  await why.waitFor();
  t.equal(await why.inputValue(), 'Cleared by phone.');
});
