import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { revokeDeskAccount } from '../../server/desk/accounts/accounts.ts';
import { LobbyBrowsers } from '../e2e/browser.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { askCapture, enough } from '../kiosk/ask-capture.ts';
import { picture, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { casesOf } from '../support/release.ts';
import { startRingingDesk, type RingingDeskOptions } from './ringing-desk.ts';

// The desk's page in real Chromium, over the real listener and database.

const password = 'a long pass phrase of this test';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where screenshots go; nowhere without it. */
const screenshots = process.env['DESK_SCREENSHOTS'];

const browsers = new LobbyBrowsers();
t.teardown(() => browsers.close());

async function deskWithBrowser(t: Test, options: RingingDeskOptions = {}) {
  const parts = await startRingingDesk(t, { deadlineMs: 60_000, ...options });
  const newPage = async () => {
    const { page, close } = await browsers.open({ camera: null });
    t.teardown(close);
    return page;
  };
  const open = async (name: string, role: 'reception' | 'manager' = 'reception') => {
    const account = await parts.desk.add(name, role);
    const page = await newPage();
    const linked = page
      .waitForEvent('websocket')
      .then((link) => link.waitForEvent('framereceived'));
    await page.goto(`${parts.url}/desk/#link=${account.link}`);
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('Once more').fill(password);
    await page.getByRole('button', { name: 'Set password and log in' }).click();
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    // Nothing rings where no one would see it.
    await linked;
    return { page, account };
  };
  return { ...parts, open, newPage };
}

const letIn = (page: Page) => page.getByRole('button', { name: 'let in' });

t.test('a doubt rings on top of every view, and is let in by a press', async (t) => {
  const { hook, open, acts } = await deskWithBrowser(t);
  const { page } = await open('Ann Reception');
  await page.getByRole('link', { name: 'History' }).click();
  const answer = hook.signIn({ name: 'Zoë Visitor', host: 'Hana Host', jobId: 'zoe' });
  await page.getByRole('heading', { name: 'Let in Zoë Visitor?' }).waitFor();
  t.ok(await page.getByText('The face does not match the enrolled person.').isVisible());
  t.match(await page.title(), /^\d+ s: let in\?$/);
  t.ok(await letIn(page).isDisabled(), 'a press that was meant for something else is none');
  await page.locator('.ringing button.good:enabled').waitFor();
  await letIn(page).focus();
  await page.keyboard.press('Enter');
  t.equal((await answer).status, 200);
  await page.getByRole('link', { name: 'Waiting' }).click();
  await page.getByText('Let in while Envoy waited (Ann Reception)').waitFor();
  t.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
  t.ok((await acts('zoe')).some(({ action }) => action === 'desk_let_in'));
});

t.test('of two tabs one sounds, and the browser notifies of a doubt without a name', async (t) => {
  const { hook, open, url } = await deskWithBrowser(t);
  const { page } = await open('Ann Reception');
  const context = page.context();
  await context.grantPermissions(['notifications']);
  await context.addInitScript(overhear);
  const other = await context.newPage();
  for (const tab of [page, other]) await tab.goto(`${url}/desk/`);
  const sound = 'Play a sound when a visitor is waiting';
  await page.getByLabel(sound).check();
  await page.waitForFunction('navigator.locks.query().then(({ held }) => held.length === 1)');
  // Whichever tab it was switched in.
  await other.locator('input:checked').waitFor();
  await other.getByLabel('Notify me when').check();
  await other.locator('input:checked').nth(1).waitFor();
  const answer = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  for (const tab of [page, other]) {
    await tab.getByRole('heading', { name: 'Let in Zoë Visitor?' }).waitFor();
  }
  const heard = (tab: Page) => tab.evaluate('[tones, notified]');
  t.same(await heard(page), [8, []], 'two when it was switched on');
  await other.waitForFunction('notified.length > 0');
  t.same(await heard(other), [0, ['Front desk: let in?']]);
  await page.getByRole('button', { name: 'Hold' }).click();
  t.equal((await answer).status, 412);
});

/** Runs in the page. */
const overhear = `
  window.tones = 0;
  window.notified = [];
  const { createOscillator } = AudioContext.prototype;
  AudioContext.prototype.createOscillator = function () {
    window.tones++;
    return createOscillator.call(this);
  };
  window.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      window.notified.push(title);
    }
  };
`;

t.test('"Hold" makes it a card like any other', async (t) => {
  const { hook, open } = await deskWithBrowser(t);
  const { page } = await open('Ann Reception');
  const answer = hook.signIn({ name: 'Held Hugo', jobId: 'hugo' });
  await page.getByRole('button', { name: 'Hold' }).click();
  t.equal((await answer).status, 412);
  await page.getByRole('button', { name: 'Done: let in, document checked' }).waitFor();
  t.equal(await page.locator('.ringing').count(), 0);
});

t.test('500 sign-ins are paged, found by name, and saved as a file', async (t) => {
  const { hook, open, url } = await deskWithBrowser(t, { askDesk: false });
  for (let from = 0; from < 500; from += 50) {
    const some = Array.from({ length: 50 }, (_, i) => from + i);
    const signIns = some.map((i) => hook.signIn({ name: nameOf(i), jobId: `job-${i}` }));
    t.ok((await Promise.all(signIns)).every(({ status }) => status === 412));
  }
  const { page } = await open('Ann Reception');
  await page.getByRole('link', { name: 'History' }).click();
  const rows = page.locator('tr[data-verdict]');
  for (let shown = 50; shown < 500; shown += 50) {
    await rows.nth(shown - 1).waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
  }
  await rows.nth(499).waitFor();
  t.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
  const names = await rows.locator('td:nth-child(2)').allInnerTexts();
  t.equal(new Set(names).size, 500, 'each once');

  await page.getByRole('searchbox', { name: 'Name' }).fill('ödön 7');
  await rows.nth(11).waitFor({ state: 'detached' });
  t.same((await rows.locator('td:nth-child(2)').allInnerTexts()).sort(), [
    'Ödön 7 Visitor',
    ...Array.from({ length: 10 }, (_, i) => `Ödön 7${i} Visitor`),
  ]);
  const file = await page.request.get(`${url}/desk/api/history.csv`);
  t.equal((await file.text()).trim().split('\r\n').length, 501);
  const found = await page.request.get(`${url}/desk/api/history.csv?name=%C3%B6d%C3%B6n%2077`);
  t.equal((await found.text()).trim().split('\r\n').length, 2, 'as it is filtered');
});

function nameOf(i: number): string {
  // A tenth of them have a name of their own.
  return i < 100 ? `Ödön ${i} Visitor` : `Visitor Number ${i}`;
}

t.test('a session that is revoked in mid-use ends on the page at once', async (t) => {
  const { desk, hook, open } = await deskWithBrowser(t);
  const { page, account } = await open('Ann Reception');
  const answer = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  await page.getByRole('heading', { name: 'Let in Zoë Visitor?' }).waitFor();
  await revokeDeskAccount(desk.db, account, { actor: 'command:test' });
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  t.equal(await page.getByText('Zoë Visitor').count(), 0, 'and no name is left on it');
  await hook.signIns.stop();
  t.equal((await answer).status, 412);
});

t.test('a link that is cut rings no more, and says so', async (t) => {
  const { hook, open } = await deskWithBrowser(t);
  const { page } = await open('Ann Reception');
  let isCut = false;
  const ends: (() => void)[] = [];
  await page.routeWebSocket(/socket/, (route) => {
    if (isCut) return void route.close();
    const server = route.connectToServer();
    ends.push(() => void Promise.all([server.close(), route.close()]));
  });
  await page.clock.install();
  await page.reload();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  // Nothing rings where no one would see it.
  await page.locator('.notice.problem').waitFor({ state: 'detached' });
  const answer = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  await page.getByRole('heading', { name: 'Let in Zoë Visitor?' }).waitFor();
  isCut = true;
  for (const end of ends) end();
  await page.getByText('The service has not answered since').waitFor();
  t.equal(await page.locator('.ringing').count(), 0);
  // Half a minute by the page's clock, in which it tries again and again.
  await page.clock.fastForward(30_000);
  t.ok(await page.getByText('The service has not answered since').isVisible());
  isCut = false;
  await page.clock.fastForward(15_000);
  await page.getByRole('heading', { name: 'Let in Zoë Visitor?' }).waitFor();
  const away = await page.getByText('The service did not answer for').innerText();
  const [, seconds] = /not answer for (\d+) s\. The list is up to date again/.exec(away) ?? [];
  t.ok(Number(seconds) >= 30, away);
  await page.getByRole('button', { name: 'Hold' }).click();
  t.equal((await answer).status, 412);
});

t.test('a folder of photos is chosen from the disk, with or without a list in it', async (t) => {
  const { open } = await deskWithBrowser(t, { askDesk: false });
  const { page } = await open('Mia Manager', 'manager');
  const list =
    'name,consent,photos\nCy Example,signed form,cy.jpg\nDi Example,signed form,di.jpg\n';
  const folder = t.testdir();
  const files = {
    ...{ 'people/Ada Example/front.jpg': 'none', 'people/Ada Example/side.jpg': 'none' },
    ...{ 'people/Bo_Example.jpg': 'none', 'people/notes.txt': 'none' },
    ...{ 'listed/list.csv': list, 'listed/cy.jpg': 'none' },
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('button', { name: 'Enrol several people' }).click();
  const choose = (name: string) =>
    page.getByLabel('Or a folder with them').setInputFiles(path.join(folder, name));
  const row = (name: string) => page.getByRole('row', { name }).innerText();
  await choose('people');
  await page.getByText('2 people: 0 enrolled, 0 not, 2 to go.').waitFor();
  t.match(await row('Ada Example'), /Ada Example\s+2/);
  t.match(await row('Bo Example'), /Bo Example\s+1/);
  await choose('listed');
  await page.getByText('2 people: 0 enrolled, 1 not, 1 to go.').waitFor();
  t.match(await row('Cy Example'), /Cy Example\s+1/);
  t.match(await row('Di Example'), /listed\/di\.jpg is not among the files/);
});

t.test('axe finds nothing in any state, dark or light, wide or narrow', async (t) => {
  const parts = await deskWithBrowser(t);
  const { hook, desk, open, newPage, url } = parts;
  // Each state in the looks in turn, and back at the next one: a change of size draws all again.
  const all = {
    'light and wide': { scheme: 'light', width: 1280 },
    'light and narrow': { scheme: 'light', width: 390 },
    'dark and wide': { scheme: 'dark', width: 1280 },
    'dark and narrow': { scheme: 'dark', width: 390 },
  } as const;
  const order = casesOf<(typeof all)[keyof typeof all]>(all, ['light and wide', 'dark and narrow']);
  const looks = async (page: Page, state: string) => {
    if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe);
    for (const [look, { scheme, width }] of order) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      const found = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
      const violations = found.violations.map(({ id, nodes }) => ({
        id,
        where: nodes.map(({ target, failureSummary }) => [target, failureSummary]),
      }));
      const name = `${state}, ${look}`;
      t.same(violations, [], name);
      const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      t.ok((excess as number) <= 0, `${name}: nothing sticks out`);
      if (screenshots)
        await page.screenshot({ path: `${screenshots}/${state}-${scheme}-${width}.png` });
    }
    order.reverse();
  };
  const guest = await newPage();
  await guest.goto(`${url}/desk/`);
  await guest.getByRole('button', { name: 'Log in' }).waitFor();
  await looks(guest, 'log-in');
  await guest.getByLabel('Account').fill('nobody');
  await guest.getByLabel('Password').fill('wrong');
  await guest.getByRole('button', { name: 'Log in' }).click();
  await guest.getByRole('alert').waitFor();
  await looks(guest, 'log-in-refused');
  const invited = await desk.add('Bea Invited');
  await guest.goto(`${url}/desk/#link=${invited.link}`);
  await guest.reload();
  await guest.getByLabel('New password').waitFor();
  await looks(guest, 'set-password');

  const { page } = await open('Ann Reception', 'manager');
  await looks(page, 'nobody-waits');
  const name = 'Bartholomew Featherstonehaugh-Cholmondeley the Younger of Nether Wallop';
  const ringing = hook.signIn({ name, host: 'Hana Host', jobId: 'long' });
  await page.locator('.ringing button.good:enabled').waitFor();
  await looks(page, 'rings');
  await page.getByRole('button', { name: 'Hold' }).click();
  await ringing;
  const letting = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  await page.locator('.ringing button.good:enabled').click();
  await letting;
  await page.getByText('Let in while Envoy waited').waitFor();
  await page.locator('.card[data-urgency="new"]').waitFor();
  await looks(page, 'waits-and-let-in');
  for (const [urgency, minutes] of [
    ['soon', 3],
    ['late', 70],
  ] as const) {
    const heldAt = new Date(Date.now() - minutes * 60_000);
    await desk.db.updateTable('desk_cards').set({ heldAt }).execute();
    await page.reload();
    await page.locator(`.card[data-urgency="${urgency}"]`).waitFor();
    await page.getByRole('button', { name: 'More about' }).click();
    await page.getByRole('button', { name: 'Add a note' }).click();
    await looks(page, `waits-${urgency}-with-a-note`);
  }
  await page.getByRole('button', { name: 'Done: let in, document checked' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await looks(page, 'seen-to');
  await page.getByRole('link', { name: 'History' }).click();
  await page.locator('tr[data-verdict="approved"] button').click();
  await page.getByText('Envoy asked at').waitFor();
  await looks(page, 'history-with-a-story');
  await page.locator('tr[data-verdict="approved"] button').click();
  const { db } = desk;
  const ada = { name: 'Ada Example', nameFolded: 'ada example', createdAt: new Date() };
  await insertPerson(db, enrolledPerson('id-ada', ada));
  const changes = { score: 0.4, model: 'onnx/test', claimedPersonId: 'id-ada' };
  await db.updateTable('sign_ins').set(changes).where('jobId', '=', 'long').execute();
  await page.locator('tr[data-verdict="review"] button').click();
  const who = page.getByRole('group', { name: 'Who was in front of the camera' });
  await who.getByRole('button', { name: 'This was the right person' }).waitFor();
  await looks(page, 'history-with-a-question');
  await who.getByRole('button', { name: 'This was somebody else' }).click();
  await who.getByText('This was somebody else, says Ann Reception').waitFor();
  await looks(page, 'history-with-a-correction');
  t.match(await db.selectFrom('corrections').selectAll().execute(), [{ jobId: 'long' }]);
  await who.getByRole('button', { name: 'Take back' }).click();
  await who.getByRole('button', { name: 'This was the right person' }).waitFor();
  t.same(await db.selectFrom('corrections').selectAll().execute(), []);
  await page.getByRole('searchbox', { name: 'Name' }).fill('nobody of this name');
  await page.getByText('No sign-in matches these filters').waitFor();
  await looks(page, 'history-empty');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('button', { name: 'Ada Example' }).waitFor();
  await looks(page, 'people');
  await page.getByRole('button', { name: 'Enrol somebody' }).click();
  await page.getByLabel('Full name').waitFor();
  await looks(page, 'people-enrolling');
  await page.getByRole('button', { name: 'Enrol several people' }).click();
  const named = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from('none') });
  const chosen = ['Bo Example 1.jpg', 'Bo Example (2).jpg', 'Cy_Example.jpg'].map(named);
  await page.getByLabel('Photos, and a list').setInputFiles(chosen);
  await page.getByText('2 people: 0 enrolled, 0 not, 2 to go.').waitFor();
  t.match(await page.getByRole('row', { name: /Bo Example/ }).innerText(), /Bo Example\s+2/);
  await looks(page, 'people-enrolling-several');
  await page.getByRole('button', { name: 'Ada Example' }).click();
  await page.getByRole('button', { name: 'Renew consent' }).click();
  await page.getByLabel('How and when they agreed').waitFor();
  await looks(page, 'people-shown');
  await page.getByRole('link', { name: 'Expected' }).click();
  await page.getByText('Envoy has announced no visitor').waitFor();
  await looks(page, 'expected-nobody');
  const invitation = {
    inviteId: 'invite',
    visitor: name,
    email: 'bart@example.com',
    employeeId: null,
    host: 'Hana Host',
    location: 'HQ',
    flow: 'Visitor',
    expectedAt: new Date(),
    // As the page's day, where its reader is.
    day: new Date().toLocaleDateString('sv'),
    arrived: false,
  };
  await desk.desk.expected.put(invitation, true);
  await page.getByRole('link', { name: 'Waiting' }).click();
  await page.getByRole('link', { name: 'Expected' }).click();
  await page.getByText('Hana Host').waitFor();
  await looks(page, 'expected');
  await page.getByRole('link', { name: 'Lobby screens' }).click();
  await page.locator('.lights li').first().waitFor();
  await looks(page, 'lobby');
  await page.getByRole('link', { name: 'Manage' }).click();
  await page.getByRole('form', { name: 'Publish a consent text' }).waitFor();
  await looks(page, 'manage');
  await hook.stop();
  await desk.stop();
  await page.getByText('The service has not answered since').waitFor();
  await looks(page, 'no-link');
});

