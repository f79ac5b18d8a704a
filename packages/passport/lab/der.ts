import { hashOids, signatureOids, oids, type HashName } from '../ber/oids.ts';
import { writeInteger, writeOid, writeTlv } from '../ber/write-ber.ts';

/** DER elements that certificates, signed data and lists share. */
export const sequence = (...parts: Uint8Array[]) => writeTlv(0x30, ...parts);
export const setOf = (...parts: Uint8Array[]) => writeTlv(0x31, ...parts);
export const octets = (bytes: Uint8Array) => writeTlv(0x04, bytes);
export const explicit = (number: number, ...parts: Uint8Array[]) =>
  writeTlv(0xa0 + number, ...parts);
const nothing = Buffer.from('0500', 'hex');

export type Scheme = 'rsa' | 'pss' | 'ecdsa' | 'plain';

export function hashIdentifier(hash: HashName): Buffer {
  const oid = [...hashOids].find(([, name]) => name === hash)?.[0] ?? '';
  return sequence(writeOid(oid), nothing);
}

/** The AlgorithmIdentifier of a signature; PSS with a salt as long as the hash. */
export function signatureIdentifier(scheme: Scheme, hash: HashName, saltBytes: number): Buffer {
  if (scheme === 'pss') {
    const mask = sequence(writeOid(oids.mgf1), hashIdentifier(hash));
    const parts = [explicit(0, hashIdentifier(hash)), explicit(1, mask)];
    return sequence(
      writeOid(oids.rsaPss),
      sequence(...parts, explicit(2, writeInteger(saltBytes))),
    );
  }
  const found = [...signatureOids].find(([, one]) => one.kind === scheme && one.hash === hash);
  return sequence(writeOid(found?.[0] ?? ''), ...(scheme === 'rsa' ? [nothing] : []));
}

export function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return writeTlv(0x18, Buffer.from(text, 'latin1'));
}

export function name(parts: Readonly<Record<string, string>>): Buffer {
  const types: Record<string, string> = { C: '2.5.4.6', O: '2.5.4.10', CN: '2.5.4.3' };
  return sequence(
    ...Object.entries(parts).map(([label, text]) =>
      setOf(sequence(writeOid(types[label] ?? ''), writeTlv(0x0c, Buffer.from(text)))),
    ),
  );
}
