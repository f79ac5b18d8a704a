import { effect, signal, untracked } from '@preact/signals';
import type { OpenApproval } from '#server/protocol/desk-messages.ts';
import { PointerHold } from './pointer-hold.ts';
import { queue } from './queue.ts';

/** The place of a ring on the page. It stays empty after the ring has ended, while a pointer is near. */
export interface RingSlot {
  ringing: OpenApproval;
  isEnded: boolean;
}

/** Where the rings stand, from the lower end of the page up: a new one comes above the others, so that none moves. */
class RingSlots {
  readonly slots = signal<RingSlot[]>([]);
  readonly pointer = new PointerHold();

  constructor() {
    effect(() => {
      const ringing = queue.ringing.value;
      const isHeld = this.pointer.isHeld.value;
      this.slots.value = arrange(
        untracked(() => this.slots.value),
        ringing,
        isHeld,
      );
    });
  }
}

function arrange(
  before: readonly RingSlot[],
  ringing: readonly OpenApproval[],
  isHeld: boolean,
): RingSlot[] {
  if (ringing.length === 0) return [];
  const open = new Map(ringing.map((each) => [each.jobId, each]));
  const kept = before.map((slot): RingSlot => {
    const now = open.get(slot.ringing.jobId);
    return now ? { ringing: now, isEnded: false } : { ...slot, isEnded: true };
  });
  const known = new Set(before.map((slot) => slot.ringing.jobId));
  const arrived = ringing.filter(({ jobId }) => !known.has(jobId));
  const all = [...kept, ...arrived.map((each) => ({ ringing: each, isEnded: false }))];
  return isHeld ? all : all.filter(({ isEnded }) => !isEnded);
}

export const ringSlots = new RingSlots();
