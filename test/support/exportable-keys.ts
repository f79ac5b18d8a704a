import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type ECKeyPairOptions,
  type KeyObject,
  type RSAKeyPairOptions,
} from 'node:crypto';

const encodings: Pick<
  RSAKeyPairOptions<'der', 'der'> & ECKeyPairOptions<'der', 'der'>,
  'publicKeyEncoding' | 'privateKeyEncoding'
> = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
};

/**
 * A key pair that may be exported as JWK. Node 20 waits for itself for ever when it collects the job that generated a
 * key while it exports that key. So these keys are read from DER, and no job belongs to them.
 *
 * @param namedCurve of an EC key; an RSA key of 2,048 bits without one
 */
export function exportableKeys(namedCurve?: string): {
  publicKey: KeyObject;
  privateKey: KeyObject;
} {
  const { publicKey, privateKey } =
    namedCurve === undefined
      ? generateKeyPairSync('rsa', { modulusLength: 2048, ...encodings })
      : generateKeyPairSync('ec', { namedCurve, ...encodings });
  return {
    publicKey: createPublicKey({ key: publicKey, format: 'der', type: 'spki' }),
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
  };
}
