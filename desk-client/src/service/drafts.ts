import { signal } from '@preact/signals';

/** `note_seen`: the note as its writer saw it. `why`: why the visitor is let in against an alarm. */
type Draft = 'note' | 'note_seen' | 'host' | 'why';

/** Typed text of a visit that is not sent. Drafts outlive a closed row, another view and an outage. */
class Drafts {
  readonly #texts = signal<ReadonlyMap<string, string>>(new Map());

  /**
   * Null: the form is not open.
   * @param visit for `why` the sign-in: a reason against one alarm is none against the next
   * @param what a form of the visit
   */
  of(visit: string, what: Draft): string | null {
    return this.#texts.value.get(`${what} ${visit}`) ?? null;
  }

  set(visit: string, what: Draft, text: string | null): void {
    const texts = new Map(this.#texts.value);
    if (text === null) texts.delete(`${what} ${visit}`);
    else texts.set(`${what} ${visit}`, text);
    this.#texts.value = texts;
  }

  clear(): void {
    this.#texts.value = new Map();
  }
}

export const drafts = new Drafts();
