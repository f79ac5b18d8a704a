import { Type } from 'typebox';
import { DeskPasskeys, DeskSession } from '../../../server/protocol/desk-account-messages.ts';
import { ask, RefusedRequestError } from './api.ts';
import { say } from './language.ts';

/** The service's options; the browser itself checks what is in them. */
const Options = Type.Record(Type.String(), Type.Unknown());

export async function logInByPasskey(): Promise<DeskSession> {
  const options = await ask('/desk/api/passkeys/login-options', Options, post({}));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  const credential = await fromBrowser(() => navigator.credentials.get({ publicKey }));
  return ask('/desk/api/passkeys/login', DeskSession, post(credential));
}

export async function addPasskey(): Promise<DeskPasskeys> {
  const options = await ask('/desk/api/passkeys/add-options', Options, post({}));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await fromBrowser(() => navigator.credentials.create({ publicKey }));
  return ask('/desk/api/passkeys/add', DeskPasskeys, post(credential));
}

export function listPasskeys(): Promise<DeskPasskeys> {
  return ask('/desk/api/passkeys', DeskPasskeys);
}

export function removePasskey(id: string): Promise<DeskPasskeys> {
  return ask('/desk/api/passkeys/remove', DeskPasskeys, post({ id }));
}

function post(body: unknown) {
  return { method: 'POST', body } as const;
}

/** @throws {Refusal} when the person or the browser stopped it */
async function fromBrowser(asking: () => Promise<Credential | null>): Promise<unknown> {
  const credential = await asking().catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) {
    throw new RefusedRequestError('cancelled', say('fault.cancelled'));
  }
  return credential.toJSON();
}
