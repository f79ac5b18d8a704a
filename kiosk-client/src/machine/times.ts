/** All in milliseconds. */
export const times = {
  /** A link that is back within this was never gone for the visitor. */
  linkGrace: 1500,
  /** On top of the service's own limit for a capture: then the page ends it by itself. */
  captureSlack: 3000,
  /** How long the page waits for an outcome that a broken link or camera has put in doubt. */
  outcomeAwaited: 5000,
  /** How long an outcome stays that the page shows of its own accord. */
  ownOutcome: 10_000,
  /** A guidance is shown for at least this long, or no one could read it. */
  guidanceHeld: 700,
  /** After this, a camera that was in use by another program is believed to be free again. */
  cameraRetried: 30_000,
  /** A language that a visitor chose, and did nothing more, stays for this long. */
  languageKept: 120_000,
} as const;
