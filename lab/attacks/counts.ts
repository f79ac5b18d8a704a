import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { formatText } from '../../chores/generated-text.ts';
import { createProgram } from '../../scripts/terminal/program.ts';
import { attackCounts, type AttackCount } from '../../packages/face/index.ts';
import { projectRoot } from '../../server/config/environment.ts';
import type { PlayedAttack } from './play.ts';

const source = path.join(projectRoot, 'packages/face/measured/attack-counts.ts');

/** The needed parts of the output of `npm run lab -- attacks --json`. */
export interface AttackRun {
  /** False: no model has seen the pictures, so the run is not a result. */
  look: boolean;
  throughService: boolean;
  results: { judge?: Record<string, PlayedAttack[]> };
}

/** `npm run lab -- attack-counts` */
export function attackCountsCommand(): Command {
  return createProgram('attack-counts')
    .description('Put what `attacks --json` measured into the counts that every document states.')
    .argument('<files...>', 'what it printed, of one or more runs on the half that judges')
    .answers(async (files: string[]) => {
      const runs = await Promise.all(
        files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as AttackRun),
      );
      const counts = countsWith(attackCounts, runs);
      await writeFile(source, await sourceWith(counts));
      return { ok: true, text: `Wrote ${source}. Run "npm run docs".`, json: { counts } };
    });
}

/** Replaces counts by those of newer runs. Runs without models do not count. */
export function countsWith(
  before: Readonly<Record<string, AttackCount>>,
  runs: readonly AttackRun[],
): Record<string, AttackCount> {
  const counts = { ...before };
  for (const how of ['session', 'service'] as const) {
    const played = new Map<string, PlayedAttack[]>();
    for (const { look, throughService, results } of runs) {
      if (!look || throughService !== (how === 'service')) continue;
      for (const [kind, tries] of Object.entries(results.judge ?? {})) {
        played.set(kind, [...(played.get(kind) ?? []), ...tries]);
      }
    }
    for (const [kind, tries] of played) {
      const asked = tries.filter(({ wasAsked }) => wasAsked);
      const known = counts[kind];
      if (asked.length === 0 || (how === 'service' && !known)) continue;
      const letIn = asked.filter(({ conclusion }) => conclusion === 'matched');
      const count = { letIn: letIn.length, of: asked.length };
      if (how === 'service') counts[kind] = { ...known!, service: count };
      else {
        const isCompared = asked.every(({ isInRoom }) => typeof isInRoom === 'boolean');
        const inRoom = letIn.filter(({ isInRoom }) => isInRoom).length;
        const room = isCompared ? { letIn: inRoom, of: asked.length } : null;
        counts[kind] = { session: count, service: known?.service ?? null, room };
      }
    }
  }
  return counts;
}

/** Returns the source file with these counts. */
async function sourceWith(counts: Record<string, AttackCount>): Promise<string> {
  const [head] = (await readFile(source, 'utf8')).split(/(?<=Record<string, AttackCount>> = )/);
  return formatText(source, `${head}${JSON.stringify(counts)};`);
}
