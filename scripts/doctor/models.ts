import { modelsDir } from '../../server/vision/create-vision.ts';
import { verifyModels } from '../../server/vision/models/fetch-models.ts';
import { failing, ok, type Finding } from './finding.ts';

/** Are the models there, and the ones that the manifest names? @param engine the one in use */
export async function examineModels(engine: string): Promise<Finding[]> {
  const files = (await verifyModels(modelsDir)).filter((file) => file.engine === engine);
  const wrong = files.filter(({ state }) => state !== 'intact');
  if (wrong.length === 0) {
    return [ok('models', 'Models', `${files.length} files of ${engine} are as the manifest says.`)];
  }
  const names = wrong.map(({ file, state }) => `${file} is ${state}`).join(', ');
  const todo =
    engine === 'face-api'
      ? 'Run npm ci.'
      : 'Run npm run models -- fetch. If they were altered and nobody did it, find out who could.';
  return [failing('models', 'Models', `${names}.`, todo)];
}
