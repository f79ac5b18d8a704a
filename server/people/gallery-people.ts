import type { TemplateCipher } from '../templates/cipher.ts';
import { MatrixSearch } from './search/matrix-search.ts';
import { TemplateMatrix } from './search/template-matrix.ts';

/** Someone with a fused template, as they are read. */
export interface GalleryPerson {
  personId: string;
  /** Fused, under the transform. */
  template: Float32Array;
  /** From then on (milliseconds since 1970) they are compared with no one; infinite when there is no end. */
  endsAt: number;
}

/** Everyone at one revision of the database: who they are, and their templates in whole numbers. */
export class GalleryPeople {
  /** What a probe is turned by before it is compared. */
  readonly transform: ReturnType<TemplateCipher['transformOf']>;
  readonly search: MatrixSearch;
  /** Of the database, which everything here is at. */
  revision: number;
  /** By person: the score that their approval needs, when they look like someone else. */
  stricter: ReadonlyMap<string, number> = new Map();
  readonly #matrix: TemplateMatrix;
  /** By row. */
  readonly #ids: string[] = [];
  readonly #rows = new Map<string, number>();

  constructor(
    transform: ReturnType<TemplateCipher['transformOf']>,
    dimension: number,
    revision: number,
  ) {
    this.transform = transform;
    this.revision = revision;
    this.#matrix = new TemplateMatrix(dimension);
    this.search = new MatrixSearch(this.#matrix);
  }

  get count(): number {
    return this.#matrix.count;
  }

  rowOf(personId: string): number | undefined {
    return this.#rows.get(personId);
  }

  idAt(row: number): string | undefined {
    return this.#ids[row];
  }

  endsAt(row: number): number {
    return this.#matrix.endsAt(row);
  }

  /** Not during a search. */
  put({ personId, template, endsAt }: GalleryPerson): void {
    const known = this.#rows.get(personId);
    if (known !== undefined) {
      this.#matrix.put(known, template, endsAt);
      return;
    }
    const row = this.#matrix.add(template, endsAt);
    this.#rows.set(personId, row);
    this.#ids[row] = personId;
  }

  /** Not during a search. */
  remove(personId: string): void {
    const row = this.#rows.get(personId);
    if (row === undefined) return;
    const last = this.#matrix.remove(row);
    const moved = this.#ids[last];
    this.#rows.delete(personId);
    this.#ids.length = last;
    if (moved === undefined || row === last) return;
    this.#ids[row] = moved;
    this.#rows.set(moved, row);
  }
}
