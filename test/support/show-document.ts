import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveCard } from '#passport/lab/card-socket.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { specimenDocument } from '../../lab/trial/specimen-document.ts';
import { readFileSync } from 'node:fs';

// For trials from outside of a service (.ci/booted-debian). Plays the lobby screen of one iPad, and puts the demo's
// passport on vsmartcard's virtual reader. Each time the screen offers to read a passport, its holder signs in. Prints
// the offers and the answers to the sign-ins, until the process is killed.
//
// node dist/test/support/show-document.js LOBBY_URL HOOK_URL SECRET_FILE CODE DEVICE READER_PORT

const [lobby = '', hook = '', secretFile = '', code = '', deviceId = '', port] =
  process.argv.slice(2);
const secret = readFileSync(secretFile, 'utf8').trim();
const { newChip, key } = specimenDocument();
const kiosk = new KioskClient({
  url: lobby,
  code,
  frames: await webcamFrames(sampleFaces.guest1, 12),
});
kiosk.on('documentOffered', (isOffered) => void follow(isOffered));
await kiosk.start();
console.log('connected');
// The reader ends and returns with pcscd.
for (;;) {
  await serveCard(newChip, { port: Number(port) }).catch(() => {});
  await sleep(200);
}

async function follow(isOffered: boolean) {
  console.log(isOffered ? 'offered' : 'not offered');
  if (!isOffered) return;
  const begun = once(kiosk, 'capture');
  const answer = sendSigned(
    hook,
    secret,
    JSON.stringify(heldSignIn({ name: 'Cleo Unknown', deviceId })),
  );
  await begun;
  kiosk.typeDocumentKey(key, { agrees: true });
  const { status, body } = await answer;
  console.log(`answered ${status} ${body}`);
}
