import { currentAgreement, type Agreement } from '../../people/consent.ts';
import type { Db } from '../../store/schema.ts';
import { ActRefusedError } from './people-acts.ts';

/**
 * Returns the agreement of a new person to the text that the form showed, not to a later one.
 * @param textVersion null: the form showed no text
 * @throws {ActRefusedError} when another text is in force now
 */
export async function shownAgreement(db: Db, textVersion: string | null): Promise<Agreement> {
  const agreement = await currentAgreement(db);
  if ((agreement.text?.version ?? null) === textVersion) return agreement;
  throw new ActRefusedError(409, 'text_changed', textChanged);
}

const textChanged =
  'Another consent text was published since this form was opened, so nobody has agreed to it yet. Nobody was enrolled: close the form, open it again, and ask them.';
