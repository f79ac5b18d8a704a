import { pino } from 'pino';
import t from 'tap';
import { Trial } from '../../scripts/trial/trial.ts';
import { addDeskAccount } from '../../server/desk/accounts/accounts.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { until } from '../postgres/installation.ts';

// Real Chromium, nine in the morning.

t.test('twenty people who wait', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db, lobbyUrl } = trial.service;
  const browser = await openLobbyBrowser({ camera: null, viewport: { width: 1280, height: 800 } });
  t.teardown(browser.close);
  const { page } = browser;
  const account = { name: 'Ann Reception', role: 'reception' } as const;
  const { link } = await addDeskAccount(db, account, { actor: 'command:test' });
  await page.goto(`${lobbyUrl}desk/#link=${link.token}`);
  await page.getByLabel('New password').fill('a long pass phrase of this test');
  await page.getByLabel('Once more').fill('a long pass phrase of this test');
  await page.getByRole('button', { name: 'Set password and log in' }).click();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  const names = Array.from({ length: 20 }, (_, i) => `Visitor ${String.fromCharCode(65 + i)}`);
  for (const name of names) await trial.signIn({ name, email: null, jobId: name.at(-1)! });
  // One of them stands on a list.
  const reason = { reason: 'watchlist_hit' };
  await db.updateTable('sign_ins').set(reason).where('jobId', '=', 'C').execute();
  await page.reload();
  const rows = page.locator('li.row');
  await rows.nth(19).waitFor();

  t.test('are seen at a glance, the longest waiting first', async (t) => {
    t.same(await rows.locator('h3').allInnerTexts(), names);
    const box = (await rows.nth(19).boundingBox())!;
    t.ok(box.y + box.height <= 800, 'the last one, too, without scrolling');
  });

  t.test('whoever stands on a list is let in at no press, and offered nothing', async (t) => {
    const listed = rows.nth(2);
    t.equal(await listed.getByRole('button').count(), 1);
    await listed.getByRole('button', { name: 'More about Visitor C' }).click();
    await listed.getByRole('button', { name: 'Turned away' }).waitFor();
    t.equal(await listed.getByRole('button', { name: 'Offer to enrol' }).count(), 0);
    await listed.getByRole('button', { name: 'Less about Visitor C' }).click();
  });

  t.test('are gone through with the keyboard alone', async (t) => {
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('next visitor').waitFor();
    await page.keyboard.press('Escape');
    await rows.nth(0).getByRole('button', { name: 'More about Visitor A' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('t');
    t.equal(await page.locator('li.leaving').count(), 0, 'a letter says nothing of a closed row');
    await page.keyboard.press('Enter');
    await rows.nth(1).getByRole('button', { name: 'Turned away' }).waitFor();
    await page.keyboard.press('n');
    await rows.nth(1).getByLabel('Note').fill('left it at home');
    await page.keyboard.press('Enter');
    await rows.nth(1).getByRole('button', { name: 'Save' }).click();
    await rows.nth(1).getByRole('button', { name: 'Change note' }).focus();
    await page.keyboard.press('t');
    const outcome = async () =>
      (await db.selectFrom('desk_cards').select(['jobId', 'outcome']).execute()).find(
        ({ jobId }) => jobId === 'B',
      )?.outcome;
    await until(async () => (await outcome()) === 'turned_away');
    await page.locator('li.card', { hasText: 'Turned away (Ann Reception)' }).first().waitFor();
    t.equal(await outcome(), 'turned_away');
  });

  t.test('whoever is held again keeps the line, and what is typed there', async (t) => {
    const zoe = { name: 'Zoe Again', email: 'zoe@example.com' };
    await trial.signIn({ ...zoe, jobId: 'zoe-1', entryId: 'entry-1' });
    const row = rows.filter({ hasText: 'Zoe Again' });
    await row.getByRole('button', { name: 'More about Zoe Again' }).click();
    await row.getByRole('button', { name: 'Add a note' }).click();
    await row.getByLabel('Note').fill('half typed');
    await trial.signIn({ ...zoe, jobId: 'zoe-2', entryId: 'entry-2' });
    await row.getByText('held 2 times').waitFor();
    t.equal(await row.count(), 1);
    t.equal(await row.getByLabel('Note').inputValue(), 'half typed');
    await row.getByText('Held before, at').waitFor();
    await row.getByRole('button', { name: 'Not the same visitor' }).click();
    await row.nth(1).waitFor();
    t.equal(await page.getByText('held 2 times').count(), 0);
  });
});
