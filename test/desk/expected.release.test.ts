import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { invitationEvent, type Invited } from '../support/invitation.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { publishConsentText, renewConsent } from '#server/people/consent.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import type { ExpectedDay } from '#server/protocol/desk-arrival-messages.ts';
import { listWatchlistEntries } from '#server/store/tables/watchlists.ts';
import { addToWatchlist, removeFromWatchlist } from '#server/watchlist/change.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { untilTrue } from '../postgres/installation.ts';

// The whole service, an Envoy that signs its calls, and a receptionist at real Chromium.

t.test('the list of who is expected', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir);
  const policy = 'default:\n  checks:\n    face: {}\n    watchlist: {}\n';
  writeFileSync(path.join(dataDir, 'policy.yaml'), policy);
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db, hookUrl, lobbyUrl } = trial.service;
  const browser = await openLobbyBrowser({ camera: null });
  t.teardown(browser.close);
  const tell = async (event: string, invited: Omit<Invited, 'expectedAt'> & { at?: Date }) => {
    const { at = new Date(), ...rest } = invited;
    const body = invitationEvent(event, { expectedAt: at, timezone: browserZone, ...rest });
    const url = hookUrl.replace('sign-in', 'events');
    const answer = await sendSigned(url, trial.secrets.envoy[0], JSON.stringify(body));
    t.equal(answer.status, 200, event);
  };
  const ada = { name: 'Ada Example', email: 'ada@example.com' };
  const bo = { name: 'Bo Example', email: 'bo@example.com' };
  const adaId = await trial.enrol(ada, [await cropPhoto(sampleFaces.womanA)]);
  await trial.enrol(bo, [await cropPhoto(sampleFaces.guest2)]);
  await publishConsentText(db, { version: '1', text: 'I agree.' }, 'command:test');
  await renewConsent(db, adaId, { statement: 'on paper', given: 'paper' }, 'command:test');

  const openDesk = async (t: Test, name: string, role: DeskRole) => {
    const { link } = await addDeskAccount(db, { name, role }, { actor: 'command:test' });
    const context = await browser.context.browser()!.newContext();
    t.teardown(() => context.close());
    const page = await context.newPage();
    await page.goto(`${lobbyUrl}desk/#link=${link.token}`);
    await page.getByLabel('New password').fill('a long pass phrase of this test');
    await page.getByLabel('Once more').fill('a long pass phrase of this test');
    await page.getByRole('button', { name: 'Set password and log in' }).click();
    return page;
  };
  const page = await openDesk(t, 'Aud Auditor', 'auditor');
  await page.getByRole('link', { name: 'Expected' }).click();
  await page.getByRole('heading', { name: 'Expected today' }).waitFor();

  t.test('says that nobody is, and why that may be', async (t) => {
    const empty = page.getByText('Envoy has announced no visitor for this day');
    await empty.waitFor();
    t.match(await empty.innerText(), /whether Envoy sends its invitations here/);
  });

  t.test('has who comes, to whom, where, and what the camera knows of them', async (t) => {
    await tell('invite_created', { inviteId: '1', ...ada });
    await tell('upcoming_visit', { inviteId: '2', ...bo, locationId: '2', locationName: 'Annex' });
    await tell('invite_created', { inviteId: '3', name: '<b>Stranger</b> Zoë' });
    await tell('invite_created', { inviteId: '4', name: 'Tomorrow Tom', at: addDays(1) });
    // Any message on the socket makes the page reload the list, long before its minute is over.
    await trial.signIn({ name: 'Walk-in', jobId: 'walk-in' });
    t.match(await row(page, 'Ada Example').innerText(), /Grace Host.*HQ.*\benrolled.*expected/s);
    t.match(await row(page, 'Bo Example').innerText(), /Annex.*consent needs renewing/s);
    t.match(await row(page, '<b>Stranger</b>').innerText(), /not enrolled/);
    t.equal(await row(page, 'Tomorrow Tom').count(), 0);
  });

  t.test('follows a sign-in with the invitation', async (t) => {
    await trial.signIn({ name: 'Zoë Stranger', inviteId: '3', jobId: 'zoe' });
    const seen = row(page, '<b>Stranger</b>').filter({ hasText: 'waits at the desk' });
    await seen.waitFor();
    t.match(await seen.innerText(), /waits at the desk, \d/);
  });

  t.test('comes in groups with their counts: late, now, later, here', async (t) => {
    const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    await tell('invite_created', { inviteId: '5', name: 'Late Lena', at: inMinutes(-16) });
    await tell('invite_created', { inviteId: '6', name: 'Later Lars', at: inMinutes(31) });
    await page.reload();
    await row(page, 'Later Lars').or(row(page, 'Late Lena')).first().waitFor();
    const groups = page.locator('tbody[data-group]');
    const today = (name: string, minutes: number) =>
      dayOf(inMinutes(minutes)) === dayOf(new Date()) ? [name] : [];
    t.same(await groups.locator('th').allInnerTexts(), [
      ...today('Late 1', -16),
      'Now 2',
      ...today('Later 1', 31),
      'Here 1',
    ]);
  });

  t.test('marks who is on a list, from the invitation on, and does not invite them', async (t) => {
    const eve = { ...ownEntry, name: 'Eve Example', note: 'house ban' };
    t.equal((await addToWatchlist(db, 'command:test', eve)).state, 'added');
    await tell('invite_created', { inviteId: '8', name: 'Eve Example' });
    const page = await openDesk(t, 'Mo Manager', 'manager');
    await page.getByRole('link', { name: 'Expected' }).click();
    const marked = row(page, 'Eve Example');
    await marked.getByText('Your own list').waitFor();
    t.equal(await marked.getByRole('button', { name: 'Invite to enrol' }).count(), 0);
    t.equal(await row(page, 'Ada Example').getByText('Your own list').count(), 0);
    t.equal(await row(page, 'Bo Example').getByRole('button').count(), 1, 'others can be invited');

    await t.test('until the list changes', async (t) => {
      const [entry] = await listWatchlistEntries(db);
      await removeFromWatchlist(db, 'command:test', entry!.id);
      const listed = async () => {
        const day = dayOf(new Date());
        const answer = await page.request.get(`${lobbyUrl}desk/api/expected?day=${day}`);
        const { visitors } = (await answer.json()) as ExpectedDay;
        return visitors.find(({ visitor }) => visitor === 'Eve Example')?.listed;
      };
      await untilTrue(async () => (await listed())?.length === 0);
      t.pass();
    });
  });

  t.test('shows another day', async (t) => {
    await page.getByRole('textbox', { name: 'Day' }).fill(dayOf(addDays(1)));
    await row(page, 'Tomorrow Tom').waitFor();
    t.equal(await row(page, 'Ada Example').count(), 0);
  });

  t.test('is for accounts of the desk only, and never behind the tunnel', async (t) => {
    const route = `desk/api/expected?day=${dayOf(new Date())}`;
    t.equal((await fetch(lobbyUrl + route)).status, 401);
    t.equal((await fetch(`${new URL(hookUrl).origin}/${route}`)).status, 404);
    for (const day of ['', 'today', '2026-3-1', `2026-03-01'--`]) {
      const odd = `${lobbyUrl}desk/api/expected?day=${encodeURIComponent(day)}`;
      t.equal((await page.request.get(odd)).status(), 400, day);
    }
  });
});

const ownEntry = {
  ...{ aliases: [], birthDate: null, country: null, email: null, phone: null, company: null },
  ...{ domain: null, legalBasis: null, expiresAt: null },
};

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function row(page: Page, text: string) {
  return page.locator('tbody tr', { hasText: text });
}

/** The date as `2026-03-12`, in the time zone of this process and its browsers. */
function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The same time of day, so many days from now. */
function addDays(count: number): Date {
  const date = new Date();
  date.setDate(date.getDate() + count);
  return date;
}
