import { Type, type Static } from 'typebox';
import type { FormerName } from '#base/schema';
import { livenessModes, type LivenessMode } from '../config/liveness.ts';
import type { CaptureEnd } from '../kiosk/capture.ts';
import type { CameraRigs, StoredRig } from '../kiosk/camera-rigs.ts';
import { type People, type Person } from '../people/person.ts';
import type { OptOuts } from '../people/opt-outs.ts';
import { reasons } from '../sign-in/reasons.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { type Vision, FaceSession, type FaceSessionOptions } from '#face';
import {
  defineCheck,
  type Check,
  type CheckContext,
  type CheckResult,
  type Evidence,
  type VerdictListener,
  withListener,
} from '../sign-in/check.ts';
import type { WatchedFaces } from '../watchlist/start-watchlist.ts';
import { reasonOfEnding } from './face/reason-of-ending.ts';
import type { LockOut } from './face/lock-out.ts';
import { FaceVerdict } from './face/face-verdict.ts';
import type { RecogniserMigration } from './face/recogniser-migration.ts';
import { evidenceAbout, faceReview, selectCandidates, claimedRecords } from './face/candidates.ts';
import { everybodyIn, lockedOutReview, optedOutReview, recordsOf } from './face/recheck-claim.ts';
import { screenUnenrolledName } from './face/screen-unenrolled-name.ts';
import type { CaptureHandle, SharedCaptures } from './shared-capture.ts';

export interface FaceCheckDeps {
  people: People;
  optOuts: Pick<OptOuts, 'has' | 'within'>;
  lockOut: LockOut;
  captures: SharedCaptures;
  vision: Vision;
  engine: string;
  /** Default for policies that set no liveness mode. */
  liveness: LivenessMode;
  /** How the two cameras of a screen see each other; null where nobody has set them up, or one was moved. */
  rigOf: (kioskId: string) => StoredRig | null;
  rigs: Pick<CameraRigs, 'note'>;
  /** Faces on the watchlist. Every capture is compared with them, whatever its conclusion. */
  watchedFaces?: Pick<WatchedFaces, 'find' | 'isCurrentCheck'>;
  /** Gets the template of each approved visitor who moved as asked, during a move to another recogniser. */
  recogniserMigration?: Pick<RecogniserMigration, 'note'> | undefined;
  /** For tests that have to know which path is drawn, and when. */
  look?: Pick<FaceSessionOptions, 'drawTrajectory' | 'now'>;
}

/** The capture ends this long before the check's own deadline, so that the result is in time. */
const concludingMs = 200;

const formerNames: Record<string, FormerName> = {
  room: { instead: 'no room is learned. Delete it.' },
  // Envoy prints the typed name on the badge, and the face cannot say that it is wrong.
  whenNameDiffers: {
    instead: 'a name that does not fit the record is held. Correct the record, and delete it.',
  },
};

export const faceSettings = Type.Object(
  {
    whenNotEnrolled: Type.Enum(['review', 'approve', 'document'], {
      default: 'review',
      description:
        'The decision about a visitor whose name, e-mail and employee id fit no record. `approve` lets them in without a look. `document` leaves them to the check `identity_document`, which the same rule has to name.',
    }),
    liveness: Type.Optional(
      Type.Enum([...livenessModes], {
        description:
          'As `VESTIBULE_LIVENESS`, which counts without it. `off` and `passive` let pictures in: see docs/liveness.md.',
      }),
    ),
    whenNotAtIpad: Type.Enum(['review', 'compare'], {
      default: 'review',
      description:
        'The decision about a sign-in that names no iPad: by an app, a QR code or the dashboard. `review` holds it without the camera. `compare` looks for the face anyway.',
    }),
    alsoDot: Type.Boolean({
      default: false,
      description: 'With `two_cameras`: whether the visitor follows the dot of `active` as well.',
    }),
    whenCamerasMoved: Type.Enum(['review', 'active'], {
      default: 'review',
      description:
        'With `two_cameras`: the decision while the cameras are not set up, or one was moved. `active` asks for the dot instead. Displays in front of both cameras can make them look moved.',
    }),
    againWithinMinutes: Type.Integer({
      minimum: 0,
      maximum: 1440,
      default: 10,
      description:
        'For so long after somebody was let in, another sign-in in their name is a review (`signed_in_already`), unless they signed out in Envoy. With `0`, each still needs a look of its own.',
    }),
  },
  { former: formerNames },
);
type FaceSettings = Static<typeof faceSettings>;
type FaceSignIn = Pick<SignInRequest, 'jobId' | 'claim' | 'locationId' | 'deviceId' | 'language'>;

/** Is the person in front of the lobby camera the one who is enrolled under this sign-in's claim? */
export function createFaceCheck(options: FaceCheckDeps): Check {
  return defineCheck({
    name: 'face',
    settings: faceSettings,
    needs: ['claim', 'locationId', 'deviceId', 'language'],
    finds: true,
    run: async (signIn, context) => {
      const { jobId } = signIn;
      const handle = options.captures.handle(jobId);
      try {
        const result = await run(options, signIn, context, handle);
        // The service calls this after it has stored the result, so the stored try counts from now on.
        return withListener(result, () => options.lockOut.end(jobId));
      } catch (error) {
        options.lockOut.end(jobId);
        throw error;
      } finally {
        handle.leave();
        // After the deadline, the service drops this result and never calls its listeners.
        if (performance.now() >= context.deadline) options.lockOut.end(jobId);
      }
    },
  });
}

