/** How a face must prove that it is no picture, from the weakest mode to the strongest. */
export const livenessModes = ['off', 'passive', 'active', 'two_cameras'] as const;
export type LivenessMode = (typeof livenessModes)[number];

/** Whether a mode measures the shape of a face, for which the models' processes need OpenCV. */
export function measuresShape(mode: LivenessMode): boolean {
  return mode === 'active' || mode === 'two_cameras';
}

interface LivenessFacts {
  /** What the mode lets in, in words that follow its name. */
  letsIn: string;
  /** What it stops, and what it does not stop, for people who judge the risk. */
  stops: string;
  doesNotStop: string;
  /** Counts of the kind that passes most often. */
  measured: string;
}

/** The words of every page, command and report about the modes. `lab/measurements` has the measurements. */
export const livenessFacts: Readonly<Record<LivenessMode, LivenessFacts>> = {
  off: {
    letsIn: 'lets in any photo or film of an enrolled person',
    stops: 'nothing',
    doesNotStop: 'any photo',
    measured: 'not measured',
  },
  passive: {
    letsIn: 'lets in a good photo or film of an enrolled person that fills the picture',
    stops: 'a print or phone that shows as one',
    doesNotStop: 'a good photo that fills the picture',
    measured: 'not counted; a good photo that fills the picture passes',
  },
  active: {
    letsIn: 'lets in a screen on which a program moves a photo of an enrolled person',
    stops: 'prints, flat or bent, and films',
    doesNotStop:
      'a screen on which a program moves a photo of the person; one public photo is enough',
    measured:
      'one photo that a program moves on a drawn screen: 13 of 16, all that reached the dot (at least 57 %)',
  },
  two_cameras: {
    letsIn:
      'lets in a mask or a bust of an enrolled person, and a display that shows each camera its own picture',
    stops: 'prints, flat or bent, films, and a usual screen, whatever it plays',
    doesNotStop:
      "a mask, a bust, a print round a cylinder with a nose of clay, now and then a sharply folded print, a display that shows each camera its own picture, two displays, one in front of each camera, or somebody who takes over the screen's computer",
    measured:
      'rendered pairs, no real camera: flat kinds 0 of 462 (at most 0.8 %), bent ones 0 of 269 (at most 1.4 %), sharply folded ones 5 of 118, two displays of other poses 3 of 20, placed by hand 6 of 20, placed exactly 20 of 20',
  },
};

/** Below this many seconds, `VESTIBULE_DEADLINE_SECONDS` leaves too little time for the mode. */
const secondsNeeded: Readonly<Record<LivenessMode, number>> = {
  off: 0,
  passive: 0,
  active: 8,
  // A doubt is decided by the dot.
  two_cameras: 8,
};

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
  return `so short a time is too little for it; set VESTIBULE_DEADLINE_SECONDS to ${seconds} or more`;
}
