import { sealing } from './answer/sealed-answer.ts';
import type { WalletQuestion } from './answer/transcript.ts';
import { algorithmNumbers } from './cose.ts';

/** Documents that can be asked for, with the namespace of their elements. */
export const documentTypes = {
  mdl: { docType: 'org.iso.18013.5.1.mDL', namespace: 'org.iso.18013.5.1' },
  pid: { docType: 'eu.europa.ec.eudi.pid.1', namespace: 'eu.europa.ec.eudi.pid.1' },
} as const;
export type DocumentType = keyof typeof documentTypes;

/** The names of elements are the same in both documentTypes. */
export type ElementName =
  | 'family_name'
  | 'given_name'
  | 'birth_date'
  | 'expiry_date'
  | 'issuing_country'
  | 'portrait';

/** Makes the data of a request in the protocol `openid4vp-v1-unsigned` (OpenID4VP 1.0, A.3.1) for one document of either kind. */
export function requestOf(
  { nonce, answerKey }: Pick<WalletQuestion, 'nonce' | 'answerKey'>,
  elements: readonly ElementName[],
) {
  const names = Object.keys(documentTypes) as DocumentType[];
  return {
    response_type: 'vp_token',
    response_mode: answerKey ? 'dc_api.jwt' : 'dc_api',
    nonce,
    dcql_query: {
      credentials: names.map((id) => ({
        ...{ id, format: 'mso_mdoc' },
        meta: { doctype_value: documentTypes[id].docType },
        claims: elements.map((one) => ({
          path: [documentTypes[id].namespace, one],
          intent_to_retain: false,
        })),
      })),
      credential_sets: [{ options: names.map((id) => [id]) }],
    },
    ...(answerKey && {
      client_metadata: {
        jwks: { keys: [answerKey.publicKey] },
        encrypted_response_enc_values_supported: sealing.enc,
        vp_formats_supported: {
          mso_mdoc: {
            issuerauth_alg_values: algorithmNumbers,
            deviceauth_alg_values: algorithmNumbers,
          },
        },
      },
    }),
  };
}
