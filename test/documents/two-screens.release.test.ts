import t from 'tap';
import { VirtualChip } from '#passport/virtual-chip';
import { cropPhoto, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { documentLobby, guest1, holder, shows } from './document-lobby.ts';

t.test('two visitors at two screens are each judged by the document beside them', async (t) => {
  const { trial, kiosk, issue, lay, openScreen } = await documentLobby(t);
  const second = await openScreen(await webcamFrames(guest1, 12), { deviceId: '89' });
  const one = issue();
  const other = issue({ documentNumber: 'OTHER', portrait: await cropPhoto(guest1) });
  lay(one);
  second.reader.lay(new VirtualChip(other.image));
  const shown = [shows(one)(kiosk), shows(other)(second.kiosk)];
  const answers = await Promise.all([
    trial.signIn({ ...holder, jobId: 'first' }),
    trial.signIn({ ...holder, jobId: 'second', deviceId: '89' }),
  ]);
  await Promise.all(shown);
  t.match(answers, [{ status: 200 }, { status: 200 }]);
});