async function run(
  options: FaceCheckDeps,
  signIn: FaceSignIn,
  context: CheckContext<FaceSettings>,
  handle: CaptureHandle,
): Promise<CheckResult> {
  const claimed = await claimedRecords(options.people, signIn.claim);
  const { known } = claimed;
  // The person may have opted out with an e-mail or number that this claim does not contain.
  if (await options.optOuts.has(signIn.claim, ...everybodyIn(claimed)))
    return optedOutReview(known);
  if (claimed.holder) return faceReview('profile_differs', evidenceAbout(known));
  // This path is only for people without a record. An expired or unusable enrolment is a review.
  if (known.length === 0 && context.settings.whenNotEnrolled !== 'review') {
    return screenUnenrolledName(options, signIn.claim);
  }
  // By an app, a QR code or the dashboard: nobody may be in the lobby, or somebody else.
  if (signIn.deviceId === null && context.settings.whenNotAtIpad === 'review') {
    return faceReview('not_at_ipad', evidenceAbout(known));
  }
  const { candidates, refusal } = selectCandidates(claimed, signIn.claim);
  if (refusal) return refusal;
  const tried = candidates.map(({ id }) => id);
  const { lockOut } = options;
  const [standing, challengeCount] = await Promise.all([
    lockOut.standing(tried, new Date()),
    lockOut.challengeCount(signIn.jobId),
    lockOut.begin(signIn.jobId, tried),
  ]);
  if (standing !== 'open') return lockedOutReview(candidates, standing);

  const { look, end, kioskIds } = await lookAtFace(options, signIn, context, handle, {
    candidates,
    challengeCount,
  });
  const againWithinMs = context.settings.againWithinMinutes * 60_000;
  const concluded = conclude(look, end, candidates, options.engine);
  const result = remember(options, look, { ...concluded, againWithinMs, comparedWith: tried });
  const verdict = new FaceVerdict(options, { signIn, look, result, kioskIds });
  return verdict.rely(recordsOf(everybodyIn(claimed)));
}

/** Notes the template once every check has passed. An approval by the desk proves nothing about the face. */
function remember(
  { recogniserMigration }: FaceCheckDeps,
  { nextTemplate }: FaceSession,
  result: CheckResult,
): CheckResult {
  const personId = result.evidence?.personId;
  if (!result.passed || !recogniserMigration || !nextTemplate || !personId) return result;
  return withListener(result, (_verdict, reason) => {
    if (reason === 'matched' || reason === 'passed') {
      void recogniserMigration.note(personId, nextTemplate);
    }
  });
}

/** Runs the camera and feeds its frames to a session, which decides when it has enough evidence. */
async function lookAtFace(
  options: FaceCheckDeps,
  signIn: FaceSignIn,
  context: CheckContext<FaceSettings>,
  handle: CaptureHandle,
  { candidates, challengeCount }: { candidates: readonly Person[]; challengeCount: number },
) {
  const liveness = context.settings.liveness ?? options.liveness;
  const look = new FaceSession({
    vision: options.vision,
    people: options.people,
    claimedIds: candidates.map(({ id }) => id),
    liveness,
    alsoDot: context.settings.alsoDot,
    withoutRig: context.settings.whenCamerasMoved,
    challengeCount,
    onChallenge: () => options.lockOut.noteChallenge(signIn.jobId),
    ...options.look,
  });
  const kioskIds = new Set<string>();
  let seenBy = null as { kioskId: string; rig: StoredRig } | null;
  const end = await handle.capture({
    look: 'face',
    locationId: signIn.locationId,
    deviceId: signIn.deviceId,
    language: signIn.language,
    visitor: givenName(candidates[0]),
    asksToMove: () => look.asksToMove,
    needsTwoCameras: liveness === 'two_cameras',
    deadline: context.deadline - concludingMs,
    signal: context.signal,
    onKiosk: (kioskId) => {
      kioskIds.add(kioskId);
      const rig = options.rigOf(kioskId);
      seenBy = rig && { kioskId, rig };
      look.useRig(rig?.geometry ?? null);
    },
    onPhase: () => look.onInterrupted(),
    onGaveWay: () => look.onGaveWay(),
    onFrame: (jpeg, attemptId, second) => look.onFrame(jpeg, attemptId, second),
  });
  const tally = look.rigTally;
  if (seenBy && tally) {
    void options.rigs.note(seenBy.kioskId, seenBy.rig, { ...tally, personId: candidates[0]!.id });
  }
  return { look, end, kioskIds };
}

function conclude(
  look: FaceSession,
  end: CaptureEnd,
  candidates: readonly Person[],
  engine: string,
): CheckResult {
  const evidence: Evidence = {
    ...evidenceAbout(candidates),
    ...look.evidence({ cannotMove: end.ending === 'cannot_move' }),
    engine,
    frames: end.frames,
  };
  const showOutcome: VerdictListener = (_verdict, reason) =>
    end.showOutcome(reasons[reason].visitor);
  // Only a capture that ended because the session reached a conclusion can pass.
  // Any other ending is a review, however good the frames were.
  const conclusion = end.ending === 'done' ? look.conclusion : null;
  if (conclusion === 'matched') {
    const found = candidates.find(({ id }) => id === evidence.personId);
    const result = { reason: 'matched', evidence, listeners: [showOutcome] } as const;
    return { passed: true, ...result, ...(found && { identified: found }) };
  }
  const reason = conclusion ?? reasonOfEnding(end.ending, look);
  return { passed: false, reason, evidence, listeners: [showOutcome] };
}

function givenName(person: Person | undefined): string | null {
  return person?.name.split(/\s+/u)[0] ?? null;
}
