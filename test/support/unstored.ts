import type { Logger } from 'pino';
import { ContentsCipher } from '../../server/keys/message-cipher.ts';
import { AnswersJournal } from '../../server/sign-in/answers-journal.ts';
import type { Ledger } from '../../server/sign-in/ledger.ts';
import { UnstoredAnswers } from '../../server/sign-in/unstored-answers.ts';
import type { Db } from '../../server/store/schema.ts';

/** Where there is no template key, what waits for the store is kept in memory only. */
export async function unstoredBeside(
  file: string,
  { ledger, db, log }: { ledger: Ledger; db: Db; log: Logger },
): Promise<UnstoredAnswers> {
  const journal = new AnswersJournal(`${file}.unstored`, new ContentsCipher(`${file}.key`));
  const unstored = new UnstoredAnswers({ journal, log });
  await unstored.storeIn({ ledger, db });
  return unstored;
}
