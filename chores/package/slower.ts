import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RefusalError } from '../../scripts/terminal/answer.ts';

/** What `bench --beside` says of one measure. */
interface Comparison {
  what: string;
  ratio: number;
  isSlower: boolean;
}

/** Compares with the build before, in turns. Its bench takes some minutes. @param folder a built clone of it */
export function comparedWith(folder: string): Comparison[] {
  const program = path.join(import.meta.dirname, '../../scripts/vestibule.js');
  const { stdout } = spawnSync(process.execPath, [program, 'bench', '--beside', folder, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (JSON.parse(stdout) as { compared: Comparison[] }).compared;
}

/**
 * Refuses a release that got slower, unless its notes have a line like `Slower: start to ready, because …` for it.
 * @throws {RefusalError} `slower`
 */
export function refuseSlower(compared: readonly Comparison[], notes: string): void {
  const unsaid = compared.filter(
    ({ what, isSlower }) => isSlower && !notes.includes(`Slower: ${what}`),
  );
  if (unsaid.length === 0) return;
  const list = unsaid.map(({ what, ratio }) => `${what} (${ratio.toFixed(2)} times)`).join(', ');
  throw new RefusalError(
    'slower',
    `Slower than the build before: ${list}. Find the cause, or say why in CHANGELOG.md: "- Slower: ${unsaid[0]?.what}, because …".`,
  );
}
