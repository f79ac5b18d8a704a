import t from 'tap';
import { DeskBrowser, startDesk } from './start-desk.ts';

const type = 'multipart/form-data; boundary=b';

t.test('the desk reads no more of a form than a browser writes', async (t) => {
  const desk = await startDesk(t);
  const manager = new DeskBrowser(await desk.listen());
  const { link } = await desk.add('Mia Manager', 'manager');
  await manager.post('/desk/api/set-password', { link, password: 'four plain words here' });
  const cookie = [...manager.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (lines: string) => {
    const headers = { cookie, origin: manager.url, 'content-type': type };
    const name = 'content-disposition: form-data; name="request"';
    const body = `--b\r\n${name}\r\n${lines}\r\n{}\r\n--b--\r\n`;
    const url = `${manager.url}/desk/api/people/check`;
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  t.equal(await send('x: y\r\n'), 200);
  const large = Buffer.alloc(30_000_000);
  const { status } = await manager.upload('/desk/api/people/check', {}, [large]);
  t.equal(status, 413, 'the answer comes although more was sent than is read');
  t.equal(await send('x: y\r\n'.repeat(2000)), 400, 'a head of 12 kB');
});
