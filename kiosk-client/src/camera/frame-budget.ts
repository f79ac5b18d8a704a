export interface FrameLimits {
  perSecond: number;
  unanswered: number;
}

/** When the next frame may go: not sooner than the rate allows, nor with too many unanswered. */
export class FrameBudget {
  private readonly limits: FrameLimits;
  private earliest = 0;
  private sequence = 0;
  private readonly underWay = new Set<number>();

  constructor(limits: FrameLimits) {
    this.limits = limits;
  }

  /** The number of the frame that may go at `now` (milliseconds), or null when none may. */
  take(now: number): number | null {
    if (now < this.earliest || this.underWay.size >= this.limits.unanswered) return null;
    this.earliest = now + 1000 / this.limits.perSecond;
    const sequence = this.sequence++;
    this.underWay.add(sequence);
    return sequence;
  }

  /** Frame `sequence` was answered, or could not be sent. */
  release(sequence: number): void {
    this.underWay.delete(sequence);
  }
}
