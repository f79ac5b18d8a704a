import { recordEvent } from '../../../server/audit/record.ts';
import { noteNextModelDuplicates } from '../../../server/people/next-model-duplicates.ts';
import { vestibule } from '../../../server/platform/operator-error.ts';
import type { Db } from '../../../server/store/schema.ts';
import { latestAuditEvent } from '../../../server/store/tables/audit-events.ts';
import { listPeople, type PersonRow } from '../../../server/store/tables/people.ts';
import { deleteTemplatesOfModel } from '../../../server/store/tables/templates.ts';
import { entriesWithLapsedFaces } from '../../../server/watchlist/start-watchlist.ts';
import { openTemplateCipher } from '../../../server/templates/open-cipher.ts';
import {
  loadManifest,
  readLocalManifest,
  shippedRecognisers,
  writeLocalManifest,
} from '../../../packages/face/index.ts';
import { recogniserInUse } from '../../../server/vision/recogniser-in-use.ts';
import { modelsDir, recogniserInfo } from '../../../server/vision/installed-models.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { personJson } from '../../terminal/person.ts';
import { createProgram } from '../../terminal/program.ts';
import { table } from '../../terminal/table.ts';
import { wrapText } from '../../terminal/text.ts';
import { commandActor } from '../../../server/installation/command-actor.ts';
import { withPresentInstallation } from '../../terminal/with-installation.ts';

const help = `
While the installation moves to another recogniser, everyone who is let in after
every check was passed, and after they moved as asked, is given its template
beside the one in use, under the same consent. People are compared with the one
in use until "models switch". The way back is the same way: "models move" to the
one before, whose templates stay until "models forget".`;

const folderOption = 'the folder of the manifests and the models';

/** Share of people with new templates from which a switch needs no extra confirmation. */
const enough = 0.9;

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

interface Progress {
  people: number;
  over: number;
  lacking: PersonRow[];
  /** Entries of the own list whose face the next recogniser has not seen. */
  watched: number;
}

/** Counts people who can be approved with the recogniser in use. */
async function progressOf(db: Db, inUse: string, next: string): Promise<Progress> {
  const now = new Date();
  const current = (await listPeople(db, inUse)).filter(
    ({ templates, expiresAt }) => templates > 0 && (!expiresAt || expiresAt > now),
  );
  const over = new Set(
    (await listPeople(db, next)).filter(({ templates }) => templates > 0).map(({ id }) => id),
  );
  const lacking = current.filter(({ id }) => !over.has(id));
  const watched = (await entriesWithLapsedFaces(db, next)).length;
  return { people: current.length, over: current.length - lacking.length, lacking, watched };
}

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
    const progress = await progressOf(db, inUse, movingTo);
    const { people, over, watched } = progress;
    const text = [
      `${over} of ${people} people have a template of ${movingTo}.`,
      ...(watched > 0 ? [`${watched} of the own list have a face that it has not seen.`] : []),
      over >= enough * people
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
    const licence = recognisers.find((one) => one.id === id)?.licence ?? 'MIT';
    const role = id === inUse ? 'in use' : id === movingTo ? 'moving to it' : '';
    return [id, licence, threshold ?? 'none yet', role];
  });
  return table(['Recogniser', 'Licence', 'Threshold', ''], rows);
}

async function move(id: string, { models: modelsDir }: ModelsOptions): Promise<CommandResult> {
  const local = readLocalManifest(modelsDir);
  // Without a threshold, nothing could tell whether two visits show one person.
  recogniserInfo(loadManifest(modelsDir, id).engines.onnx);
  return withPresentInstallation(async ({ store, config }) => {
    const inUse = await recogniserInUse(store.db, modelsDir);
    if (id === inUse)
      throw new RefusalError('in_use', `${id} is in use already. Nothing was changed.`);
    if (config.engine !== 'onnx') {
      throw new RefusalError(
        'other_engine',
        'VESTIBULE_ENGINE is face-api, which has one recogniser only. Nothing was changed.',
      );
    }
    await writeLocalManifest(modelsDir, { ...local, movingTo: id });
    await record(store.db, { from: inUse, to: id, step: 'begun' });
    const text = `Moving from ${inUse} to ${id}. ${restart} While it lasts, a frame takes longer by one run of the new recogniser.`;
    return { ok: true, text: wrapText(text), json: { inUse, movingTo: id } };
  });
}

async function stop({ models: modelsDir }: ModelsOptions): Promise<CommandResult> {
  const { movingTo, ...local } = readLocalManifest(modelsDir);
  if (movingTo === undefined) throw notMoving();
  return withPresentInstallation(async ({ store }) => {
    const inUse = await recogniserInUse(store.db, modelsDir);
    await writeLocalManifest(modelsDir, local);
    await record(store.db, { from: inUse, to: movingTo, step: 'stopped' });
    const text = `Not moving to ${movingTo} any more; ${inUse} stays in use. ${restart} Erase the templates that were made with: ${vestibule} models forget ${movingTo}`;
    return { ok: true, text: wrapText(text), json: { inUse, movingTo: null } };
  });
}

