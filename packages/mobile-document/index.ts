export {
  readAnswer,
  type ReadAnswerOptions,
  type MobileDocument,
  type MobileVerdict,
} from './answer/read-answer.ts';
export type { StatusReference } from './answer/security-object.ts';
export { transcriptOf, type WalletQuestion } from './answer/transcript.ts';
export { createAnswerKey, unsealAnswer, type AnswerKey } from './answer/sealed-answer.ts';
export { documentIn } from './answer/vp-token.ts';
export { requestOf, type ElementName, type DocumentType } from './request.ts';
export { readTrustList, type TrustList } from './trust/trust-list.ts';
export { readStatusList, type StatusList } from './trust/status-list.ts';
export { MobileDocumentError, type MobileDocumentErrorCode } from './errors.ts';
