import { parseJson } from '#envoy';
import { signInFrom } from '#server/envoy/payload.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';

/** Reads a sign-in from the bytes that Envoy sends, as the hook listener does. */
export function readSignIn(body: Uint8Array, arrivedAt: Date): SignInRequest | null {
  return signInFrom(parseJson(body), arrivedAt);
}
