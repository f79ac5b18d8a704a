/** Time as the notifications know it. */
export interface Clock {
  now(): Date;
  /** Calls back once, after so many milliseconds. Returns how to call it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