t.test(
  'another camera is shown with a button, and is the recorded one after a press',
  async (t) => {
    const { url, desk, open } = await deskWithBrowser(t);
    const { page } = await open('Cam Reception');
    const { code } = await desk.pairing.newCode({ name: 'Lobby' });
    const paired = await desk.pairing.redeem(code);
    if (!paired.paired) throw new Error(paired.refusal);
    const kiosk = await RawKiosk.ready(url, paired.token);
    t.teardown(() => kiosk.socket.terminate());
    const capture = async (camera: string, count: number) => {
      const { ended } = askCapture(desk.hub, { onFrame: async () => enough });
      const { captureId } = await kiosk.next('capture_start');
      kiosk.send({ type: 'capture_started', captureId, cameras: [camera] });
      kiosk.frame(captureId, 0, picture(count));
      return (await ended).ending;
    };
    t.equal(await capture('Webcam, 1280 × 720', 1), 'done');
    t.equal(await capture('<b>Another</b>, 640 × 480', 2), 'camera_changed');
    await page.getByRole('link', { name: 'Lobby screens' }).click();
    const alert = page.getByRole('alert').filter({ hasText: '<b>Another</b>, 640 × 480' });
    await alert.getByRole('button', { name: 'It is our camera' }).click();
    await page.getByText('From now on this is its camera.').waitFor();
    await alert.waitFor({ state: 'detached' });
    t.equal(await capture('<b>Another</b>, 640 × 480', 3), 'done');
  },
);
