import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { table } from '../../scripts/terminal/table.ts';
import type { HeldDocument } from '#mobile-document/virtual-wallet';
import { importCscaList } from '#server/documents/csca-import.ts';
import { createLogger } from '#server/ops/logging.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { fetchModels } from '#face';
import { installedModels } from '#server/vision/installed-models.ts';
import type { KioskClient } from '../simulate/kiosk-client.ts';
import { createProgram, type Command } from '../../scripts/terminal/program.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { openReader } from './desktop-reader.ts';
import { sampleFaces, cropPhoto, twoPeopleFrames, webcamFrames } from './sample-photos.ts';
import { specimenDocument, type SpecimenDocument } from './specimen-document.ts';
import { playScene, type DemoScene, type PlayedScene } from './scene.ts';
import { Trial } from './trial.ts';
import {
  agreeToPhone,
  phoneOffered,
  specimenLicence,
  trustPhones,
  walletAnswer,
} from './virtual-phone.ts';
import { flowOfTwo, openPair } from './two-cameras.ts';

export function command(): Command {
  const program = createProgram('demo')
    .description(
      'Play the whole story in a temporary folder: enrol two people, let visitors sign in, one with a passport, one with a phone, compare each answer with what it should be.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nThe exit code is 0 when all are as expected.')
    .action(run);
  return program;
}

async function run({ json = false }: { json?: boolean }): Promise<void> {
  await inTemporaryFolder('demo', async (folder) => {
    step('looking for the face models');
    await fetchModels(installedModels);
    await writePolicy(folder);
    step('starting a service with an empty database');
    const trial = await Trial.start(folder, createLogger('silent'), {
      // Enough for a stranger's capture on a busy machine.
      VESTIBULE_DEADLINE_SECONDS: '12',
    });
    try {
      await demo(trial, json);
    } finally {
      await trial.stop();
    }
  });
}

async function demo(trial: Trial, asJson: boolean): Promise<void> {
  step('enrolling Anna and Bea');
  await enrolCast(trial);
  step('pairing a simulated lobby screen');
  const kiosk = await trial.openKiosk({ frames: [], wallet: 'ready' });
  step('laying a reader for documents beside it, and trusting who issues to phones');
  const phone = showingPhones(trial, kiosk);
  const reading = await openPassportReader(trial, kiosk);
  const played: PlayedScene[] = [];
  try {
    for (const scene of await scenes()) {
      step(`signing in: ${scene.what}`);
      if (scene.passport) void reading.showPassport(scene.passport);
      if (scene.phone) await phone.takeOut(scene.phone);
      played.push(await playScene(trial, kiosk, scene));
    }
    step('drawing what two cameras see, and setting them up');
    const pair = await openPair(trial);
    for (const scene of pair.scenes) {
      step(`signing in: ${scene.what}`);
      played.push(await playScene(trial, pair.kiosk, scene));
    }
  } finally {
    await reading.stop();
  }
  const allAsExpected = played.every(({ asExpected }) => asExpected);
  if (asJson) {
    process.stdout.write(JSON.stringify({ allAsExpected, scenes: played }, null, 2) + '\n');
  } else {
    process.stdout.write(`${tableOf(played)}\n`);
    process.stdout.write(allAsExpected ? 'All as expected.\n' : 'Not all as expected.\n');
  }
  if (!allAsExpected) process.exitCode = 1;
}

/** Prints the current step. The result is printed last. */
function step(doing: string): void {
  process.stderr.write(`${doing} ...\n`);
}

function tableOf(played: readonly PlayedScene[]): string {
  const rows = played.map(({ what, expected, answered, reason, milliseconds, asExpected }) => {
    const [status = ''] = expected.split(' ');
    const wanted = asExpected ? status : expected;
    return [asExpected ? '✔' : '✘', what, wanted, answered, reason, milliseconds];
  });
  return table(['', 'who', 'expected', 'answer', 'reason', 'ms'], rows);
}

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const bea = { name: 'Bea Moreau', email: 'bea@example.com' };
const cleo = { name: 'Cleo Unknown', email: 'cleo@example.com' };
const dora = { name: 'Dora Utopia', email: 'dora@example.com' };
const framesEach = 12;
/** Visitors of this flow show a document if they are not enrolled. */
const flow = 'With a document';

