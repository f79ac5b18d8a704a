import { createHash, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';
import { encode } from 'cborg';
import { embed } from '../cbor.ts';
import type { AnswerKey } from './sealed-answer.ts';

/** What a wallet's answer is bound to: the page that asked, and the question. */
export interface WalletQuestion {
  /** The page's origin, such as `https://lobby.example`. */
  origin: string;
  /** Never used before. */
  nonce: string;
  /** Without it, the answer is not encrypted. */
  answerKey?: Pick<AnswerKey, 'publicKey' | 'thumbprint'>;
}

/** The session transcript of the Digital Credentials API (OpenID4VP 1.0, B.2.6.2). */
export function transcriptOf({ origin, nonce, answerKey }: WalletQuestion): Uint8Array {
  const hash = createHash('sha256')
    .update(encode([origin, nonce, answerKey?.thumbprint ?? null]))
    .digest();
  return encode([null, null, ['OpenID4VPDCAPIHandover', Uint8Array.from(hash)]]);
}

const text = (value: string) => encode(value);
const arrayOfFour = Uint8Array.of(0x84);

/** The bytes that the device signs (ISO/IEC 18013-5, 9.1.3.4). */
export function deviceAuthentication(
  transcript: Uint8Array,
  docType: string,
  deviceElements: Uint8Array,
): Uint8Array {
  const parts = [
    arrayOfFour,
    text('DeviceAuthentication'),
    transcript,
    text(docType),
    deviceElements,
  ];
  return embed(Uint8Array.from(Buffer.concat(parts)));
}

/** The secret that device and reader share (ISO/IEC 18013-5, 9.1.3.5). */
export function macKey(
  readerKey: KeyObject,
  deviceKey: KeyObject,
  transcript: Uint8Array,
): Uint8Array {
  const shared = diffieHellman({ privateKey: readerKey, publicKey: deviceKey });
  const salt = createHash('sha256').update(embed(transcript)).digest();
  return new Uint8Array(hkdfSync('sha256', shared, salt, 'EMacKey', 32));
}
