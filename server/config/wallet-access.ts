import {
  MobileDocumentError,
  readAccessCertificate,
  type AccessCertificate,
} from '#mobile-document/access';
import { ConfigError } from '../platform/operator-error.ts';

/** What is wrong, by the error's subject and code. Never says what is in the key. */
const mistakes: Record<string, string> = {
  'private key: unreadable': 'it must have one private key in PEM without a passphrase.',
  'private key: unsupported_algorithm': 'its key must be on the curve P-256, P-384 or P-521.',
  'certificate: unreadable': 'what it has as certificates is not all readable.',
  'certificate: signer_invalid': 'none of its certificates is that of its private key.',
  'chain: signer_invalid':
    'an authority must have signed the certificate of its key, and every other one must belong to that authority.',
  'chain: too_large': 'it has more certificates than wallets read.',
};

/** @throws {ConfigError} */
export function parseWalletAccess(name: string, pem: string): AccessCertificate {
  try {
    return readAccessCertificate(pem);
  } catch (error) {
    if (!(error instanceof MobileDocumentError)) throw error;
    const mistake = mistakes[`${error.subject}: ${error.code}`] ?? 'it cannot be read.';
    throw new ConfigError([`${name}: ${mistake}`]);
  }
}
