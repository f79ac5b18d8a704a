import 'reflect-metadata';
import { webcrypto, type JsonWebKey } from 'node:crypto';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const validity = {
  notBefore: new Date(Date.now() - 1e9),
  // Long ago: cards outlive the certificates of their issuers.
  notAfter: new Date(Date.now() - 1e8),
};

/** A certificate of a key and that of its authority, as `x5c` has them. @param url null: none is named */
export async function makeCertificateFor(jwk: JsonWebKey, url: string | null): Promise<string[]> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Example authority',
    signingAlgorithm: algorithm,
    keys,
    ...validity,
  });
  const publicKey = await webcrypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']);
  const leaf = await X509CertificateGenerator.create({
    subject: 'CN=Example issuer',
    issuer: root.subject,
    publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: url ? [new SubjectAlternativeNameExtension([{ type: 'url', value: url }])] : [],
    ...validity,
  });
  return [leaf, root].map(({ rawData }) => Buffer.from(rawData).toString('base64'));
}
