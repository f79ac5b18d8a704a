import type { Locator, Page } from 'playwright-core';
import t from 'tap';
import { publishConsentText } from '#server/people/consent.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

// What somebody typed and did not send, in real Chromium: only "Discard" throws it away.

/** Leaves the view for that of the waiting visitors, and comes back. */
async function away(page: Page, back: string) {
  await page.getByRole('link', { name: 'Waiting' }).click();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  await page.getByRole('link', { name: back, exact: true }).click();
}

t.test('a draft outlives every way out of its form', async (t) => {
  const { desk, hook, open } = await deskWithBrowser(t);
  const { db } = desk;
  await publishConsentText(db, { version: '1', text: 'I agree.' }, 'command:test');
  const ada = { name: 'Ada Example', nameFolded: 'ada example', createdAt: new Date() };
  await insertPerson(db, enrolledPerson('id-ada', ada));
  const { page } = await open('Mia Boss', 'manager');
  const has = async (field: Locator, text: string, message: string) => {
    await field.waitFor();
    t.equal(await field.inputValue(), text, message);
  };
  const press = (name: string, within: Page | Locator = page) =>
    within.getByRole('button', { name, exact: true }).click();

  await t.test('an enrolment', async (t) => {
    await page.getByRole('link', { name: 'People' }).click();
    await press('Enrol somebody');
    const form = page.getByRole('form', { name: 'Enrol somebody' });
    const name = form.getByLabel('Full name');
    const agreed = form.getByLabel('How and when they agreed');
    await name.fill('Nia New');
    await agreed.fill('signed form today');
    const photo = { name: 'nia.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('none') };
    await form.getByLabel('Photos: this person alone').setInputFiles(photo);

    await away(page, 'People');
    await has(name, 'Nia New', 'another view, and the form is open again');
    await form.getByText('nia.jpg').waitFor();
    for (const way of ['Enrol somebody', 'Close']) {
      await press(way);
      await form.waitFor({ state: 'detached' });
      await press('Enrol somebody');
      await has(name, 'Nia New', way);
    }
    await press('Enrol several people');
    await form.waitFor({ state: 'detached' });
    await press('Enrol somebody');
    await has(agreed, 'signed form today', 'another form');
    const ringing = hook.signIn({ name: 'Zoë Visitor', host: 'Hana Host', jobId: 'zoe' });
    await page.locator('.ringing button.good:enabled').waitFor();
    await has(name, 'Nia New', 'a ring');
    await page.getByRole('button', { name: 'Hold' }).click();
    await ringing;
    await page.getByRole('link', { name: /^Waiting\s*1$/ }).waitFor();
    await has(name, 'Nia New', 'a visitor who waits');

    await publishConsentText(db, { version: '2', text: 'I agree to more.' }, 'command:test');
    await away(page, 'People');
    await has(name, 'Nia New', 'another consent text');
    t.equal(await agreed.inputValue(), '', 'which nobody has agreed to');
    await press('Discard');
    await form.waitFor({ state: 'detached' });
    await away(page, 'People');
    t.equal(await form.count(), 0);
    await press('Enrol somebody');
    await has(name, '', 'discarded');
    t.equal(await form.getByRole('button', { name: 'Discard' }).count(), 0);
    await press('Close');
  });

  await t.test('several people, with the chosen files', async (t) => {
    await press('Enrol several people');
    const photo = { name: 'Bo Example.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('none') };
    await page.getByLabel('Photos, and a list').setInputFiles([photo]);
    const plan = page.getByRole('row', { name: /Bo Example/ });
    await plan.waitFor();
    await away(page, 'People');
    await plan.waitFor();
    const several = page.getByRole('form', { name: 'Enrol several people' });
    await page.route('**/desk/api/people/import', (call) => call.abort());
    await several.getByLabel('How and when they agreed').fill('signed form today');
    await several.locator('button[type=submit]').click();
    await several.locator('.problem').first().waitFor();
    await several.locator('button[type=submit]:enabled').waitFor();
    t.equal(await several.getByRole('button', { name: 'Stop after this one' }).count(), 0);
    await press('Discard');
    await plan.waitFor({ state: 'detached' });
  });

  await t.test("a person's details, until they are saved", async (t) => {
    await page.getByRole('button', { name: 'Ada Example' }).click();
    const card = page.getByRole('region', { name: 'Ada Example' });
    await press('Correct details', card);
    const email = card.getByLabel('E-mail');
    await email.fill('ada@new.example');
    await press('Correct details', card);
    await email.waitFor({ state: 'detached' });
    await press('Close', card);
    await page.getByRole('button', { name: 'Ada Example' }).click();
    await has(email, 'ada@new.example', 'the card opens with it');
    await press('Discard', card);
    t.not(await email.inputValue(), 'ada@new.example');
    t.ok(await card.locator(':focus').count(), 'the focus stays in the form');
    await press('Renew consent', card);
    const agreed = card.getByLabel('How and when they agreed');
    await agreed.fill('on the telephone');
    await press('Save the consent', card);
    await agreed.waitFor({ state: 'detached' });
    await press('Close', card);
    await page.getByRole('button', { name: 'Ada Example' }).click();
    await card.getByText('on the telephone').waitFor();
    t.equal(await agreed.count(), 0, 'sent');
  });

  await t.test('an entry of the own list, and an account, in dialogs', async (t) => {
    const dialog = page.getByRole('dialog');
    await page.getByRole('link', { name: 'Manage' }).click();
    await page.getByRole('link', { name: 'Watchlists' }).click();
    await press('Add somebody');
    await dialog.getByLabel('Full name').fill('Eve Example');
    await dialog.getByLabel('Why: the front desk will ask').fill('house ban');
    await press('Add to the list', dialog);
    for (const [opens, field] of [
      ['Add somebody', 'Full name'],
      ['Eve Example', 'Why: the front desk will ask'],
    ] as const) {
      const opener = page.getByRole('button', { name: opens, exact: true });
      const typed = dialog.getByLabel(field);
      for (const way of ['Escape', 'Close']) {
        await opener.click();
        await typed.fill(`half ${way}`);
        await (way === 'Escape' ? page.keyboard.press(way) : press(way, dialog));
        await page.locator('button:focus', { hasText: opens }).waitFor();
        t.equal(await dialog.count(), 0, 'closed without a question');
        await opener.click();
        await has(typed, `half ${way}`, `${opens}, ${way}`);
        await page.goBack();
        await page.goForward();
        await opener.click();
        await has(typed, `half ${way}`, 'the page before');
        await page.keyboard.press('Escape');
      }
      await opener.click();
      await press('Discard', dialog);
      await opener.click();
      t.notMatch(await typed.inputValue(), /half/);
      await press('Close', dialog);
    }
    await page.getByRole('link', { name: 'Accounts' }).click();
    await press('Add an account');
    const name = dialog.getByLabel('Name', { exact: true });
    await name.fill('Rik Reception');
    await page.keyboard.press('Escape');
    await away(page, 'Manage');
    await press('Add an account');
    await has(name, 'Rik Reception', 'an account');
    await press('Add', dialog);
    await page.getByRole('cell', { name: 'Rik Reception', exact: true }).waitFor();
    await press('Add an account');
    await has(name, '', 'sent');
    await press('Close', dialog);
  });

  await t.test('a consent text', async (t) => {
    await page.getByRole('link', { name: 'Consent texts' }).click();
    const form = page.getByRole('form', { name: 'Publish a consent text' });
    await form.getByLabel('Version').fill('3');
    await away(page, 'Manage');
    await page.getByRole('link', { name: 'Consent texts' }).click();
    t.equal(await form.getByLabel('Version').inputValue(), '3', 'another view');
    await press('Discard', form);
    t.equal(await form.getByLabel('Version').inputValue(), '', 'discarded');
  });

  await t.test('a note, a message to the host, and an offer, on the card', async (t) => {
    await page.getByRole('link', { name: /^Waiting/ }).click();
    const card = page.locator('.detail');
    await page.locator('.row .name').first().click();
    await press('Offer to enrol', card);
    await card.getByLabel('Full name, as in their document').fill('Zoë Stranger');
    await card.getByRole('button', { name: /^Add a note/ }).click();
    await card.getByLabel('Note').fill('Has a blue bag.');
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('link', { name: /^Waiting/ }).click();
    await page.locator('.row .name').first().click();
    await has(card.getByLabel('Full name, as in their document'), 'Zoë Stranger', 'an offer');
    await has(card.getByLabel('Note'), 'Has a blue bag.', 'a note');
    const forms = card.locator('form');
    for (const left of [1, 0]) {
      await forms.first().getByRole('button', { name: 'Discard' }).click();
      t.equal(await forms.count(), left);
    }
  });
});
