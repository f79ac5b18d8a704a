import { Value } from 'typebox/value';
import {
  CorrectionAnswer,
  type Correction,
  type CorrectionSaid,
} from '../../../server/protocol/desk-messages.ts';
import { ask, RefusedRequestError } from '../service/api.ts';
import { clockTime } from '../service/words.ts';
import { Button, useAct } from './parts.tsx';
import { say } from '../service/language.ts';

/** The desk's word on who was in front of the camera. Counts for `vestibule tune`, and changes no answer. */
export function CorrectionChoice({
  jobId,
  correction,
  canCorrect,
  onSaid,
}: {
  jobId: string;
  correction: Correction | null;
  /** A face was compared, and the reader may say whose it was. */
  canCorrect: boolean;
  onSaid: (correction: Correction | null) => void;
}) {
  const act = useAct();
  const correct = (judgement: CorrectionSaid | null) =>
    act.run(async () => {
      const path = `/desk/api/history/${encodeURIComponent(jobId)}/correction`;
      try {
        onSaid(
          (await ask(path, CorrectionAnswer, { method: 'PUT', body: { said: judgement } }))
            .correction,
        );
      } catch (error) {
        // Someone was first: how it stands now comes with the refusal.
        if (error instanceof RefusedRequestError && Value.Check(CorrectionAnswer, error.body)) {
          onSaid(error.body.correction);
        }
        throw error;
      }
    });
  if (!correction && !canCorrect) return null;
  return (
    <div class="correction" role="group" aria-label={say('who')}>
      {correction && (
        <p>
          {say('who.said', {
            what: say(`who.${correction.said}`),
            name: correction.by,
            time: clockTime(correction.at),
          })}
        </p>
      )}
      {!correction && <p class="quiet">{say('who.question')}</p>}
      {act.problem}
      {canCorrect && correction && (
        <Button plain disabled={act.isBusy} onPress={() => correct(null)}>
          {say('who.take_back')}
        </Button>
      )}
      {canCorrect &&
        !correction &&
        (['right_person', 'somebody_else'] as const).map((judgement) => (
          <Button key={judgement} plain disabled={act.isBusy} onPress={() => correct(judgement)}>
            {say(`who.${judgement}`)}
          </Button>
        ))}
    </div>
  );
}
