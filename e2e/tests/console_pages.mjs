// Every page of the console, found by following links, in two dresses each: it fits, it meets no barriers, every text is there.
import { atConsole, crawl, Routes } from '../lib/console.mjs';

export const name = 'every page of the console, in every dress';
export const secondsMax = 240;

// Each page is seen on a phone and on a desk, light and dark, in both languages; all eight dresses with GALLERY=all.
const dresses = [
  [{ width: 390, theme: 'light', locale: 'zh-CN' }, { width: 1440, theme: 'dark', locale: 'en' }],
  [{ width: 390, theme: 'dark', locale: 'en' }, { width: 1440, theme: 'light', locale: 'zh-CN' }],
];
// Links that lead somewhere else, or to what is no page.
const noPages = ['/console', '/console/events', '/console/board/map', '/console/jobs/{key}/money', '/console/sign-in'];
// Pages that no link of the demo's first day leads to.
const notLinked = [];

export async function run({ person, expect }) {
  const routes = new Routes();
  const owner = await atConsole(person, 'owner');
  const session = await owner.session();
  const { found } = await crawl(owner, routes, { each: 1 });
  const wanted = routes.rows.filter(({ method, path }) => method === 'GET' && path.startsWith('/console')).map(({ path }) => path);
  const missing = wanted.filter((path) => !found.has(path) && !noPages.includes(path) && !notLinked.includes(path));
  expect.deepEqual(missing, [], 'pages that nothing links to');
  const pages = [...found].filter(([path]) => !noPages.includes(path)).map(([, [address]]) => address);
  const nobody = '/console/jobs?q=nothing-like-this';
  const empty = [nobody, '/console/audit?subject=nothing', '/console/board?date=2031-01-01', '/console/customers?q=zzzz'];

  for (const [turn, pair] of dresses.entries()) {
    for (const dress of pair) {
      const one = await person({ ...dress, session });
      await one.page.goto('/console/account');
      for (const [index, address] of [...pages, ...empty].entries()) {
        if (process.env.GALLERY !== 'all' && index % dresses.length !== turn) continue;
        await look(one, address, dress, expect);
      }
      await one.leave();
    }
  }
}

async function look(one, address, { width, theme, locale }, expect) {
  await one.goto(address);
  const missing = await one.page.evaluate(() => document.body.innerText.match(/⟦[^⟧]*⟧/g) ?? []);
  expect.deepEqual(missing, [], `${address} lacks texts`);
  if (process.env.GALLERY) await one.shot(`${address.replace(/[^a-z0-9]+/gi, '-').slice(1, 90)}-${width}-${theme}-${locale}`);
  await one.fits();
  await one.meetsNoBarriers();
}
