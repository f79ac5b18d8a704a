import type { Kiosks } from '#server/kiosk/capture.ts';
import type { Check, CheckContext, CheckResult } from '#server/sign-in/check.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';

/** A face check without models: a real camera, queue and deadline, and a byte that says whose face is shown. */
export function pictureCheck(kiosks: Kiosks): Check & { count: number } {
  const check = {
    name: 'face',
    settings: { type: 'object', properties: {} } as unknown as Check['settings'],
    needs: [],
    count: 0,
    async run(signIn: SignInRequest, { signal, deadline }: CheckContext): Promise<CheckResult> {
      check.count++;
      let seen: number | undefined;
      const { ending, frames } = await kiosks.capture({
        jobId: signIn.jobId,
        locationId: signIn.locationId,
        deviceId: signIn.deviceId,
        visitor: null,
        deadline,
        signal,
        onFrame: async (jpeg) => {
          seen = jpeg[5];
          return { guidance: 'look_here', progress: 1, done: true };
        },
      });
      const evidence = { frames };
      if (ending === 'aborted') return { passed: false, reason: 'internal_error', evidence };
      if (ending !== 'done') {
        const reason = ending === 'kiosk_offline' ? 'kiosk_offline' : 'no_face';
        return { passed: false, reason, deskMayApprove: true, evidence };
      }
      return seen === 1
        ? { passed: true, reason: 'matched', evidence }
        : { passed: false, reason: 'no_match', deskMayApprove: true, evidence };
    },
  };
  return check;
}
