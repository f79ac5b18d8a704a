import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import { revokeDeskAccount } from '#server/desk/accounts/accounts.ts';
import { askCapture, enough } from '../kiosk/ask-capture.ts';
import { jpegLike, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

const letIn = (page: Page) => page.getByRole('button', { name: 'Document checked: open now' });

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
  await page.locator('.closed summary').click();
  await page
    .locator('.row.closed')
    .getByText('Let in while Envoy waited (Ann Reception)')
    .waitFor();
  await page.locator('.toast', { hasText: 'Zoë Visitor: Let in while Envoy waited' }).waitFor();
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
  for (const tab of [page, other]) {
    await tab.goto(`${url}/desk/`);
    await tab.locator('.menu summary').click();
  }
  const sound = 'Play a sound when a visitor is waiting';
  await page.getByLabel(sound).check();
  await page.waitForFunction('navigator.locks.query().then(({ held }) => held.length === 1)');
  // The setting applies to every tab.
  await other.locator('.menu input:checked').waitFor();
  await other.getByLabel('Notify me when').check();
  await other.locator('.menu input:checked').nth(1).waitFor();
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
  await page.getByRole('button', { name: 'Document checked: let in · Held Hugo' }).waitFor();
  t.equal(await page.locator('.ringing').count(), 0);
});

t.test('160 sign-ins are paged, found by name, and saved as a file', async (t) => {
  const { hook, open, url } = await deskWithBrowser(t, { askDesk: false });
  for (let from = 0; from < 160; from += 40) {
    const some = Array.from({ length: 40 }, (_, i) => from + i);
    const signIns = some.map((i) => hook.signIn({ name: nameOf(i), jobId: `job-${i}` }));
    t.ok((await Promise.all(signIns)).every(({ status }) => status === 412));
  }
  const { page } = await open('Ann Reception');
  await page.getByRole('link', { name: 'History' }).click();
  const rows = page.locator('tr[data-verdict]');
  for (let shown = 50; shown < 160; shown += 50) {
    await rows.nth(shown - 1).waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
  }
  await rows.nth(159).waitFor();
  t.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
  const names = await rows.locator('td:nth-child(2)').allInnerTexts();
  t.equal(new Set(names).size, 160, 'each once');

  await page.getByRole('searchbox', { name: 'Name' }).fill('ödön 7');
  await rows.nth(11).waitFor({ state: 'detached' });
  t.same((await rows.locator('td:nth-child(2)').allInnerTexts()).sort(), [
    'Ödön 7 Visitor',
    ...Array.from({ length: 10 }, (_, i) => `Ödön 7${i} Visitor`),
  ]);
  const file = await page.request.get(`${url}/desk/api/history.csv`);
  t.equal((await file.text()).trim().split('\r\n').length, 161);
  const found = await page.request.get(`${url}/desk/api/history.csv?name=%C3%B6d%C3%B6n%2077`);
  t.equal((await found.text()).trim().split('\r\n').length, 2, 'as it is filtered');
});

function nameOf(i: number): string {
  // A tenth of them have a distinct name.
  return i < 100 ? `Ödön ${i} Visitor` : `Visitor Number ${i}`;
}

t.test('a session that is revoked in mid-use ends on the page at once', async (t) => {
  const { desk, hook, open } = await deskWithBrowser(t);
  const { page, account } = await open('Ann Reception');
  const answer = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  await page.getByRole('heading', { name: 'Let in Zoë Visitor?' }).waitFor();
  await revokeDeskAccount(desk.db, account, { actor: 'command:test' });
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await page.getByText(/You were logged out at \d+:\d\d/).waitFor();
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
  // A sign-in rings only at a connected page.
  await page.locator('.notice.problem').waitFor({ state: 'detached' });
  const answer = hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  await page.getByRole('heading', { name: 'Let in Zoë Visitor?' }).waitFor();
  isCut = true;
  for (const end of ends) end();
  await page.getByText('The service has not answered since').waitFor();
  t.equal(await page.locator('.ringing').count(), 0);
  // Half a minute by the page's clock, while the page keeps retrying.
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
      const { ended } = askCapture(desk.kioskRegistry, { onFrame: async () => enough });
      const { captureId } = await kiosk.next('capture_start');
      kiosk.send({ type: 'capture_started', captureId, cameras: [camera] });
      kiosk.frame(captureId, 0, jpegLike(count));
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
