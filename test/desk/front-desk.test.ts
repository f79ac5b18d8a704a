import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { openLobbyBrowser, type LobbyBrowser } from '../e2e/browser.ts';

// The whole service, with receptionists at real Chromium pages.

const password = 'a long pass phrase of this test';

/** The page of each account, by its actor in the audit record. */
const pages = new Map<string, Page>();

/** A receptionist who logged in by their one-time link. */
async function receptionist(
  t: Test,
  { trial, browser }: { trial: Trial; browser: LobbyBrowser },
  name: string,
  role: DeskRole = 'reception',
): Promise<Page> {
  const { account, link } = await addDeskAccount(
    trial.service.db,
    { name, role },
    { actor: 'command:test' },
  );
  const context = await browser.context.browser()!.newContext();
  t.teardown(() => context.close());
  const page = await context.newPage();
  pages.set(`desk:${account.id}`, page);
  await page.goto(`${trial.service.lobbyUrl}desk/#link=${link.token}`);
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('Once more').fill(password);
  await page.getByRole('button', { name: 'Set password and log in' }).click();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  return page;
}

function card(page: Page, visitor: string) {
  return page.locator('.row', { hasText: visitor });
}

/** The button on the visitor's row that lets them in. */
function letIn(page: Page, visitor: string) {
  return card(page, visitor).getByRole('button', { name: /^Document checked: let in/ });
}

async function opened(page: Page, visitor: string) {
  const name = card(page, visitor).locator('.name');
  if ((await name.getAttribute('aria-pressed')) !== 'true') await name.click();
  return page.locator('.detail');
}

