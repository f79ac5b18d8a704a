import type { Logger } from 'pino';
import { AnswerStore } from '#server/sign-in/answer-store.ts';
import type { Ledger } from '#server/sign-in/ledger.ts';
import { DecisionOutbox } from '#server/sign-in/decision-outbox.ts';
import type { Db } from '#server/store/schema.ts';

export function decisionOutboxOf({
  ledger,
  db,
  log,
}: {
  ledger: Ledger;
  db: Db;
  log: Logger;
}): DecisionOutbox {
  const decisionOutbox = new DecisionOutbox(log);
  decisionOutbox.storeIn(new AnswerStore({ ledger, db }));
  return decisionOutbox;
}
