import type { Route, WebSocketRoute } from 'playwright-core';
import t from 'tap';
import { findDeskCard } from '#server/store/tables/desk-cards.ts';
import { messagesOn } from '#server/store/tables/outbox.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { mailInTest } from './messages-by-mail.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

// Two receptionists, each at their own real Chromium.

t.test('two at one desk', async (t) => {
  const { notifyFile } = await mailInTest(t);
  const { desk, hook, open } = await deskWithBrowser(t, { askDesk: false, notifyFile });
  const { db } = desk;
  const at = (jobId: string, name: string, locationName: string, locationId: string) =>
    hook.signIn({ name, jobId, locationName, locationId, hostEmail: 'hana@acme.example' });
  await at('zoe', 'Zoë Visitor', 'HQ', '1');
  await at('abe', 'Abe Guest', 'Annex', '2');
  const { page: ann } = await open('Ann Reception');
  const { page: bob } = await open('Bob Reception');
  const rowOf = (page: typeof ann, name: string) =>
    page.locator('.row:not(.leaving, .closed)', { hasText: name });
  for (const page of [ann, bob]) await rowOf(page, 'Abe').waitFor();

  await t.test('each chooses a place, which stays over a reload and at that desk', async (t) => {
    await ann.getByLabel('Place').selectOption('HQ');
    await rowOf(ann, 'Abe').waitFor({ state: 'detached' });
    t.equal(await rowOf(ann, 'Zoë').count(), 1);
    await ann.reload();
    await rowOf(ann, 'Zoë').waitFor();
    t.equal(await rowOf(ann, 'Abe').count(), 0);
    t.equal(await ann.getByLabel('Place').inputValue(), 'HQ');
    t.equal(await rowOf(bob, 'Abe').count(), 1, 'the other desk has all');
    await ann.getByLabel('Place').selectOption('');
    await rowOf(ann, 'Abe').waitFor();
  });

  await t.test('who is with a visitor shows on the row of the other, until it ends', async (t) => {
    await rowOf(ann, 'Zoë').locator('.name').click();
    await ann.getByRole('button', { name: 'I am with them' }).click();
    await rowOf(bob, 'Zoë').getByText('Ann Reception is with them').waitFor();
    await ann.locator('button:focus', { hasText: 'I am not with them' }).waitFor();
    await ann.getByRole('button', { name: 'I am not with them' }).click();
    const shown = rowOf(bob, 'Zoë').getByText('Ann Reception is with them');
    await shown.waitFor({ state: 'detached' });
    t.pass();
  });

  await t.test('letters that are typed before the form opens close no visit', async (t) => {
    let arrive: (route: Route) => void = () => {};
    const asked = new Promise<Route>((resolve) => (arrive = resolve));
    await ann.route('**/message', (route) => arrive(route), { times: 1 });
    await ann.keyboard.press('h');
    const form = await asked;
    await ann.keyboard.type('tell');
    await form.continue();
    await ann.locator('textarea:focus').waitFor();
    t.equal((await findDeskCard(db, 'zoe'))?.outcome, null);
    await ann.keyboard.press('Escape');
    await ann.locator('button:focus', { hasText: 'Tell the host' }).waitFor();
  });

  await t.test('the row shows who told the host, and when', async (t) => {
    await ann.getByRole('button', { name: 'Tell the host' }).click();
    const send = ann.getByRole('button', { name: 'Send' });
    await send.waitFor();
    const answer = async (route: Route) => {
      await route.fetch();
      await route.abort();
    };
    await ann.route('**/message', answer, { times: 1 });
    await send.click();
    await ann.getByText('The service does not answer').waitFor();
    await send.click();
    await ann.getByText('A message about this visitor went out').waitFor();
    t.equal((await messagesOn(db, 'desk_wrote', 'zoe')).length, 1, 'after a lost answer');
    const told = rowOf(bob, 'Zoë').getByText(/host told .* \(Ann Reception\)/);
    await told.waitFor();
    t.match(await told.innerText(), /host told \d+:\d\d/);
  });

  await t.test('of two who write a note, the second sees what the first wrote', async (t) => {
    const write = async (page: typeof ann, text: string) => {
      await page.locator('.detail textarea').last().fill(text);
      await page.getByRole('button', { name: 'Save' }).click();
    };
    const noteAt = (page: typeof ann) => page.locator('.detail p.note');
    for (const page of [ann, bob]) {
      await rowOf(page, 'Zoë').locator('.name').click();
      await page.getByRole('button', { name: 'Add a note' }).click();
    }
    await write(ann, 'Wants a taxi');
    await noteAt(ann).getByText('Wants a taxi').waitFor();
    await ann.locator('button:focus', { hasText: 'Change note' }).waitFor();
    await write(bob, 'Came with a dog');
    await bob.getByText('It says now: “Wants a taxi”').waitFor();
    t.equal(await noteAt(ann).innerText(), 'Wants a taxi');
    await bob.locator('.detail textarea').last().press('Control+Enter');
    await noteAt(ann).getByText('Came with a dog').waitFor();
  });

  await t.test('of two who press at once, the second does not put the visitor back', async (t) => {
    await rowOf(bob, 'Abe').locator('.name').click();
    const act = bob.locator('.detail [data-act="let_in"]:not([aria-disabled])');
    await act.waitFor();
    const { x, y, width, height } = (await act.boundingBox())!;
    const at = { x: x + width / 2, y: y + height / 2 };
    await bob.mouse.move(at.x - 40, at.y - 3);
    await bob.mouse.move(at.x, at.y, { steps: 4 });
    await rowOf(ann, 'Abe')
      .getByRole('button', { name: /^Document checked/ })
      .click();
    await bob.locator('.detail').getByRole('button', { name: 'Undo' }).waitFor();
    await bob.mouse.down();
    await bob.mouse.up();
    await bob.getByText('The list has just moved').waitFor();
    t.equal((await findDeskCard(db, 'abe'))?.outcome, 'let_in');
  });

  await t.test('each desk hears of its own acts, and of who waits again', async (t) => {
    const newsAt = (page: typeof ann, text: string) =>
      page.locator('[role=status]', { hasText: text }).waitFor({ state: 'attached' });
    await newsAt(bob, 'Abe Guest: Document checked');
    await rowOf(ann, 'Zoë')
      .getByRole('button', { name: /^Document checked/ })
      .click();
    await newsAt(ann, 'Zoë Visitor: Document checked');
    await rowOf(bob, 'Zoë').waitFor({ state: 'detached' });
    t.match(await bob.locator('.dock .unseen').first().textContent(), 'Abe Guest', 'its open card');
    await ann.keyboard.press('z');
    for (const page of [ann, bob]) await newsAt(page, 'Zoë Visitor waits again');
  });

  await t.test('a new search closes the card of a person', async (t) => {
    for (const name of ['Ada Example', 'Wen Moreau']) {
      await insertPerson(db, enrolledPerson(name, { name, nameFolded: name.toLowerCase() }));
    }
    await bob.getByRole('link', { name: 'People' }).click();
    await bob.getByRole('button', { name: 'Wen Moreau' }).click();
    await bob.getByRole('heading', { name: 'Wen Moreau' }).waitFor();
    await bob.getByRole('button', { name: 'Close' }).click();
    await bob.locator('button:focus', { hasText: 'Wen Moreau' }).press('Enter');
    await bob.getByRole('heading', { name: 'Wen Moreau' }).waitFor();
    await bob.getByRole('searchbox', { name: 'Name, e-mail or employee id' }).fill('Ada');
    await bob.getByRole('heading', { name: 'Wen Moreau' }).waitFor({ state: 'detached' });
    await bob.getByRole('button', { name: 'Ada Example' }).waitFor();
    t.pass();
  });

  await t.test('a person who was enrolled at a lobby screen is on the list at once', async (t) => {
    let link: WebSocketRoute | undefined;
    await bob.routeWebSocket(/desk.socket/, (socket) => {
      socket.connectToServer();
      link = socket;
    });
    await bob.reload();
    await bob.getByRole('button', { name: 'Ada Example' }).waitFor();
    const name = 'Nia Document';
    await insertPerson(db, enrolledPerson(name, { name, nameFolded: name.toLowerCase() }));
    const enrolment = {
      ...{ id: 'id-nia', jobId: null, name, record: null, screen: 'Lobby', step: 'enrolled' },
      ...{ taken: 3, guidance: null, message: null, reasons: [], personId: name, looksLike: [] },
    };
    link!.send(JSON.stringify({ type: 'enrolments', enrolments: [enrolment] }));
    await bob.getByRole('button', { name }).waitFor();
    t.pass();
  });
});
