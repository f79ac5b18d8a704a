import { fetchModels } from '../models/fetch-models.ts';
import { repositoryModels } from './repository-models.ts';
import { ModelsError } from '../models/models-error.ts';

// Runs as a separate process: fetches the models into the given folder, and prints the result.

try {
  process.stdout.write(
    JSON.stringify(await fetchModels({ ...repositoryModels, modelsDir: process.argv[2]! })),
  );
} catch (error) {
  if (!(error instanceof ModelsError)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
