import type { TemplateCipher } from '../templates/cipher.ts';
import type { similarities } from './similarity.ts';
import { TemplateMatrix } from './template-matrix.ts';

/** Someone with a fused template, as they are read. */
export interface GalleryPerson {
  personId: string;
  /** Fused, under the transform. */
  template: Float32Array;
  /** From then on (milliseconds since 1970) they are compared with no one; infinite when there is no end. */
  endsAt: number;
}

/** Everyone at one revision of the database: who they are, and their templates under the transform. */
export class GalleryPeople {
  /** What a probe is turned by before it is compared. */
  readonly transform: ReturnType<TemplateCipher['transformOf']>;
  /** Of the database, which everything here is at. */
  revision: number;
  /** By person: the score that their approval needs, when they look like someone else. */
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

  /** From when the row does not count any more: milliseconds since 1970. */
  endsAt(row: number): number {
    return this.#endsAt[row]!;
  }

  /** Cosines with every row. Put and remove nobody meanwhile. @param turned the probe under the transform, unit length */
  similarities(turned: Float32Array): ReturnType<typeof similarities> {
    return this.#matrix.similarities(turned);
  }

  /** Not during a search. */
  put({ personId, template, endsAt }: GalleryPerson): void {
    const known = this.#rows.get(personId);
    if (known !== undefined) this.#matrix.put(known, template);
    const row = known ?? this.#matrix.add(template);
    this.#rows.set(personId, row);
    this.#ids[row] = personId;
    this.#endsAt[row] = endsAt;
  }

  /** Not during a search. */
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
