import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Analysis, Vision } from '#face';

/** Long enough to analyse a frame on a busy machine. */
const timeoutMs = 120_000;

/**
 * Vision that caches its analyses by the bytes of each frame. After a change of the rules, the same attack from the
 * same numbers needs no new analysis.
 *
 * @param folder keeps the cache for the next run, including face templates of people. Default: none
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
    learnRig: (pairs) => vision.learnRig(pairs),
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
