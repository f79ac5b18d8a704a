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
 */
export function rememberingVision(vision: Vision, folder: string): Vision {
  return {
    model: vision.model,
    get ready() {
      return vision.ready;
    },
    start: () => vision.start(),
    stop: () => vision.stop(),
    async analyze(image, { main = 'largest' } = {}) {
      const name = createHash('sha256')
        .update(`${vision.model.id} ${main}`)
        .update(image)
        .digest('hex');
      const file = path.join(folder, name.slice(0, 2), name);
      const known = await readFile(file).catch(() => null);
      if (known) return deserialize(known) as Analysis;
      const analysis = await vision.analyze(image, { main, timeoutMs });
      if (!analysis.ok && analysis.failure !== 'no_face') return analysis;
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, serialize(analysis));
      return analysis;
    },
  };
}
