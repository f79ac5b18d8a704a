import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

// By default, the library would download this file from the network.
const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } });

/** Returns the texts of the QR codes in a JPEG. A visitor may hold two parts of a card side by side. */
async function read(jpeg: Uint8Array): Promise<string[]> {
  const codes = await readBarcodes(jpeg, {
    formats: ['QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: 4,
  });
  return codes.filter(({ isValid }) => isValid).map(({ text }) => text);
}

/** Resolves when pictures can be read. */
async function warmUp(): Promise<void> {
  await prepareZXingModule({ fireImmediately: true });
}

workerpool.worker({ read, warmUp });
