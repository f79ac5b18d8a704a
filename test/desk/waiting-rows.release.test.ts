import { pino } from 'pino';
import t from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { untilTrue } from '../postgres/installation.ts';

// Real Chromium at nine in the morning.

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
  // One of them is on a watchlist.
  const reason = { reason: 'watchlist_hit' };
  await db.updateTable('sign_ins').set(reason).where('jobId', '=', 'C').execute();
  await page.reload();
  const rows = page.locator('.row:not(.leaving, .closed)');
  const detail = page.locator('.detail');
  await rows.nth(19).waitFor();
  /** Resolves when keys act on the open card. */
  const onCard = async (name: string) => {
    await detail.getByRole('heading', { name }).waitFor();
    await detail.locator('[data-act="left"]:not([aria-disabled])').waitFor();
  };
  const outcomeOf = async (of: string) =>
    (await db.selectFrom('desk_cards').select(['jobId', 'outcome']).execute()).find(
      ({ jobId }) => jobId === of,
    )?.outcome;

  t.test('come in two groups, the longest waiting first, and nothing is cut', async (t) => {
    const others = names.filter((name) => name !== 'Visitor C');
    t.same(await rows.locator('h4').allInnerTexts(), ['Visitor C', ...others]);
    t.match(await page.locator('.group.procedure').innerText(), /Follow the procedure\s+1/);
    const cut = `[...document.querySelectorAll('.row *')].filter((one) =>
      one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 &&
      getComputedStyle(one).display !== 'inline' && !one.closest('.unseen')).length`;
    t.equal(await page.evaluate(cut), 0);
    await page.evaluate('scrollTo(0, 0)');
    const twelfth = (await rows.nth(11).boundingBox())!;
    t.ok(twelfth.y + twelfth.height <= 800, `the twelfth ends at ${twelfth.y + twelfth.height}`);
    await page.getByLabel('Compact').check();
    await page.evaluate('scrollTo(0, 0)');
    const box = (await rows.nth(13).boundingBox())!;
    t.ok(box.y + box.height <= 800, 'many at a glance');
    await page.getByLabel('Compact').uncheck();
  });

  t.test('are searched and put into another order', async (t) => {
    await page.keyboard.press('/');
    await page.keyboard.type('visitor k');
    await page.getByRole('option', { name: 'Visitor K' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.name:focus', { hasText: 'Visitor K' }).waitFor();
    await detail.getByRole('heading', { name: 'Visitor K' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Escape');
    await detail.getByRole('button', { name: 'Add a note' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await rows.nth(19).waitFor();
    await page.getByLabel('Order').selectOption('latest');
    await page.locator('.group.document .row').first().filter({ hasText: 'Visitor T' }).waitFor();
    await page.getByLabel('Order').selectOption('longest');
    t.pass();
  });

  t.test('another camera is grey and no alarm, and no press lets in there', async (t) => {
    const because = async (why: string) =>
      db.updateTable('sign_ins').set({ reason: why }).where('jobId', '=', 'T').execute();
    await because('camera_changed');
    await page.reload();
    const row = page.locator('.group.document .row', { hasText: 'Visitor T' });
    await row.getByText('Camera changed').waitFor();
    t.equal(await row.getAttribute('data-alarm'), 'false');
    t.match(await row.getByRole('button').allInnerTexts(), ['Visitor T', /^Open/]);
    await because('not_enrolled');
    await page.reload();
    await rows.nth(19).waitFor();
  });

  t.test(
    'whoever stands on a list is let in at no single press, and offered nothing',
    async (t) => {
      const listed = rows.nth(0);
      t.match(await listed.getByRole('button').allInnerTexts(), ['Visitor C', /^Open/]);
      await listed.getByRole('button', { name: 'Open · Visitor C' }).click();
      await detail.getByRole('button', { name: 'Turn away' }).waitFor();
      t.equal(await detail.getByRole('button', { name: 'Offer to enrol' }).count(), 0);
      t.equal(await detail.locator('[data-act="let_in"]').count(), 0, 'by no key either');
      await page.keyboard.press('Escape');
      await page.locator('.detail.none').waitFor();
    },
  );

  t.test('are gone through with the keyboard alone', async (t) => {
    await page.reload();
    await rows.nth(19).waitFor();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('next visitor').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    t.equal(
      await page.locator('.toast').count(),
      0,
      'a letter turns to the card that the page has opened',
    );
    await page.locator('.name:focus', { hasText: 'Visitor C' }).waitFor();
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowDown');
    await detail.getByRole('heading', { name: 'Visitor B' }).waitFor();
    const away = detail.getByRole('button', { name: 'Turn away' });
    const before = await away.boundingBox();
    await page.keyboard.press('n');
    t.ok(await detail.getByLabel('Note').isVisible());
    t.same(await away.boundingBox(), before, 'nothing moves under a pointer');
    // The text contains "l" and "t", shortcut keys that close a visit while no form is open.
    await page.keyboard.type('looks fine, tall');
    t.equal(await detail.getByLabel('Note').inputValue(), 'looks fine, tall');
    t.equal(await outcomeOf('B'), null);
    await page.keyboard.press('Tab');
    await page.keyboard.press('l');
    t.equal(await outcomeOf('B'), null, 'nor beside the field');
    await detail.getByRole('button', { name: 'Save' }).click();
    await detail.getByText('looks fine, tall').first().waitFor();
    await onCard('Visitor B');
    await page.keyboard.press('t');
    await page.locator('.toast', { hasText: 'Visitor B: Turn away? Press T again.' }).waitFor();
    t.equal(await outcomeOf('B'), null, 'the letter asks first');
    await page.keyboard.press('t');
    await untilTrue(async () => (await outcomeOf('B')) === 'turned_away');
    await page.locator('.toast', { hasText: 'Visitor B: Turned away' }).waitFor();
    await page.locator('.name:focus', { hasText: 'Visitor D' }).waitFor();
    await detail.getByRole('heading', { name: 'Visitor D' }).waitFor();
    await page.keyboard.press('z');
    await untilTrue(async () => (await outcomeOf('B')) === null);
    await rows.filter({ hasText: 'Visitor B' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await onCard('Visitor B');
    await page.keyboard.press('i');
    await page.locator('.toast', { hasText: 'Visitor B: Document checked' }).waitFor();
    t.equal(await outcomeOf('B'), 'let_in');
    await page.locator('.name:focus', { hasText: 'Visitor D' }).waitFor();
  });

  t.test('a narrow page shows the list again after an act', async (t) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await onCard('Visitor D');
    await page.keyboard.press('l');
    await page.getByText('Visitor D: Has left? Press L again.').waitFor();
    await page.keyboard.press('l');
    await page.locator('.name:focus', { hasText: 'Visitor E' }).waitFor();
    t.equal(await outcomeOf('D'), 'left');
    await page.keyboard.press('z');
    await untilTrue(async () => (await outcomeOf('D')) === null);
    await page.getByRole('button', { name: 'Visitor E', exact: true }).click();
    await detail.getByRole('button', { name: 'Close' }).click();
    await page.locator('.name:focus', { hasText: 'Visitor E' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  t.test('what was closed can be put back after a reload, and in the history', async (t) => {
    await page.reload();
    await rows.nth(18).waitFor();
    await page.locator('.closed summary').click();
    await page.getByRole('button', { name: 'Undo · Visitor B' }).click();
    await untilTrue(async () => (await outcomeOf('B')) === null);
    await page.locator('.name:focus', { hasText: 'Visitor B' }).waitFor();
    await rows
      .filter({ hasText: 'Visitor B' })
      .getByRole('button', { name: 'Document checked' })
      .click();
    await untilTrue(async () => (await outcomeOf('B')) === 'let_in');
    await page.getByRole('link', { name: 'History' }).click();
    await page.locator('tr', { hasText: 'Visitor B' }).getByRole('button').click();
    await page.locator('.story').getByRole('button', { name: 'Undo' }).click();
    await untilTrue(async () => (await outcomeOf('B')) === null);
    await page.getByRole('link', { name: 'Waiting' }).click();
    await rows.nth(19).waitFor();
    t.pass();
  });

  t.test('a screen reader hears one line of news, and no clock', async (t) => {
    await page.evaluate(`{
      window.changes = 0;
      const live = '[aria-live], [role=status], [role=alert]';
      new MutationObserver((all) => {
        window.changes += all.filter(({ target }) =>
          (target instanceof Element ? target : target.parentElement)?.closest(live)).length;
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }`);
    await trial.signIn({ name: 'Uma News', email: null, jobId: 'uma' });
    await rows.filter({ hasText: 'Uma News' }).waitFor();
    await page.locator('[role=status]', { hasText: 'Uma News waits: Not enrolled' }).waitFor({
      state: 'attached',
    });
    t.ok((await page.evaluate<number>('changes')) <= 2, 'the line, and nothing else');
  });

  t.test('whoever is held again keeps the line, and what is typed there', async (t) => {
    // Signs in at one iPad, under one entry of Envoy's log.
    const zoe = {
      ...{ name: 'Zoe Again', email: 'zoe@example.com' },
      ...{ entryId: 'entry-1', deviceId: 'ipad' },
    };
    await trial.signIn({ ...zoe, jobId: 'zoe-1' });
    const row = rows.filter({ hasText: 'Zoe Again' });
    await row.getByRole('button', { name: 'Zoe Again', exact: true }).click();
    await detail.getByRole('button', { name: 'Add a note' }).click();
    await detail.getByLabel('Note').fill('half typed');
    await trial.signIn({ ...zoe, jobId: 'zoe-2' });
    await row.getByText('held 2 times').waitFor();
    t.equal(await row.count(), 1);
    t.equal(await detail.getByLabel('Note').inputValue(), 'half typed');
    await page.getByRole('link', { name: 'Expected' }).click();
    await page.getByRole('link', { name: 'Waiting' }).click();
    t.equal(await detail.getByLabel('Note').inputValue(), 'half typed', 'after another tab, too');
    t.equal(await detail.locator('.timeline li').count(), 2);
    await detail.getByRole('button', { name: 'Not the same visitor' }).click();
    await row.nth(1).waitFor();
    t.equal(await page.getByText('held 2 times').count(), 0);
  });
});
