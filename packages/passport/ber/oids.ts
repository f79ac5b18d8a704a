/** BSI TR-03110 and ICAO 9303-11 arcs. */
export const bsi = '0.4.0.127.0.7';
export const oids = {
  /** Some documents name this type for anything that they sign. */
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  ldsSecurityObject: '2.23.136.1.1.1',
  masterList: '2.23.136.1.1.2',
  masterListSigner: '2.23.136.1.1.3',
  activeAuthentication: '2.23.136.1.1.5',
  securityObject: `${bsi}.3.2.1`,
  publicKeyDh: `${bsi}.2.2.1.1`,
  publicKeyEcdh: `${bsi}.2.2.1.2`,
  chipAuthentication: `${bsi}.2.2.3`,
  pace: `${bsi}.2.2.4`,
  standardizedParameters: `${bsi}.1.2`,
  ecPublicKey: '1.2.840.10045.2.1',
  primeField: '1.2.840.10045.1.1',
  dhPublicNumber: '1.2.840.10046.2.1',
  dhKeyAgreement: '1.2.840.113549.1.3.1',
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
} as const;

/** Bytes of a digest. */
export const hashBytes = { sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 } as const;
export type HashName = keyof typeof hashBytes;

export const hashOids = new Map<string, HashName>([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Signature algorithms that name their hash. `plain` is r‖s without DER (BSI TR-03111). */
export const signatureOids = new Map<string, { kind: 'rsa' | 'ecdsa' | 'plain'; hash: HashName }>([
  ['1.2.840.113549.1.1.5', { kind: 'rsa', hash: 'sha1' }],
  ['1.3.14.3.2.29', { kind: 'rsa', hash: 'sha1' }],
  ['1.2.840.113549.1.1.14', { kind: 'rsa', hash: 'sha224' }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa', hash: 'sha512' }],
  ['1.2.840.10045.4.1', { kind: 'ecdsa', hash: 'sha1' }],
  ['1.2.840.10045.4.3.1', { kind: 'ecdsa', hash: 'sha224' }],
  ['1.2.840.10045.4.3.2', { kind: 'ecdsa', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ecdsa', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ecdsa', hash: 'sha512' }],
  [`${bsi}.1.1.4.1.1`, { kind: 'plain', hash: 'sha1' }],
  [`${bsi}.1.1.4.1.2`, { kind: 'plain', hash: 'sha224' }],
  [`${bsi}.1.1.4.1.3`, { kind: 'plain', hash: 'sha256' }],
  [`${bsi}.1.1.4.1.4`, { kind: 'plain', hash: 'sha384' }],
  [`${bsi}.1.1.4.1.5`, { kind: 'plain', hash: 'sha512' }],
]);
