import type { Destination } from '../../notify/destination.ts';
import { reasons } from '../../sign-in/reasons.ts';
import type { Ledger } from '../../sign-in/ledger.ts';
import type { PluginApi } from '../plugin-api/plugin-api.ts';
import { attachmentsOf, type VisitorLogOptions } from './attachments.ts';

interface Parts {
  api: Pick<PluginApi, 'updateJob'>;
  ledger: Pick<Ledger, 'find'>;
  options: VisitorLogOptions;
}

/**
 * Writes into the visitor log what was checked of somebody who was let in; of a review, the answer
 * itself has said it. What waits is the job's id only: what is sent is read when it is sent, so that
 * it is what Envoy was told.
 */
export function approvals({ api, ledger, options }: Parts): Destination {
  return {
    name: 'envoy-visitor-log',
    place: 'envoy',
    async plan({ verdict, jobId }) {
      return verdict === 'approved' ? { kind: 'approval', contents: { jobId } } : null;
    },
    async send({ contents }, signal) {
      const { jobId } = (contents ?? {}) as { jobId?: string };
      const decision = jobId === undefined ? null : await ledger.find(jobId);
      if (decision?.verdict !== 'approved') return;
      const update = {
        status: 'done' as const,
        status_message: `Vestibule: ${reasons[decision.reason].frontDesk}`,
        attachments: attachmentsOf(decision, options),
      };
      await api.updateJob(decision.jobId, update, signal);
    },
  };
}
