import { X509Certificate } from 'node:crypto';

/** An issuer's certificate, its authority's, and a few in between. */
const maxLength = 10;

/**
 * Returns the fault in the certificates of a health card key (`x5c`); null when there is none. The first certificate
 * must contain that key and, when it names addresses, that issuer. Each is signed by the next one. Their validity
 * period does not matter, because cards live longer and issuers keep such keys in their set.
 *
 * @param key as a JWK
 */
export function checkChain(
  x5c: readonly string[],
  key: Readonly<Record<string, string>>,
  issuer: string,
): string | null {
  if (x5c.length === 0 || x5c.length > maxLength)
    return 'Its certificates (x5c) are none, or too many.';
  let chain: X509Certificate[];
  try {
    chain = x5c.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
  } catch {
    return 'Its certificates (x5c) cannot be read.';
  }
  const [leaf] = chain;
  const jwk = leaf?.publicKey.export({ format: 'jwk' }) ?? {};
  if (jwk.crv !== key['crv'] || jwk.x !== key['x'] || jwk.y !== key['y']) {
    return 'Its certificate (x5c) is of another key.';
  }
  const addresses = addressesOf(leaf);
  if (addresses.length > 0 && !addresses.includes(issuer)) {
    return 'Its certificate (x5c) is of another issuer.';
  }
  const isUnsigned = chain.some((one, i) => {
    const next = chain[i + 1];
    return next !== undefined && !one.verify(next.publicKey);
  });
  return isUnsigned ? 'Its certificates (x5c) do not sign each other.' : null;
}

/** Returns the addresses in a certificate. */
function addressesOf(certificate: X509Certificate | undefined): string[] {
  const names = certificate?.subjectAltName?.split(', ') ?? [];
  return names.flatMap((name) => (name.startsWith('URI:') ? [name.slice(4)] : []));
}
