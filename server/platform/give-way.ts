import { writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';

/**
 * Puts this process behind the one that answers Envoy: faces of sign-ins have priority, and when memory runs out, the
 * kernel ends this process first. A process of its own starts again.
 */
export function giveWay(): void {
  setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  try {
    writeFileSync('/proc/self/oom_score_adj', '800');
  } catch {
    // Only Linux has this file.
  }
}
