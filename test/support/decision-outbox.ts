import type { Logger } from 'pino';
import { RecordCipher } from '../../server/keys/record-cipher.ts';
import { DecisionJournal } from '../../server/sign-in/decision-journal.ts';
import type { Ledger } from '../../server/sign-in/ledger.ts';
import { DecisionOutbox } from '../../server/sign-in/decision-outbox.ts';
import type { Db } from '../../server/store/schema.ts';

/** Where there is no template key, what waits for the store is kept in memory only. */
export async function decisionOutboxBeside(
  file: string,
  { ledger, db, log }: { ledger: Ledger; db: Db; log: Logger },
): Promise<DecisionOutbox> {
  const journal = new DecisionJournal(`${file}.unstored`, new RecordCipher(`${file}.key`));
  const decisionOutbox = new DecisionOutbox({ journal, log });
  await decisionOutbox.storeIn({ ledger, db });
  return decisionOutbox;
}
