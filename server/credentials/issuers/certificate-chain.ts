import { X509Certificate } from 'node:crypto';

/** An issuer has a certificate, that of its authority and a few between them. */
const maxLength = 10;

/**
 * What is wrong with the certificates that come with a key of health cards (`x5c`); null when nothing is.
 * The first must be of that key and, where it names addresses, of that issuer; each is signed by the next.
 * Their time does not count: cards live longer, and an issuer leaves such a key in its set.
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

/** The addresses that a certificate is for. */
function addressesOf(certificate: X509Certificate | undefined): string[] {
  const names = certificate?.subjectAltName?.split(', ') ?? [];
  return names.flatMap((name) => (name.startsWith('URI:') ? [name.slice(4)] : []));
}