async function writePolicy(folder: string): Promise<void> {
  const policy = `rules:
  - name: Documents
    when: { flow: ${flow} }
    checks:
      face: { whenNotEnrolled: document }
      identity_document:
  - name: Two cameras
    when: { flow: ${flowOfTwo} }
    checks: { face: { liveness: two_cameras } }
default: { checks: { face: } }
`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, 'policy.yaml'), policy);
}

/** Trusts the specimen's state and connects a reader beside the screen. */
export async function openPassportReader(trial: Trial, kiosk: KioskClient) {
  const { db, kioskRegistry } = trial.service;
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  await trustPhones(trial, specimenLicence().authority);
  const { list: content, authority } = specimenDocument();
  await importCscaList(db, cipher, { content, authority, mayBeExpired: false }, 'command:demo');
  const { reader, agent } = await openReader(
    trial,
    kioskRegistry.status()[0]?.id ?? '',
    once(kiosk, 'documentOffered'),
  );
  return {
    /** Puts the document on the reader and types its key when the screen requests it. */
    showPassport: async ({ newChip, key }: SpecimenDocument) => {
      reader.lay(newChip());
      await once(kiosk, 'capture');
      kiosk.typeDocumentKey(key, { agrees: true });
    },
    stop: () => agent.stop(),
  };
}

/** Visitors answer with their phones, as the browser of a real screen would ask them. */
function showingPhones({ service }: Trial, kiosk: KioskClient) {
  const offered = phoneOffered(kiosk);
  const { origin } = new URL(service.lobbyUrl);
  const show = async (held: HeldDocument) => {
    await once(kiosk, 'capture');
    const request = await agreeToPhone(kiosk, { from: 'phone' });
    kiosk.answerWallet(await walletAnswer(request, origin, held));
  };
  return {
    /** Resolves once a sign-in can begin. */
    takeOut: async (held: HeldDocument) => {
      await offered;
      void show(held);
    },
  };
}

/** Enrols the two people of the demo, from one photo each. */
export async function enrolCast(trial: Trial): Promise<void> {
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  await trial.enrol(bea, [await cropPhoto(sampleFaces.guest2)]);
}

export async function scenes(): Promise<DemoScene[]> {
  const { womanB, guest1, guest2, guest3, guest4 } = sampleFaces;
  const frames = await webcamFrames(womanB, framesEach);
  const passport = specimenDocument();
  const { held: phone } = specimenLicence();
  return [
    { what: 'Anna, enrolled', frames, visitor: anna, expected: 'matched' },
    {
      what: 'a stranger, with Anna’s name',
      frames: await webcamFrames(guest1, framesEach),
      visitor: anna,
      expected: 'no_match',
    },
    {
      what: 'Bea, with Anna’s name',
      frames: await webcamFrames(guest2, framesEach),
      visitor: anna,
      expected: 'other_person',
    },
    {
      what: 'Cleo, not enrolled',
      frames: await webcamFrames(guest1, framesEach),
      visitor: cleo,
      expected: 'not_enrolled',
    },
    {
      what: 'Cleo, with her passport',
      frames: await webcamFrames(guest1, framesEach),
      ...{ visitor: { ...cleo, flow }, passport, expected: 'passed' },
    },
    {
      what: 'somebody else, with Cleo’s passport',
      frames: await webcamFrames(guest3, framesEach),
      ...{ visitor: { ...cleo, flow }, passport, expected: 'identity_face_differs' },
    },
    {
      what: 'Dora, with the licence in her phone',
      frames: await webcamFrames(guest4, framesEach),
      ...{ visitor: { ...dora, flow }, phone, expected: 'passed' },
    },
    {
      what: 'somebody else, with Dora’s phone',
      frames: await webcamFrames(guest3, framesEach),
      ...{ visitor: { ...dora, flow }, phone, expected: 'identity_face_differs' },
    },
    {
      what: 'Anna, somebody beside her',
      frames: await twoPeopleFrames(womanB, guest1, framesEach),
      visitor: anna,
      expected: 'several_faces',
    },
    { what: 'Anna, no kiosk', frames: null, visitor: anna, expected: 'kiosk_offline' },
  ];
}
