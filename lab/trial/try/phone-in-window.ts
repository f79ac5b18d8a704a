import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { createSigner } from '#passport/lab/authority.ts';
import { issueMobileDocument } from '#mobile-document/lab/issue-mobile-document.ts';
import type { HeldDocument } from '#mobile-document/virtual-wallet';
import type { WalletRequest } from '#server/protocol/document-messages.ts';
import { printable } from '#base/text';
import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { readGiven } from '../../../scripts/terminal/given-file.ts';
import { documentPolicy } from '../document-policy.ts';
import type { Trial } from '../trial.ts';
import { trustPhones, walletAnswer } from '../virtual-phone.ts';
import { BrowserPipe } from './browser-pipe.ts';

// A phone that the window plays itself: Chromium's virtual wallet, with an invented licence.

/** The window needs neither Bluetooth nor internet, and the wallet's answer depends on the question. */
const script = `
  PublicKeyCredential.getClientCapabilities = async () => ({ hybridTransport: true });
  Object.defineProperty(navigator, 'onLine', { get: () => true });
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = async (options) => {
    const answered = new Promise((resolve) => (window.phoneIsReady = resolve));
    window.askPhone(JSON.stringify(options.digital.requests[0]));
    await answered;
    return get(options);
  };
`;

/** The photo as an issuer would take it over. @throws {RefusalError} when it is no picture */
export async function portraitFrom(file: string): Promise<Uint8Array> {
  const photo = readGiven(file);
  try {
    const size = { width: 480, height: 640, fit: 'inside', withoutEnlargement: true } as const;
    return await sharp(photo).rotate().resize(size).jpeg({ quality: 90 }).toBuffer();
  } catch {
    throw new RefusalError('no_picture', printable`${file} is no picture. Give a JPEG or a PNG.`);
  }
}

/** Call this before the start. */
export async function askForDocuments(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(path.join(dataDir, 'policy.yaml'), documentPolicy);
}

/** Has a service believe the invented state that issues this licence. @param portrait JPEG, 2 kB or more */
export async function issueLicence(
  trial: Trial,
  name: string,
  portrait: Uint8Array,
): Promise<HeldDocument> {
  const authority = createSigner({ name: 'Invented state' });
  await trustPhones(trial, authority.certificate);
  const words = name.split(' ');
  return issueMobileDocument({
    signer: createSigner({ name: 'Invented issuer' }, authority),
    elements: {
      family_name: words.at(-1),
      given_name: words.slice(0, -1).join(' ') || name,
      portrait: Uint8Array.from(portrait),
    },
  });
}

/** Opens the address in a Chromium that was started with a pipe, and has the window play a phone with this document. */
export async function playPhone(
  browser: ChildProcess,
  address: string,
  origin: string,
  document: HeldDocument,
): Promise<BrowserPipe> {
  const pipe = new BrowserPipe(browser);
  await pipe.attach();
  const answerPhone = async ({ payload }: Record<string, unknown>) => {
    const request = JSON.parse(payload as string) as WalletRequest;
    const response = await walletAnswer({ request }, origin, document);
    const behaviour = { action: 'respond', protocol: request.protocol, response };
    await pipe.send('DigitalCredentials.setVirtualWalletBehavior', behaviour);
    await pipe.send('Runtime.evaluate', { expression: 'phoneIsReady()' });
  };
  // The window may close meanwhile. For any other error the page says that the phone does not answer.
  pipe.on('Runtime.bindingCalled', (params) => answerPhone(params).catch(() => {}));
  await pipe.send('Page.enable');
  await pipe.send('Runtime.enable');
  await pipe.send('Runtime.addBinding', { name: 'askPhone' });
  await pipe.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
  await pipe.send('Page.navigate', { url: address });
  return pipe;
}
