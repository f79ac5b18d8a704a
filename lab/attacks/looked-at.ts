import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Analysis, Vision } from '../../server/vision/analysis.ts';

/** However busy the machine is, a frame is looked at. */
const timeoutMs = 120_000;

/**
 * Vision that remembers what it saw, by the bytes of each frame: the same attack, made from the same
 * numbers, need not be looked at again after a change of the rules.
 *
 * @param folder keeps it for the next run; faces of people then lie there. Default: it ends with the process
 */
export function rememberingVision(vision: Vision, folder?: string): Vision {
  const known = new Map<string, Analysis>();
  return {
    model: vision.model,
    get ready() {
      return vision.ready;
    },
    start: () => vision.start(),
    stop: () => vision.stop(),
    parallax: (from, to) => vision.parallax(from, to),
    alteration: (from, to) => vision.alteration(from, to),
    async analyze(image, { main = 'largest' } = {}) {
      const name = createHash('sha256')
        .update(`${vision.model.id} ${main}`)
        .update(image)
        .digest('hex');
      const file = folder && path.join(folder, name.slice(0, 2), name);
      const kept = file ? await readFile(file).catch(() => null) : null;
      if (kept) return deserialize(kept) as Analysis;
      const analysis = known.get(name) ?? (await vision.analyze(image, { main, timeoutMs }));
      if (!analysis.ok && analysis.failure !== 'no_face') return analysis;
      if (!file) {
        known.set(name, analysis);
        return analysis;
      }
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, serialize(analysis), { mode: 0o600 });
      return analysis;
    },
  };
}
