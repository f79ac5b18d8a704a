import { DeliveryError } from '#base/http';
import { call } from './call.ts';
import type { TokenKeeper } from './token-keeper.ts';

/** The used calls of Envoy's plugin API. Each makes one try; the caller retries. */
export interface PluginApi {
  /** Tells Envoy the purpose of this install. @throws {DeliveryError} */
  registerPurpose(installId: string, signal: AbortSignal): Promise<void>;
  /** Updates the visitor log's entry of a job; idempotent. @throws {DeliveryError} */
  updateJob(jobId: string, update: JobUpdate, signal: AbortSignal): Promise<void>;
}

interface JobUpdate {
  status: 'done' | 'ignored' | 'failed';
  status_message: string;
  attachments: readonly object[];
}

interface Deps {
  /** Without a trailing slash. */
  baseUrl: string;
  tokens: TokenKeeper;
  answerTimeoutMs?: number;
}

const services = '/api/v2/plugin-services';
const mediaType = 'application/vnd.api+json';

export function createPluginApi({ baseUrl, tokens, ...limits }: Deps): PluginApi {
  const send = async (
    method: 'PUT' | 'PATCH',
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<void> => {
    const token = await tokens.token(signal);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': mediaType,
      accept: mediaType,
    };
    try {
      await call({ method, url: baseUrl + services + path, headers, body, signal, ...limits });
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.code !== 'http_401') throw error;
      tokens.noteRefusal(token);
      // Another token may succeed.
      throw new DeliveryError('token_refused');
    }
  };
  return {
    registerPurpose: (installId, signal) =>
      send(
        'PUT',
        `/installs/${encodeURIComponent(installId)}/purpose`,
        { purpose: 'identity-verification' },
        signal,
      ),
    updateJob: (jobId, update, signal) =>
      send('PATCH', `/jobs/${encodeURIComponent(jobId)}`, update, signal),
  };
}
