import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { formatText } from '../../chores/generated-text.ts';
import { createProgram } from '../../scripts/terminal/program.ts';
import { projectRoot } from '#server/config/environment.ts';
import type { PlayedAttack } from './play.ts';

const file = path.join(projectRoot, 'lab/measurements/attacks.json');

/** How often one kind of attack was approved, among tries that reached the dot challenge. */
interface Count {
  letIn: number;
  of: number;
}

export interface AttackCount {
  /** Attacks played directly into the service's session. */
  session: Count;
  /** The same attacks through a running service's WebSocket; absent where not tried. */
  service?: Count;
}

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
    .description('Put what `attacks --json` measured into lab/measurements/attacks.json.')
    .argument('<files...>', 'what it printed, of one or more runs on the half that judges')
    .answers(async (files: string[]) => {
      const runs = await Promise.all(files.map(async (name) => readJson<AttackRun>(name)));
      const counts = countsWith(await readJson<Record<string, AttackCount>>(file), runs);
      await writeFile(file, formatText(file, JSON.stringify(counts)));
      return { ok: true, text: `Wrote ${file}.`, json: { counts } };
    });
}

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(name, 'utf8')) as T;
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
      counts[kind] =
        how === 'service' ? { ...known!, service: count } : { ...known, session: count };
    }
  }
  return counts;
}
