import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { LobbyBrowsers } from '../e2e/browser.ts';
import { isRelease } from '../support/release.ts';
import { startRingingDesk } from './ringing-desk.ts';

// The desk's page in the language that each account has chosen, in real Chromium.

const password = 'a long pass phrase of this test';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Folder for screenshots. Default: none are taken. */
const screenshots = process.env['DESK_SCREENSHOTS'];

const browsers = new LobbyBrowsers();
t.teardown(() => browsers.close());

/** Placeholders and chosen options wider than their field, and any option of a filter. An arrow takes 20 pixels. */
const cutWords = `[...document.querySelectorAll('input[placeholder], select')].flatMap((field) => {
  const style = getComputedStyle(field);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const words = field.placeholder ? [field.placeholder] : [...(field.closest('.wide') ? field.options : field.selectedOptions)].map(({ text }) => text);
  const arrow = field.localName === 'select' ? 20 : 0;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return words.filter((text) => room > 0 && pen.measureText(text).width > room - arrow);
})`;

/** Checks that no text is cut off at either width, and with axe, that the page is accessible. */
async function isFitToRead(t: Test, page: Page, name: string, { withAxe = true } = {}) {
  if (withAxe && !(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    t.ok(excess <= 0, `${name} ${width}: nothing sticks out`);
    t.same(await page.evaluate<string[]>(cutWords), [], `${name} ${width}: nothing is cut`);
    if (screenshots) await page.screenshot({ path: `${screenshots}/${name}-${width}.png` });
    if (!withAxe) continue;
    const found = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
    t.same(
      found.violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]),
      [],
      `${name} ${width}`,
    );
  }
}
const htmlOf = (page: Page) => page.evaluate('[document.documentElement.lang, document.dir]');