async function switchOver({
  anyway = false,
  models: modelsDir,
}: SwitchOptions): Promise<CommandResult> {
  const { movingTo, ...local } = readLocalManifest(modelsDir);
  if (movingTo === undefined) throw notMoving();
  const model = recogniserInfo(loadManifest(modelsDir, movingTo).engines.onnx);
  return withPresentInstallation(async ({ store, config }) => {
    const { db } = store;
    const inUse = await recogniserInUse(db, modelsDir);
    if (inUse === movingTo) {
      await writeLocalManifest(modelsDir, { ...local, inUse });
      const text = `${inUse} is in use already: it was taken on another machine. ${restart}`;
      return { ok: true, text: wrapText(text), json: { inUse } };
    }
    const { people, over, lacking, watched } = await progressOf(db, inUse, movingTo);
    const needPhotos = lacking.map((person) => personJson(person, 0));
    const details = { people, over, watched, needPhotos };
    if (over === 0 && people > 0) {
      throw new RefusalError(
        'nobody_over',
        `Nobody has a template of ${movingTo} yet, so it could recognise nobody. Nothing was changed.`,
        details,
      );
    }
    if (over < enough * people && !anyway) {
      throw new RefusalError(
        'too_few',
        `Only ${over} of ${people} people have a template of ${movingTo}; the others would be held until they have new photos. Wait, or say --anyway. Nothing was changed.`,
        details,
      );
    }
    if (watched > 0 && !anyway) {
      throw new RefusalError(
        'watched_faces',
        `${watched} of the own list have a face that ${movingTo} has not seen, and would not be recognised any more. Add them again with a photo first (${vestibule} watchlist list), or say --anyway. Nothing was changed.`,
        details,
      );
    }
    const cipher = await openTemplateCipher(db, config.templateKeyFile, commandActor());
    await noteNextModelDuplicates({ db, cipher, model }, inUse);
    await writeLocalManifest(modelsDir, { ...local, inUse: movingTo });
    await record(db, { from: inUse, to: movingTo, step: 'taken', people, over });
    // Templates stop being stored until the restart. This second search includes people stored meanwhile.
    const alike = await noteNextModelDuplicates({ db, cipher, model }, inUse);
    const text = [
      `${movingTo} is in use from the next start on; ${over} of ${people} people are over.`,
      alike === 0
        ? ''
        : `${alike} pairs of people look alike to it, and need a closer match from now on.`,
      lacking.length === 0
        ? ''
        : `${lacking.length} need new photos, and are held until then: ${vestibule} enroll reembed lists them.`,
      restart,
      `The way back: ${vestibule} models move ${inUse}, then switch.`,
    ];
    const lines = text.filter((line) => line !== '').map((line) => wrapText(line));
    return { ok: true, text: lines.join('\n'), json: { inUse: movingTo, ...details, alike } };
  });
}

/** Within this time after a switch, an instance without a restart may still use the former recogniser. */
const restartedByMs = 24 * 60 * 60_000;

async function forget(
  id: string,
  { anyway = false, models: modelsDir }: SwitchOptions,
): Promise<CommandResult> {
  const { movingTo } = readLocalManifest(modelsDir);
  return withPresentInstallation(async ({ store, config }) => {
    const inUse = await recogniserInUse(store.db, modelsDir);
    if (id === inUse || id === movingTo) {
      throw new RefusalError(
        'in_use',
        `${id} is in use, or is being moved to: its templates are needed. Nothing was changed.`,
      );
    }
    const changed = await latestAuditEvent(store.db, 'recogniser_changed');
    const age = Date.now() - (changed ? Date.parse(changed.at) : 0);
    if (age < restartedByMs && !anyway) {
      throw new RefusalError(
        'just_changed',
        `The recogniser was changed less than a day ago. A service that was not restarted since still compares by ${id}, and would hold everybody. Wait, or say --anyway after every instance was restarted. Nothing was changed.`,
      );
    }
    const cipher = await openTemplateCipher(store.db, config.templateKeyFile, commandActor());
    const people = await store.db.transaction().execute(async (db) => {
      const owners = await deleteTemplatesOfModel(db, id);
      await cipher.expectKeyOf(db);
      await cipher.sealPeople(db, owners);
      return owners.length;
    });
    await record(store.db, { from: id, to: inUse, step: 'forgotten', people });
    const text = `The templates of ${id} are erased: of ${people} people. Those who had no other need new photos: ${vestibule} enroll reembed`;
    return { ok: true, text: wrapText(text), json: { recogniser: id, people } };
  });
}

async function record(db: Db, details: Record<string, string | number>): Promise<void> {
  const event = { action: 'recogniser_changed', actor: commandActor(), subject: null } as const;
  await recordEvent(db, { ...event, details });
}

function notMoving(): RefusalError {
  return new RefusalError(
    'not_moving',
    `The installation is not moving to another recogniser. Begin with: ${vestibule} models move RECOGNISER`,
  );
}
