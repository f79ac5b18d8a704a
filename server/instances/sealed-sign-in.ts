import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { ContentsCipher } from '../keys/message-cipher.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';

/**
 * Only that it is one of ours: the receiver has read and capped what Envoy sent, and the cipher shows
 * that nobody else wrote it.
 */
const Sealed = Type.Object({
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
  /** Since it arrived, on the receiver's clock. */
  elapsedMs: Type.Number({ minimum: 0, maximum: 120_000 }),
});
type Sealed = Static<typeof Sealed>;

export function sealSignIn(signIn: SignInRequest, cipher: ContentsCipher): Buffer {
  const since = Date.now() - signIn.arrivedAt.getTime();
  // The machine's clock may have been set meanwhile.
  const elapsedMs = Math.min(Math.max(since, 0), 120_000);
  return cipher.seal({ signIn, elapsedMs }, contextOf(signIn.jobId));
}

/**
 * Null when it cannot be read. Times become those of this machine's clock: between arriving and signing
 * in there was as much as the receiver has seen.
 */
export async function openSignIn(
  sealed: Buffer,
  jobId: string,
  cipher: ContentsCipher,
): Promise<{ signIn: SignInRequest; elapsedMs: number } | null> {
  let opened = cipher.open(sealed, contextOf(jobId));
  if (opened === undefined) {
    // The key may have been rotated since it was read here.
    await cipher.readKey();
    opened = cipher.open(sealed, contextOf(jobId));
  }
  if (!Value.Check(Sealed, opened) || opened.signIn.jobId !== jobId) return null;
  const { signIn, elapsedMs } = opened as Sealed & { signIn: unknown };
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

function contextOf(jobId: string): string {
  return `held sign-in:${jobId}`;
}
