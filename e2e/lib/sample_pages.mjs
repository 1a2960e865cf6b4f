// A small site with known faults: what the harness is held against.
import { once } from 'node:events';
import { createServer } from 'node:http';

const policy = "default-src 'self'; style-src 'self'";
const page = (title, body, head = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${title}</title><link rel="icon" href="/icon.svg">${head}</head><body><main><h1>${title}</h1>${body}</main></body></html>`;

const door =
  '<form method="post" action="/door"><label>Phone <input name="phone"></label>' +
  '<label>Kind <select name="kind"><option>repair</option><option>cleaning</option></select></label>' +
  '<label><input type="checkbox" name="agreed" value="yes"> Agreed</label><button type="submit">Go on</button></form>';

const pages = {
  '/': () => page('Good', '<p>Nothing is wrong here.</p>'),
  '/door': () => page('Door', door),
  '/barriers': () => page('Barriers', '<img src="/icon.svg"><input name="nameless">'),
  '/wide': () => page('Wide', '<p class="wide">too wide</p>', '<link rel="stylesheet" href="/wide.css">'),
  '/twice': () => page('Twice', '<p id="one">one</p><p id="one">again</p>'),
  '/inline': () => page('Inline', '<script>document.title = "changed"</script>'),
  '/elsewhere': () => page('Elsewhere', '<p>no</p>', '<link rel="preload" as="image" href="http://127.0.0.1:9/x.png">'),
  '/throws': () => page('Throws', '<p>no</p>', '<script src="/throws.js" defer></script>'),
};
const files = {
  '/icon.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  '/wide.css': ['text/css', '.wide { width: 2000px }'],
  '/throws.js': ['text/javascript', 'throw new Error("as planned")'],
};

export async function startSamplePages() {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { baseUrl: `http://127.0.0.1:${server.address().port}`, stop, explain: () => {} };
}

async function answer(request, response) {
  const headers = { 'content-security-policy': policy };
  if (request.method === 'POST') {
    let body = '';
    for await (const part of request) body += part;
    const location = body === 'phone=13800000000&kind=cleaning&agreed=yes' ? '/' : '/door';
    response.writeHead(303, { ...headers, location, 'set-cookie': 'session=known; HttpOnly; SameSite=Lax' }).end();
  } else if (pages[request.url] !== undefined) {
    const known = request.headers.cookie?.includes('session=known') ? '<p class="known">Welcome back</p>' : '';
    const html = pages[request.url]().replace('</main>', `${known}<p>${request.headers['accept-language']}</p></main>`);
    response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(html);
  } else if (files[request.url] !== undefined) {
    const [type, text] = files[request.url];
    response.writeHead(200, { ...headers, 'content-type': type }).end(text);
  } else {
    response.writeHead(request.url === '/broken' ? 500 : 404, headers).end('no such page');
  }
}
