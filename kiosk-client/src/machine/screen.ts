import type {
  CapturePurpose,
  ConsentToAsk,
  DotPath,
  Guidance,
  OutcomeMessage,
} from '#server/protocol/messages.ts';
import { asksToWait } from '#server/protocol/screen-words.ts';
import type { Language } from '#server/protocol/languages.ts';
import { consentText } from './language-steps.ts';
import type { CodeRequest } from '#server/protocol/code-messages.ts';
import type {
  DocumentRequest,
  DocumentSource,
  ZoneOutline,
} from '#server/protocol/document-messages.ts';
import type { CameraStatus, Capture, DocumentState, PairingState, State } from './state.ts';

/** A screen, with everything needed to draw it. */
export type Screen =
  | { name: 'starting' }
  | { name: 'unpaired'; pairing: PairingState }
  | { name: 'idle'; isDocumentOffered: boolean; isPhoneOffered: boolean }
  | {
      name: 'consent';
      visitor: string | null;
      consent: ConsentToAsk;
      /** The consent text; null: there is none in the page's language. */
      read: ConsentToAsk['texts'][number] | null;
    }
  | {
      name: 'get_ready';
      purpose: CapturePurpose;
      visitor: string | null;
      asking: boolean;
      asksToMove: boolean;
      asksCode: boolean;
    }
  | {
      name: 'looking';
      purpose: CapturePurpose;
      visitor: string | null;
      asksToMove: boolean;
      asksCode: boolean;
      guidance: Guidance;
      path: DotPath | null;
      progress: number;
    }
  | ({ name: 'code'; visitor: string | null; isSent: boolean } & CodeRequest)
  | { name: 'document_consent'; from: DocumentSource; hasChoice: boolean }
  | { name: 'document_wallet' }
  | {
      name: 'document_zone';
      problem: DocumentRequest['problem'];
      outline: ZoneOutline | null;
      isOn: boolean;
    }
  | { name: 'document_key'; problem: DocumentRequest['problem']; hasCamera: boolean }
  | ({ name: 'document_wait'; step: 'place' | 'reading' } & Omit<
      DocumentRequest,
      'step' | 'request'
    >)
  | { name: 'thinking'; isDeskAsked: boolean }
  | { name: OutcomeMessage; visitor: string | null }
  | { name: 'camera_missing'; camera: Exclude<CameraStatus, 'ready'> }
  | { name: 'not_connected' }
  | { name: 'replaced' }
  | { name: 'outdated' };

export function screenOf(state: State): Screen {
  if (state.link === 'unpaired') return { name: 'unpaired', pairing: state.pairing };
  if (state.link === 'replaced' || state.link === 'outdated') return { name: state.link };
  if (state.outcome) return { name: state.outcome.message, visitor: state.outcome.visitor };
  if (state.linkLate) return { name: 'not_connected' };
  if (state.capture) return captureScreen(state.capture, state.language, state.camera === 'ready');
  if (state.link === 'connecting') return { name: 'starting' };
  if (state.camera !== 'ready') return { name: 'camera_missing', camera: state.camera };
  return {
    name: 'idle',
    isDocumentOffered: state.documentOfferedBy.length > 0,
    isPhoneOffered: state.phoneOfferedBy.length > 0,
  };
}

function captureScreen(capture: Capture, language: Language, hasCamera: boolean): Screen {
  const { phase, purpose, visitor, guidance, progress, consent, code } = capture;
  const { asksToMove, asksCode, path } = capture;
  if (phase === 'over') return { name: 'thinking', isDeskAsked: capture.isDeskAsked };
  if (code) return { name: 'code', visitor, ...code };
  const ofDocument =
    capture.document && documentScreen(capture.document, phase === 'looking', hasCamera);
  if (ofDocument) return ofDocument;
  if (phase === 'asking' && consent) {
    return { name: 'consent', visitor, consent, read: consentText(capture, language) };
  }
  if (phase === 'looking') {
    const details = { purpose, visitor, asksToMove, asksCode, guidance, path, progress };
    return { name: 'looking', ...details };
  }
  return { name: 'get_ready', purpose, visitor, asksToMove, asksCode, asking: phase === 'asking' };
}

/** Null once the capture looks at the face. */
function documentScreen(
  { from, hasChoice, step, problem, progress, isTyping, outline }: DocumentState,
  isOn: boolean,
  hasCamera: boolean,
): Screen | null {
  if (step === 'face') return null;
  if (step === 'consent') return { name: 'document_consent', from, hasChoice };
  if (step === 'wallet') return { name: 'document_wallet' };
  if (step === 'key' && isTyping) return { name: 'document_key', problem, hasCamera };
  if (step === 'key') return { name: 'document_zone', problem, outline, isOn };
  return { name: 'document_wait', step, problem, progress };
}

export type Sound = 'look_here' | 'done' | 'please_wait';

/** Returns the sound for a change of state; null: none. */
export function soundBetween(before: State, after: State): Sound | null {
  const { name } = screenOf(after);
  if (name === 'looking' || name === 'code') {
    return screenOf(before).name === name ? null : 'look_here';
  }
  if (!after.outcome || after.outcome === before.outcome) return null;
  if (name === 'welcome' || name === 'enrolled') return 'done';
  return asksToWait(after.outcome.message) ? 'please_wait' : null;
}
