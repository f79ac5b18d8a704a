import sharp from 'sharp';
import workerpool from 'workerpool';
import { decodeJpeg2000, readImage } from '#passport';
import { giveWay } from './give-way.ts';
import { limitWasmMemory } from './wasm-memory.ts';

// Runs in its own process, because the bytes come from a card that anybody may have made.
giveWay();
sharp.concurrency(1);
sharp.cache(false);

/** The largest portrait that `readImage` admits takes 210 MB. */
const mostBytes = 320 * 1024 * 1024;
limitWasmMemory(mostBytes);

async function read(bytes: Uint8Array): Promise<Uint8Array> {
  const { data, width, height, channels } = await decodeJpeg2000(readImage(bytes));
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

workerpool.worker({ read, warmUp: () => {} });
