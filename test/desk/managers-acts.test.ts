import t from 'tap';
import { publishConsentText } from '#server/people/consent.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { invitationToday } from './invitation-today.ts';

const invitation = (inviteId: string, visitor: string) =>
  invitationToday(visitor, { inviteId, email: `${inviteId}@example.com` });

t.test('reception reads who may do what it may not', async (t) => {
  const { desk, hook, open } = await deskWithBrowser(t, { askDesk: false });
  const ada = { name: 'Ada Example', nameFolded: 'ada example', createdAt: new Date() };
  await insertPerson(desk.db, enrolledPerson('id-ada', ada));
  await desk.desk.expected.put(invitation('di', 'Di Due'), true);
  await hook.signIn({ name: 'Zoë Visitor', jobId: 'zoe' });
  const only = async (name: string, role: 'reception' | 'manager') => {
    const { page } = await open(name, role);
    const said = page.getByText(/^Only managers: /);
    const texts: string[] = [];
    const read = async () => texts.push(...(await said.allInnerTexts()));
    await page.locator('.detail').getByText('Zoë Visitor').first().waitFor();
    await read();
    await page.getByRole('link', { name: 'Expected' }).click();
    await page.getByRole('link', { name: 'Di Due' }).waitFor();
    await read();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('button', { name: 'Ada Example' }).click();
    await page.getByRole('region', { name: 'Ada Example' }).getByText('Enrolled').waitFor();
    await read();
    return texts;
  };
  t.same(await only('Rae Reception', 'reception'), [
    'Only managers: Offer to enrol',
    'Only managers: Invite to enrol',
    'Only managers: Enrol somebody · Enrol several people',
    'Only managers: Add photos · Correct details · Renew consent · Withdraw consent · Erase',
  ]);
  t.same(await only('Mia Boss', 'manager'), []);
});

t.test('why an invitation was not sent is read to its end', async (t) => {
  const { desk, open } = await deskWithBrowser(t, { askDesk: false });
  await publishConsentText(desk.db, { version: '1', text: 'I agree.' }, 'command:test');
  await desk.desk.expected.put(invitation('di', 'Di Due'), true);
  const { page } = await open('Mia Boss', 'manager');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('link', { name: 'Expected' }).click();
  await page.getByRole('button', { name: /^Invite/ }).press('Enter');
  await page.locator('td .problem', { hasText: 'No mail server' }).waitFor();
  const cell = `document.querySelector('td:has(.problem)')`;
  t.equal(await page.evaluate(`${cell}.scrollWidth > ${cell}.clientWidth`), false);
  t.ok(await page.locator('button:focus', { hasText: 'Invite' }).count(), 'and tried again');
});

t.test('after an invitation the keyboard goes on in the same row', async (t) => {
  const mail = await new KeepingMailServer().start();
  t.teardown(() => mail.stop());
  const server = `{ host: 127.0.0.1, port: ${mail.port}, from: desk@acme.example, security: none }`;
  const notifyFile = `email: ${server}\nchannels: [{ name: lobby, type: email, to: [lobby@acme.example] }]\n`;
  const { desk, open } = await deskWithBrowser(t, { notifyFile });
  await publishConsentText(desk.db, { version: '1', text: 'I agree.' }, 'command:test');
  for (const name of ['di', 'ed', 'fi']) {
    await desk.desk.expected.put(invitation(name, `${name} Due`), true);
  }
  const { page } = await open('Mia Boss', 'manager');
  await page.getByRole('link', { name: 'Expected' }).click();
  const rowOf = (name: string) => page.getByRole('row', { name });
  await rowOf('ed Due')
    .getByRole('button', { name: /^Invite/ })
    .focus();
  await page.keyboard.press('Enter');
  await rowOf('ed Due').locator('[role=status]:focus').waitFor();
  await page.keyboard.press('Tab');
  t.ok(await rowOf('fi Due').locator(':focus').count(), 'Tab goes to the next row');
});
