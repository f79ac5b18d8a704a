import sharp from 'sharp';
import workerpool from 'workerpool';
import type { Analysis } from '../analysis.ts';
import { loadEngine } from '../engines/load-engine.ts';
import { Looker } from '../look.ts';
import type { EngineName } from '../models/manifest.ts';
import { ModelsError, type ModelsErrorCode } from '../models/models-error.ts';
import { rehearse } from '../rehearsal.ts';
import type { How } from '../vision.ts';

/**
 * The child process that runs the models. It is told what to load, then asked about one image after
 * another. It ends when its parent ends or disconnects (workerpool sees to that).
 */
let looker: Looker | null = null;

export type LoadAnswer =
  { ok: true; pid: number } | { ok: false; code: ModelsErrorCode; sentence: string };

async function load(engineName: EngineName, modelsDir: string): Promise<LoadAnswer> {
  try {
    const engine = await loadEngine(engineName, modelsDir);
    await rehearse(engine);
    looker = new Looker(engine);
    return { ok: true, pid: process.pid };
  } catch (error) {
    if (error instanceof ModelsError)
      return { ok: false, code: error.code, sentence: error.message };
    throw error;
  }
}

async function look(image: Uint8Array, how: How): Promise<Analysis> {
  if (!looker) throw new Error('The models are not loaded.');
  return looker.look(image, how);
}

function ping(): true {
  return true;
}

// Ctrl-C and systemd signal the whole group; a held sign-in still wants its last frames looked at,
// so only the parent decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

// Nothing but the three formats reaches a decoder here, whatever the bytes pretend to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
sharp.cache(false);
sharp.concurrency(1);

workerpool.worker({ load, look, ping });
