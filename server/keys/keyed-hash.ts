import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The purpose of a derived key. Each word has one purpose, and each purpose one word. */
type KeyPurpose =
  /** The seal of the audit record. */
  | 'audit seal'
  /** The entries of the opt-out list. */
  | 'opt-out list'
  /** Identifies a key of the opt-out list without revealing it. */
  | 'opt-out key check'
  /** Binds a person's identity to their templates; see person-seal.ts. */
  | 'person seal'
  /** Secrets of people, rooms and master lists; see sealed-secret.ts. */
  | 'personal secret'
  /** Pending messages and cards of the desk; see record-cipher.ts. */
  | 'outbox'
  /** Check value of the client secret of the latest service. */
  | 'secret check'
  /** Check value that shows whether a template key is the database's. */
  | 'template key check'
  | 'template transform check'
  /** The random rotation that transforms one model's templates. */
  | 'template transform'
  /** Marks approvals that this program stored; see approval-mark.ts. */
  | 'stored approval'
  /** Marks the files in a backup; see installation/backup/parts.ts. */
  | 'backup files'
  /** Marks a call of Envoy's that one instance forwards to another. */
  | 'forwarded call'
  /** Proves that an instance has published its address itself. */
  | 'instance address'
  /** From a client secret: proves that an answer is this service's. */
  | 'answer to a stand-by'
  /** From a client secret: marks calls of the service to itself through the tunnel. */
  | 'own calls';

const keyBytes = 32;

/**
 * Derives a key that reveals nothing about the secret or about keys for other purposes.
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

/** HMAC-SHA-256 of the parts as a JSON array, so that two different lists never give the same text. */
export function keyedHash(key: Uint8Array, ...parts: readonly unknown[]): Buffer {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest();
}

/** Compares in constant time, except for the length. */
export function isSameHash(one: Uint8Array | string, other: Uint8Array | string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
