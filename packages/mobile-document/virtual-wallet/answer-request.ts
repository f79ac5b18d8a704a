import { createHash, X509Certificate } from 'node:crypto';
import {
  calculateJwkThumbprint,
  CompactEncrypt,
  compactVerify,
  decodeProtectedHeader,
  type JWK,
} from 'jose';
import { transcriptOf } from '../answer/transcript.ts';
import { sealing } from '../answer/sealed-answer.ts';
import { answerWith, type AnswerParts, type HeldDocument } from './held-document.ts';

// A wallet in software: it reads what a page asks the browser for, and answers with a document.

/** What a page gives the browser. */
interface PageRequest {
  protocol: string;
  data: unknown;
}

interface Question {
  nonce: string;
  client_metadata: { jwks: { keys: [JWK] } };
}

interface SignedQuestion extends Question {
  client_id: string;
  expected_origins: string[];
}

/** Reads a request as a wallet does: one that is signed, with the certificate that it names. */
async function questionIn({ protocol, data }: PageRequest): Promise<Question> {
  if (protocol === 'openid4vp-v1-unsigned') return data as Question;
  return (await signedQuestionIn(data)).question;
}

/** @throws when the signature, its type, or the name of the verifier is wrong */
export async function signedQuestionIn(
  data: unknown,
): Promise<{ question: SignedQuestion; chain: X509Certificate[] }> {
  const { request } = data as { request: string };
  const { x5c = [] } = decodeProtectedHeader(request);
  const chain = x5c.map((one) => new X509Certificate(Buffer.from(one, 'base64')));
  const [leaf] = chain;
  if (!leaf) throw new Error('a signed request has a certificate');
  const { payload, protectedHeader } = await compactVerify(request, leaf.publicKey);
  const question = JSON.parse(new TextDecoder().decode(payload)) as SignedQuestion;
  const hash = createHash('sha256').update(leaf.raw).digest('base64url');
  const isNamed = question.client_id === `x509_hash:${hash}`;
  if (protectedHeader.typ !== 'oauth-authz-req+jwt' || !isNamed) {
    throw new Error('the verifier is not who signed');
  }
  return { question, chain };
}

/** Encrypts an answer to this request, whatever it is. */
export async function sealAnswer(
  request: PageRequest,
  answer: unknown,
): Promise<{ response: string }> {
  const { client_metadata: asked } = await questionIn(request);
  const [key] = asked.jwks.keys;
  const { alg } = sealing;
  const plain = new TextEncoder().encode(JSON.stringify(answer));
  const response = await new CompactEncrypt(plain)
    .setProtectedHeader({ alg, enc: sealing.enc[0], kid: key.kid ?? '' })
    .encrypt(key);
  return { response };
}

export interface WalletOptions extends AnswerParts {
  /** Default: that of the request. */
  nonce?: string;
}

/** Answers as a wallet does that was asked by a page of this origin. */
export async function answerRequest(
  request: PageRequest,
  origin: string,
  document: HeldDocument,
  { nonce, ...parts }: WalletOptions = {},
): Promise<{ response: string }> {
  const question = await questionIn(request);
  const [publicKey] = question.client_metadata.jwks.keys;
  const digest = await calculateJwkThumbprint(publicKey);
  const thumbprint = Uint8Array.from(Buffer.from(digest, 'base64url'));
  const asked = { origin, nonce: nonce ?? question.nonce, answerKey: { publicKey, thumbprint } };
  const answer = answerWith(document, transcriptOf(asked), parts);
  const presented = Buffer.from(answer).toString('base64url');
  return sealAnswer(request, { vp_token: { mdl: [presented] } });
}
