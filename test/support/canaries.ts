import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Db, Schema } from '#server/store/schema.ts';

// Unique values of a test, and the search for them in everything that the service wrote or said.

export interface Canary {
  what: string;
  /** Forms to search for. The search ignores the case of texts. */
  forms: readonly (string | Buffer)[];
  /** Places where the value is allowed. */
  mayStandIn: readonly RegExp[];
}

export type Searched = [name: string, bytes: Buffer];

/** A text as it is, URL-encoded and in base64. */
export function written(...texts: string[]): string[] {
  return texts.flatMap((text) => [text, encodeURIComponent(text), ...base64Of(Buffer.from(text))]);
}

/** The base64 of the bytes at each of three offsets, without the letters that depend on neighbouring bytes. */
function base64Of(bytes: Buffer): string[] {
  const all = [0, 1, 2].flatMap((offset) => {
    const whole = bytes.subarray(offset, bytes.length - ((bytes.length - offset) % 3));
    return [...new Set([whole.toString('base64'), whole.toString('base64url')])];
  });
  // A shorter text may occur by chance.
  return all.filter((text) => text.length >= 8);
}

/** Parts of bytes, because a file or a message may contain only some of them. */
export function partsOf(bytes: Buffer): (string | Buffer)[] {
  const parts: (string | Buffer)[] = [];
  for (let at = 0; at + 48 <= bytes.length; at += 48) {
    const part = bytes.subarray(at, at + 48);
    parts.push(part.subarray(0, 16), ...base64Of(part));
  }
  return parts;
}

/** Parts of a template, and values of it as printed numbers, in double and in single precision. */
export function templateParts(template: Float32Array): (string | Buffer)[] {
  const { buffer, byteOffset, byteLength } = template;
  const values = [...template.slice(0, 8)];
  return [
    ...partsOf(Buffer.from(buffer, byteOffset, byteLength)),
    ...values.flatMap((value) => [String(value), String(Math.fround(value))]),
  ];
}

export function linesOf(log: string): Searched[] {
  return log.split('\n').map((line, at) => [`log ${at}`, Buffer.from(line)]);
}

/** Every file below a folder. An atomic write may rename its draft meanwhile, so drafts are left out. */
export function filesIn(folder: string): Searched[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.new'))
    .map(({ name, parentPath }) => [`file ${name}`, readFileSync(path.join(parentPath, name))]);
}

/** Every row of the store, a table as one place. */
export async function rowsIn(db: Db): Promise<Searched[]> {
  const tables = await db.introspection.getTables();
  return Promise.all(
    tables.map(async ({ name }): Promise<Searched> => {
      const rows = await db
        .selectFrom(name as keyof Schema)
        .selectAll()
        .execute();
      const values = rows.flatMap((row) => Object.values(row) as unknown[]);
      const bytes = values.map((value) =>
        Buffer.isBuffer(value) ? value : Buffer.from(String(value)),
      );
      return [`table ${name}`, Buffer.concat(bytes)];
    }),
  );
}

/** @returns what was found in a place where it is not allowed */
export function leaksIn(place: string, bytes: Buffer, canaries: readonly Canary[]): string[] {
  const text = bytes.toString('latin1').toLowerCase();
  const stands = (form: string | Buffer) =>
    typeof form === 'string' ? text.includes(form.toLowerCase()) : bytes.includes(form);
  return canaries
    .filter(({ mayStandIn }) => !mayStandIn.some((allowed) => allowed.test(place)))
    .filter(({ forms }) => forms.some(stands))
    .map(({ what }) => what);
}

/** @returns what the search would not find in each of its forms; nothing where it works */
export function unfindable(canaries: readonly Canary[]): string[] {
  const isFound = (canary: Canary, form: string | Buffer) => {
    const bytes = Buffer.concat([Buffer.from('x'), Buffer.from(form), Buffer.from('x')]);
    return leaksIn('elsewhere', bytes, [{ ...canary, forms: [form] }]).length > 0;
  };
  return canaries
    .filter((canary) => !canary.forms.every((form) => isFound(canary, form)))
    .map(({ what }) => what);
}
