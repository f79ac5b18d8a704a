import type { Kiosks } from '../kiosk/capture.ts';
import type { Details } from '../people/details.ts';
import { enrol } from '../people/enrol.ts';
import type { Enrolment, EnrolmentResult } from '../people/enrolment.ts';
import type { Alike } from '../people/looks-like.ts';
import type { Photo } from '../people/photos.ts';
import { update } from '../people/update.ts';
import { poseNames, type CameraRefusal } from './camera-refusals.ts';
import type { GuideState } from './pose-guide.ts';
import { poses } from './poses.ts';
import { Shoot } from './shoot.ts';

export interface CameraParts {
  enrolment: Enrolment;
  kiosks: Kiosks;
  /** The pictures have to look alive to the liveness model. */
  needsLiveness: boolean;
  /** Address people by their given name on the screen. */
  greeting: boolean;
}

export interface CameraRequest {
  kiosk: { id: string; name: string };
  /** Somebody new, or somebody enrolled with what is to change. */
  who: { details: Details } | { personId: string; name: string; changes: Partial<Details> };
  alike: Alike;
  signal: AbortSignal;
  onState: (state: GuideState) => void;
}

/**
 * Enrols from the camera of a kiosk, by the rules for photos. Those ask for consent before they look
 * at a photo, and only when they do is the camera turned on.
 * @returns what came of it, or why no pictures were taken; nothing is stored then
 */
export async function enrolAtKiosk(
  { enrolment, kiosks, needsLiveness, greeting }: CameraParts,
  { kiosk, who, alike, signal, onState }: CameraRequest,
): Promise<EnrolmentResult | CameraRefusal> {
  const name = 'details' in who ? who.details.name : who.name;
  const visitor = greeting ? (name.trim().split(/\s+/u)[0] ?? null) : null;
  const { vision } = enrolment;
  const shoot = new Shoot({ vision, kiosks, kiosk, visitor, needsLiveness, signal, onState });
  const photos = poses.map((pose, index): Photo => ({
    label: poseNames[pose],
    read: async () => (await shoot.pictures())[index] ?? new Uint8Array(),
  }));
  try {
    const result =
      'details' in who
        ? await enrol(enrolment, who.details, photos, alike)
        : await update(enrolment, who.personId, who.changes, photos, alike);
    shoot.showOutcome(outcomeOf(shoot, result));
    return shoot.refusal ?? result;
  } catch (error) {
    shoot.showOutcome('enrolment_failed');
    throw error;
  }
}

function outcomeOf({ refusal }: Shoot, { state }: EnrolmentResult) {
  if (refusal === null) return state === 'refused' ? 'enrolment_failed' : 'enrolled';
  const isStopped = ['declined', 'aborted', 'gave_way'].includes(refusal.code);
  return isStopped ? 'enrolment_stopped' : 'enrolment_failed';
}
