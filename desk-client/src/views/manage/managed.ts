import { useState } from 'preact/hooks';
import type { TSchema } from 'typebox';
import { Done } from '#server/protocol/desk-people-messages.ts';
import { ask } from '../../service/api.ts';
import { useAsked } from '../asked.ts';
import { useAct } from '../act.tsx';
import { answerText } from '../../service/language.ts';

/** The entries at an address, the act in progress, and its result. */
export function useManaged<Schema extends TSchema>(path: string, schema: Schema) {
  const { shown, problem: unread, load } = useAsked(path, schema);
  const [sentence, setSentence] = useState<string | null>(null);
  const act = useAct(unread);
  /** @param then runs on the page once the act is done */
  const run = (work: () => Promise<string | null>, then: () => void = () => {}) => {
    setSentence(null);
    act.run(async () => {
      try {
        setSentence(await work());
        then();
      } finally {
        // The refusal may be about an entry that somebody else has changed.
        await load();
      }
    });
  };
  /** Posts to a path below the address. The answer is a sentence. */
  const post = (below: string, body?: object, then?: () => void) =>
    run(async () => answerText(await ask(`${path}${below}`, Done, { method: 'POST', body })), then);
  const put = (below: string, body: object, then?: () => void) =>
    run(async () => answerText(await ask(`${path}${below}`, Done, { method: 'PUT', body })), then);
  const { isBusy, problem, refusal, clear } = act;
  const state = { isBusy, problem, refusal, clear };
  return { shown, said: sentence, load, run, post, put, ...state };
}
