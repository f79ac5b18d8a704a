import type {
  CapturePurpose,
  Guidance,
  OutcomeMessage,
} from '../../../server/protocol/messages.ts';
import type { CameraStatus, PairingProblem } from '../machine/state.ts';

/** Everything the page says. A language is one file that has all of it, or it does not compile. */
export interface Words {
  /** Of the language, in the language. */
  languageName: string;
  /** The way in which it is written. */
  direction: 'ltr' | 'rtl';
  /** What the choice of languages is called. */
  language: string;
  forStaff: string;
  starting: { title: string };
  unpaired: {
    title: string;
    lead: string;
    codeLabel: string;
    submit: string;
    busy: string;
    erase: string;
    strayLetter: string;
    problems: Record<PairingProblem, string>;
  };
  idle: { kicker: string; title: string; cameraOff: string; notice: string };
  capture: {
    getReady: string;
    askFirst: string;
    turnOn: string;
    preview: string;
    /** Where a movement may be asked for: the way to the front desk. */
    cannotMove: string;
    /** What will be asked for, before it is. */
    dotComes: string;
    /** By what the camera is for. */
    purposes: Record<CapturePurpose, CaptureWords>;
  };
  /** Before an enrolment: the office's own text is shown below, in the words that were published. */
  consent: {
    title: string;
    /** Whose record it is about. */
    isNew: (name: string) => string;
    isKnown: (name: string) => string;
    /** What the text is called for a screen reader. */
    text: string;
    /** There is none in this language; the others follow. */
    otherLanguages: string;
    agree: string;
    no: string;
  };
  guidance: Record<Guidance, string>;
  thinking: { title: string; lead: string; cameraOff: string };
  outcomes: Record<OutcomeMessage, { title: (visitor: string | null) => string; lead: string }>;
  cameraMissing: {
    title: string;
    lead: string;
    allow: string;
    staff: Record<Exclude<CameraStatus, 'ready'>, string[]>;
  };
  notConnected: { title: string; lead: string; staff: string[] };
  replaced: { title: string; lead: string; takeOver: string };
  outdated: { title: string; lead: string; staff: string[] };
}

interface CaptureWords {
  kicker: (visitor: string | null) => string;
  /** The way out. */
  stop: string;
  /** What the camera is for and what is kept, before it is on and while it is. */
  before: string;
  during: string;
  progress: string;
}
