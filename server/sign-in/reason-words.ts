import type { VisitorMessage } from '../protocol/messages.ts';

/**
 * A reason says why a sign-in got its verdict. The store, the log, the metrics, the visitor's screen and the
 * receptionist's message all agree on it.
 *
 * - `verdict`: the only verdict that the reason can have.
 * - `frontDesk`: for the receptionist in Envoy's visitor log; a sentence and what to do.
 * - `visitor`: which of the visitor's messages the kiosk shows; the words themselves are in the
 *   kiosk's language files. Deliberately coarse: the screen in a lobby accuses no one.
 */
export interface ReasonWords {
  verdict: 'approved' | 'review';
  frontDesk: string;
  visitor: VisitorMessage;
}
