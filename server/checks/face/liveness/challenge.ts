import { randomInt } from 'node:crypto';

/** What a visitor can be asked to do. Left and right are the visitor's own. */
export const actions = ['turn_left', 'turn_right', 'look_up', 'blink'] as const;
export type Action = (typeof actions)[number];

/** Two different actions in an order that nobody can know before: one of twelve. */
export type Challenge = readonly [Action, Action];

export function drawChallenge(): Challenge {
  const left: Action[] = [...actions];
  const draw = () => left.splice(randomInt(left.length), 1)[0] as Action;
  return [draw(), draw()];
}
