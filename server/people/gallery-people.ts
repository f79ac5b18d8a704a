import type { TemplateCipher } from '../templates/cipher.ts';
import { TemplateMatrix } from '#face';

/** A person with a fused template, as read from the store. */
export interface GalleryPerson {
  personId: string;
  /** Fused, and transformed. */
  template: Float32Array;
  /** End of the enrolment (milliseconds since 1970), after which they are not compared; infinite without an end. */
  endsAt: number;
}

/** Everybody at one revision of the database: their ids, and their transformed templates. */
export class GalleryPeople {
  /** The transform that a probe gets before the comparison. */
  readonly transform: ReturnType<TemplateCipher['transformOf']>;
  /** The database revision of all this data. */
  revision: number;
  /** By person: the score that an approval needs when they look like another person. */
  stricter: ReadonlyMap<string, number> = new Map();
  readonly #matrix: TemplateMatrix;
  /** By row. */
  readonly #ids: string[] = [];
  readonly #endsAt: number[] = [];
  readonly #rows = new Map<string, number>();

  constructor(
    transform: ReturnType<TemplateCipher['transformOf']>,
    dimension: number,
    revision: number,
  ) {
    this.transform = transform;
    this.revision = revision;
    this.#matrix = new TemplateMatrix(dimension);
  }

  get count(): number {
    return this.#matrix.count;
  }

  rowOf(personId: string): number | undefined {
    return this.#rows.get(personId);
  }

  idAt(row: number): string {
    return this.#ids[row]!;
  }

  /** Returns when the row expires, in milliseconds since 1970. */
  endsAt(row: number): number {
    return this.#endsAt[row]!;
  }

  /** Cosines with every row. Do not change the people meanwhile. @param turned the transformed probe, unit length */
  similarities(turned: Float32Array): ReturnType<TemplateMatrix['similarities']> {
    return this.#matrix.similarities(turned);
  }

  /** Must not run during a search. */
  put({ personId, template, endsAt }: GalleryPerson): void {
    const known = this.#rows.get(personId);
    if (known !== undefined) this.#matrix.put(known, template);
    const row = known ?? this.#matrix.add(template);
    this.#rows.set(personId, row);
    this.#ids[row] = personId;
    this.#endsAt[row] = endsAt;
  }

  /** Must not run during a search. */
  remove(personId: string): void {
    const row = this.#rows.get(personId);
    if (row === undefined) return;
    const last = this.#matrix.remove(row);
    this.#rows.delete(personId);
    if (row !== last) {
      const moved = this.#ids[last]!;
      this.#ids[row] = moved;
      this.#endsAt[row] = this.#endsAt[last]!;
      this.#rows.set(moved, row);
    }
    this.#ids.length = last;
    this.#endsAt.length = last;
  }
}
