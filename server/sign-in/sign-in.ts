/** One held sign-in, as every check sees it. Built from Envoy's payload; knows nothing of HTTP. */
export interface SignInRequest {
  /** Envoy's `meta.job.id`: the idempotency key. */
  jobId: string;
  /** Envoy's id of the entry in the visitor log. */
  entryId: string | null;
  kind: 'visitor' | 'employee';
  claim: Claim;
  hostName: string | null;
  locationId: string | null;
  /** Envoy's id of the iPad. */
  deviceId: string | null;
  flowName: string | null;
  signedInAt: Date;
}

/** Who the visitor says they are. */
export interface Claim {
  name: string | null;
  email: string | null;
  /** Envoy's employee id; only in the employee flow, where the employee is the one who signs in. */
  employeeId: string | null;
}
