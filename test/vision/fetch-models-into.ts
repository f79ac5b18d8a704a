import { fetchModels } from '../../server/vision/models/fetch-models.ts';
import { ModelsError } from '../../server/vision/models/models-error.ts';

// Runs as a separate process: fetches the models into the given folder, and prints the result.

try {
  process.stdout.write(JSON.stringify(await fetchModels(process.argv[2]!)));
} catch (error) {
  if (!(error instanceof ModelsError)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
