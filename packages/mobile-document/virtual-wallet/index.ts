export {
  answerRequest,
  sealAnswer,
  signedQuestionIn,
  type WalletOptions,
} from './answer-request.ts';
export {
  answerWith,
  presentationOf,
  readStoredDocument,
  sign1,
  storedDocument,
  type AnswerParts,
  type HeldDocument,
} from './held-document.ts';
