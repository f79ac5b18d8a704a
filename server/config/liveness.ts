/** How a face must show that it is a person's and no picture of one, from the weakest to the strongest. */
export const livenessModes = ['off', 'passive', 'active', 'thorough'] as const;
export type LivenessMode = (typeof livenessModes)[number];

/** The modes that ask for a movement. */
export type ChallengeMode = Extract<LivenessMode, 'active' | 'thorough'>;

export function isChallenge(mode: LivenessMode): mode is ChallengeMode {
  return mode === 'active' || mode === 'thorough';
}

/** What a mode asks of the visitor, or lets in, in words that fit behind its name. */
export const livenessInWords = {
  off: 'lets in any photo or film of an enrolled person',
  passive:
    'lets in a photo or a film of an enrolled person on a good screen that fills the picture',
  active: 'asks to follow a dot with the nose; photos that a program blends can pass',
  thorough: 'asks to follow a dot for longer; photos that a program blends can pass',
} as const satisfies Record<LivenessMode, string>;

/** Seconds below which `VESTIBULE_DEADLINE_SECONDS` leaves no time for what a mode asks. */
const secondsNeeded = { off: 0, passive: 0, active: 8, thorough: 12 } as const satisfies Record<
  LivenessMode,
  number
>;

interface Installation {
  engine: string;
  deadlineMs: number;
}

/** Why an installation cannot ask for this, and what to do; null when it can. */
export function livenessObstacle(mode: LivenessMode, { engine, deadlineMs }: Installation) {
  if (engine === 'face-api' && mode !== 'off') {
    return 'VESTIBULE_ENGINE is face-api, which cannot tell a living face from a picture of one; write off to accept that, or use VESTIBULE_ENGINE=onnx';
  }
  const seconds = secondsNeeded[mode];
  if (deadlineMs >= seconds * 1000) return null;
  return `nobody follows a request in so short a time; set VESTIBULE_DEADLINE_SECONDS to ${seconds} or more`;
}
