import type { Finding } from '../people/enrolment-gate.ts';
import type { Guidance } from '../kiosk/messages.ts';

type Code = Finding['code'];

const guidanceFor: Partial<Record<Code, Guidance>> = {
  no_face: 'look_here',
  several_faces: 'one_person',
  too_small: 'step_closer',
  cut_off: 'centre',
  turned_away: 'face_camera',
  looking_up_or_down: 'face_camera',
  leaning: 'face_camera',
  too_dark: 'more_light',
  in_shadow: 'more_light',
  too_bright: 'less_light',
  blurred: 'hold_still',
};

/** What the person before the camera can do about what the gate found; a fault is nothing of theirs. */
export function guidanceOf(code: Code): Guidance {
  return guidanceFor[code] ?? 'hold_still';
}

/** What stood in the way of a pose, and how often. */
export class Obstacles {
  #counts = new Map<string, number>();

  note(explanation: string): void {
    this.#counts.set(explanation, (this.#counts.get(explanation) ?? 0) + 1);
  }

  forget(): void {
    this.#counts.clear();
  }

  /** Null when nothing did. */
  get mostFrequent(): string | null {
    const [most] = [...this.#counts].sort(([, a], [, b]) => b - a);
    return most?.[0] ?? null;
  }
}
