import type { Claim } from '../people/person.ts';

/** One held sign-in, as every check sees it. Built from Envoy's payload; knows nothing of HTTP. */
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
  /** A language tag, as Envoy has it for the location: it says nothing of the visitor's own. */
  language: string | null;
  /** Envoy's id of the iPad. */
  deviceId: string | null;
  flowId: string | null;
  flowName: string | null;
  inviteId: string | null;
  /** What was answered on the sign-in form. */
  answers: readonly FormAnswer[];
  /** The legal documents of this sign-in, as Envoy sends them; their shape is not settled. */
  legalDocs: readonly Readonly<Record<string, unknown>>[];
  /** What the policy reads out of the form; nothing is known before it was asked. */
  facts: Facts;
  /** The policy's rule that applies, by name; null before the policy was asked. */
  rule: string | null;
  signedInAt: Date;
  /** When this service was asked. */
  arrivedAt: Date;
}

export interface FormAnswer {
  /** The question as the visitor reads it, in the form that names are compared by. */
  label: string;
  /** Null when it was longer than what is read. A part of it must not count as the whole. */
  value: string | null;
}

/**
 * What an office asks on its form and wants checks to know. Which question means what is in the
 * policy. Null where the form does not ask, or nothing usable was answered.
 */
export interface Facts {
  /** `1990-12-31` */
  birthDate: string | null;
  /** As it was typed. */
  country: string | null;
  company: string | null;
  badgeId: string | null;
  employeeNumber: string | null;
  /** A health card's text, as scanned or pasted. */
  healthCard: string | null;
}

export const noFacts: Facts = {
  birthDate: null,
  country: null,
  company: null,
  badgeId: null,
  employeeNumber: null,
  healthCard: null,
};

/** The sign-in without anything that says who the visitor is, and whom they came to see. */
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
