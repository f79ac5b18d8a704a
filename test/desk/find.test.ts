import t from 'tap';
import { insertPerson } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { holdVisitor } from './hold-visitor.ts';
import { invitationToday } from './invitation-today.ts';

// Real Chromium: one search for everything, and the page of a visitor who is not enrolled.

const lena = { name: 'Lena <b>Fischer</b>', email: 'lena@example.com' };

async function lobby(t: Parameters<typeof deskWithBrowser>[0]) {
  const parts = await deskWithBrowser(t, { askDesk: false });
  const { desk } = parts;
  await holdVisitor(desk, { ...lena, jobId: 'past/1' }, 'not_enrolled');
  await desk.desk.board.seeTo('past/1', 'left', { accountId: 'other' });
  await holdVisitor(desk, { name: 'L. Fischer', email: lena.email, jobId: 'past-2' }, 'declined');
  await desk.desk.board.seeTo('past-2', 'let_in', { accountId: 'other' });
  await holdVisitor(desk, { name: 'Otto Fischer', jobId: 'otto' }, 'not_enrolled');
  await desk.desk.board.seeTo('otto', 'let_in', { accountId: 'other' });
  await holdVisitor(desk, { name: 'Wim Waiting', jobId: 'wim' }, 'not_enrolled');
  await holdVisitor(desk, { ...lena, jobId: 'lena' }, 'not_enrolled');
  await insertPerson(
    desk.db,
    enrolledPerson('id-ada', { name: 'Ada Fischer', nameFolded: 'ada fischer' }),
  );
  await desk.desk.expected.put(invitationToday('Emil Fischer'), true);
  return parts;
}

t.test('one search finds who waits, is expected, is enrolled and was here', async (t) => {
  const { open } = await lobby(t);
  const { page } = await open('Ann Reception', 'manager');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  const options = page.locator('.found [role=option]');
  const find = async (text: string, count: number) => {
    await page.locator('body').press('/');
    await page.locator('#find:focus').waitFor();
    await page.keyboard.type(text);
    await options.nth(count - 1).waitFor();
  };
  await find('fischer', 6);
  const of = (group: string) => page.getByRole('group', { name: group }).getByRole('option');
  t.match(await of('Waiting').allInnerTexts(), [/^Lena <b>Fischer<\/b>/], 'a name is text');
  t.match(await of('Expected').allInnerTexts(), [/^Emil Fischer/]);
  t.match(await of('People').allInnerTexts(), [/^Ada Fischer/]);
  t.equal(await of('History').count(), 3);
  await page.keyboard.press('Escape');
  await options.first().waitFor({ state: 'detached' });

  await find('wim', 1);
  await page.keyboard.press('Enter');
  await page.locator('.name:focus', { hasText: 'Wim Waiting' }).waitFor();
  await page.locator('.detail').getByRole('heading', { name: 'Wim Waiting' }).waitFor();

  await find('ada fischer', 1);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Ada Fischer' }).waitFor();

  await find('emil', 1);
  await options.first().click();
  await page.locator('main.visitor h2', { hasText: 'Emil Fischer' }).waitFor();
  await page.getByText('No visit under this name or e-mail is kept').waitFor();

  await page.locator('#find').fill('nobody of this name');
  await page.getByText('Nobody: not waiting').waitFor();
});

t.test('a visitor who is not enrolled has a page with visits, outcomes and notes', async (t) => {
  const { desk, open, enter, url } = await lobby(t);
  const ann = await enter('Ann Auditor', 'auditor');
  await desk.desk.board.note(
    'past-2',
    { note: 'Came with a dog', was: '' },
    { accountId: 'other' },
  );
  const { page } = await open('Rik Reception');
  await page.locator('.row[data-visit]', { hasText: 'Lena' }).locator('.name').click();
  await page.getByRole('link', { name: 'All visits under this name or e-mail' }).click();
  await page.locator('main.visitor h2', { hasText: lena.name }).waitFor();
  await page.getByText('Nobody is enrolled under this name or e-mail').waitFor();
  const rows = page.locator('tbody tr.opens');
  await rows.nth(2).waitFor();
  t.equal(await rows.count(), 3, 'under this name, or under this e-mail');
  t.match(await rows.nth(1).innerText(), /L\. Fischer.*let in.*Came with a dog/s);
  t.match(await rows.nth(2).innerText(), /Left/);
  t.notMatch(page.url(), /Fischer/i, 'no name is in the address');

  const visits = await ann.browser.get('/desk/api/history/past%2F1/visits');
  t.equal(visits.status, 200, 'an auditor reads the history, too');
  t.notMatch(visits.text, /example\.com/, 'an e-mail is compared, and not shown');
  t.equal((await ann.browser.get('/desk/api/history/nobody/visits')).status, 404);
  t.equal((await ann.browser.get('/desk/api/expected/nobody/visits')).status, 404);
  t.equal((await fetch(`${url}/desk/api/history/lena/visits`)).status, 401);
});
