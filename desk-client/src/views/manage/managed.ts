import { useLayoutEffect, useState } from 'preact/hooks';
import type { Static, TSchema } from 'typebox';
import { Done } from '../../../../server/protocol/desk-people-messages.ts';
import { ask } from '../../service/api.ts';
import { useAct } from '../parts.tsx';
import { answerText } from '../../service/language.ts';

/** The entries at an address, the act in progress, and its result. */
export function useManaged<Schema extends TSchema>(path: string, schema: Schema) {
  const [contents, setContents] = useState<Static<Schema> | null>(null);
  const [sentence, setSentence] = useState<string | null>(null);
  const act = useAct();
  const load = async () => setContents(await ask(path, schema));
  // Asked before the browser draws the page, so the answer comes a frame sooner.
  useLayoutEffect(() => act.run(load), []);
  /** @param then what is left to do on the page once it is done */
  const run = (work: () => Promise<string | null>, then: () => void = () => {}) => {
    setSentence(null);
    act.run(async () => {
      try {
        setSentence(await work());
        then();
      } finally {
        // What was refused may be of an entry that somebody else has changed.
        await load();
      }
    });
  };
  /** Asks for something below the address that is answered with a sentence. */
  const post = (below: string, body?: object, then?: () => void) =>
    run(async () => answerText(await ask(`${path}${below}`, Done, { method: 'POST', body })), then);
  const put = (below: string, body: object, then?: () => void) =>
    run(async () => answerText(await ask(`${path}${below}`, Done, { method: 'PUT', body })), then);
  const { isBusy, problem, refusal, clear } = act;
  const state = { isBusy, problem, refusal, clear };
  return { shown: contents, said: sentence, load, run, post, put, ...state };
}
