import type { Db } from '../store/schema.ts';
import type { TemplateCipher } from '../store/template-cipher.ts';
import type { Vision } from '../vision/vision.ts';
import type { Mistake } from './details.ts';
import type { Warning } from './enrolment-warnings.ts';
import type { OptOuts } from './opt-outs.ts';
import type { People } from './person.ts';
import type { PhotoReport } from './photos.ts';

/** What enrolling needs. */
export interface Enrolment {
  db: Db;
  cipher: TemplateCipher;
  vision: Vision;
  /** Looked through for somebody else with the same face, to warn of it. */
  people: People;
  optOuts: Pick<OptOuts, 'has'>;
  /** Who enrols, for the audit record: the service itself when it is not said. */
  actor?: string;
}

/** What came of it: everything done, or nothing and every reason why not. */
export type EnrolmentResult =
  | {
      state: 'enrolled' | 'updated' | 'unchanged';
      personId: string;
      /** Templates added. */
      added: number;
      photos: PhotoReport[];
      warnings: Warning[];
    }
  | { state: 'refused'; mistakes: Mistake[]; photos: PhotoReport[] };
