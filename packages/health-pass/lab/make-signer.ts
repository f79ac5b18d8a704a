import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { ExtendedKeyUsageExtension, X509CertificateGenerator } from '@peculiar/x509';

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
};

/** A signing certificate as a country publishes it, with its key and how credentials call it. */
export async function makeSigner(
  purposes: string[] = [],
  namedCurve = 'P-256',
  {
    code = 'DE',
    isRsa = false,
    notAfter = new Date(Date.now() + 1e10),
  }: { code?: string; isRsa?: boolean; notAfter?: Date } = {},
) {
  const algorithm = isRsa ? rsa : { name: 'ECDSA', namedCurve, hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `C=${code}, CN=Examples`,
    notBefore: new Date(Date.now() - 1e10),
    notAfter,
    signingAlgorithm: algorithm,
    keys,
    extensions: purposes.length > 0 ? [new ExtendedKeyUsageExtension(purposes)] : [],
  });
  const digest = Buffer.from(await webcrypto.subtle.digest('SHA-256', certificate.rawData));
  const key = KeyObject.from(keys.privateKey);
  const country = {
    ...{ code, kid: digest.subarray(0, 8), key },
    algorithm: isRsa ? ('PS256' as const) : ('ES256' as const),
    issuer: { kind: 'dcc' as const, issuer: code, keys: [] },
  };
  const der = Buffer.from(certificate.rawData);
  return { pem: certificate.toString('pem'), der, country };
}
