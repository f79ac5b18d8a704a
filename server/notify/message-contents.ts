import type { ReviewReason } from '../sign-in/reasons.ts';
import type { Outcome } from '../protocol/desk-messages.ts';
import type { Language } from '../protocol/languages.ts';

/** Of a sign-in that was held. No score, no picture, no phone number. */
export interface HeldContents {
  /** Null when Envoy sent none that can be read. */
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

/** A decision as an event for machines. No score. */
interface DecidedSignIn {
  jobId: string | null;
  entryId: string | null;
  locationId: string | null;
  deviceId: string | null;
  /** ISO 8601. */
  at: string;
  /** As metrics have it: it does not say that a visitor is listed. */
  reason: string;
  /** Where the file asks for them. */
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

/** What someone at the desk wrote about a visitor. */
export interface WrittenAtDesk {
  /** By which erasure finds it. */
  jobId: string;
  visitor: string | null;
  host: string | null;
  location: string | null;
  text: string;
  /** Of the account; null: English. */
  language: Language | null;
  /** ISO 8601. */
  at: string;
}

/** To a visitor, who need not be enrolled. */
export interface EnrolmentInvited {
  /** By which erasure finds it; null: by the person. */
  inviteId: string | null;
  /** By which it is found out, when it is sent, whether they may still be written to. */
  claim: { name: string | null; email: string; employeeId: string | null };
  /** What they would agree to, in each of its languages. */
  consentTexts: readonly string[];
  /** Of the account that invites; null: English. */
  language: Language | null;
  /** ISO 8601. */
  at: string;
}

/** Of a lobby screen. Times are ISO 8601. */
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

/** Of an official watchlist. */
export interface ListNews {
  /** `ofac`, or `ofac/consolidated` */
  list: string;
  /** A sentence. */
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
  /** Addresses that are known for this message only: the host's, or the contacts of its installation. */
  to?: readonly string[];
};
