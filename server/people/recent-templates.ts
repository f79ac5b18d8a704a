import { fusedCiphertextsOf } from '../store/tables/templates.ts';
import { openFused, type TemplateSource } from './fused-templates.ts';
import { peoplePerPage, readGalleryPeople } from './read-gallery.ts';

/** 2 KB each at 512 values. */
const kept = 512;

/**
 * Fused templates in full, read from the database when they are asked for. The last few are kept: the
 * frames of one capture are compared with the same people.
 */
export class RecentTemplates {
  readonly #source: TemplateSource;
  /** The one that was asked for last stands last. */
  readonly #templates = new Map<string, Float32Array>();

  constructor(source: TemplateSource) {
    this.#source = source;
  }

  /** Null when one of them is not there any more. */
  async of(personIds: readonly string[]): Promise<Map<string, Float32Array> | null> {
    const found = new Map<string, Float32Array>();
    const missing: string[] = [];
    for (const id of personIds) {
      const known = this.#templates.get(id);
      if (known) found.set(id, known);
      else missing.push(id);
    }
    for (let from = 0; from < missing.length; from += peoplePerPage) {
      const read = await this.#read(missing.slice(from, from + peoplePerPage));
      if (!read) return null;
      for (const [id, template] of read) found.set(id, template);
    }
    for (const [id, template] of found) this.#keep(id, template);
    return found;
  }

  async #read(personIds: string[]): Promise<Map<string, Float32Array> | null> {
    const { db, model } = this.#source;
    const read = new Map<string, Float32Array>();
    for (const { personId, ciphertext } of await fusedCiphertextsOf(db, model.id, personIds)) {
      const template = openFused(this.#source, personId, ciphertext);
      if (template) read.set(personId, template);
    }
    if (read.size === personIds.length) return read;
    // Someone is gone, or is to be fused again: what is so at one moment.
    const people = await readGalleryPeople(this.#source, personIds);
    if (people.length < personIds.length) return null;
    return new Map(people.map(({ personId, template }) => [personId, template]));
  }

  forget(personId: string): void {
    this.#templates.delete(personId);
  }

  #keep(personId: string, template: Float32Array): void {
    this.#templates.delete(personId);
    this.#templates.set(personId, template);
    if (this.#templates.size <= kept) return;
    for (const oldest of this.#templates.keys()) {
      this.#templates.delete(oldest);
      return;
    }
  }
}
