export interface FrameLimits {
  perSecond: number;
  unanswered: number;
}

/** Decides when the next frame may be sent, by the rate limit and the number of unanswered frames. */
export class FrameBudget {
  private readonly limits: FrameLimits;
  private earliest = 0;
  private sequence = 0;
  private readonly underWay = new Set<number>();

  constructor(limits: FrameLimits) {
    this.limits = limits;
  }

  /** Returns the number of the frame that may be sent at `now` (milliseconds); null when none may. */
  take(now: number): number | null {
    if (now < this.earliest || this.underWay.size >= this.limits.unanswered) return null;
    this.earliest = now + 1000 / this.limits.perSecond;
    const sequence = this.sequence++;
    this.underWay.add(sequence);
    return sequence;
  }

  /** Notes that frame `sequence` was answered, or could not be sent. */
  release(sequence: number): void {
    this.underWay.delete(sequence);
  }
}
