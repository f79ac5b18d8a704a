import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { projectRoot } from '../../../server/config/environment.ts';
import {
  createSharedMemory,
  dotProductsIn,
  dotProductsWasm,
} from '../../../server/people/search/dot-products.ts';

interface Wabt {
  parseWat(
    name: string,
    text: string,
    features: object,
  ): { toBinary(options: object): { buffer: Uint8Array } };
}

t.test('what is run is what its source compiles to', async (t) => {
  const start = createRequire(import.meta.url)('wabt') as () => Promise<Wabt>;
  const name = 'dot-products.wat';
  const source = readFileSync(path.join(projectRoot, 'server/people/search', name), 'utf8');
  const wabt = await start();
  const { buffer } = wabt.parseWat(name, source, { simd: true, threads: true }).toBinary({});
  t.equal(Buffer.from(buffer).toString('base64'), dotProductsWasm);
});

t.test('every product is the sum it should be, at the largest values too', async (t) => {
  const memory = createSharedMemory(2);
  const dots = dotProductsIn(memory);
  const [stride, count] = [128, 7];
  const rows = new Int8Array(memory.buffer, 0, stride * count);
  const probe = new Int16Array(memory.buffer, 4096, stride);
  const products = new Int32Array(memory.buffer, 8192, count + 1);
  for (const fill of [(i: number) => ((i * 37) % 255) - 127, () => 127, () => -127]) {
    rows.forEach((_, i) => (rows[i] = fill(i)));
    probe.forEach((_, i) => (probe[i] = (fill(i * 3) * 32_767) / 127));
    products.fill(-1);
    dots(0, count, stride, 4096, 8192);
    const expected = Array.from({ length: count }, (_, row) =>
      probe.reduce((sum, value, i) => sum + value * rows[row * stride + i]!, 0),
    );
    t.same([...products], [...expected, -1]);
  }
});
