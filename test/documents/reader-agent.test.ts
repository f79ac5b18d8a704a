import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { WebSocket, WebSocketServer } from 'ws';
import { readPassport, TrustStore } from '#passport';
import { createSigner } from '#passport/lab/authority.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { VirtualChip } from '#passport/virtual-chip';
import { ReaderAgent } from '../../scripts/document-reader/agent.ts';
import { pairReader } from '../../scripts/pairing.ts';
import { isPassportCommand } from '../../scripts/document-reader/passport-commands.ts';
import { revokePairing } from '#server/kiosk/pairing.ts';
import { checkKiosks } from '#server/installation/diagnosis/kiosks.ts';
import { findKiosk } from '#server/store/tables/kiosks.ts';
import { projectRoot } from '#server/config/environment.ts';
import { closeCodes } from '#server/protocol/messages.ts';
import { readerSocketPath } from '#server/protocol/reader-messages.ts';
import { startLobby, type StartedLobby } from '../kiosk/start-lobby.ts';
import { RawKiosk, refusedStatus } from '../kiosk/raw-kiosk.ts';
import { DesktopReader } from '../../lab/trial/desktop-reader.ts';

const selectMasterFile = Buffer.from('00a4000c023f00', 'hex');

async function paired(t: Test) {
  const lobby = await startLobby(t, { wantsDocuments: () => true });
  return { lobby, ...(await pairScreen(t, lobby)) };
}

/** A screen with a reader beside it. */
async function pairScreen(t: Test, lobby: StartedLobby, name = 'Lobby') {
  const { kiosk, token: kioskToken } = await lobby.pair({ name });
  const code = async () =>
    (await lobby.pairing.newReaderCode(kiosk.id, 'command:test'))?.code ?? '';
  const { token } = await pairReader(lobby.url, await code());
  const reader = new DesktopReader();
  const agent = new ReaderAgent(lobby.url, token, reader);
  t.teardown(() => agent.stop());
  return { kiosk, kioskToken, token, code, reader, agent };
}

t.test('commands go to the document and back, and only those of a passport', async (t) => {
  const { lobby, kiosk, kioskToken, reader, agent } = await paired(t);
  const screen = await RawKiosk.ready(lobby.url, kioskToken);
  t.teardown(() => screen.socket.terminate());
  const side = lobby.kioskRegistry.documents.readerOf(kiosk.id);
  if (!side) throw new Error('no kiosk');
  const changed = () => once(side, 'changed');
  const connected = changed();
  const ready = once(lobby.kioskRegistry, 'readerReady');
  agent.start();
  await connected;
  await ready;
  t.match(side, { hasReader: true, documents: 0 });
  await t.rejects(side.transmit(selectMasterFile), { code: 'document_gone' });
  const laid = changed();
  reader.lay(new VirtualChip(issueDocument().image));
  await laid;
  t.same(Buffer.from(await side.transmit(selectMasterFile)), Buffer.from('9000', 'hex'));
  const refused = once(agent, 'refused');
  // UPDATE BINARY
  await t.rejects(side.transmit(Buffer.from('00d6000001ff', 'hex')), { code: 'command_refused' });
  await refused;
  const gone = changed();
  reader.unplug();
  await gone;
  await t.rejects(side.transmit(selectMasterFile), { code: 'reader_gone' });
});

t.test('two screens with a reader each read their own documents at once', async (t) => {
  const lobby = await startLobby(t);
  const signer = createSigner({ name: 'DS' }, createSigner());
  const besideScreen = async (documentNumber: string) => {
    const { kiosk, kioskToken, reader, agent } = await pairScreen(t, lobby, documentNumber);
    const screen = await RawKiosk.ready(lobby.url, kioskToken);
    t.teardown(() => screen.socket.terminate());
    const { image, accessKey } = issueDocument({ signer, documentNumber });
    reader.lay(new VirtualChip(image));
    const side = lobby.kioskRegistry.documents.readerOf(kiosk.id);
    if (!side) throw new Error('no kiosk');
    const connected = once(side, 'changed');
    agent.start();
    await connected;
    const read = (onProgress = () => {}) => {
      const transmit = (apdu: Uint8Array) => side.transmit(apdu);
      const trust = new TrustStore([]);
      return readPassport({ transmit, accessKey, trust, now: new Date(), onProgress });
    };
    return { reader, read };
  };
  const first = await besideScreen('ONE');
  const second = await besideScreen('TWO');
  const both = await Promise.all([first.read(), second.read()]);
  t.match(both, [{ mrz: { documentNumber: 'ONE' } }, { mrz: { documentNumber: 'TWO' } }]);
  const pulledOut = first.read(() => first.reader.unplug());
  const other = second.read();
  await t.rejects(pulledOut, { code: 'chip_lost' });
  t.match(await other, { mrz: { documentNumber: 'TWO' } }, 'the other goes on');
});

