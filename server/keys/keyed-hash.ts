import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a key is derived for. A word has one purpose, and a purpose one word. */
type KeyPurpose =
  /** The seal of the audit record. */
  | 'audit seal'
  /** The entries of the opt-out list. */
  | 'opt-out list'
  /** Tells one key of the opt-out list from another and gives nothing of it away. */
  | 'opt-out key check'
  /** Binds who somebody is to their templates; see person-seal.ts. */
  | 'person seal'
  /** Secrets of people, rooms and master lists; see sealed-secret.ts. */
  | 'personal secret'
  /** Pending messages and cards of the desk; see record-cipher.ts. */
  | 'outbox'
  /** The client secret that the latest service was started with. */
  | 'secret check'
  /** Tell whether a template key is the one of the database. */
  | 'template key check'
  | 'template transform check'
  /** The rotation of templates of one model. */
  | 'template transform'
  /** From a client secret: the proof that an answer is the service's own. */
  | 'answer to a stand-by'
  /** From a client secret: calls of the service to itself, through the tunnel. */
  | 'own calls';

const keyBytes = 32;

/**
 * Derives a key that gives nothing away of the secret, or of what is derived from it for other purposes.
 * @param context tells keys of one purpose apart
 */
export function deriveKey(
  secret: Uint8Array | string,
  purpose: KeyPurpose,
  ...context: readonly (string | number)[]
): Buffer {
  const about = [`vestibule ${purpose}`, ...context].join('\n');
  return Buffer.from(hkdfSync('sha256', secret, '', about, keyBytes));
}

/** HMAC-SHA-256 of the parts as a JSON array, so that no two lists of parts are one text. */
export function keyedHash(key: Uint8Array, ...parts: readonly unknown[]): Buffer {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest();
}

/** Compares in constant time, but for the length. */
export function isSameHash(one: Uint8Array | string, other: Uint8Array | string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
