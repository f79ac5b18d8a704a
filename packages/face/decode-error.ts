import type { AnalysisFailure } from './analysis.ts';

/** An image that cannot be analysed, with a sentence for people. */
export class DecodeError extends Error {
  readonly failure: AnalysisFailure;

  constructor(failure: AnalysisFailure, message: string) {
    super(message);
    this.name = 'DecodeError';
    this.failure = failure;
  }
}

/** For people; other files need it without the decoder. */
export const tooSlow =
  'Decoding this picture takes too long. Save it as a smaller JPEG, up to 4000 pixels wide.';