t.test('the front desk', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir);
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const browser = await openLobbyBrowser({ camera: null });
  t.teardown(browser.close);
  const desk = { trial, browser };
  const ann = await receptionist(t, desk, 'Ann Reception');
  const bob = await receptionist(t, desk, 'Bob Reception');
  const aud = await receptionist(t, desk, 'Aud Auditor', 'auditor');

  t.test('sees at once who is held, why, and what to do', async (t) => {
    const name = '<img src=x onerror=alert(1)> Zoë';
    await trial.signIn({ name, email: 'zoe@example.com', host: 'Hana Host', jobId: 'zoe' });
    const seen = card(ann, 'Zoë');
    await seen.waitFor();
    t.match(await seen.innerText(), 'onerror=alert(1)', 'text, and nothing else');
    t.match(await seen.innerText(), /to see Hana Host/);
    t.match(await seen.innerText(), /Not enrolled/);
    const detail = await opened(ann, 'Zoë');
    await detail.getByText('zoe@example.com').waitFor();
    const whole = await detail.innerText();
    t.match(whole, /No person is enrolled under this name/);
    t.match(whole, /Please check an identity document/);
    await card(bob, 'Zoë').waitFor();
    await ann.waitForFunction("document.title.startsWith('(1)')");
    await detail.getByText('Approve the entry in Envoy as well').waitFor();
    const link = (await opened(ann, 'Zoë')).getByRole('link', { name: 'Open in Envoy' });
    t.match(await link.getAttribute('href'), /^https:\/\/dashboard\.envoy\.com\/entries\//);
  });

  t.test('counts one of two presses at once, and either can undo it', async (t) => {
    // Both pointers aim before the first press, because the row may close at that press. Either may be the first.
    for (const page of [ann, bob]) {
      await opened(page, 'Zoë');
      await letIn(page, 'Zoë').hover();
      await card(page, 'Zoë').locator('[data-steady]:not([aria-disabled])').waitFor();
    }
    const press = async (page: Page) => {
      await page.mouse.down();
      await page.mouse.up();
    };
    await Promise.all([ann, bob].map(press));
    for (const page of [ann, bob]) await page.mouse.move(2, 2);
    // The slower receptionist can undo it, too.
    for (const page of [ann, bob]) await page.locator('.closed summary').click();
    const undo = (page: Page) => page.locator('.closed').getByRole('button', { name: 'Undo · ' });
    for (const page of [ann, bob]) await undo(page).waitFor();
    const acts = await auditEventsAbout(trial.service.db, 'zoe');
    const seen = acts.filter(({ action }) => action === 'desk_seen_to');
    t.equal(seen.length, 1, 'on record once');
    const first = pages.get(seen[0]!.actor)!;
    // Envoy waits for its own approval, also after the desk has let the visitor in.
    for (const shown of [first.locator('.toast'), first.locator('.detail')]) {
      await shown.getByText('Approve the entry in Envoy as well').waitFor();
      await shown.getByRole('link', { name: 'Open in Envoy' }).waitFor();
    }
    await undo(bob).click();
    await letIn(ann, 'Zoë').waitFor();
    t.pass('and waits again for both');
  });

  t.test('keeps a note, which the other reads', async (t) => {
    const own = await opened(ann, 'Zoë');
    await own.getByRole('button', { name: 'Add a note' }).click();
    await own.getByLabel('Note').fill('Has a blue passport');
    await own.getByRole('button', { name: 'Save' }).click();
    const note = card(bob, 'Zoë').getByText('Has a blue passport');
    await note.waitFor();
    t.ok(await note.isVisible());
  });

  t.test('reads what was decided, with the story of a sign-in, and as a file', async (t) => {
    await aud.getByRole('link', { name: 'History' }).click();
    const row = aud.locator('tr', { hasText: 'Zoë' });
    await row.getByRole('button').click();
    await aud.getByText('held for the front desk').waitFor();
    const file = await aud.request.get(`${trial.service.lobbyUrl}desk/api/history.csv`);
    t.match(await file.text(), /Zoë.*Hana Host.*held/);
    t.notMatch(await file.text(), /score|\b0\.\d{3}/);
  });

  t.test('an auditor sees and changes nothing', async (t) => {
    await aud.getByRole('link', { name: 'Waiting' }).click();
    const row = await opened(aud, 'Zoë');
    t.same(await row.getByRole('button').allInnerTexts(), [''], 'which closes the card');
    t.equal(await letIn(aud, 'Zoë').count(), 0);
    const origin = new URL(trial.service.lobbyUrl).origin;
    const refused = await aud.request.post(`${origin}/desk/api/cards/zoe/outcome`, {
      data: { outcome: 'let_in' },
      headers: { origin },
    });
    t.equal(refused.status(), 403);
    t.match(await refused.json(), { error: 'not_allowed' });
  });

  t.test('an outage keeps the page and what is typed, and it catches up', async (t) => {
    const { context } = await openCuttable(t, desk);
    const page = context.page;
    const row = await opened(page, 'Zoë');
    await row.getByRole('button', { name: 'Change note' }).click();
    await row.getByLabel('Note').fill('half typed');
    const asked = page.waitForEvent('requestfailed');
    await context.cut();
    await page.getByText('The service has not answered since').waitFor();
    // The page has asked who is logged in, and got no answer.
    await asked;
    await page.route('**/note', (route) => route.abort(), { times: 1 });
    await row.getByRole('button', { name: 'Save' }).click();
    const unanswered = row.getByText('The service does not answer');
    await unanswered.waitFor();
    await trial.signIn({ name: 'Late Lars', email: 'lars@example.com', jobId: 'lars' });
    await card(ann, 'Late Lars').waitFor();
    t.equal(await card(page, 'Late Lars').count(), 0);
    context.mend();
    await card(page, 'Late Lars').waitFor();
    await page.getByText('The service did not answer for').waitFor();
    await unanswered.waitFor({ state: 'detached' });
    t.equal(await row.getByLabel('Note').inputValue(), 'half typed');
  });

  t.test('who has waited longest comes first, and a press hits who was pressed', async (t) => {
    const names = async (page: Page) =>
      (await page.locator('.row:not(.leaving, .closed) h4').allInnerTexts()).map((name) =>
        name.replace(/.* /, ''),
      );
    t.same(await names(ann), ['Zoë', 'Lars']);
    await trial.signIn({ name: 'Mona', email: 'mona@example.com', jobId: 'mona' });
    await card(ann, 'Mona').waitFor();
    t.same(await names(ann), ['Zoë', 'Lars', 'Mona'], 'an arrival moves nobody');

    const pressed = letIn(ann, 'Lars');
    const box = (await pressed.boundingBox())!;
    await ann.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await ann.mouse.down();
    await letIn(bob, 'Zoë').click();
    await ann
      .locator('li.leaving', { hasText: 'Document checked, let in (Bob Reception)' })
      .waitFor();
    t.same(await pressed.boundingBox(), box, 'who was seen to keeps the place');
    await ann.mouse.up();
    await ann.locator('.toast', { hasText: 'Lars' }).waitFor();
    await ann.mouse.move(2, 2);
    await ann.locator('li.leaving').first().waitFor({ state: 'detached' });
    t.ok(await letIn(ann, 'Mona').isVisible());
  });

  t.test('nothing of it is reachable through the tunnel', async (t) => {
    const hook = new URL(trial.service.hookUrl).origin;
    for (const route of ['/desk', '/desk/', '/desk/api/me', '/desk/socket', '/desk/api/history']) {
      t.equal((await fetch(hook + route)).status, 404, route);
    }
  });
});

/** A receptionist's page whose connection the test can cut. */
async function openCuttable(t: Test, desk: { trial: Trial; browser: LobbyBrowser }) {
  const context = await desk.browser.context.browser()!.newContext();
  t.teardown(() => context.close());
  const page = await context.newPage();
  let isCut = false;
  await page.route(/\/desk\/api\/me/, (route) => (isCut ? route.abort() : route.fallback()));
  const open = new Set<() => void>();
  await page.routeWebSocket(/\/desk\/socket/, (route) => {
    if (isCut) return void route.close();
    const server = route.connectToServer();
    const end = () => {
      void server.close();
      void route.close();
    };
    open.add(end);
  });
  await page.goto(`${desk.trial.service.lobbyUrl}desk/`);
  await page.getByLabel('Account').fill('ann.reception');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  await card(page, 'Zoë').waitFor();
  return {
    context: {
      page,
      cut: async () => {
        isCut = true;
        for (const end of open) end();
      },
      mend: () => {
        isCut = false;
      },
    },
  };
}
