import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { ExtendedKeyUsageExtension, X509CertificateGenerator } from '@peculiar/x509';

/** A signing certificate as a country publishes it, with its key and how credentials call it. */
export async function makeSigner(purposes: string[] = [], namedCurve = 'P-256') {
  const algorithm = { name: 'ECDSA', namedCurve, hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'C=DE, CN=Examples',
    notBefore: new Date(Date.now() - 1e9),
    notAfter: new Date(Date.now() + 1e10),
    signingAlgorithm: algorithm,
    keys,
    extensions: purposes.length > 0 ? [new ExtendedKeyUsageExtension(purposes)] : [],
  });
  const digest = Buffer.from(await webcrypto.subtle.digest('SHA-256', certificate.rawData));
  const key = KeyObject.from(keys.privateKey);
  const country = { code: 'DE', kid: digest.subarray(0, 8), key, algorithm: 'ES256' as const };
  const der = Buffer.from(certificate.rawData);
  return { pem: certificate.toString('pem'), der, country };
}
