import { sign, type KeyObject } from 'node:crypto';
import { encode, Tagged } from 'cborg';
import { deviceAuthentication } from '../answer/transcript.ts';
import { embed, listOf, mapOf, readCbor, tags, textOf } from '../cbor.ts';

/** A document in a wallet, with the key of its device. */
export interface HeldDocument {
  docType: string;
  namespace: string;
  /** Embedded CBOR of each element. */
  items: Tagged[];
  issuerAuth: unknown[];
  deviceKey: KeyObject;
}

export interface AnswerParts {
  status?: number;
  /** Default: one document, as it was issued. */
  documents?: unknown[];
  /** Default: the document's own. */
  deviceKey?: KeyObject;
  items?: Tagged[];
  docType?: string;
}

const es256 = new Map<number, unknown>([[1, -7]]);

/** Answers as a wallet does that holds this document. */
export function answerWith(
  document: HeldDocument,
  transcript: Uint8Array,
  parts: AnswerParts = {},
): Uint8Array {
  const { status = 0, documents = [presentationOf(document, transcript, parts)] } = parts;
  return Uint8Array.from(encode({ version: '1.0', documents, status }));
}

export function presentationOf(
  { namespace, issuerAuth, ...document }: HeldDocument,
  transcript: Uint8Array,
  parts: AnswerParts = {},
) {
  const { docType, items, deviceKey } = { ...document, ...parts };
  const nothing = Uint8Array.from(encode(new Map()));
  const covered = deviceAuthentication(transcript, docType, embed(nothing));
  const [protectedBytes, header, , signature] = sign1(deviceKey, new Map(), covered);
  return {
    docType,
    issuerSigned: { nameSpaces: { [namespace]: items }, issuerAuth },
    deviceSigned: {
      nameSpaces: new Tagged(tags.embedded, nothing),
      deviceAuth: { deviceSignature: [protectedBytes, header, null, signature] },
    },
  };
}

export function sign1(
  key: KeyObject,
  header: Map<number, unknown>,
  payload: Uint8Array,
  signed = es256,
): unknown[] {
  const protectedBytes = Uint8Array.from(encode(signed));
  const covered = encode(['Signature1', protectedBytes, new Uint8Array(0), payload]);
  const signature = sign('sha256', covered, { key, dsaEncoding: 'ieee-p1363' });
  return [protectedBytes, header, Uint8Array.from(payload), Uint8Array.from(signature)];
}

/** The document without the key of its device, to be stored. */
export function storedDocument({
  docType,
  namespace,
  items,
  issuerAuth,
}: Omit<HeldDocument, 'deviceKey'>): Uint8Array {
  return encode({ docType, namespace, items, issuerAuth });
}

export function readStoredDocument(bytes: Uint8Array, deviceKey: KeyObject): HeldDocument {
  const subject = 'stored document';
  const document = mapOf(readCbor(bytes, subject), subject);
  return {
    docType: textOf(document.get('docType'), subject),
    namespace: textOf(document.get('namespace'), subject),
    items: listOf(document.get('items'), subject, 100) as Tagged[],
    issuerAuth: listOf(document.get('issuerAuth'), subject, 4),
    deviceKey,
  };
}
