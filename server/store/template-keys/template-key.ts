import { hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What templates are stored under. */
export interface TemplateKey {
  /** 1 to 255; stands at the beginning of every ciphertext. */
  version: number;
  /** 32 bytes for AES-256-GCM. */
  encryption: Buffer;
  /** 32 bytes for the transform; null as it was before there was one. */
  transform: Buffer | null;
}

/** Derived from a key one way: tells whether a key is the right one, and nothing else of it. */
export interface TemplateKeyCheck {
  version: number;
  encryption: Buffer;
  transform: Buffer | null;
}

export const keyBytes = 32;
/** A ciphertext has one byte for the version of its key, and 0 is none. */
const lastVersion = 255;

/**
 * A new key, with the version after the old one's.
 * @param keepTransform the old one's transform, for which no template has to be turned
 */
export function newTemplateKey(old: TemplateKey | null, keepTransform: boolean): TemplateKey {
  const version = old ? (old.version % lastVersion) + 1 : 1;
  const transform = (keepTransform && old?.transform) || randomBytes(keyBytes);
  return { version, encryption: randomBytes(keyBytes), transform };
}

/** The transform of an installation whose file holds an encryption key only. */
export function derivedTransform(encryption: Buffer): Buffer {
  return derived(encryption, 'vestibule template transform key');
}

/** What seals the audit record. */
export function sealingKeyOf({ encryption }: TemplateKey): Buffer {
  return derived(encryption, 'vestibule audit seal');
}

export function checkOf({ version, encryption, transform }: TemplateKey): TemplateKeyCheck {
  return {
    version,
    encryption: derived(encryption, 'vestibule template key check'),
    transform: transform && derived(transform, 'vestibule template transform check'),
  };
}

/** Whether these keys are exactly those that the checks were made of. */
export function isSameKeys(
  keys: readonly TemplateKey[],
  checks: readonly TemplateKeyCheck[],
): boolean {
  return keys.length === checks.length && checks.every((check) => isOneOf(keys, check));
}

/** Whether one of the keys is the one that the check was made of. */
export function isOneOf(keys: readonly TemplateKey[], known: TemplateKeyCheck): boolean {
  return keys.map(checkOf).some((check) => {
    if (check.version !== known.version) return false;
    return isEqual(check.encryption, known.encryption) && isEqual(check.transform, known.transform);
  });
}

function derived(key: Buffer, about: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', about, keyBytes));
}

function isEqual(a: Buffer | null, b: Buffer | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && timingSafeEqual(a, b);
}
