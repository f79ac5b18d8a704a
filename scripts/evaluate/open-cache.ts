import { loadConfig } from '../../server/config/config.ts';
import { TemplateCipher } from '../../server/store/template-cipher.ts';
import { createKeyFile, readKeyFile } from '../../server/store/template-keys/key-file.ts';
import type { EngineName, EngineModels } from '../../server/vision/models/manifest.ts';
import type { MainFace } from '../../server/vision/vision.ts';
import { TemplateCache } from './template-cache.ts';

/** The cache in this file, read with the installation's template key (made when there is none). */
export async function openCache(
  file: string,
  engine: EngineName,
  models: EngineModels,
  main: MainFace,
): Promise<TemplateCache> {
  const { templateKeyFile } = loadConfig(process.env);
  let keys = await readKeyFile(templateKeyFile);
  if (!keys) {
    await createKeyFile(templateKeyFile);
    keys = await readKeyFile(templateKeyFile);
  }
  const recogniser = models.files.find(({ role }) => role === 'recogniser');
  const way = [engine, models.recogniser, recogniser?.sha256.slice(0, 16), main].join(' ');
  // Measured is what the recogniser makes, to the last digit; the transform would round it.
  const plain = (keys ?? []).map((key) => ({ ...key, transform: null }));
  const cache = new TemplateCache(file, way, new TemplateCipher(plain));
  await cache.open();
  return cache;
}
