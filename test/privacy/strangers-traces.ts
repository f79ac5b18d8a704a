import { RecordCipher } from '#server/keys/record-cipher.ts';
import type { Db } from '#server/store/schema.ts';
import { putDeskCard } from '#server/store/tables/desk-cards.ts';
import { putMessage } from '#server/store/tables/outbox.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { putExpectedVisit } from '#server/desk/arrivals/visit-rows.ts';
import { decidedSignIn } from '../store/rows.ts';
import type { installation } from './installation.ts';

type Place = Pick<Awaited<ReturnType<typeof installation>>, 'db' | 'keyFile'>;

/** The rows that `strangersTraces` fills for one job. */
export function tracesOf(jobId: string): string[] {
  const messages = ['', ' told', ' invited'].map((what) => `outbox ${jobId}${what}`);
  return [`desk_cards ${jobId}`, `expected_visits ${jobId}`, ...messages].sort();
}

/**
 * The traces of a held sign-in and an invitation, for strangers with separate e-mails: a card, an expected visit, and
 * messages that wait: to a channel, from the desk to the host, and to the stranger. `filled` lists rows with contents.
 */
export async function strangersTraces({ db, keyFile }: Place, jobIds: readonly string[]) {
  const messages = new RecordCipher(keyFile);
  await messages.readKey();
  const now = new Date();
  for (const jobId of jobIds) {
    const email = `${jobId.replaceAll(' ', '-')}@example.com`;
    const contents = (about: object, key: string) =>
      messages.seal({ visitor: 'Wilhelmina Quux', email, employeeId: null, ...about }, key);
    await insertSignIn(db, decidedSignIn(jobId, { verdict: 'review', note: 'Entry 1.' }));
    const personId = null;
    await putDeskCard(db, { jobId, personId, contents: contents({}, jobId), heldAt: now });
    const told = { channel: 'desk', kind: 'review', subject: null, personId } as const;
    const times = { dueAt: now, giveUpAt: now, createdAt: now };
    const message = { id: jobId, about: `sign-in:${jobId}`, ...told, ...times };
    await putMessage(db, { ...message, contents: contents({ jobId }, jobId) });
    const ofDesk = { ...message, id: `${jobId} told`, about: `desk: ${jobId}`, subject: jobId };
    await putMessage(db, { ...ofDesk, contents: contents({ jobId }, ofDesk.id) });
    const invitation = { ...message, id: `${jobId} invited`, about: `invited: ${jobId}` };
    const invited = { inviteId: jobId, claim: { email } };
    await putMessage(db, { ...invitation, contents: contents(invited, invitation.id) });
    const visit = { expectedAt: now, day: now.toISOString().slice(0, 10), arrived: false };
    const row = { inviteId: jobId, personId, contents: contents({}, jobId), ...visit };
    await putExpectedVisit(db, row, { onlyNew: true, now });
  }
  const filled = async (of: Db = db): Promise<string[]> => {
    const [cards, visits, outbox] = await Promise.all([
      of.selectFrom('desk_cards').select('jobId as id').where('contents', 'is not', null).execute(),
      of
        .selectFrom('expected_visits')
        .select('inviteId as id')
        .where('contents', 'is not', null)
        .execute(),
      of.selectFrom('outbox').select('id').where('contents', 'is not', null).execute(),
    ]);
    return [
      ...cards.map(({ id }) => `desk_cards ${id}`),
      ...visits.map(({ id }) => `expected_visits ${id}`),
      ...outbox.map(({ id }) => `outbox ${id}`),
    ].sort();
  };
  return { filled, messages };
}
