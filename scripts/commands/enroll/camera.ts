import { poses } from '#face';
import {
  type EnrolmentRequest,
  type EnrolmentEvent,
  poseNames,
} from '#server/enrolment/enrolment-messages.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { personIdsOf } from '#server/people/people-list.ts';
import { oneLine } from '#base/text';
import type { Db } from '#server/store/schema.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { askService } from '../../terminal/ask-service.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { commandConfig } from '../../terminal/command-config.ts';
import { resolvePerson } from '../../terminal/person.ts';
import { createProgram } from '../../terminal/program.ts';
import { alarming, withMark } from '../../terminal/text.ts';
import { withOpenStore } from '../../terminal/with-resources.ts';
import {
  givenDetails,
  newDetails,
  withPersonOptions,
  type PersonOptions,
  answerFor,
  nothingStored,
} from './results.ts';

interface Options extends PersonOptions {
  kiosk: string;
  personalCode?: boolean;
  json?: boolean;
}

const help = `
The person stands before the lobby screen, which says that this is an enrolment,
what will be kept and how to stop, and walks them through three poses: straight
ahead, a little to their left, a little to their right. The pictures are held to
the same rules as photos (see: add --help) and forgotten; what is kept is an
encrypted template of the face. Here you see how they are getting on. Ctrl-C
turns the camera off at once.

The service has to run. Without a consent the camera stays off. When somebody
signs in at that screen meanwhile, they have the camera first; the enrolment
goes on afterwards, from the first pose, when the person taps the screen.

Examples:
  vestibule enroll camera --kiosk Lobby --name "Ada Example" \\
    --email ada@example.com --consent "signed form, 2026-11-24"
  vestibule enroll camera --kiosk Lobby --update ada@example.com
  vestibule enroll camera --kiosk Lobby --update ada@example.com --personal-code`;

export const cameraCommand = withPersonOptions(
  createProgram('camera')
    .about(
      'enrol a person from the lobby camera',
      'Enrol a person, or add to somebody enrolled, from the camera of a kiosk.',
    )
    .requiredOption('--kiosk <name>', 'the lobby screen that the person stands before')
    .option('--personal-code', 'they set up the code of their authenticator app as well'),
)
  .addHelpText('after', help)
  .answers((options: Options) =>
    withOpenStore(async ({ store, modelId }) => {
      const { dataDir } = commandConfig();
      const request = await requestOf(store.db, options);
      return enrolAtKiosk({ db: store.db, modelId, dataDir }, options, request);
    }),
  );

async function requestOf(db: Db, options: Options): Promise<EnrolmentRequest> {
  const request = {
    kiosk: options.kiosk,
    actor: commandActor(),
    twinOf: await personIdsOf(db, options.twinOf ?? []),
    documentChecked: options.documentChecked === true,
    personalCode: options.personalCode === true,
  };
  if (options.update === undefined) return { ...request, details: newDetails(options) };
  const { id } = await resolvePerson(db, options.update);
  return { ...request, update: id, details: givenDetails(options) };
}

async function enrolAtKiosk(
  { db, modelId, dataDir }: { db: Db; modelId: string; dataDir: string },
  options: Options,
  request: EnrolmentRequest,
): Promise<CommandResult> {
  const stopping = new AbortController();
  let isTaken = false;
  // Once the pictures exist, storing is imminent, and "nothing was stored" might be wrong.
  const stop = () => {
    if (!isTaken) stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const progress = new PoseProgress(options.kiosk);
  try {
    const last = await askService(dataDir, request, stopping.signal, (event) => {
      if (event.type === 'state') isTaken ||= event.step === 'storing';
      if (!options.json) progress.show(event);
    });
    progress.end();
    if (last.type === 'result') return await answerFor({ db, modelId }, options, last.result);
    const { code, explanation } = last;
    return {
      ok: false,
      text: `${nothingStored(options)}\n${withMark(alarming('✗'), explanation)}`,
      json: { state: 'refused', mistakes: [{ code, explanation }], photos: [] },
    };
  } finally {
    progress.end();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/**
 * Shows the progress of the person at the kiosk on standard error: a line for each pose. On a terminal the line changes
 * in place, elsewhere each change is a new line.
 */
class PoseProgress {
  readonly #kiosk: string;
  readonly #out: NodeJS.WriteStream;
  readonly #screen = sentencesOf('screen', 'en');
  #step = '';
  #shown = '';
  #number = 0;

  constructor(kiosk: string, out: NodeJS.WriteStream = process.stderr) {
    this.#kiosk = kiosk;
    this.#out = out;
  }

  show(event: EnrolmentEvent): void {
    if (event.type !== 'state') return;
    const { step, taken, guidance } = event;
    const isNew = step !== this.#step;
    this.#step = step;
    if (step === 'waiting' && isNew) {
      this.#out.write(`Waiting for the camera of "${oneLine(this.#kiosk)}" (Ctrl-C stops it).\n`);
    }
    this.#taken(taken);
    if (step === 'code' && isNew) {
      this.#out.write('Now they set up their personal code at the screen.\n');
    }
    if (step !== 'posing' || guidance === null) return;
    this.#line(this.#number, this.#screen.say(`guidance-${guidance}`));
  }

  #taken(count: number): void {
    for (; this.#number < count; this.#number++) {
      this.#line(this.#number, 'taken');
      this.#endLine();
    }
  }

  /** Moves the cursor to the beginning of a line. */
  end(): void {
    this.#endLine();
  }

  #line(index: number, text: string): void {
    const pose = poses[index];
    if (!pose) return;
    const line = `  ${index + 1} of ${poses.length}  ${poseNames[pose].padEnd(24)}${text}`;
    if (line === this.#shown) return;
    this.#shown = line;
    this.#out.write(this.#out.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }

  #endLine(): void {
    if (this.#out.isTTY && this.#shown !== '') this.#out.write('\n');
    this.#shown = '';
  }
}
