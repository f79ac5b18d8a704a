import type { CheckContext } from '../../sign-in/check.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { CaptureHandle } from '../shared-capture.ts';
import { PortraitFace, type PortraitFaceDeps } from './portrait-face.ts';
import type { RecentDocuments } from './recent-documents.ts';
import type { DocumentResult } from './run-session.ts';
import type { ShownBefore } from './waiting-results.ts';

interface SecondLookDeps extends PortraitFaceDeps {
  recent: Pick<RecentDocuments, 'isPaused' | 'noteTry'>;
}

type Where = Pick<SignInRequest, 'locationId' | 'deviceId' | 'language'>;

/**
 * Looks at the face again when somebody signs in under the name of a document that was shown before. Otherwise the
 * first who types the name would be let in. Never rejects.
 */
export async function lookAgain(
  deps: SecondLookDeps,
  { document, face: template, portrait, trust }: ShownBefore,
  { locationId, deviceId, language }: Where,
  handle: CaptureHandle,
  { deadline, signal }: Pick<CheckContext<unknown>, 'deadline' | 'signal'>,
): Promise<DocumentResult> {
  const face = new PortraitFace(deps, { template, isPortrait: false });
  const nobody = {
    frames: 0,
    kioskId: null,
    probe: null,
    watchedEntry: null,
    showOutcome: () => {},
  };
  const kept = { portrait, trust, faceStands: face.stands };
  if (deps.recent.isPaused(document.mark)) {
    return { ending: { kind: 'locked_out' }, ...nobody, ...kept };
  }
  let kioskId: string | null = null;
  const end = await handle.capture({
    ...{ look: 'face', locationId, deviceId, language, deadline, signal, visitor: null },
    asksToMove: () => face.asksToMove,
    needsTwoCameras: deps.liveness === 'two_cameras',
    onKiosk: (id) => {
      kioskId = id;
      face.onKiosk(id);
    },
    onPhase: () => face.onInterrupted(),
    onGaveWay: () => face.onGaveWay(),
    onFrame: (...frame) => face.onFrame(...frame),
  });
  const result = await face.judge(end.ending, end.frames);
  if (face.isTry) deps.recent.noteTry(document.mark, result.passed);
  return {
    ending: { kind: 'judged', document, face: result },
    ...{ portrait, trust, kioskId, frames: end.frames, probe: face.probe },
    faceStands: face.stands,
    watchedEntry: await face.watchedEntry(),
    showOutcome: (message) => end.showOutcome(message),
  };
}
