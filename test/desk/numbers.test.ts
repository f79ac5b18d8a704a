import t from 'tap';
import type { Numbers } from '#server/protocol/desk-history-messages.ts';
import type { Outcome } from '#server/protocol/desk-messages.ts';
import { markDeskCardSeen, putDeskCard } from '#server/store/tables/desk-cards.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { deskWithBrowser } from './desk-in-browser.ts';
import { DeskBrowser, startDesk } from './start-desk.ts';

const minuteMs = 60_000;

/** A desk over a week of sign-ins. Each has a name, which no statistic may contain. */
async function place(t: Parameters<typeof startDesk>[0]) {
  const desk = await startDesk(t);
  const { db } = desk;
  const url = await desk.listen();
  const enter = async (name: string, role: 'manager' | 'auditor' | 'reception') => {
    const { link } = await desk.add(name, role);
    const browser = new DeskBrowser(url);
    await browser.post('/desk/api/set-password', { link, password: 'four plain words here' });
    return browser;
  };
  const signIn = async (
    jobId: string,
    at: string,
    row: Parameters<typeof decidedSignIn>[1],
    card: { ended?: Outcome; afterMinutes?: number; firstJobId?: string } | null = null,
  ) => {
    const receivedAt = new Date(at);
    await insertSignIn(db, decidedSignIn(jobId, { receivedAt, decidedAt: receivedAt, ...row }));
    if (!card) return;
    const contents = desk.desk.cipher.seal({ visitor: 'Wilhelmina Quux', host: null }, jobId);
    await putDeskCard(db, { jobId, personId: null, contents, heldAt: receivedAt });
    const { ended, afterMinutes = 0, firstJobId = null } = card;
    await db.updateTable('desk_cards').set({ firstJobId }).where('jobId', '=', jobId).execute();
    if (!ended) return;
    const now = new Date(receivedAt.getTime() + afterMinutes * minuteMs);
    await markDeskCardSeen(db, jobId, { by: 'desk:ann', outcome: ended, now });
  };
  const held = (reason: string, locationId = 'hq') => ({
    ...{ verdict: 'review' as const, reason, locationId },
  });
  const letIn = { verdict: 'approved' as const, reason: 'matched', locationId: 'hq' };
  await signIn('a', '2026-03-09T08:10:00Z', letIn);
  await signIn('b', '2026-03-09T08:50:00Z', { ...letIn, challengeExcused: true });
  const once = { ended: 'let_in', afterMinutes: 4 } as const;
  await signIn('c', '2026-03-10T09:00:00Z', held('not_enrolled'), once);
  const again = { ended: 'held_again', afterMinutes: 1 } as const;
  const moved = { ...held('movement_not_seen', 'annex'), challengeFailed: true };
  await signIn('d', '2026-03-11T23:30:00Z', moved, again);
  const last = { ended: 'turned_away', afterMinutes: 6, firstJobId: 'd' } as const;
  await signIn('e', '2026-03-11T23:34:00Z', held('no_match', 'annex'), last);
  await signIn('f', '2026-03-12T08:00:00Z', held('not_enrolled'), {});
  await signIn('later', '2026-03-16T08:00:00Z', letIn);
  return { enter };
}

const week = 'from=2026-03-09T00:00:00Z&to=2026-03-16T00:00:00Z';

t.test('a week is counted by place, day, hour, reason and outcome, without a name', async (t) => {
  const { enter } = await place(t);
  const manager = await enter('Mo Manager', 'manager');
  const { json, text } = await manager.get(`/desk/api/numbers?${week}&zone=UTC`);
  const numbers = json as unknown as Numbers;
  t.match(numbers, { letIn: 2, held: 4, retries: 1, notMoved: 1, cannotMove: 1, isCut: false });
  // One visit waits 4 minutes; the other waits 10, from its first hold to its end.
  t.match(numbers, { waitedSeconds: 600, longestSeconds: 600 });
  t.match(numbers.places, [
    { key: 'Location annex', letIn: 0, held: 2, waitedSeconds: 600 },
    { key: 'Location hq', letIn: 2, held: 2, waitedSeconds: 240 },
  ]);
  t.same(
    numbers.hours.map(({ key, letIn, held }) => [key, letIn, held]),
    [
      ['08', 2, 1],
      ['09', 0, 1],
      ['23', 0, 2],
    ],
  );
  t.same(
    numbers.days.map(({ key }) => key),
    ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'],
  );
  t.same(numbers.reasons[0], { key: 'not_enrolled', count: 2 });
  t.same(
    new Set(numbers.outcomes.map(({ key }) => key)),
    new Set(['let_in', 'held_again', 'turned_away']),
  );
  t.notMatch(text, /Quux|desk:ann/);

  await t.test('in the zone of the reader, and of one place', async (t) => {
    const query = `${week}&zone=Europe/Berlin&location=annex`;
    const { json } = await manager.get(`/desk/api/numbers?${query}`);
    t.match(json, { letIn: 0, held: 2, hours: [{ key: '00' }], days: [{ key: '2026-03-12' }] });
    t.match(await manager.get('/desk/api/numbers?zone=Nowhere/At_all'), {
      ...{ status: 400, json: { error: 'no_such_zone' } },
    });
  });

  await t.test('managers and auditors alone get them as a file', async (t) => {
    const auditor = await enter('Aud Auditor', 'auditor');
    const csv = await auditor.get(`/desk/api/numbers.csv?${week}&zone=UTC`);
    t.match(csv.headers.get('content-type'), /^text\/csv/);
    const lines = csv.text.replaceAll('"', '').split('\r\n');
    t.equal(lines[0], 'by,of,let_in,held,median_wait_seconds,longest_wait_seconds');
    t.ok(lines.includes('all,,2,4,600,600'));
    t.ok(lines.includes('place,Location annex,0,2,600,600'));
    t.ok(lines.includes('hour,08,2,1,,'));
    t.ok(lines.includes('reason,not_enrolled,,2,,'));
    t.ok(lines.includes('outcome,turned_away,,1,,'));
    t.notMatch(csv.text, /Quux/);
    const reception = await enter('Ann Reception', 'reception');
    for (const route of ['numbers', 'numbers.csv']) {
      t.equal((await reception.get(`/desk/api/${route}?${week}`)).status, 403, route);
    }
  });
});

t.test('a manager sees this week in charts that are tables', async (t) => {
  const { hook, open } = await deskWithBrowser(t, { askDesk: false });
  for (const jobId of ['one', 'two']) await hook.signIn({ name: 'Zoë Visitor', jobId });
  const { page } = await open('Mo Manager', 'manager');
  await page.locator('.row').nth(1).waitFor();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('link', { name: 'Numbers of the week' }).click();
  const reasons = page.getByRole('table', { name: 'Why they were sent to the desk' });
  await reasons.waitFor();
  t.match(await reasons.locator('tbody tr').allInnerTexts(), [/\b2$/]);
  t.equal(await page.getByRole('table', { name: 'By day' }).locator('tbody tr').count(), 7);
  t.equal(await page.getByText('Zoë').count(), 0);
  const { page: other } = await open('Ann Reception');
  await other.getByRole('link', { name: 'History' }).click();
  await other.getByRole('heading', { name: 'History' }).waitFor();
  t.equal(await other.getByRole('link', { name: 'Numbers of the week' }).count(), 0);
});
