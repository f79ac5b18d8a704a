import { createHash, createPrivateKey, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { MobileDocumentError } from '../errors.ts';
import { walletLimits } from '../limits.ts';

export { MobileDocumentError };

// An entry of its own, because a service reads its key before it loads what verifies documents.

/** What a verifier signs its requests with: wallets in the EU answer registered verifiers only. */
export interface AccessCertificate {
  /** As wallets know the verifier (OpenID4VP 1.0, 5.9.3). */
  clientId: string;
  /** When the first of its certificates ends. */
  until: Date;
  privateKey: KeyObject;
  algorithm: keyof typeof hashes;
  /** DER in base64, that of the key first and the authority's own left out. */
  chain: readonly string[];
}

const hashes = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' } as const;
const algorithms: Record<string, keyof typeof hashes> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

const block = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;

/**
 * Reads a private key and its certificates from one text in PEM, in any order.
 *
 * @throws {MobileDocumentError} with `subject` `private key`, `certificate` or `chain`
 */
export function readAccessCertificate(pem: string): AccessCertificate {
  const blocks = [...pem.matchAll(block)].map(([text, label = '']) => ({ text, label }));
  const keys = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [{ text: keyText } = { text: '' }] = keys;
  const privateKey = readWith(() => createPrivateKey(keyText), 'private key');
  if (keys.length > 1) throw new MobileDocumentError('unreadable', 'private key');
  const algorithm = algorithms[privateKey.asymmetricKeyDetails?.namedCurve ?? ''];
  if (!algorithm) throw new MobileDocumentError('unsupported_algorithm', 'private key');
  const texts = blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ text }) => text);
  if (texts.length > walletLimits.chainCertificates) {
    throw new MobileDocumentError('too_large', 'chain');
  }
  const all = readWith(() => texts.map((text) => new X509Certificate(text)), 'certificate');
  const leaf = all.find((one) => one.checkPrivateKey(privateKey));
  if (!leaf) throw new MobileDocumentError('signer_invalid', 'certificate');
  const chain = chainFrom(leaf, all);
  return {
    clientId: `x509_hash:${createHash('sha256').update(leaf.raw).digest('base64url')}`,
    until: new Date(Math.min(...chain.map(({ validTo }) => Date.parse(validTo)))),
    ...{ privateKey, algorithm },
    chain: chain.map(({ raw }) => raw.toString('base64')),
  };
}

/** Wallets refuse a chain that has its root, and a certificate that signed itself. */
function chainFrom(leaf: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  if (isRoot(leaf)) throw new MobileDocumentError('signer_invalid', 'chain');
  const chain = [leaf];
  for (let last: X509Certificate | undefined = leaf; last;) {
    const issued: X509Certificate = last;
    last = all.find((one) => isIssuedBy(issued, one) && !isRoot(one) && !chain.includes(one));
    if (last) chain.push(last);
  }
  const isLeftOver = all.some((one) => !chain.includes(one) && !isRoot(one));
  if (isLeftOver) throw new MobileDocumentError('signer_invalid', 'chain');
  return chain;
}

function isIssuedBy(one: X509Certificate, authority: X509Certificate): boolean {
  return one.checkIssued(authority) && one.verify(authority.publicKey);
}

function isRoot(one: X509Certificate): boolean {
  return isIssuedBy(one, one);
}

function readWith<T>(read: () => T, subject: string): T {
  try {
    return read();
  } catch {
    // OpenSSL's message may say what is in the key.
    throw new MobileDocumentError('unreadable', subject);
  }
}

/**
 * Makes the data of a request in the protocol `openid4vp-v1-signed` (OpenID4VP 1.0, A.3.2).
 *
 * @param data of the same request, unsigned
 * @param origin of the page that asks: wallets refuse every other one
 */
export function signRequest(
  data: object,
  origin: string,
  { clientId, privateKey, algorithm, chain }: AccessCertificate,
): { request: string } {
  const header = { alg: algorithm, typ: 'oauth-authz-req+jwt', x5c: chain };
  const signed = {
    ...{ client_id: clientId, expected_origins: [origin], aud: 'https://self-issued.me/v2' },
    ...data,
  };
  const covered = [header, signed]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const signature = sign(hashes[algorithm], Buffer.from(covered), key).toString('base64url');
  return { request: `${covered}.${signature}` };
}
