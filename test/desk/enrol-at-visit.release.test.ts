import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { createLogger } from '#server/ops/logging.ts';
import { publishConsentText } from '#server/people/consent.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { openLobbyBrowser, type LobbyBrowser } from '../e2e/browser.ts';
import { turningFilm } from '../support/turning-film.ts';
import { Lines } from '../support/lines.ts';

// The whole service, a lobby screen and two people at the desk in real Chromium. Only the visitor is
// generated, from a photo that gets the depth of a head and turns to either side, over and over.

const text = 'We keep a description of your face for a year.\n'.repeat(60);
const french = 'Nous gardons une description de votre visage pendant un an.\n'.repeat(60);
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

async function atTheDesk(
  t: Test,
  { trial, browser }: { trial: Trial; browser: LobbyBrowser },
  name: string,
  role: DeskRole,
) {
  const { db, lobbyUrl } = trial.service;
  const { link } = await addDeskAccount(db, { name, role }, { actor: 'command:test' });
  const context = await browser.context.browser()!.newContext();
  t.teardown(() => context.close());
  const page = await context.newPage();
  await page.goto(`${lobbyUrl}desk/#link=${link.token}`);
  const password = 'a long pass phrase of this test';
  await page.getByLabel('New password').fill(password);
  await page.getByLabel('Once more').fill(password);
  await page.getByRole('button', { name: 'Set password and log in' }).click();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  return page;
}

