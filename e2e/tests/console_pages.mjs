// Every page of the console, found by following links, in two dresses each: it fits, it meets no barriers, every text is there.
import { atConsole, crawl, orderByPhone, Routes, send } from '../lib/console.mjs';

export const name = 'every page of the console, in every dress';
export const secondsMax = 240;

// Each page is seen on a phone and on a desk, light and dark, in both languages; all eight dresses with GALLERY=all.
const dresses = [
  [{ width: 390, theme: 'light', locale: 'zh-CN' }, { width: 1440, theme: 'dark', locale: 'en' }],
  [{ width: 390, theme: 'dark', locale: 'en' }, { width: 1440, theme: 'light', locale: 'zh-CN' }],
];
// Links that lead somewhere else, or to what is no page.
const noPages = ['/console', '/console/events', '/console/board/map', '/console/jobs/{key}/money', '/console/sign-in'];

export async function run({ person, expect }) {
  const routes = new Routes();
  const owner = await atConsole(person, 'owner', { script: false });
  const session = await owner.session();
  const { found } = await crawl(owner, routes, { each: 1 });
  for (const [path, address] of await onTheWay(owner)) found.set(path, [address]);
  const wanted = routes.rows.filter(({ method, path }) => method === 'GET' && path.startsWith('/console')).map(({ path }) => path);
  const missing = wanted.filter((path) => !found.has(path) && !noPages.includes(path));
  expect.deepEqual(missing, [], 'pages that nothing links to');
  const pages = [...found].filter(([path]) => !noPages.includes(path)).map(([, [address]]) => address);
  const nobody = '/console/jobs?q=nothing-like-this';
  const empty = [nobody, '/console/audit?subject=nothing', '/console/board?date=2031-01-01', '/console/customers?q=zzzz'];

  const faults = [];
  for (const [turn, pair] of dresses.entries()) {
    for (const dress of pair) {
      const one = await person({ ...dress, session });
      await one.page.goto('/console/account');
      for (const [index, address] of [...pages, ...empty].entries()) {
        if (process.env.GALLERY !== 'all' && index % dresses.length !== turn) continue;
        await look(one, address, dress, expect).catch((error) => faults.push(error.message));
      }
      await one.leave();
    }
  }
  expect.equal(faults.length, 0, faults.join('\n'));
}

// Pages that only show up while something is done.
async function onTheWay(owner) {
  const { number, customer, quote } = await orderByPhone(owner, {});
  // The conversation is opened after the booking, by what answers its event.
  for (let tries = 0; tries < 40; tries += 1) {
    await owner.goto(`/console/jobs/${number}/messages`);
    if (await owner.page.locator('form:has([name=text])').count()) break;
    await owner.page.waitForTimeout(250);
  }
  await send(owner, 'form:has([name=text])', { text: 'We are on our way' });
  await owner.goto('/console/chats');
  const chat = await owner.page.locator('a.item').first().getAttribute('href');
  await owner.goto('/console/settlements');
  if ((await owner.page.locator('a.row-link').count()) === 0) {
    await send(owner, 'form[action="/console/settlements"]');
    await owner.goto('/console/settlements');
  }
  const run = await owner.page.locator('a.row-link').first().getAttribute('href');
  await owner.goto('/console/invoices?state=paid');
  const invoice = await owner.page.locator('a.row-link').first().getAttribute('href');
  return [
    ['/console/new-job/{customer}', customer],
    ['/console/new-job/{customer}/{quote}', quote],
    ['/console/jobs/{key}/return-visit', `/console/jobs/${number}/return-visit`],
    ['/console/jobs/{key}/cancel', `/console/jobs/${number}/cancel`],
    ['/console/jobs/{key}/reschedule', `/console/jobs/${number}/reschedule`],
    ['/console/chats/{id}', chat],
    ['/console/settlements/{id}', run],
    ['/console/invoices/{id}/refund', `${invoice}/refund`],
  ];
}

async function look(one, address, { width, theme, locale }, expect) {
  await one.goto(address);
  const missing = await one.page.evaluate(() => document.body.innerText.match(/⟦[^⟧]*⟧/g) ?? []);
  expect.deepEqual(missing, [], `${address} lacks texts`);
  if (process.env.GALLERY) await one.shot(`${address.replace(/[^a-z0-9]+/gi, '-').slice(1, 90)}-${width}-${theme}-${locale}`);
  await one.staysWholeLive();
  await one.fits();
  await one.meetsNoBarriers();
}
