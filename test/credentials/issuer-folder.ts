import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { readIssuerFiles } from '#server/credentials/issuer-files.ts';
import { readIssuers } from '#server/credentials/read-issuers.ts';

type Content = string | Buffer | object;

/** Returns what writes a file into a folder of issuers. */
export function writerIn(folder: string) {
  return (name: string, content: Content) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(file, isRaw ? content : JSON.stringify(content));
  };
}

/** A folder of issuers with these files and the folder of lists, and what the service reads in it. */
export function issuerFolder(t: Test, files: Record<string, Content> = {}) {
  const folder = path.join(t.testdir({}), 'issuers');
  mkdirSync(path.join(folder, 'revoked'), { recursive: true });
  const write = writerIn(folder);
  for (const [name, content] of Object.entries(files)) write(name, content);
  const read = async () => readIssuers((await readIssuerFiles(folder)).text ?? []);
  return { folder, write, read };
}
