import type { Command } from 'commander';
import type { EnrolmentRequest } from '../../server/enrolment/enrolment-messages.ts';
import type { Details } from '../../server/people/details.ts';
import type { Db } from '../../server/store/schema.ts';
import { commandActor } from '../cli/actor.ts';
import type { Answer } from '../cli/answer.ts';
import { commandConfig } from '../cli/command-config.ts';
import { answer } from '../cli/run.ts';
import { alarming, wrapped } from '../cli/text.ts';
import { alikeOf } from './alike.ts';
import { askService } from './ask-service.ts';
import { onePerson } from './one-person.ts';
import {
  givenDetails,
  newDetails,
  withPersonOptions,
  type PersonOptions,
} from './person-options.ts';
import { answerFor, nothingStored } from './result-answer.ts';
import { PoseProgress } from './show-progress.ts';
import { withStore } from './workplace.ts';

interface Options extends PersonOptions {
  kiosk: string;
}

const help = `
The person stands before the lobby screen, which says that this is an enrolment,
what will be kept and how to stop, and walks them through three poses: straight
ahead, a little to their left, a little to their right. The pictures are held to
the same rules as photos (see: add --help) and forgotten; what is kept is an
encrypted template of the face. Here you see how they are getting on. Ctrl-C
turns the camera off at once.

The service has to run. Without a consent the camera stays off. When somebody
signs in at that screen meanwhile, the enrolment ends and can be begun again:
Envoy waits for nobody.

Examples:
  npm run enroll -- camera --kiosk Lobby --name "Ada Example" \\
    --email ada@example.com --consent "signed form, 2026-11-24"
  npm run enroll -- camera --kiosk Lobby --update ada@example.com`;

/** `enroll camera` */
export function addCameraCommand(program: Command): void {
  withPersonOptions(
    program
      .command('camera')
      .summary('enrol a person from the lobby camera')
      .description('Enrol a person, or add to somebody enrolled, from the camera of a kiosk.')
      .requiredOption('--kiosk <name>', 'the lobby screen that the person stands before'),
  )
    .addHelpText('after', help)
    .action((options: Options) =>
      answer(options, () =>
        withStore(async ({ store, modelId }) => {
          const { dataDir } = commandConfig();
          const request = await requestOf(store.db, options);
          return enrolAtKiosk({ db: store.db, modelId, dataDir }, options, request);
        }),
      ),
    );
}

async function requestOf(db: Db, options: Options): Promise<EnrolmentRequest> {
  const { samePersonAs, twinOf } = await alikeOf(db, options);
  const request = {
    kiosk: options.kiosk,
    actor: commandActor(),
    samePersonAs: [...samePersonAs],
    twinOf: [...twinOf],
  };
  if (options.update === undefined) return { ...request, details: asJson(newDetails(options)) };
  const { id } = await onePerson(db, options.update);
  return { ...request, update: id, details: asJson(givenDetails(options)) };
}

function asJson({ expiresAt, ...rest }: Partial<Details>): EnrolmentRequest['details'] {
  return expiresAt === undefined ? rest : { ...rest, expiresAt: expiresAt?.toISOString() ?? null };
}

async function enrolAtKiosk(
  { db, modelId, dataDir }: { db: Db; modelId: string; dataDir: string },
  options: Options,
  request: EnrolmentRequest,
): Promise<Answer> {
  const stopping = new AbortController();
  let isTaken = false;
  // Once the pictures are there it is a matter of a moment, and too late to say that nothing was stored.
  const stop = () => {
    if (!isTaken) stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const progress = new PoseProgress(options.kiosk);
  try {
    const last = await askService(dataDir, request, stopping.signal, (event) => {
      if (event.type === 'state') isTaken ||= event.outcome === 'complete';
      if (!options.json) progress.show(event);
    });
    progress.end();
    if (last.type === 'result') return await answerFor({ db, modelId }, options, last.result);
    const { code, explanation } = last;
    const reason = `  ${alarming('✗')} ${wrapped(explanation, '    ').slice(4)}`;
    return {
      ok: false,
      text: `${nothingStored(options)}\n${reason}`,
      json: { state: 'refused', mistakes: [{ code, explanation }], photos: [] },
    };
  } finally {
    progress.end();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
