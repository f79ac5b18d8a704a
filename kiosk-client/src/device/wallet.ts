import {
  walletProtocol,
  type WalletFailure,
  type WalletRequest,
  type WalletAvailability,
  type WalletToken,
} from '../../../server/protocol/document-messages.ts';

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
  if (!window.DigitalCredential?.userAgentAllowsProtocol?.(walletProtocol)) return 'unsupported';
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
): Promise<WalletToken | WalletFailure> {
  try {
    const options = { digital: { requests: [request] }, mediation: 'required', signal };
    const credential = await navigator.credentials.get(options as CredentialRequestOptions);
    return tokenIn((credential as unknown as DigitalCredential | null)?.data) ?? 'failed';
  } catch (error) {
    return (error as Error).name === 'NotAllowedError' ? 'declined' : 'failed';
  }
}

/** The service closes the socket on any other shape, which would cost the visitor the capture. */
function tokenIn(data: unknown): WalletToken | null {
  const read: unknown = typeof data === 'string' ? JSON.parse(data) : data;
  const token = isObject(read) ? read['vp_token'] : null;
  if (!isObject(token) || JSON.stringify(token).length > 1_400_000) return null;
  const entries = Object.entries(token);
  const isFit = ([name, presentations]: [string, unknown]) =>
    name.length <= 64 &&
    Array.isArray(presentations) &&
    presentations.length <= 8 &&
    presentations.every((one) => typeof one === 'string');
  return entries.length <= 8 && entries.every(isFit) ? (token as WalletToken) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
