import {
  walletProtocols,
  type SealedAnswer,
  type WalletFailure,
  type WalletRequest,
  type WalletAvailability,
} from '#server/protocol/document-messages.ts';

/** The Digital Credentials API, which the DOM's types lack. */
interface DigitalCredential {
  data: unknown;
}
declare global {
  interface Window {
    DigitalCredential?: { userAgentAllowsProtocol?(protocol: string): boolean };
  }
}

/** Whether the browser can ask a phone: it needs Bluetooth nearby, and the internet for its relay. */
export async function assessWallet(): Promise<WalletAvailability> {
  const allows = (one: string) => window.DigitalCredential?.userAgentAllowsProtocol?.(one) === true;
  if (!Object.values(walletProtocols).every(allows)) return 'unsupported';
  if (!navigator.onLine) return 'offline';
  const able = await PublicKeyCredential.getClientCapabilities().catch(() => null);
  return able?.['hybridTransport'] === true ? 'ready' : 'no_bluetooth';
}

/** Calls back when the network comes or goes. */
export function watchNetwork(changed: () => void): void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
}

/** Asks the visitor's phone by the browser's own dialogue. */
export async function askWallet(
  request: WalletRequest,
  signal: AbortSignal,
): Promise<SealedAnswer | WalletFailure> {
  try {
    const options = { digital: { requests: [request] }, mediation: 'required', signal };
    const credential = await navigator.credentials.get(options as CredentialRequestOptions);
    const answer = answerIn((credential as unknown as DigitalCredential | null)?.data);
    return answer ?? 'failed';
  } catch (error) {
    return (error as Error).name === 'NotAllowedError' ? 'declined' : 'failed';
  }
}

/** The service closes the socket on any other shape, which would cost the visitor the capture. */
function answerIn(data: unknown): SealedAnswer | null {
  const read: unknown = typeof data === 'string' ? JSON.parse(data) : data;
  const { response } = (read ?? {}) as Record<string, unknown>;
  return typeof response === 'string' && response.length <= 1_400_000 ? { response } : null;
}
