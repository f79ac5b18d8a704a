import type { Generated } from 'kysely';

export interface TemplatesTable {
  id: Generated<number>;
  person_id: string;
  /** The id of the model that made it. */
  model: string;
  /** See template-cipher.ts. */
  ciphertext: Buffer;
  /** How it came about, for example `photo`. Never a file's name. */
  source: string;
  created_at: string;
}
