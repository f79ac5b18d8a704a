import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import type { Db } from '../../store/schema.ts';
import { recogniserOnRecord } from '../../store/tables/audit-events.ts';
import { findPerson } from '../../store/tables/people.ts';
import { deleteTemplatesOf, templatesOf } from '../../store/tables/templates.ts';
import type { TemplateCipher } from '../../templates/cipher.ts';
import type { OptOuts } from '../../people/opt-outs.ts';
import { consentStandings, isConsentEnded } from '../../people/person.ts';
import { storeTemplates } from '../../people/photos.ts';
import { dot, fuse, type ModelInfo } from '#face';

interface Deps {
  db: Db;
  cipher: TemplateCipher;
  /** The recogniser to which the installation is moving. */
  model: ModelInfo;
  optOuts: Pick<OptOuts, 'within'>;
  log: Pick<Logger, 'error'>;
}

/**
 * Collects templates of the next recogniser while an installation moves to it. The source is each visitor whom the
 * current recogniser lets in, who passed every check and moved as asked. The template is stored beside the others,
 * under the same consent, and is not used before the switch.
 *
 * The current recogniser mistakes one in ten thousand strangers for the person. So each visit is compared with the
 * template of an earlier one. If the two differ by the new threshold, either may be wrong: both are dropped, and the
 * person starts again.
 */
export class RecogniserMigration {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Runs after the approval is stored, so nothing waits for it. After an error, the next visit tries again. */
  async note(personId: string, template: Float32Array): Promise<void> {
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
    // At the switch, the service noted which people look alike. Until the restart, nothing may be added.
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
