import t from 'tap';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { holdVisitor } from './hold-visitor.ts';

// Real Chromium: what is around the list.

t.test('that the sound is off is said once, with a button', async (t) => {
  const { open } = await deskWithBrowser(t, { askDesk: false });
  const { page } = await open('Ann Reception');
  const silent = page.getByRole('button', { name: 'Sound is off: turn it on' });
  await silent.click();
  await silent.waitFor({ state: 'detached' });
  await page.locator('.menu summary').click();
  t.ok(await page.getByLabel('Sound', { exact: false }).first().isChecked());
  await page.reload();
  // A browser mutes a page until somebody presses something there.
  await silent.waitFor();
  await page.locator('h2').first().click();
  await silent.waitFor({ state: 'detached' });

  const { page: other } = await open('Bob Reception');
  const off = other.getByRole('button', { name: 'Sound is off: turn it on' });
  await off.waitFor();
  await other.locator('.menu summary').click();
  await off.waitFor({ state: 'detached' });
  await other.reload();
  await other.locator('.menu summary').waitFor();
  t.equal(await off.count(), 0, 'who looked at the choice has answered');
});

t.test('a long name of a lobby screen leaves room for the search', async (t) => {
  const { desk, open, url } = await deskWithBrowser(t, { askDesk: false });
  const name = 'Annex of the building of the Featherstonehaugh Trust at sea';
  for (const screen of [name, 'Main lobby']) {
    const { code } = await desk.pairing.newCode({ name: screen });
    const paired = await desk.pairing.redeem(code);
    if (!paired.paired) throw new Error(paired.refusal);
    const kiosk = await RawKiosk.ready(url, paired.token, { camera: 'missing' });
    t.teardown(() => kiosk.socket.terminate());
  }
  const { page } = await open('Ann Reception');
  await page.setViewportSize({ width: 1280, height: 800 });
  const pill = page.locator('.screens a', { hasText: name });
  await pill.waitFor();
  t.ok((await page.locator('#find').boundingBox())!.width >= 150);
  const box = (await pill.boundingBox())!;
  t.ok(box.width <= 300, `${box.width} px`);
  t.match(await pill.innerText(), /no checks$/);
  await page.getByRole('link', { name: `${name}: no checks`, exact: true }).waitFor();
});

t.test('the toast covers no row, and the rail leaves room for the list', async (t) => {
  const { desk, open } = await deskWithBrowser(t, { askDesk: false });
  for (let i = 0; i < 16; i++) {
    await holdVisitor(desk, { name: `Visitor ${i}`, jobId: `${i}` }, 'not_enrolled');
  }
  const { page } = await open('Ann Reception');
  await page.locator('.row').nth(15).waitFor();
  t.ok((await page.locator('.rail').boundingBox())!.width <= 64);
  await page.locator('.rail .count', { hasText: '16' }).waitFor();
  await page.locator('.row button[data-steady]:not([aria-disabled])').first().click();
  const toast = (await page.locator('.toast').boundingBox())!;
  const list = (await page.locator('.list').boundingBox())!;
  t.ok(toast.x >= list.x + list.width, 'beside the list');
});

t.test(
  'a ring shows facts beside the list, and keeps its place when the next one comes',
  async (t) => {
    const { desk, hook, open, enter } = await deskWithBrowser(t);
    await holdVisitor(desk, { name: 'Ada First', jobId: 'ada' }, 'not_enrolled');
    const { page } = await open('Ann Reception');
    const bob = await enter('Bob Reception');
    await page.locator('.row').first().waitFor();
    const first = hook.signIn({ name: 'Zoë Ring', email: 'zoe@example.com', jobId: 'zoe' });
    const ring = page.locator('.ringing li', { hasText: 'Zoë Ring' });
    await ring.getByText('not announced').waitFor();
    t.match(await ring.innerText(), /zoe@example\.com.*last let in: never/s);
    const before = (await ring.boundingBox())!;
    const list = (await page.locator('.list').boundingBox())!;
    t.ok(before.x >= list.x + list.width, 'over no row');
    const second = hook.signIn({ name: 'Max Ring', jobId: 'max' });
    await page.locator('.ringing li', { hasText: 'Max Ring' }).getByText('not announced').waitFor();
    t.same(await ring.boundingBox(), before);
    for (const jobId of ['zoe', 'max']) await bob.press(jobId, false);
    t.same([(await first).status, (await second).status], [412, 412]);
  },
);

t.test('a ring takes no field from somebody who types on the card', async (t) => {
  const { desk, hook, open, enter } = await deskWithBrowser(t);
  await holdVisitor(desk, { name: 'Ada First', jobId: 'ada' }, 'not_enrolled');
  const bob = await enter('Bob Reception');
  const { page } = await open('Ann Reception');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator('.row .name').first().click();
  await page
    .locator('.detail')
    .getByRole('button', { name: /^Add a note/ })
    .click();
  await page.keyboard.type('Has a blue');
  const ringing = hook.signIn({ name: 'Zoë Ring', jobId: 'zoe' });
  const ring = page.locator('.ringing li');
  await ring.getByText('not announced').waitFor();
  await page.keyboard.type(' bag.');
  const field = page.locator('.detail textarea');
  t.equal(await field.inputValue(), 'Has a blue bag.');
  const [note, above] = [(await field.boundingBox())!, (await ring.boundingBox())!];
  t.ok(note.y + note.height <= above.y, `${note.y + note.height} is above ${above.y}`);
  const last = page.locator('.detail .timeline li, .detail a').last();
  await last.scrollIntoViewIfNeeded();
  const end = (await last.boundingBox())!;
  t.ok(end.y + end.height <= above.y, 'and the end of the card');
  await bob.press('zoe', false);
  t.equal((await ringing).status, 412);
});
