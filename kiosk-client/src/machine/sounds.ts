import { asksToWait } from '../../../server/protocol/messages.ts';
import { screenOf } from './screen.ts';
import type { State } from './state.ts';

export type Sound = 'look_here' | 'done' | 'please_wait';

/** What is heard when the page goes from one state to the next; null: nothing. */
export function soundBetween(before: State, after: State): Sound | null {
  if (!after.sound) return null;
  const { name } = screenOf(after);
  if (name === 'looking') return screenOf(before).name === 'looking' ? null : 'look_here';
  if (!after.outcome || after.outcome === before.outcome) return null;
  if (name === 'welcome' || name === 'enrolled') return 'done';
  return asksToWait(after.outcome.message) ? 'please_wait' : null;
}
