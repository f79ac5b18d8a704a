import type { Claim } from '../people/person.ts';

/** One held sign-in as every check sees it. Made from Envoy's payload; has no parts of HTTP. */
export interface SignInRequest {
  /** Envoy's `meta.job.id`: the idempotency key. */
  jobId: string;
  /** Envoy's id of the entry in the visitor log. */
  entryId: string | null;
  /** Envoy's id of this installation of the app. */
  installId: string | null;
  kind: 'visitor' | 'employee';
  claim: Claim;
  phone: string | null;
  hostName: string | null;
  hostEmail: string | null;
  locationId: string | null;
  locationName: string | null;
  /** IANA name of the location's time zone. */
  timezone: string | null;
  /** Language tag of the Envoy location. Not the visitor's own language. */
  language: string | null;
  /** Envoy's id of the iPad. */
  deviceId: string | null;
  flowId: string | null;
  flowName: string | null;
  inviteId: string | null;
  /** The answers on the sign-in form. */
  answers: readonly FormAnswer[];
  /** The legal documents of this sign-in as Envoy sends them, in no fixed shape. */
  legalDocs: readonly Readonly<Record<string, unknown>>[];
  /** Facts that the policy read from the form; empty before that. */
  facts: Facts;
  /** Name of the policy rule that applies; null before the policy is applied. */
  rule: string | null;
  signedInAt: Date;
  /** When this service received the sign-in. */
  arrivedAt: Date;
}

export interface FormAnswer {
  /** The question's label, folded for comparisons. */
  label: string;
  /** Null when the answer exceeds the length limit. A part of it must not count as the whole. */
  value: string | null;
}

/** The order of a numeric date in which both first numbers could be the month. */
export type FormDateOrder = 'day-first' | 'month-first';

/**
 * Facts from the office's form for the checks. The policy says which question has which fact. Null where the form
 * does not ask or the answer is unusable.
 */
export interface Facts {
  /** `1990-12-31` */
  birthDate: string | null;
  /** As the visitor typed it. */
  country: string | null;
  company: string | null;
  employeeNumber: string | null;
  /** A health card's text, as scanned or pasted. */
  healthCard: string | null;
  /** How the form writes a date like 03/04/2027; null: such a date is not read. */
  dateOrder: FormDateOrder | null;
}

export const noFacts: Facts = {
  birthDate: null,
  country: null,
  company: null,
  employeeNumber: null,
  healthCard: null,
  dateOrder: null,
};

/** The sign-in without data that identify the visitor or the host. */
export function withoutNames(signIn: SignInRequest): SignInRequest {
  return {
    ...signIn,
    claim: { name: null, email: null, employeeId: null },
    phone: null,
    hostName: null,
    hostEmail: null,
    inviteId: null,
    answers: [],
    legalDocs: [],
    facts: noFacts,
  };
}
