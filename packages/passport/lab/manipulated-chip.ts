import type { ChipFaults } from '../virtual-chip/virtual-chip.ts';
import type { PassportErrorCode } from '../errors.ts';
import type { DocumentOptions, IssuedDocument } from './issue-document.ts';

/** A manipulated chip, and the error with which it must be refused. */
export interface ManipulatedChip {
  name: string;
  expected: PassportErrorCode;
  options?: DocumentOptions;
  /** Changes the files of the chip. */
  change?: (document: IssuedDocument) => void;
  faults?: ChipFaults;
}
