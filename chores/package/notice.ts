import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import spdx from 'spdx-license-list/full.js';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { isOurs, type Lockfile } from '../bill-of-materials.ts';

const licenceFile = /^(licen[cs]e|notice|copying|copyright|unlicense)/i;
const licenceSection = /^#+ *licen[cs](?:e|es|ing)\b[^\n]*\n(.*?)(?=^#|(?![\s\S]))/ims;

/**
 * The licence text of every packaged npm package, each text once. A package without a file of its own gets the section
 * of its README, and the text that SPDX keeps for the licence that it states.
 * @param folders the folder of each package, by its folder in the lock file
 * @throws {RefusalError} `no_licence` when a package states none whose text is known
 */
export function noticeOf(lock: Lockfile, folders: ReadonlyMap<string, string>): string {
  const packages = new Map<string, Set<string>>();
  for (const [folder, { version = '', license = '' }] of Object.entries(lock.packages)) {
    const found = folders.get(folder);
    if (folder === '' || isOurs(folder) || found === undefined) continue;
    const name = `${folder.split('node_modules/').at(-1)} ${version}`;
    for (const text of textsOf(found, name, license)) {
      packages.set(text, (packages.get(text) ?? new Set()).add(`${name} (${license})`));
    }
  }
  const parts = [...packages].map(([text, names]) => `${[...names].join('\n')}\n\n${text}\n`);
  return `The programs of others in this package, each with its licence.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function textsOf(folder: string, name: string, license: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8').trim();
  const own = files.filter((file) => licenceFile.test(file.name)).map((file) => read(file.name));
  if (own.length > 0) return own;
  const readme = files.find((file) => /^readme(\.md)?$/i.test(file.name));
  const section = readme && licenceSection.exec(read(readme.name))?.[1]?.trim();
  return [...(section ? [section] : []), ...standardTexts(name, license)];
}

/** The LGPL adds to the GPL, and so needs its text, too. */
function standardTexts(name: string, license: string): string[] {
  const ids = license.match(/[\w.+-]+/g)?.filter((word) => !/^(AND|OR|WITH)$/.test(word)) ?? [];
  const all = ids.flatMap((id) => (id.startsWith('LGPL-3') ? [id, id.replace('L', '')] : [id]));
  const texts = all.map((id) => spdx[id]?.licenseText.trim());
  if (texts.length > 0 && texts.every((text) => text !== undefined)) return texts;
  throw new RefusalError(
    'no_licence',
    `${name} has no licence text, and states "${license}". Find its licence before you ship it.`,
  );
}
