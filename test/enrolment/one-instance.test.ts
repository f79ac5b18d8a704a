import { pino } from 'pino';
import t from 'tap';
import type { EnrolmentLease } from '#server/enrolment/enrolment-lease.ts';
import type { DelegatedEnrolment } from '#server/enrolment/enrolment-order.ts';
import type { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import { SharedEnrolments, type NewEnrolment } from '#server/enrolment/shared-enrolments.ts';

// With only one instance, no database row reserves the screen of an enrolment.

const log = pino({ level: 'silent' });
const asked = (id: string, changes: Partial<NewEnrolment> = {}): NewEnrolment => ({
  ...{ id, screenId: 'lobby', jobId: null, instanceId: undefined },
  ...{ personId: null, contents: {} as DelegatedEnrolment },
  ...changes,
});
const ended = {} as LobbyEnrolment;
const enrolments = () =>
  new SharedEnrolments({ others: null, kioskRegistry: { status: () => [] }, log });

t.test('of two at one moment, at one screen or from one card, one is refused', async (t) => {
  const shared = enrolments();
  const both = (one: NewEnrolment, other: NewEnrolment) =>
    Promise.all([shared.ask(one), shared.ask(other)]);
  const [first, second] = await both(asked('a'), asked('b'));
  t.match(first, { id: 'a' });
  t.equal(second, 'taken');
  const ofCard = { jobId: 'card' };
  const [third, fourth] = await both(
    asked('c', { ...ofCard, screenId: 'x' }),
    asked('d', { ...ofCard, screenId: 'y' }),
  );
  t.match(third, { id: 'c' });
  t.equal(fourth, 'taken');
  await (first as EnrolmentLease).finish(ended);
  t.match(await shared.ask(asked('e')), { id: 'e' }, 'the screen is free again');
});

t.test('one that is stopped ends for that reason; one that is over cannot be', async (t) => {
  const shared = enrolments();
  const lease = (await shared.ask(asked('a'))) as EnrolmentLease;
  t.equal(await shared.end('a'), true);
  t.equal(lease.signal.reason, 'stopped');
  await lease.finish(ended);
  t.equal(await shared.end('a'), false);
});

t.test('a stop of the service ends what runs, and waits for it', async (t) => {
  const shared = enrolments();
  const lease = (await shared.ask(asked('a'))) as EnrolmentLease;
  let isOver = false;
  lease.signal.addEventListener('abort', () => {
    setImmediate(() => {
      isOver = true;
      void lease.finish(ended);
    });
  });
  await shared.stop();
  t.equal(lease.signal.reason, 'stopping');
  t.ok(isOver);
});
