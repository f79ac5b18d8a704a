import type { CaptureEnd, CaptureRequest, Kiosks } from '../../kiosk/capture.ts';
import type { Db } from '../../store/schema.ts';
import { DocumentSession, type DocumentSessionDeps } from './document-session.ts';
import type { DocumentEnding } from './ending.ts';
import { asksToMove, type PortraitFace } from './portrait-face.ts';

export interface RunSessionDeps extends DocumentSessionDeps {
  kiosks: Kiosks;
}

type Where = Pick<
  CaptureRequest,
  'jobId' | 'kioskId' | 'locationId' | 'deviceId' | 'language' | 'deadline' | 'signal'
>;

/** What a session came to, and what that rests on. */
export interface DocumentResult {
  ending: DocumentEnding;
  frames: number;
  /** The screen that served it; null: none did. */
  kioskId: string | null;
  /** Of the lists by which the document was judged. */
  trust: string | null;
  /** Whether the room that the face was seen in, and the lists that it was compared with, still count. */
  faceStands: (transaction: Db) => Promise<boolean>;
  showOutcome: CaptureEnd['showOutcome'];
}

/** Has one visitor show one document at the screen that serves this place. Never rejects. */
export async function runDocumentSession(
  deps: RunSessionDeps,
  where: Where,
): Promise<DocumentResult> {
  const session = new DocumentSession(deps);
  let kioskId: string | null = null;
  const end = await deps.kiosks.capture({
    ...where,
    purpose: 'document',
    visitor: null,
    document: session,
    asksToMove: asksToMove(deps),
    onKiosk: (id) => {
      kioskId = id;
      session.onKiosk(id);
    },
    onLight: (isShown) => session.onLight(isShown),
    onFrame: (jpeg, attemptId) => session.onFrame(jpeg, attemptId),
  });
  const ending = await endingAfter(session, end).catch((error: unknown): DocumentEnding => {
    deps.onFault(error);
    return { kind: 'fault' };
  });
  return {
    ending,
    frames: end.frames,
    kioskId,
    trust: session.trust,
    faceStands: session.look?.face.stands ?? (async () => false),
    showOutcome: (message) => end.showOutcome(message),
  };
}

async function endingAfter(
  { ending, look, isKeyWrong }: Pick<DocumentSession, 'ending' | 'look' | 'isKeyWrong'>,
  end: CaptureEnd,
): Promise<DocumentEnding> {
  if (ending) return ending;
  if (look) return { kind: 'judged', document: look.document, face: await judged(look.face, end) };
  if (end.ending === 'timed_out' && isKeyWrong) return { kind: 'key_wrong' };
  return { kind: 'cut_short', by: end.ending === 'done' ? 'aborted' : end.ending };
}

function judged(face: PortraitFace, { ending, frames }: CaptureEnd) {
  return face.judge(ending, frames);
}
