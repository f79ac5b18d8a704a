import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { SignInRequest } from '../sign-in/sign-in.ts';

/**
 * Only that it is one of ours: the asker has read and capped what Envoy sent, and the cipher shows
 * that no one else wrote it.
 */
const Packed = Type.Object({
  signIn: Type.Object({
    jobId: Type.String({ minLength: 1 }),
    kind: Type.Union([Type.Literal('visitor'), Type.Literal('employee')]),
    claim: Type.Object({}, { additionalProperties: true }),
    answers: Type.Array(Type.Unknown()),
    legalDocs: Type.Array(Type.Unknown()),
    facts: Type.Object({}, { additionalProperties: true }),
    signedInAt: Type.String(),
    arrivedAt: Type.String(),
  }),
  /** Since it arrived, on the asker's clock. */
  elapsedMs: Type.Number({ minimum: 0, maximum: 120_000 }),
});
type Packed = Static<typeof Packed>;

export function packSignIn(signIn: SignInRequest): object {
  const since = Date.now() - signIn.arrivedAt.getTime();
  // The machine's clock may have been set meanwhile.
  return { signIn, elapsedMs: Math.min(Math.max(since, 0), 120_000) };
}

/**
 * Null when it cannot be read. Times become those of this machine's clock: between arriving and signing
 * in there was as much as the asker has seen.
 */
export function unpackSignIn(
  packed: unknown,
  jobId: string,
): { signIn: SignInRequest; elapsedMs: number } | null {
  if (!Value.Check(Packed, packed) || packed.signIn.jobId !== jobId) return null;
  const { signIn, elapsedMs } = packed as Packed & { signIn: unknown };
  const { arrivedAt, signedInAt } = signIn as { arrivedAt: string; signedInAt: string };
  const before = Date.parse(arrivedAt) - Date.parse(signedInAt);
  if (!Number.isFinite(before)) return null;
  const arrived = Date.now() - elapsedMs;
  return {
    signIn: {
      ...(signIn as unknown as SignInRequest),
      arrivedAt: new Date(arrived),
      signedInAt: new Date(arrived - before),
    },
    elapsedMs,
  };
}
