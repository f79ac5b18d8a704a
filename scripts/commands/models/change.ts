import {
  beginMove,
  enoughOver,
  forgetRecogniser,
  moveProgress,
  movingTo,
  mustHaveThreshold,
  stopMove,
  switchRecogniser,
} from '#server/installation/change-recogniser.ts';
import { vestibule } from '#server/platform/operator-error.ts';
import { licenceOf, loadManifest, readLocalManifest, shippedRecognisers } from '#face';
import { recogniserInUse } from '#server/vision/recogniser-in-use.ts';
import { modelsDir } from '#server/vision/installed-models.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { personJson } from '../../terminal/person.ts';
import { createProgram } from '../../terminal/program.ts';
import { table } from '../../terminal/table.ts';
import { wrapText } from '../../terminal/text.ts';
import { withPresentInstallation } from '../../terminal/with-installation.ts';

const help = `
While the installation moves to another recogniser, everyone who is let in after
every check was passed, and after they moved as asked, is given its template
beside the one in use, under the same consent. People are compared with the one
in use until "models switch". The way back is the same way: "models move" to the
one before, whose templates stay until "models forget".`;

const folderOption = 'the folder of the manifests and the models';

interface ModelsOptions {
  models: string;
}

interface SwitchOptions extends ModelsOptions {
  anyway?: boolean;
}

/** `models status`, `move`, `stop`, `switch` and `forget` */
export const changeCommands = [
  createProgram('status')
    .description('Say which recogniser is in use, and how far the move to another one has come.')
    .option('--models <folder>', folderOption, modelsDir)
    .addHelpText('after', help)
    .answers((options: ModelsOptions) => status(options)),
  createProgram('move')
    .argument('<recogniser>')
    .description('Begin to move to another recogniser; nobody needs new photos.')
    .option('--models <folder>', folderOption, modelsDir)
    .addHelpText('after', help)
    .answers((id: string, options: ModelsOptions) => move(id, options)),
  createProgram('stop')
    .description('Stop moving; the recogniser in use stays. What was made so far stays as well.')
    .option('--models <folder>', folderOption, modelsDir)
    .answers((options: ModelsOptions) => stop(options)),
  createProgram('switch')
    .description('Take the recogniser to which the installation moves, and say who needs photos.')
    .option('--anyway', 'though many, or faces of the own list, are not over yet')
    .option('--models <folder>', folderOption, modelsDir)
    .addHelpText('after', help)
    .answers((options: SwitchOptions) => switchOver(options)),
  createProgram('forget')
    .argument('<recogniser>')
    .description('Erase every template of a recogniser that is not in use any more.')
    .option('--anyway', 'though the recogniser was changed less than a day ago')
    .option('--models <folder>', folderOption, modelsDir)
    .answers((id: string, options: SwitchOptions) => forget(id, options)),
];

const restart = `Restart the service, and every instance, to apply it: ${vestibule} doctor says whether it has.`;

async function status({ models: modelsDir }: ModelsOptions): Promise<CommandResult> {
  return withPresentInstallation(async ({ store: { db } }) => {
    const { movingTo } = readLocalManifest(modelsDir);
    const inUse = await recogniserInUse(db, modelsDir);
    const json = { inUse, movingTo: movingTo ?? null };
    const known = tableOf(modelsDir, inUse);
    if (movingTo === undefined) {
      const text = `${known}\nNothing is moving. Begin with: ${vestibule} models move RECOGNISER`;
      return { ok: true, text, json };
    }
    const progress = await moveProgress(db, inUse, movingTo);
    const { people, over, watched } = progress;
    const text = [
      `${over} of ${people} people have a template of ${movingTo}.`,
      ...(watched > 0 ? [`${watched} of the own list have a face that it has not seen.`] : []),
      over >= enoughOver * people
        ? `Take it with: ${vestibule} models switch`
        : 'The others get theirs when they are next let in.',
    ];
    return {
      ok: true,
      text: `${known}\n${wrapText(text.join(' '))}`,
      json: { ...json, people, over, watched },
    };
  });
}

function tableOf(modelsDir: string, inUse: string): string {
  const { recognisers, movingTo } = readLocalManifest(modelsDir);
  const shipped = shippedRecognisers(loadManifest(modelsDir, null));
  const all = [...shipped, ...recognisers.map((one) => one.id)];
  const rows = all.map((id) => {
    const { threshold } = loadManifest(modelsDir, id).engines.onnx;
    const role = id === inUse ? 'in use' : id === movingTo ? 'moving to it' : '';
    return [id, licenceOf(modelsDir, 'onnx', id), threshold ?? 'none yet', role];
  });
  return table(['Recogniser', 'Licence', 'Threshold', ''], rows);
}

async function move(id: string, { models: modelsDir }: ModelsOptions): Promise<CommandResult> {
  mustHaveThreshold(modelsDir, id);
  return withPresentInstallation(async ({ store: { db }, config }) => {
    const inUse = await beginMove({ db, config, modelsDir }, id);
    const text = `Moving from ${inUse} to ${id}. ${restart} While it lasts, a frame takes longer by one run of the new recogniser.`;
    return { ok: true, text: wrapText(text), json: { inUse, movingTo: id } };
  });
}

async function stop({ models: modelsDir }: ModelsOptions): Promise<CommandResult> {
  const next = movingTo(modelsDir);
  return withPresentInstallation(async ({ store: { db } }) => {
    const inUse = await stopMove(db, modelsDir);
    const text = `Not moving to ${next} any more; ${inUse} stays in use. ${restart} Erase the templates that were made with: ${vestibule} models forget ${next}`;
    return { ok: true, text: wrapText(text), json: { inUse, movingTo: null } };
  });
}

async function switchOver({
  anyway = false,
  models: modelsDir,
}: SwitchOptions): Promise<CommandResult> {
  const next = movingTo(modelsDir);
  mustHaveThreshold(modelsDir, next);
  return withPresentInstallation(async ({ store: { db }, config }) => {
    const asJson = (person: Parameters<typeof personJson>[0]) => personJson(person, 0);
    const switched = await switchRecogniser({ db, config, modelsDir }, anyway, asJson);
    if (!switched) {
      const text = `${next} is in use already: it was taken on another machine. ${restart}`;
      return { ok: true, text: wrapText(text), json: { inUse: next } };
    }
    const { people, over, lacking, watched, before, alike } = switched;
    const text = [
      `${next} is in use from the next start on; ${over} of ${people} people are over.`,
      alike === 0
        ? ''
        : `${alike} pairs of people look alike to it, and need a closer match from now on.`,
      lacking.length === 0
        ? ''
        : `${lacking.length} need new photos, and are held until then: ${vestibule} enroll reembed lists them.`,
      restart,
      `The way back: ${vestibule} models move ${before}, then switch.`,
    ];
    const lines = text.filter((line) => line !== '').map((line) => wrapText(line));
    const json = { inUse: next, people, over, watched, needPhotos: lacking.map(asJson), alike };
    return { ok: true, text: lines.join('\n'), json };
  });
}

async function forget(
  id: string,
  { anyway = false, models: modelsDir }: SwitchOptions,
): Promise<CommandResult> {
  return withPresentInstallation(async ({ store: { db }, config }) => {
    const people = await forgetRecogniser({ db, config, modelsDir }, id, anyway);
    const text = `The templates of ${id} are erased: of ${people} people. Those who had no other need new photos: ${vestibule} enroll reembed`;
    return { ok: true, text: wrapText(text), json: { recogniser: id, people } };
  });
}
