import type { Signer } from '#passport/lab/authority.ts';

/** The certificates of these signers and the key of the first, as a registrar's customer stores them. */
export function createAccessPem([first, ...others]: readonly [Signer, ...Signer[]]): string {
  const key = first.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return [key, ...[first, ...others].map(({ certificate }) => pemOf(certificate))].join('');
}

export function pemOf(certificate: Buffer): string {
  const lines = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
