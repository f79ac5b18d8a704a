import path from 'node:path';
import { packageFolder } from '#base/files';
import type { ModelsFolder } from '../models/models-folder.ts';

/** The models of this repository: `vestibule models fetch` puts them there. */
export const repositoryModels: ModelsFolder = {
  modelsDir: path.join(packageFolder('face'), '..', '..', 'models'),
  fetchCommand: './vestibule models fetch',
};
