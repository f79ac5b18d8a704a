import { randomInt } from 'node:crypto';
import { Type, type Static } from 'typebox';

const key = Type.String({ minLength: 1 });

/** A command to an app's storage. */
export const StorageCommand = Type.Union([
  Type.Object({ action: Type.Enum(['get', 'unset']), key }),
  Type.Object({ action: Type.Literal('set'), key, value: Type.Unknown() }),
  Type.Object({
    action: Type.Literal('set_unique'),
    key,
    chars: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  }),
  Type.Object({
    action: Type.Literal('set_unique_num'),
    key,
    min: Type.Optional(Type.Integer()),
    max: Type.Optional(Type.Integer()),
  }),
  Type.Object({
    action: Type.Literal('list'),
    page: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
]);
export type StorageCommand = Static<typeof StorageCommand>;

export interface StorageItem {
  key: string;
  value: unknown;
}

const pageSize = 100;
const maxTries = 1000;
/** The widest range of `randomInt`. */
const widestSpan = 2 ** 48 - 2;

/** An app's storage at Envoy, for one install or for the whole app (null). */
export class Storage {
  readonly #items = new Map<string | null, Map<string, unknown>>();

  /** Runs one command. Returns null when the key is missing, or no unique value is left. */
  run(installId: string | null, command: StorageCommand): StorageItem | StorageItem[] | null {
    const items = this.#of(installId);
    switch (command.action) {
      case 'list':
        return listed(items, command.page ?? 1);
      case 'get':
        return itemIn(items, command.key);
      case 'unset': {
        const removed = itemIn(items, command.key);
        items.delete(command.key);
        return removed;
      }
      case 'set':
        items.set(command.key, command.value ?? null);
        return itemIn(items, command.key);
      case 'set_unique': {
        const { chars = '0123456789', size = 12 } = command;
        const make = () => Array.from({ length: size }, () => oneOf([...chars])).join('');
        return this.#setUnique(items, command.key, make);
      }
      case 'set_unique_num': {
        const { min = 0, max = Number.MAX_SAFE_INTEGER } = command;
        const span = Math.min(max - min, widestSpan);
        return this.#setUnique(items, command.key, () => min + randomInt(0, span + 1));
      }
    }
  }

  #of(installId: string | null): Map<string, unknown> {
    const items = this.#items.get(installId) ?? new Map<string, unknown>();
    this.#items.set(installId, items);
    return items;
  }

  /** Stores a value that differs from every stored value of all installs. */
  #setUnique(items: Map<string, unknown>, key: string, make: () => unknown): StorageItem | null {
    const taken = new Set([...this.#items.values()].flatMap((each) => [...each.values()]));
    for (let tries = 0; tries < maxTries; tries++) {
      const value = make();
      if (taken.has(value)) continue;
      items.set(key, value);
      return { key, value };
    }
    return null;
  }
}

function itemIn(items: Map<string, unknown>, key: string): StorageItem | null {
  return items.has(key) ? { key, value: items.get(key) } : null;
}

function listed(items: Map<string, unknown>, page: number): StorageItem[] {
  const sorted = [...items].map(([key, value]) => ({ key, value }));
  sorted.sort((a, b) => (a.key < b.key ? -1 : 1));
  return sorted.slice((page - 1) * pageSize, page * pageSize);
}

function oneOf(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}
