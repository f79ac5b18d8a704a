import { once } from 'node:events';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { freePort } from '../../lab/free-port.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { SharedCamera } from '../../lab/simulate/shared-camera.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { createLogger } from '#server/ops/logging.ts';
import { closeCodes } from '#server/protocol/messages.ts';
import type { DocumentRequest } from '#server/protocol/document-messages.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { holder } from '../documents/document-lobby.ts';
import { phoneLobby, walletAnswer } from '../documents/phone-lobby.ts';
import { untilTrue } from './installation.ts';

// Two real services with their models on one database. A wallet in software answers through one page with a socket to each.

const deviceId = 'phones';
const keys = ['template.key', 'opt-out.key', 'audit.seal', 'policy.yaml'];

async function addressed(): Promise<Record<string, string>> {
  const port = String(await freePort());
  return {
    ENVOY_CLIENT_SECRET: 'the same at all instances',
    VESTIBULE_HOOK_PORT: port,
    VESTIBULE_INSTANCE_ADDRESS: `http://127.0.0.1:${port}`,
  };
}

async function twoInstances(t: Test) {
  const lobby = await phoneLobby(t, undefined, await addressed());
  const { trial: a, folder, environment, log, frames } = lobby;
  const other = path.join(folder, 'other');
  await mkdir(other, { mode: 0o700 });
  for (const key of keys) {
    // The first reader creates a missing file.
    await copyFile(path.join(folder, key), path.join(other, key)).catch(() => {});
  }
  const logger = createLogger('trace', log);
  const b = await Trial.start(other, logger, { ...environment, ...(await addressed()) });
  t.teardown(() => b.stop());
  const { code } = await a.service.pairing.newCode({ name: 'Phones', deviceId });
  const redeemed = await a.service.pairing.redeem(code);
  if (!redeemed.paired) throw new Error('a fresh code was not taken');
  const shared = new SharedCamera();
  /** Opens the page's socket to that instance, and waits until both know of it. */
  const connect = async ({ service }: Trial) => {
    const { token } = redeemed;
    const wallet = 'ready' as const;
    const socket = new KioskClient({ url: service.lobbyUrl, token, frames, wallet, shared });
    const offered = once(socket, 'documentOffered');
    await socket.start();
    t.teardown(() => socket.stop());
    await offered;
    const knows = (one: Trial) =>
      one.service.kioskRegistry
        .status()
        .some(({ name, connected }) => name === 'Phones' && connected);
    await untilTrue(() => knows(a) && knows(b));
    return socket;
  };
  const answered = async (at: Trial, jobId: string) => {
    const { status } = await at.signIn({ ...holder, deviceId, jobId });
    const { reason, note } = (await findSignIn(lobby.db, jobId)) ?? {};
    return { status, reason, note };
  };
  /** Agrees at that socket. @returns what it is asked for */
  const asked = async (socket: KioskClient) => {
    await once(socket, 'capture');
    const step = once(socket, 'documentStep');
    socket.agreeToDocument();
    const [request] = (await step) as [DocumentRequest];
    return request;
  };
  const originOf = ({ service }: Trial) => new URL(service.lobbyUrl).origin;
  return { lobby, a, b, connect, answered, asked, originOf };
}

t.test('a phone counts at each of two instances', async (t) => {
  const { lobby, a, b, connect, answered, asked, originOf } = await twoInstances(t);
  const { issueToPhone } = lobby;
  const overB = await connect(b);

  await t.test('Envoy asks the one, and the screen has a socket to the other alone', async (t) => {
    const document = issueToPhone();
    const decided = answered(a, 'forwarded');
    const request = await asked(overB);
    overB.answerWallet(await walletAnswer(request, originOf(b), document));
    t.match(await decided, { status: 200, reason: 'passed' });
  });

  const overA = await connect(a);

  await t.test('an answer over the socket of another instance counts for nobody', async (t) => {
    const document = issueToPhone({ elements: { given_name: 'Olga' } });
    const decided = answered(a, 'crossed');
    const captured = once(overA, 'capture');
    const request = asked(overA);
    const [{ captureId }] = (await captured) as [{ captureId: string }];
    const answer = await walletAnswer(await request, originOf(a), document);
    const lost = once(overB, 'disconnected');
    overB.answerWallet(answer, captureId);
    t.match(await lost, [closeCodes.badMessage], 'the other instance asked nothing');
    overA.answerWallet(answer);
    t.match(await decided, { status: 412, reason: 'identity_name_differs' }, 'its own one does');
  });

  await t.test('nor does the answer to what the other instance asked', async (t) => {
    const document = issueToPhone();
    const first = answered(a, 'first question');
    const old = await asked(overA);
    overA.decline();
    t.match(await first, { status: 412, reason: 'identity_declined' });
    const second = answered(b, 'second question');
    await asked(overB);
    overB.answerWallet(await walletAnswer(old, originOf(a), document));
    const note = /other_question/;
    t.match(await second, { status: 412, reason: 'identity_refused', note });
  });

  await t.test(
    'what was shown before the sign-in waits at one, and Envoy asks the other',
    async (t) => {
      const document = issueToPhone({ elements: { family_name: 'Larsson' } });
      const request = asked(overA);
      overA.wantDocument('phone');
      const ready = once(overA, 'outcome');
      overA.answerWallet(await walletAnswer(await request, originOf(a), document));
      t.same(await ready, ['document_ready']);
      const belongsToA = () =>
        b.service.kioskRegistry
          .serving({ locationId: null, deviceId })
          .some(({ instanceId }) => instanceId !== undefined);
      await untilTrue(belongsToA);
      const { status } = await b.signIn({
        name: 'Anna Maria Larsson',
        ...{ email: 'larsson@example.com', deviceId, jobId: 'waited' },
      });
      const row = await findSignIn(lobby.db, 'waited');
      t.match({ status, reason: row?.reason }, { status: 200, reason: 'passed' });
      await untilTrue(() => !belongsToA());
      t.pass('once it is used, sign-ins belong to either again');
    },
  );
});
