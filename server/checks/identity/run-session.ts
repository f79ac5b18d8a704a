import type { AnalysedPhoto } from '#face';
import type { DocumentSource } from '../../protocol/document-messages.ts';
import type { CaptureEnd, CaptureRequest, Kiosks } from '../../kiosk/capture.ts';
import type { Db } from '../../store/schema.ts';
import { DocumentSession, type DocumentSessionDeps } from './document-session.ts';
import type { DocumentEnding } from './ending.ts';
import type { RecentDocuments } from './recent-documents.ts';

export interface RunSessionDeps extends DocumentSessionDeps {
  kiosks: Kiosks;
}

type Where = { from?: DocumentSource } & Pick<
  CaptureRequest,
  'jobId' | 'kioskId' | 'locationId' | 'deviceId' | 'language' | 'deadline' | 'signal'
>;

/** The result of a session, and the evidence behind it. */
export interface DocumentResult {
  ending: DocumentEnding;
  frames: number;
  /** The screen of the session; null: no screen served it. */
  kioskId: string | null;
  /** Revision of the lists that judged the document. */
  trust: string | null;
  /** The template of the visitor's live face. In memory only. */
  probe: Float32Array | null;
  /** The portrait as an enrolment photo. In memory only. */
  portrait: AnalysedPhoto | null;
  /** Whether the room and the lists behind the face's result still count. */
  faceStands: (transaction: Db) => Promise<boolean>;
  /** The watchlist entry whose face the camera saw in any attempt; null: none. */
  watchedEntry: string | null;
  showOutcome: CaptureEnd['showOutcome'];
}

/** Runs a session with one visitor and one document at the screen of this place. Never rejects. */
export async function runDocumentSession(
  deps: RunSessionDeps,
  { from, ...where }: Where,
): Promise<DocumentResult> {
  const session = new DocumentSession(deps, from);
  let kioskId: string | null = null;
  const end = await deps.kiosks.capture({
    ...where,
    purpose: 'document',
    visitor: null,
    document: session,
    // Before the document is read, there is no face yet.
    asksToMove: () => session.look?.face.asksToMove ?? deps.liveness === 'active',
    needsTwoCameras: deps.liveness === 'two_cameras',
    onKiosk: (id) => {
      kioskId = id;
      session.onKiosk(id);
    },
    onPhase: () => session.onInterrupted(),
    onFrame: (...frame) => session.onFrame(...frame),
  });
  const concluded = await conclude(session, end, deps.recent).catch((error: unknown) => {
    deps.onFault(error);
    return { ending: { kind: 'fault' }, watchedEntry: null } as const;
  });
  return {
    ...concluded,
    frames: end.frames,
    kioskId,
    trust: session.trust,
    probe: session.look?.face.probe ?? null,
    portrait: session.look?.portrait ?? null,
    faceStands: session.look?.face.stands ?? (async () => false),
    showOutcome: (message) => end.showOutcome(message),
  };
}

async function conclude(
  session: DocumentSession,
  end: CaptureEnd,
  recent: RecentDocuments,
): Promise<Pick<DocumentResult, 'ending' | 'watchedEntry'>> {
  const ending = await endingAfter(session, end, recent);
  if (ending.kind === 'opted_out') return { ending, watchedEntry: null };
  for (const face of session.faces) {
    const watchedEntry = await face.watchedEntry();
    if (watchedEntry !== null) return { ending, watchedEntry };
  }
  return { ending, watchedEntry: null };
}

async function endingAfter(
  { ending, look, isKeyWrong }: Pick<DocumentSession, 'ending' | 'look' | 'isKeyWrong'>,
  end: CaptureEnd,
  recent: RecentDocuments,
): Promise<DocumentEnding> {
  if (ending) return ending;
  if (look) {
    const { document, face } = look;
    const result = await face.judge(end.ending, end.frames);
    // As in the face check, a look with too little evidence does not count as a try.
    if (face.probe) recent.noteTry(document.mark, result.passed);
    return { kind: 'judged', document, face: result };
  }
  if (end.ending === 'timed_out' && isKeyWrong) return { kind: 'key_wrong' };
  return { kind: 'cut_short', by: end.ending === 'done' ? 'aborted' : end.ending };
}
