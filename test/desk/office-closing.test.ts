import t from 'tap';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { findDeskCard, putDeskCard } from '#server/store/tables/desk-cards.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { HandClock } from '../support/hand-clock.ts';
import { startDesk } from './start-desk.ts';

const minute = 60_000;
const twoDigits = (number: number) => String(number).padStart(2, '0');

t.test('what still waits when the office closes is closed, once, and on record', async (t) => {
  const clock = new HandClock();
  const closing = new Date(clock.now().getTime() + 2 * minute);
  const closesAt = `${twoDigits(closing.getHours())}:${twoDigits(closing.getMinutes())}`;
  const dataDir = t.testdir({});
  const { db, desk, stop } = await startDesk(t, { clock, closesAt, dataDir });
  const put = async (jobId: string, heldAt: Date) => {
    await insertSignIn(db, decidedSignIn(jobId, { verdict: 'review', decidedAt: heldAt }));
    await putDeskCard(db, { jobId, personId: null, contents: Buffer.alloc(0), heldAt });
  };
  const outcomeOf = async (jobId: string) => (await findDeskCard(db, jobId))?.outcome;
  const nextMinute = async () => {
    await clock.turn(minute);
    await clock.waitsFor(minute);
  };
  await clock.waitsFor(minute);
  await put('waits', clock.now());
  await put('later', new Date(closing.getTime() + minute));
  await nextMinute();
  t.equal(await outcomeOf('waits'), null, 'not before');
  await nextMinute();
  t.equal(await outcomeOf('waits'), 'office_closed');
  t.equal(await outcomeOf('later'), null, 'whoever comes after hours waits');
  t.match(await auditEventsAbout(db, 'waits'), [{ action: 'desk_closed', actor: 'service' }]);
  t.match(await desk.board.undo('waits', { accountId: 'ada' }), { ok: true });
  await nextMinute();
  t.equal(await outcomeOf('waits'), null, 'what was put back stays');
  await put('of then', closing);
  await stop();
  const again = await startDesk(t, { clock, closesAt, dataDir });
  await clock.waitsFor(minute);
  t.match(await findDeskCard(again.db, 'of then'), { outcome: 'office_closed' });
  t.match(await findDeskCard(again.db, 'waits'), { outcome: null }, 'after a restart, too');
});
