import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { Db } from '#server/store/schema.ts';
import { openTestStore } from '../support/store.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { insertTemplate, templatesOfPerson } from '#server/store/tables/templates.ts';
import type { TemplateCipher } from '#server/templates/cipher.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { enrolledPerson } from '../store/rows.ts';
import { writeNewKey } from './key-file.ts';

const model = 'onnx/test';
const template = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i) / 16);

/** Allows for the rounding to floats in both directions of the transform. */
function isNear(t: Test, found: Float32Array | undefined, wanted: Float32Array, message?: string) {
  const differences = wanted.map((value, i) => Math.abs(value - (found?.[i] ?? NaN)));
  t.ok(Math.max(...differences) < 1e-7, message ?? 'the template as it was');
}

async function fresh(t: Test) {
  const folder = path.join(t.testdir(), 'data');
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  return { db: store.db, databaseFile, keyFile: path.join(folder, 'template.key') };
}

/** A database with one person and one template. */
async function filled(t: Test) {
  const made = await fresh(t);
  const cipher = await openTemplateCipher(made.db, made.keyFile);
  await store(made.db, cipher);
  return { ...made, cipher };
}

async function store(db: Db, cipher: TemplateCipher): Promise<void> {
  await insertPerson(db, enrolledPerson('ada'));
  const ciphertext = cipher.encrypt(template, 'ada', model);
  const createdAt = new Date();
  await insertTemplate(db, { personId: 'ada', model, ciphertext, source: 'photo', createdAt });
}

async function storedTemplate({ db, keyFile }: Awaited<ReturnType<typeof fresh>>) {
  const cipher = await openTemplateCipher(db, keyFile);
  const [row] = await templatesOfPerson(db, 'ada');
  return cipher.decrypt(row?.ciphertext ?? Buffer.alloc(0), 'ada', model);
}

t.test('a template comes back, and is in the clear in no file', async (t) => {
  const made = await filled(t);
  isNear(t, await storedTemplate(made), template);
  const plain = Buffer.from(template.buffer);
  for (const file of readdirSync(path.dirname(made.keyFile))) {
    const bytes = readFileSync(path.join(path.dirname(made.keyFile), file));
    for (let at = 0; at + 16 <= plain.length; at += 16) {
      if (bytes.includes(plain.subarray(at, at + 16))) t.fail(`${file} holds part of the template`);
    }
  }
});

t.test('a template moved to another person or model, or altered, does not decrypt', async (t) => {
  const { cipher } = await filled(t);
  const sealed = cipher.encrypt(template, 'ada', model);
  t.notSame(cipher.encrypt(template, 'ada', model), sealed, 'a fresh nonce each time');
  const damaged = { code: 'template_damaged', message: /ada|bob/ };
  t.throws(() => cipher.decrypt(sealed, 'bob', model), damaged);
  t.throws(() => cipher.decrypt(sealed, 'ada', 'another model'), damaged);
  for (const at of [0, 1, 20, sealed.length - 1]) {
    const altered = Buffer.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    t.throws(() => cipher.decrypt(altered, 'ada', model), damaged, `byte ${at}`);
  }
  for (const length of [0, 1, 13, 29, sealed.length - 1]) {
    t.throws(() => cipher.decrypt(sealed.subarray(0, length), 'ada', model), damaged);
  }
});

t.test('a missing key is made, for its owner only, when nothing is encrypted yet', async (t) => {
  const { db, keyFile } = await fresh(t);
  const ciphers = await Promise.all([1, 2, 3].map(() => openTemplateCipher(db, keyFile)));
  t.equal(statSync(keyFile).mode & 0o777, 0o600);
  const sealed = ciphers[0]?.encrypt(template, 'ada', model) ?? Buffer.alloc(0);
  for (const cipher of ciphers) isNear(t, cipher.decrypt(sealed, 'ada', model), template);
  t.strictSame(
    readdirSync(path.dirname(keyFile)).filter((name) => name.includes('key')),
    ['template.key'],
  );
});

t.test('a missing key is refused when templates exist, and none is made', async (t) => {
  const made = await filled(t);
  rmSync(made.keyFile);
  await t.rejects(openTemplateCipher(made.db, made.keyFile), {
    code: 'key_missing',
    message: /template\.key is missing.*backup/,
  });
  t.notOk(existsSync(made.keyFile));
});

t.test('a key that others can read is refused with the remedy', async (t) => {
  const made = await filled(t);
  chmodSync(made.keyFile, 0o640);
  await t.rejects(openTemplateCipher(made.db, made.keyFile), {
    code: 'key_exposed',
    message: `The template key ${made.keyFile} can be read by others (mode 0640). Run: chmod 600 ${made.keyFile}`,
  });
  chmodSync(made.keyFile, 0o400);
  isNear(t, await storedTemplate(made), template, 'read-only is fine');
});

t.test('another key is refused, and the right one still works afterwards', async (t) => {
  const made = await filled(t);
  const right = readFileSync(made.keyFile);
  const wrong = writeNewKey(made.keyFile);
  await t.rejects(openTemplateCipher(made.db, made.keyFile), { code: 'key_wrong' });
  t.equal(readFileSync(made.keyFile, 'utf8'), wrong, 'nothing overwritten');
  writeFileSync(made.keyFile, right);
  isNear(t, await storedTemplate(made), template);
});

t.test('another key is taken while nothing is encrypted', async (t) => {
  const { db, keyFile } = await fresh(t);
  await openTemplateCipher(db, keyFile);
  writeNewKey(keyFile);
  await openTemplateCipher(db, keyFile);
  await t.resolves(openTemplateCipher(db, keyFile));
});

t.test('a key that is not one is refused', async (t) => {
  const { db, keyFile } = await fresh(t);
  const one = randomBytes(32).toString('base64');
  const other = randomBytes(32).toString('base64');
  const short = randomBytes(16).toString('base64');
  const malformed = [
    ...['', 'secret', short, 'A'.repeat(44), `# 1 ${one} ${other}`],
    // One or several secrets, without a version or a transform.
    ...[one, `${one}\n${other}`, `1 ${one}`, `${one} ${other}`],
    ...['0', '256', '-1', '1.5', 'one', '1e0'].map((version) => `${version} ${one} ${other}`),
    ...[`1 ${one} ${short}`, `1 ${one} ${other} ${one}`, `1 ${one} ${other}A`],
    `1 ${one} ${other}\n2 ${one} ${other}`,
  ];
  for (const text of malformed) {
    writeFileSync(keyFile, text, { mode: 0o600 });
    await t.rejects(openTemplateCipher(db, keyFile), { code: 'key_malformed' }, `"${text}"`);
  }
  writeFileSync(keyFile, `# A comment.\n\n 255  ${one} ${other} \n`);
  await t.resolves(openTemplateCipher(db, keyFile));
});
