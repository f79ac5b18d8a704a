import { enoughLit } from '../../config/room-and-light.ts';
import type { ScoredSignIn } from '../../store/tables/sign-ins.ts';
import { roomLimits } from '../../../packages/face/index.ts';
import { rateOf, rateText, type Rate } from '../../../packages/biometric-evaluation/index.ts';

/** Fewer genuine sign-ins cannot show what share a limit would hold. */
const enoughGenuine = enoughLit;
/** Light agreement of windows of clips without tints; see `npm run lab -- light`. */
const chance = { median: 0.26, most: 0.57 } as const;
/** Largest share of genuine sign-ins that a proposed limit may hold. */
const heldAtMost = 0.01;

/** One measurement that is stored with each sign-in beside its score. */
export interface Cue {
  /** Number of sign-ins approved by the camera. */
  genuine: number;
  lowest: number | null;
  median: number | null;
  /** The highest limit that holds at most one in a hundred of these; null while there are too few. */
  proposed: number | null;
}

export interface RoomCue extends Cue {
  limit: number;
  /** Share of the genuine sign-ins that would be held. */
  held: Rate;
}

export function roomCue(signIns: readonly ScoredSignIn[]): RoomCue {
  const values = genuineValues(signIns, ({ roomAgreement }) => roomAgreement);
  const limit = roomLimits.agreeing;
  const held = values.filter((value) => value < limit).length;
  return { ...cueOf(values), limit, held: rateOf(held, values.length) };
}

/** Sentences about the effect of the room check. Empty while nothing was compared. */
export function roomSentences({ genuine, lowest, limit, held }: RoomCue): string[] {
  if (genuine === 0 || lowest === null) return [];
  const seen = `The room around the face was compared in ${genuine} sign-ins of the right people: at least ${lowest.toFixed(2)} of it agreed, and ${limit} is needed. Held by it: ${rateText(held)}.`;
  if (genuine < enoughGenuine)
    return [`${seen} ${enoughGenuine} of them say whether it can be required.`];
  const todo =
    held.rate <= heldAtMost
      ? 'It can be required: VESTIBULE_ROOM=require.'
      : 'Do not require it yet. Learn the rooms again, or turn the cameras to what stays.';
  return [`${seen} ${todo}`];
}

export function lightCue(signIns: readonly ScoredSignIn[]): Cue {
  return cueOf(genuineValues(signIns, ({ lightAgreement }) => lightAgreement));
}

/** Sentences about the effect of the light check. */
export function lightSentences({ genuine, lowest, median, proposed }: Cue): string[] {
  if (genuine === 0 || lowest === null || median === null) return [];
  const seen = `The light of the screen was compared in ${genuine} sign-ins of the right people: ${lowest.toFixed(2)} at least, ${median.toFixed(2)} at the median.`;
  if (proposed === null) return [`${seen} ${enoughLit} of them give a limit.`];
  const limit = `A limit of ${proposed.toFixed(2)} holds at most one in a hundred of them.`;
  const todo =
    proposed >= chance.most
      ? `To let it decide: VESTIBULE_LIGHT=require, VESTIBULE_LIGHT_LIMIT=${proposed.toFixed(2)}.`
      : `One in a hundred clips that no tint shone on reaches ${chance.most}, and half of them ${chance.median}: below that a limit stops little. A wider or brighter screen, nearer to the face, makes more of it.`;
  return [`${seen} ${limit} ${todo}`];
}

/** Among sign-ins with a matching face and a dot challenge: those that followed no challenge. */
export function notFollowed(signIns: readonly ScoredSignIn[]): Rate {
  const asked = signIns.filter(({ challengeFailed }) => challengeFailed !== null);
  return rateOf(asked.filter(({ challengeFailed }) => challengeFailed).length, asked.length);
}

function genuineValues(
  signIns: readonly ScoredSignIn[],
  valueOf: (signIn: ScoredSignIn) => number | null,
): number[] {
  return signIns
    .filter(isGenuine)
    .map(valueOf)
    .filter((value) => value !== null)
    .sort((one, other) => one - other);
}

/** @param values in rising order */
function cueOf(values: readonly number[]): Cue {
  const isEnough = values.length >= enoughGenuine;
  return {
    genuine: values.length,
    lowest: values[0] ?? null,
    median: values[values.length >> 1] ?? null,
    proposed: isEnough ? (values[Math.floor(heldAtMost * values.length)] ?? null) : null,
  };
}

function isGenuine({ verdict, reason }: ScoredSignIn): boolean {
  return verdict === 'approved' && reason !== 'desk_approved';
}