t.test('enrolling a held visitor at their visit', async (t) => {
  const log = new Lines();
  const trial = await Trial.start(path.join(t.testdir(), 'data'), createLogger('trace', log));
  t.teardown(() => trial.stop());
  const { db, lobbyUrl, pairing } = trial.service;
  const camera = path.join(t.testdirName, 'camera.mjpeg');
  writeFileSync(camera, await turningFilm(sampleFaces.womanA));
  const browser = await openLobbyBrowser({ camera });
  t.teardown(browser.close);
  const screen = browser.page;
  await screen.goto(`${lobbyUrl}?lang=en`);
  const { code } = await pairing.newCode({ name: 'Lobby' });
  await screen.getByLabel('Pairing code').fill(code);
  await screen.keyboard.press('Enter');
  const shows = (name: string) => screen.locator(`html[data-screen=${name}]`).waitFor();
  await shows('idle');
  const desk = { trial, browser };
  const manager = await atTheDesk(t, desk, 'Mia Manager', 'manager');
  const reception = await atTheDesk(t, desk, 'Rik Reception', 'reception');
  const origin = new URL(lobbyUrl).origin;
  t.equal((await trial.signIn({ ...anna, jobId: 'first' })).status, 412);
  const card = manager.locator('.detail');
  const open = (page: Page) => page.locator('.row', { hasText: 'Anna' }).locator('.name').click();
  const speak = async (now: string, wanted: string) => {
    await screen.getByRole('button', { name: now }).click();
    await screen.getByRole('button', { name: wanted, exact: true }).click();
  };
  const offer = async () => {
    await card.getByRole('button', { name: 'Offer to enrol' }).click();
    await card.getByText('As they signed in: anna@example.com').waitFor();
    await card.getByText('This enrols somebody new.').waitFor();
    await card.getByLabel('I have checked their document').check();
    await card.getByRole('button', { name: 'Offer to enrol' }).click();
  };

  t.test('reception sees the card, and may not offer', async (t) => {
    await open(reception);
    await open(manager);
    t.equal(await reception.getByRole('button', { name: 'Offer to enrol' }).count(), 0);
    const kiosk = trial.service.kioskRegistry.status()[0]!;
    const data = {
      name: anna.name,
      recordId: null,
      screenId: kiosk.id,
      documentChecked: true,
    };
    const asked = { data, headers: { origin } };
    const url = `${origin}/desk/api/cards/first`;
    t.equal((await reception.request.post(`${url}/offer`, asked)).status(), 403);
    t.equal((await reception.request.get(`${url}/claim`)).status(), 403);
    const unchecked = { data: { ...data, documentChecked: false }, headers: { origin } };
    t.equal((await manager.request.post(`${url}/offer`, unchecked)).status(), 400);
  });

  t.test('without a published text nothing is asked', async (t) => {
    await offer();
    await card.getByText('There is no consent text').waitFor();
    t.not(await screen.locator('html').getAttribute('data-screen'), 'consent');
    await card.locator('form').getByRole('button', { name: 'Close' }).click();
  });

  t.test('"No, thank you" keeps nothing, with the camera off', async (t) => {
    for (const [language, words] of [
      ['en', text],
      ['fr', french],
    ] as const) {
      const published = { version: '2026-11', text: words, language };
      await publishConsentText(db, published, 'command:test');
    }
    await offer();
    await shows('consent');
    await screen.getByText('You will be enrolled as Anna Lindqvist.', { exact: true }).waitFor();
    const shown = screen.getByRole('region', { name: 'What you would agree to' });
    t.equal(await shown.textContent(), text, 'in full');
    await screen.waitForFunction(
      "(box => box.scrollHeight > box.clientHeight)(document.querySelector('.consent-text'))",
    );
    await reception.getByText('asks whether they agree').waitFor();
    await speak('English', 'Español');
    const noText = 'Este texto no existe en español. Elija un idioma que lea:';
    await screen.getByText(noText, { exact: true }).waitFor();
    t.equal(await screen.getByRole('button', { name: 'Acepto' }).count(), 0);
    await screen.locator('main').getByRole('button', { name: 'Français' }).click();
    const read = screen.getByRole('region', { name: 'Ce que vous accepteriez' });
    t.equal(await read.textContent(), french);
    await screen.getByRole('button', { name: 'J’accepte' }).waitFor();
    await screen.getByRole('button', { name: 'Non, merci' }).click();
    await card.getByText('They said no on the screen.').waitFor();
    await speak('Français', 'English');
    t.same(await db.selectFrom('people').selectAll().execute(), []);
    const acts = (await auditEventsAbout(db, 'first')).map(({ action, actor }) => [action, actor]);
    t.match(acts.slice(-2), [
      ['enrolment_offered', /^desk:/],
      ['enrolment_declined', /^kiosk:/],
    ]);
  });

  t.test('a sign-in has the camera first, and the offer stands afterwards', async (t) => {
    await trial.enrol({ name: 'Bea Host', email: 'bea@example.com' }, [
      ...(await webcamFrames(sampleFaces.guest3, 1)),
    ]);
    await offer();
    await shows('consent');
    const held = trial.signIn({ name: 'Bea Host', email: 'bea@example.com', jobId: 'bea' });
    await shows('looking');
    await card.getByText('has the camera first').waitFor();
    t.equal((await held).status, 412, 'it is another face');
    await shows('consent');
  });

  t.test(
    'a face that looks like somebody enrolled is refused, until a manager says that they are twins',
    async (t) => {
      await trial.enrol({ name: 'Lena Alike', email: 'lena@example.com' }, [
        ...(await webcamFrames(sampleFaces.womanA, 1)),
      ]);
      await screen.getByRole('button', { name: 'I agree' }).click();
      await card.getByText('of 3 pictures').waitFor();
      const refused = card.getByText('The face looks like Lena Alike, who is enrolled already');
      await refused.waitFor({ timeout: 120_000 });
      await card.getByText('offer it again and say so').waitFor();
      await card.getByRole('button', { name: 'Offer to enrol' }).click();
      const send = card.getByRole('button', { name: 'Offer to enrol' });
      await card.getByLabel('I have checked their document').check();
      await send.click();
      const isSaid = card.getByRole('checkbox', { name: 'Twins, or only alike' });
      t.equal(await card.locator('input:invalid').count(), 1, 'it has to be said');
      await isSaid.check();
      await send.click();
      await shows('consent');
      t.same(
        await db.selectFrom('lookalikes').selectAll().execute(),
        [],
        'not before it is stored',
      );
    },
  );

  t.test('agreed, three poses, and the next sign-in is let in by the camera', async (t) => {
    const began = performance.now();
    await screen.getByRole('button', { name: 'I agree' }).click();
    await card.getByText('of 3 pictures').waitFor();
    await screen.locator('html[data-screen=enrolled]').waitFor({ timeout: 120_000 });
    await card.getByText('The camera knows them next time').waitFor();
    t.comment(`enrolled ${((performance.now() - began) / 1000).toFixed(1)} s after "I agree"`);
    const consent = await db
      .selectFrom('consents')
      .innerJoin('people', 'people.id', 'consents.personId')
      .where('people.name', '=', 'Anna Lindqvist')
      .select(['given', 'textVersion', 'language', 'recordedBy'])
      .executeTakeFirst();
    t.match(consent, {
      given: 'screen',
      textVersion: '2026-11',
      language: 'en',
      recordedBy: /^kiosk:/,
    });
    const pairs = await db.selectFrom('lookalikes').selectAll().execute();
    t.equal(pairs.length, 1, 'with what the manager said of her');
    // Both records have the same face here, which no threshold can separate.
    await db.deleteFrom('people').where('name', '=', 'Lena Alike').execute();
    t.equal((await trial.signIn({ ...anna, jobId: 'second' })).status, 200);
  });

  t.test('no name, e-mail or score is in the log', async (t) => {
    t.match(log.text(), 'an enrolment at a kiosk ended');
    for (const secret of ['Lindqvist', 'anna@example.com', 'Bea', 'score', 'We keep a']) {
      t.notMatch(log.text(), secret);
    }
  });
});
