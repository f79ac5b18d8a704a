import t from 'tap';
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
