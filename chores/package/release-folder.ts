import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { writeAptRepository } from './apt-repository.ts';
import { filesBelow, writeChecksums } from './stage.ts';

interface Release {
  /** The folder with the packages, images and bills of materials. */
  folder: string;
  version: string;
  changelog: string;
  time: number;
  /** File with a minisign secret key; null: the checksums are unsigned. */
  minisignKey: string | null;
  gpgKey: string | null;
}

/** Adds the other published files: notes, an apt repository, checksums and their signature. @returns all files */
export function finishRelease({ folder, version, changelog, ...release }: Release): string[] {
  writeFileSync(path.join(folder, 'NOTES.md'), notesOf(changelog, version));
  writeAptRepository({ folder, version, time: release.time, gpgKey: release.gpgKey });
  writeChecksums(folder);
  if (release.minisignKey !== null) sign(folder, version, path.resolve(release.minisignKey));
  return filesBelow(folder);
}

/** The changelog's section for a version, released or not. @throws {RefusalError} */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## )/m);
  const section = sections.find((text) => {
    const [heading = ''] = text.split('\n');
    return heading.startsWith('## ') && heading.split(/[\s:[\]]+/).includes(version);
  });
  if (section !== undefined) return section.replace(/^## .*/, `# Vestibule ${version}`);
  const message = `CHANGELOG.md has no section about ${version}.`;
  throw new RefusalError('no_notes', message);
}

/** Signs in the form that `vestibule upgrade` verifies. Asks for the key's pass phrase at the terminal. */
function sign(folder: string, version: string, key: string): void {
  const args = ['-S', '-s', key, '-m', 'SHA256SUMS', '-t', `vestibule ${version}`];
  execFileSync('minisign', args, { cwd: folder, stdio: 'inherit' });
}
