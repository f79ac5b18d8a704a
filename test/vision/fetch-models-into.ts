import { fetchModels } from '../../server/vision/models/fetch-models.ts';
import { ModelsError } from '../../server/vision/models/models-error.ts';

// Run as a process of its own: fetches the models into the folder named, and prints the result.

try {
  process.stdout.write(JSON.stringify(await fetchModels(process.argv[2]!)));
} catch (error) {
  if (!(error instanceof ModelsError)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
