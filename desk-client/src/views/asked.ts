import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Static, TSchema } from 'typebox';
import { ask } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { wordsIn } from './act.tsx';

/**
 * Loads what the service has at a path. Loads again when the path changes, and after a reconnection.
 * @param settleMs how long a change waits for the next one, such as the next letter of a search
 * @param cause changes when the path may have something new
 */
export function useAsked<Schema extends TSchema>(
  path: string,
  schema: Schema,
  { settleMs = 0, cause = null }: { settleMs?: number; cause?: unknown } = {},
) {
  const [shown, setShown] = useState<Static<Schema> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = useRef(0);
  const load = async () => {
    const number = ++asked.current;
    let next: Static<Schema> | null = null;
    let why: string | null = null;
    try {
      next = await ask(path, schema);
    } catch (error) {
      why = wordsIn(error);
    }
    // A newer request has replaced this one.
    if (number !== asked.current) return;
    if (next !== null) setShown(next);
    setProblem(why);
  };
  // Runs before the browser draws the page, so that the answer arrives a frame sooner.
  useLayoutEffect(() => {
    if (shown === null) return void load();
    const waiting = window.setTimeout(() => void load(), settleMs);
    return () => window.clearTimeout(waiting);
  }, [path, cause, queue.reconnects.value]);
  return { shown, problem, load };
}
