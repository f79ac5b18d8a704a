import { walletLimits } from '../limits.ts';
import { MobileDocumentError } from '../errors.ts';

const subject = 'vp_token';

/**
 * Takes the one document out of what `navigator.credentials.get` gave the page (OpenID4VP 1.0, 8.1).
 *
 * @throws {MobileDocumentError} `too_large`, `unreadable`, `no_document`, `several_documents`
 */
export function documentIn(data: unknown): Uint8Array {
  const token = isObject(data) ? data['vp_token'] : undefined;
  const presentations = isObject(token) ? Object.values(token).flat() : [];
  const [text] = presentations;
  if (presentations.length === 0) throw new MobileDocumentError('no_document', subject);
  if (presentations.length > 1) throw new MobileDocumentError('several_documents', subject);
  if (typeof text !== 'string') throw new MobileDocumentError('unreadable', subject);
  if (text.length > (walletLimits.answerBytes * 4) / 3 + 4) {
    throw new MobileDocumentError('too_large', subject);
  }
  if (!/^[\w-]+={0,2}$/.test(text)) throw new MobileDocumentError('unreadable', subject);
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
