import { signal } from '@preact/signals';

const kept = signal<ReadonlyMap<string, unknown>>(new Map());

/** Counts the sessions. */
let session = 0;

function isWithin(key: string, path: string): boolean {
  return key === path || key.startsWith(`${path}/`);
}

/**
 * What somebody has entered in a form and not sent. A visitor or a ring may call the reader away at any moment, and a
 * question on the way would stop them. So no way out of a form asks, and none discards: Escape, "Close", the button
 * that opened it, another card and another view. The form has the draft when it opens again. A draft ends when it is
 * sent, by "Discard", and with the session, whose names nobody may read afterwards.
 *
 * Not kept: passwords, and what confirms an act, such as a tick or the name of somebody to erase.
 */
class Draft<Value> {
  readonly #path: string;
  readonly #empty: Value;
  readonly #session = session;

  constructor(path: string, empty: Value) {
    this.#path = path;
    this.#empty = empty;
  }

  get value(): Value {
    return (kept.value.get(this.#path) as Value | undefined) ?? this.#empty;
  }

  /** Whether there is a draft here, or in a part of the form. */
  get isKept(): boolean {
    return [...kept.value.keys()].some((key) => isWithin(key, this.#path));
  }

  /** Does nothing after the session: what was under way then may bring no name back. */
  set(value: Value): void {
    if (this.#session !== session) return;
    kept.value = new Map(kept.value).set(this.#path, value);
  }

  discard(): void {
    kept.value = new Map([...kept.value].filter(([key]) => !isWithin(key, this.#path)));
  }
}

/**
 * @param path names the form: `people/enrol`, and `people/enrol/photos` for a part of it
 * @param empty the value of a form that nobody has touched
 */
export function draftOf<Value>(path: string, empty: Value): Draft<Value> {
  return new Draft(path, empty);
}

export function clearDrafts(): void {
  session++;
  kept.value = new Map();
}
