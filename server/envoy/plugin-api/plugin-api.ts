import { DeliveryFault } from '../../notify/destination.ts';
import { call } from './call.ts';
import type { TokenKeeper } from './token-keeper.ts';

/** What of Envoy's plugin API is used. Each call is tried once; whoever calls keeps it for another try. */
export interface PluginApi {
  /** Tells Envoy what this install is for. @throws {DeliveryFault} */
  registerPurpose(installId: string, signal: AbortSignal): Promise<void>;
  /** Changes what the visitor log says of a job; the same twice is the same. @throws {DeliveryFault} */
  updateJob(jobId: string, update: JobUpdate, signal: AbortSignal): Promise<void>;
}

export interface JobUpdate {
  status: 'done' | 'ignored' | 'failed';
  status_message: string;
  attachments: readonly object[];
}

interface Parts {
  /** Without a slash at its end. */
  baseUrl: string;
  tokens: TokenKeeper;
  answerWithinMs?: number;
}

const services = '/api/v2/plugin-services';
const mediaType = 'application/vnd.api+json';

export function createPluginApi({ baseUrl, tokens, ...limits }: Parts): PluginApi {
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
      if (!(error instanceof DeliveryFault) || error.code !== 'http_401') throw error;
      tokens.refused(token);
      // With another token it can succeed.
      throw new DeliveryFault('token_refused');
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