t.test('an account chooses its language, which it has at every log-in from then on', async (t) => {
  const found = { todo: 'Look.', guide: 'docs/troubleshoot.md' };
  const { hook, desk, url } = await startRingingDesk(t, {
    deadlineMs: 60_000,
    askDesk: false,
    examine: async () => [
      { code: 'disk', state: 'ok', about: 'Disk', found: '9 GiB are free.', ...found },
      { code: 'clock', state: 'failing', about: 'Clock', found: 'It is 140 s behind.', ...found },
      {
        ...{ code: 'kiosk_connected', state: 'warning', about: 'Screen HQ', screen: 'HQ' },
        ...{ found: 'It was never connected.', ...found },
      },
    ],
  });
  const held = await hook.signIn({ name: 'Zoë Visitor', host: 'Hana Host', jobId: 'zoe' });
  t.equal(held.status, 412);
  const note =
    '2 people are enrolled under this name; the face was compared with each. Unforeseen.';
  await desk.db.updateTable('sign_ins').set({ note }).execute();
  const open = async (locale: string) => {
    const { page, close } = await browsers.open({ camera: null, locale });
    t.teardown(close);
    return page;
  };
  const enter = async (page: Page, link: string, words: readonly [string, string, string]) => {
    const [first, again, button] = words;
    await page.goto(`${url}/desk/#link=${link}`);
    await page.getByLabel(first).fill(password);
    await page.getByLabel(again).fill(password);
    await page.getByRole('button', { name: button }).click();
  };
  const choose = async (page: Page, language: string) => {
    await page.locator('nav a[href="#account"]').click();
    await page.locator('#account').waitFor();
    await page.locator('select').selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    await page.locator('nav a[href="#queue"]').click();
    // A narrow page shows only the open card, so the row may be hidden.
    await page.locator('li.row').waitFor({ state: 'attached' });
  };

  await t.test('the language of the browser comes first', async (t) => {
    const page = await open('fr-CA');
    const { link } = await desk.add('Fleur Accueil');
    await enter(page, link, ['Nouveau mot de passe', 'Encore une fois', 'Définir et se connecter']);
    await page.getByRole('heading', { name: 'Vous attendent (1)' }).waitFor();
    t.same(await htmlOf(page), ['fr', 'ltr']);
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByLabel('Compte').fill('fleur.accueil');
    await page.getByLabel('Mot de passe').fill('un mauvais mot de passe');
    await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
    await page.getByText('L’identifiant et le mot de passe ne vont pas ensemble.').waitFor();
    await isFitToRead(t, page, 'fr-log-in');
  });

  await t.test('German, chosen by an account, is there at its next log-in', async (t) => {
    const page = await open('en-US');
    const { link } = await desk.add('Gerda Empfang', 'manager');
    await enter(page, link, ['New password', 'Once more', 'Set password and log in']);
    await page.getByRole('heading', { name: 'Waiting for you (1)' }).waitFor();
    await choose(page, 'de');
    await page.getByRole('button', { name: 'Zoë Visitor', exact: true }).click();
    await page.getByText('Das Gesicht passt nicht zur registrierten Person.').last().waitFor();
    t.ok(await page.getByText('Bitte einen Ausweis prüfen.').last().isVisible());
    t.ok(await page.getByText('zu Hana Host').isVisible());
    await page
      .getByText(/^Unter diesem Namen sind 2 Personen .* verglichen\. Unforeseen\.$/)
      .waitFor();
    await page.getByRole('button', { name: 'Abweisen' }).waitFor();
    await isFitToRead(t, page, 'de-queue');
    await page.getByRole('button', { name: 'Abmelden' }).click();
    await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
    t.same(await htmlOf(page), ['en', 'ltr'], 'whose language it is, is not known before');
    await page.getByLabel('Account').fill('gerda.empfang');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('heading', { name: 'Warten auf Sie (1)' }).waitFor();
    t.equal(await page.title(), '(1) Empfang');
    // A shortcut key keeps its action in every language of the button.
    await page.getByRole('button', { name: 'Zoë Visitor', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Abweisen' }).waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('Notiz', { exact: true }).waitFor();
    for (const part of ['history', 'people', 'manage', 'expected', 'account']) {
      await page.locator(`nav a[href="#${part}"]`).click();
      await page.locator('main h2:visible').first().waitFor();
      await isFitToRead(t, page, `de-${part}`);
    }
    await page.locator('nav a[href="#lobby"]').click();
    const lights = page.locator('.lights').first();
    await lights.getByText('Die Uhr dieses Rechners geht falsch').waitFor();
    const clock = /Uhr\s+nicht gut:\s+Die Uhr .* vergleichen\.\s+It is 140 s behind\./;
    t.match(await lights.locator('li').first().innerText(), clock);
    t.match(
      await lights.locator('li').nth(1).innerText(),
      /^Bildschirm HQ[^.]*Er ist nicht verbunden/,
    );
    t.equal(await lights.locator('li').count(), 2, 'what is fine is folded');
    await page.getByText('1 Prüfung ist in Ordnung').click();
    t.ok(await page.getByText('Festplatte').isVisible());
    await isFitToRead(t, page, 'de-lobby');
    await page.locator('nav a[href="#history"]').click();
    await page.getByRole('cell', { name: 'wartet noch' }).waitFor();
  });

  await t.test(
    'Arabic is written from right to left, and another account has its own',
    async (t) => {
      const page = await open('en-US');
      const { link } = await desk.add('Amal Reception', 'manager');
      await enter(page, link, ['New password', 'Once more', 'Set password and log in']);
      await page.getByRole('heading', { name: 'Waiting for you (1)' }).waitFor();
      await choose(page, 'ar');
      t.same(await htmlOf(page), ['ar', 'rtl']);
      await page.locator('.row .name').click();
      await page.getByText('الوجه لا يطابق الشخص المسجّل.').last().waitFor();
      t.ok(await page.getByText('يُرجى فحص وثيقة هوية.').last().isVisible());
      await isFitToRead(t, page, 'ar-queue');
      // The name stands to the right of its buttons.
      await page.setViewportSize({ width: 1280, height: 800 });
      const leftOf = async (selector: string) =>
        (await page.locator(selector).boundingBox())?.x ?? 0;
      t.ok((await leftOf('.row h4')) > (await leftOf('.row > button')));
      for (const part of ['history', 'people', 'manage', 'lobby', 'account']) {
        await page.locator(`nav a[href="#${part}"]`).click();
        await page.locator('main h2:visible').first().waitFor();
        await isFitToRead(t, page, `ar-${part}`);
      }
      await page.reload();
      await page.getByRole('heading', { name: 'حسابك' }).waitFor();
      t.same(await htmlOf(page), ['ar', 'rtl']);
      const accounts = await desk.db
        .selectFrom('desk_accounts')
        .select(['name', 'language'])
        .execute();
      t.same(Object.fromEntries(accounts.map(({ name, language }) => [name, language])), {
        'Fleur Accueil': null,
        'Gerda Empfang': 'de',
        'Amal Reception': 'ar',
      });
    },
  );

  await t.test('whatever the language, nothing sticks out', async (t) => {
    const page = await open('en-US');
    const { link } = await desk.add('Paula Polyglot', 'manager');
    await enter(page, link, ['New password', 'Once more', 'Set password and log in']);
    await page.getByRole('heading', { name: 'Waiting for you (1)' }).waitFor();
    for (const language of isRelease ? ['es', 'fr', 'ja', 'pt'] : ['fr']) {
      await choose(page, language);
      const close = page.locator('.detail .head button');
      if (!(await close.isVisible())) await page.locator('.row .name').click();
      for (const part of ['queue', 'history', 'people', 'manage', 'expected', 'lobby', 'account']) {
        await page.locator(`nav a[href="#${part}"]`).click();
        await page.locator('main h2:visible').first().waitFor();
        await isFitToRead(t, page, `${language}-${part}`, { withAxe: false });
      }
    }
  });
});
