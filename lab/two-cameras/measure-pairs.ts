import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CommandResult } from '../../scripts/terminal/answer.ts';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import type { Half } from '../attacks/people.ts';
import type { PartOptions, PlaceLine, PlayedLine } from './part.ts';
import { countKinds, reportKinds, reportServed, type KindCount } from './report.ts';
import type { ServedLine } from './through-service.ts';

const script = path.join(import.meta.dirname, `part-process${path.extname(import.meta.filename)}`);
/** Child processes; each uses one core. */
const processes = 2;

export interface PairOptions {
  half: Half | 'both';
  times: number;
  people: number;
  kinds?: string;
  keep?: string;
  throughService?: boolean;
}

/**
 * Draws what two cameras see of each kind of attack and of people, and judges it as the service does.
 *
 * @param folder of faces: `heads`, `strangers`, `scenes/no_human_face`
 * @throws {RefusalError} when something is missing
 */
export async function measurePairs(folder: string, options: PairOptions): Promise<CommandResult> {
  const halves = options.half === 'both' ? (['tune', 'judge'] as const) : [options.half];
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'two-cameras-'));
  try {
    if (options.keep) await mkdir(path.resolve(options.keep), { recursive: true, mode: 0o700 });
    const texts: string[] = [];
    const json: Partial<Record<Half, Record<string, KindCount>>> = {};
    const throughService: ServedLine[] = [];
    for (const half of halves) {
      const { played, places, served } = await playHalf(folder, half, options, temporary);
      if (options.throughService) {
        texts.push(reportServed(half, served));
        throughService.push(...served);
        continue;
      }
      json[half] = countKinds(played);
      texts.push(reportKinds(half, json[half], places));
    }
    return {
      ok: true,
      text: texts.join('\n\n'),
      json: options.throughService ? { throughService } : { twoCameras: json },
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function playHalf(
  folder: string,
  half: Half,
  { times, people, kinds, keep, throughService = false }: PairOptions,
  temporary: string,
) {
  const files = Array.from({ length: processes }, (_, part) =>
    path.join(temporary, `${half}-${part}.jsonl`),
  );
  const codes = await Promise.all(
    files.map(async (into, part) => {
      const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const where = keep && path.resolve(keep, path.basename(into));
      const what: PartOptions = {
        ...{ folder, into, half, times, people, part, of: processes, throughService },
        words: kinds?.split(',').map((word) => word.trim()) ?? [''],
        ...(where && { keep: where }),
      };
      child.send(what);
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    }),
  );
  if (codes.some((code) => code !== 0)) {
    throw new RefusalError('not_played', 'A process that draws pairs ended early: see above.');
  }
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const lines = texts.flatMap((text) => text.split('\n').filter(Boolean));
  const all = lines.map((line) => JSON.parse(line) as PlayedLine | PlaceLine | ServedLine);
  return {
    played: all.filter((line): line is PlayedLine => 'outcome' in line),
    served: all.filter((line): line is ServedLine => 'letIn' in line),
    places: all.filter((line): line is PlaceLine => 'place' in line),
  };
}
