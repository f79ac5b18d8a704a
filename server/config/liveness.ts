import type { ChallengeMode } from '../../packages/face/index.ts';

/** How a face must prove that it is no picture, from the weakest mode to the strongest. */
export const livenessModes = ['off', 'passive', 'active', 'thorough'] as const;
export type LivenessMode = (typeof livenessModes)[number];

/** Whether the mode has a challenge. */
export function isChallenge(mode: LivenessMode): mode is ChallengeMode {
  return mode === 'active' || mode === 'thorough';
}

/** What each mode requires of the visitor or accepts, in words that follow its name. */
export const livenessInWords = {
  off: 'lets in any photo or film of an enrolled person',
  passive:
    'lets in a photo or a film of an enrolled person on a good screen that fills the picture',
  active: 'asks to follow a dot with the nose; photos that a program blends can pass',
  thorough: 'asks to follow a dot for longer; photos that a program blends can pass',
} as const satisfies Record<LivenessMode, string>;

/** Below this many seconds, `VESTIBULE_DEADLINE_SECONDS` leaves too little time for the mode. */
const secondsNeeded = { off: 0, passive: 0, active: 8, thorough: 12 } as const satisfies Record<
  LivenessMode,
  number
>;

interface Installation {
  engine: string;
  deadlineMs: number;
}

/** Why an installation cannot use this mode, and what to do; null when it can. */
export function livenessObstacle(mode: LivenessMode, { engine, deadlineMs }: Installation) {
  if (engine === 'face-api' && mode !== 'off') {
    return 'VESTIBULE_ENGINE is face-api, which cannot tell a living face from a picture of one; write off to accept that, or use VESTIBULE_ENGINE=onnx';
  }
  const seconds = secondsNeeded[mode];
  if (deadlineMs >= seconds * 1000) return null;
  return `nobody follows a request in so short a time; set VESTIBULE_DEADLINE_SECONDS to ${seconds} or more`;
}
