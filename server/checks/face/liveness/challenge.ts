import { randomInt } from 'node:crypto';
import type { ChallengeMode } from '../../../config/liveness.ts';

/** What a visitor can be asked to do. Left and right are the visitor's own. */
export const actions = ['turn_left', 'turn_right', 'look_up', 'blink'] as const;
export type Action = (typeof actions)[number];

/** Closing the eyes never suffices: people blink anyway. */
export const headMovements = ['turn_left', 'turn_right', 'look_up'] as const satisfies Action[];

/** In this order. */
export type Challenge = readonly [Action] | readonly [Action, Action];

/**
 * What nobody can know before: for `active` one of three movements of the head; for `thorough` two
 * different ones of four in one of twelve orders, of which one at least is of the head.
 */
export function drawChallenge(mode: ChallengeMode = 'thorough'): Challenge {
  if (mode === 'active') return [headMovements[randomInt(headMovements.length)] as Action];
  const left: Action[] = [...actions];
  const draw = () => left.splice(randomInt(left.length), 1)[0] as Action;
  return [draw(), draw()];
}