t.test('the doctor sees a reader that is plugged in, and since when one is away', async (t) => {
  const { lobby, kiosk, kioskToken, reader, agent } = await paired(t);
  const screen = await RawKiosk.ready(lobby.url, kioskToken);
  t.teardown(() => screen.socket.terminate());
  const findings = async (now = new Date()) =>
    (await checkKiosks(lobby.db, now)).filter(({ code }) => code === 'reader');
  t.match(await findings(), [{ state: 'warning', found: /never there/ }]);
  reader.unplug();
  const side = lobby.kioskRegistry.documents.readerOf(kiosk.id);
  if (!side) throw new Error('no kiosk');
  const connected = once(side, 'changed');
  agent.start();
  await connected;
  t.match(await findings(), [{ found: /never there/ }], 'an agent without a reader');
  reader.plugIn();
  while (!(await findKiosk(lobby.db, kiosk.id))?.readerSeenAt) await pause(20);
  t.match(await findings(), [{ state: 'ok' }]);
  const later = new Date(Date.now() + 3 * 60_000);
  t.match(await findings(later), [{ state: 'warning', found: /last there on/ }]);
});

t.test('the token of a reader opens nothing else, and that of a screen no reader', async (t) => {
  const { lobby, kiosk, kioskToken, token, code } = await paired(t);
  t.equal(await refusedStatus(lobby.url, { token }), 401);
  const asReader = new WebSocket(`${lobby.url.replace(/^http/, 'ws')}${readerSocketPath}`, {
    origin: lobby.url,
    headers: { authorization: `Bearer ${kioskToken}` },
  });
  const [error] = (await once(asReader, 'error')) as [Error];
  t.match(error.message, / 401$/);
  const forReader = await code();
  t.match(await lobby.pairing.redeem(forReader), { paired: false, refusal: 'wrong_code' });
  const { code: forScreen } = await lobby.pairing.newCode({ name: 'Other' });
  t.match(await lobby.pairing.redeemReader(forScreen), { paired: false, refusal: 'wrong_code' });
  t.match(await lobby.pairing.redeemReader(forReader), { paired: true });
  t.equal(await lobby.pairing.authenticateReader(token), null, 'a new one replaces it');
  await revokePairing(lobby.db, kiosk.id, 'command:test');
  t.equal(await lobby.pairing.newReaderCode(kiosk.id, 'command:test'), null);
});

t.test('a screen that is unpaired takes its reader with it', async (t) => {
  const { lobby, kiosk, kioskToken, agent } = await paired(t);
  const screen = await RawKiosk.ready(lobby.url, kioskToken);
  t.teardown(() => screen.socket.terminate());
  const ended = once(agent, 'ended');
  agent.start();
  await once(agent, 'connected');
  await revokePairing(lobby.db, kiosk.id, 'command:test');
  await lobby.kioskRegistry.pairingChanged();
  t.match(await ended, [/unpaired/]);
});

t.test('the exit code tells the unit whether to start it again', async (t) => {
  const outdated = await closesWith(t, closeCodes.outdated);
  const revoked = await closesWith(t, closeCodes.revoked);
  const { lobby } = await paired(t);
  const exits = [lobby.url, `http://127.0.0.1:${revoked}`, `http://127.0.0.1:${outdated}`].map(
    exitOf,
  );
  t.same(await Promise.all(exits), [3, 3, 1], 'not paired, unpaired, another protocol');
});

/** A service that closes every reader's connection. */
async function closesWith(t: Test, code: number): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  t.teardown(() => server.close());
  server.on('connection', (socket) => socket.close(code));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** The exit code of a process that runs the agent, as the command does. */
async function exitOf(url: string): Promise<number | null> {
  const script = `
    import { runUntilStopped } from './dist/scripts/commands/reader.js';
    import { ReaderAgent } from './dist/scripts/document-reader/agent.js';
    const reader = { hasReader: true, documents: 0, stop() {} };
    await runUntilStopped(new ReaderAgent(process.argv[1], 'wrong', reader));`;
  const args = ['--input-type=module', '--eval', script, url];
  const child = spawn(process.execPath, args, { cwd: projectRoot });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

t.test('a reader that reaches no service says where it looked', async (t) => {
  const message = 'Nothing listens at http://127.0.0.1:2. Is the service running?';
  await t.rejects(pairReader('http://127.0.0.1:2', 'BCDF-GHJK'), { code: 'not_reached', message });
});

t.test('what is no command of a passport', (t) => {
  const passport = [
    '00a4040c07a0000002471001',
    '00a4000c023f00',
    '00a4020c02011c',
    '00b0000004',
    '0cb08300',
    '0084000008',
    '0082000028',
    '0022c1a40f',
    '0c2241a6',
    '1086000002',
    '0c88000000',
  ];
  const others = [
    '',
    '00',
    // The payment application, another file, a PIN, a write, a key for writing, a proprietary class.
    '00a404000e325041592e5359532e4444463031',
    '00a4020c021234',
    '0020000008',
    '00d6000001ff',
    '00e2000000',
    '00222181b6',
    '80ca9f7f00',
    'ff00000000',
  ];
  for (const apdu of passport) t.ok(isPassportCommand(Buffer.from(apdu, 'hex')), apdu);
  for (const apdu of others) t.notOk(isPassportCommand(Buffer.from(apdu, 'hex')), apdu);
  t.end();
});
