import type { ReviewReason } from '../sign-in/reasons.ts';
import type { Outcome } from '../protocol/desk-messages.ts';
import type { Language } from '../protocol/languages.ts';

/** A held sign-in. No score, no picture, no phone number. */
export interface HeldContents {
  /** Null when Envoy sent no readable id. */
  jobId: string | null;
  entryId: string | null;
  visitor: string | null;
  host: string | null;
  location: string | null;
  locationId: string | null;
  /** ISO 8601. */
  at: string;
  /** IANA name of the location's time zone. */
  zone: string | null;
  reason: ReviewReason;
}

/** A decision as an event for machines. Has no score. */
interface DecidedSignIn {
  jobId: string | null;
  entryId: string | null;
  locationId: string | null;
  deviceId: string | null;
  /** ISO 8601. */
  at: string;
  /** The reason as in metrics: it does not reveal that a visitor is listed. */
  reason: string;
  /** Only if the file asks for names. */
  visitorName?: string | null;
  hostName?: string | null;
}

interface EndedVisit {
  jobId: string;
  locationId: string | null;
  outcome: Outcome;
  /** ISO 8601. */
  at: string;
}

/** A message from the desk about a visitor. */
export interface WrittenAtDesk {
  /** Lets erasure find the message. */
  jobId: string;
  visitor: string | null;
  host: string | null;
  location: string | null;
  /** IANA name of the location's time zone. */
  zone: string | null;
  text: string;
  /** Language of the account; null: English. */
  language: Language | null;
  /** ISO 8601. */
  at: string;
}

/** An invitation to a visitor, who need not be enrolled. */
export interface EnrolmentInvited {
  /** Lets erasure find the message; null: erasure finds it by the person. */
  inviteId: string | null;
  /** Shows at sending time whether the visitor may still be invited. */
  claim: { name: string | null; email: string; employeeId: string | null };
  /** The consent text in each of its languages. */
  consentTexts: readonly string[];
  /** Language of the inviting account; null: English. */
  language: Language | null;
  /** ISO 8601. */
  at: string;
}

/** Trouble with a lobby screen. Times are ISO 8601. */
export interface KioskTrouble {
  kioskId: string;
  kiosk: string;
  /** `away`: not connected; `no_camera`: connected without a camera. */
  trouble: 'away' | 'no_camera';
  since: string;
}

export interface KioskBack {
  kioskId: string;
  kiosk: string;
  since: string;
  until: string;
}

/** News about an official watchlist. */
export interface ListNews {
  /** `ofac`, or `ofac/consolidated` */
  list: string;
  /** What was found, in a sentence. */
  found: string;
  at: string;
}

export type MessageContents = (
  | ({ kind: 'sign_in_held' | 'host_called' } & HeldContents)
  | ({ kind: 'sign_in_approved' | 'sign_in_review' } & DecidedSignIn)
  | ({ kind: 'visit_ended' } & EndedVisit)
  | ({ kind: 'desk_wrote' } & WrittenAtDesk)
  | ({ kind: 'enrolment_invited' } & EnrolmentInvited)
  | ({ kind: 'kiosk_gone' } & KioskTrouble)
  | ({ kind: 'kiosk_back' } & KioskBack)
  | ({ kind: 'list_overdue' | 'list_current' | 'list_proposed' } & ListNews)
  | ({ kind: 'calls_refused'; count: number; lastAt: string } & { at: string })
  | ({ kind: 'clock_off'; minutes: number; isAhead: boolean } & { at: string })
  | { kind: 'record_begun_again' | 'test'; at: string }
) & {
  /** Addresses for this message only: the host's, or the contacts of the installation. */
  to?: readonly string[];
};
