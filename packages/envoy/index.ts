/** Reads and answers Envoy's calls, and calls Envoy's plugin API. See README.md. */
export { login, type Credentials, type Token } from './call.ts';
export { eventOf, holdsNobody, mayHoldSomebody, signOutIn } from './events.ts';
export { Id, JobId, maxLength, parseEnvoyTime, readIdField, recordOf, textUpTo } from './fields.ts';
export { readHeldEntry, type HeldEntry } from './held-entry.ts';
export {
  inviteChangeIn,
  readInvitation,
  type InviteChange,
  type Invitation,
} from './invitation.ts';
export { parseJson } from './json.ts';
export { createPluginApi, type PluginApi } from './plugin-api.ts';
export {
  approvedReply,
  heldReply,
  textAttachment,
  type Attachment,
  type HookReply,
} from './replies.ts';
export { readSetupForm, readSetupStep, SetupFormError, type SetupForm } from './setup-form.ts';
export { isSignature, sign, SignatureCheck, signatureHeader } from './signature.ts';
export { TokenKeeper, type LoginFault } from './token-keeper.ts';
