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
  /** Envoy's id of the iPad. */
  deviceId: string | null;
  flowId: string | null;
  flowName: string | null;
  inviteId: string | null;
  /** What was answered on the sign-in form, by the question's label as the visitor reads it. */
  answers: readonly Answer[];
  /** The legal documents of this sign-in, as Envoy sends them; their shape is not settled. */
  legalDocs: readonly Readonly<Record<string, unknown>>[];
  signedInAt: Date;
  /** When this service was asked. */
  arrivedAt: Date;
}

/** Who the visitor says they are. */
export interface Claim {
  name: string | null;
  email: string | null;
  /** Envoy's employee id; only in the employee flow, where the employee is the one who signs in. */
  employeeId: string | null;
}

export interface Answer {
  field: string;
  value: string;
}
