import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import type { Db } from '../../store/schema.ts';
import { recogniserOnRecord } from '../../store/tables/audit-events.ts';
import { findPerson } from '../../store/tables/people.ts';
import { deleteTemplatesOf, templatesOf } from '../../store/tables/templates.ts';
import type { TemplateCipher } from '../../templates/cipher.ts';
import type { ModelInfo } from '../../vision/analysis.ts';
import type { OptOuts } from '../../people/opt-outs.ts';
import { consentStandings, isConsentEnded } from '../../people/person.ts';
import { storeTemplates } from '../../people/photos.ts';
import { dot, fuse } from '../../people/similarity.ts';

interface Deps {
  db: Db;
  cipher: TemplateCipher;
  /** The recogniser to which the installation is moving. */
  model: ModelInfo;
  optOuts: Pick<OptOuts, 'within'>;
  log: Pick<Logger, 'error'>;
}

/**
 * While an installation moves to another recogniser: its template of everyone who is let in by the one in use, after
 * every check was passed and the visitor has moved as asked. It is stored beside the others, under the same consent,
 * and is not used before the switch.
 *
 * The recogniser in use says whose it is, and once in ten thousand strangers it is wrong. So a later visit
 * is held against what an earlier one left: if the two are not one person by the new threshold, no one knows
 * which of them was right, both are dropped, and the person begins again.
 */
export class RecogniserMigration {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** After the approval is stored: it holds up nothing, and what fails is made up for at the next visit. */
  async seen(personId: string, template: Float32Array): Promise<void> {
    try {
      await this.#deps.db
        .transaction()
        .execute((transaction) => this.#note(transaction, personId, template));
    } catch (error) {
      const fault = error instanceof Error ? error.name : 'unknown';
      this.#deps.log.error({ fault }, 'a template of the next recogniser was not stored');
    }
  }

  async #note(db: Db, personId: string, template: Float32Array): Promise<void> {
    const { cipher, model, optOuts } = this.#deps;
    const now = new Date();
    const person = await findPerson(db, personId);
    if (!person || (person.expiresAt && person.expiresAt <= now)) return;
    const standing = (await consentStandings(db, [personId]))(personId);
    if (standing.isOutdated || isConsentEnded(standing, now)) return;
    if (await optOuts.within(db).has(person)) return;
    await cipher.expectKeyOf(db);
    const before = await templatesOf(db, model.id, [personId]);
    const stored = before.map(({ ciphertext }) => cipher.decrypt(ciphertext, personId, model.id));
    if (stored.length > 0 && dot(fuse(stored), template) >= model.threshold) return;
    // Who looks like whom was noted at the switch: nothing is added until the restart.
    if ((await recogniserOnRecord(db)) === model.id) return;
    const event = { actor: 'service', subject: personId, details: { model: model.id } };
    if (stored.length === 0) {
      const about = { personId, source: 'sign_in', createdAt: now };
      await storeTemplates({ cipher, model }, db, about, [template]);
      await cipher.sealPeople(db, [personId]);
      await recordEvent(db, { action: 'second_template_stored', ...event });
      return;
    }
    await deleteTemplatesOf(db, model.id, personId);
    await cipher.sealPeople(db, [personId]);
    await recordEvent(db, { action: 'second_template_dropped', ...event });
  }
}
