// The console in tests: staff of the demo city, its routes, and every page that can be reached by links.
import { readFileSync } from 'node:fs';

export const password = 'linjiang-2026';
export const staff = ['owner', 'dispatch', 'desk', 'accounts', 'auditor'];

// Somebody of the staff, signed in, in a window of their own.
export async function atConsole(person, login, wish = {}) {
  const one = await person(wish);
  await enter(one, login, password);
  return one;
}

export async function enter(one, login, secret) {
  await one.goto('/console/sign-in');
  await send(one, 'form:has([name=login])', { login, password: secret }, 'button.is-primary');
}

// What each route answers to each role: the table that the listing test keeps.
export class Routes {
  constructor() {
    const lines = readFileSync(new URL('../../crates/server/tests/pages/listing.txt', import.meta.url), 'utf8').trimEnd().split('\n');
    this.roles = lines[0].slice(72).trim().split(/\s+/);
    this.rows = lines.slice(1).map((line) => {
      const [method, path] = line.slice(0, 72).trim().split(/\s+/);
      const cells = line.slice(72).trim().replaceAll('sign in', 'sign-in').split(/\s+/);
      return { method, path, pattern: pattern(path), answers: Object.fromEntries(this.roles.map((role, at) => [role, cells[at]])) };
    });
  }

  // The route of an address; a fixed one goes before one with parts.
  of(method, address) {
    const fits = this.rows.filter((row) => row.method === method && row.pattern.test(address));
    return fits.sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
  }
}

function pattern(path) {
  return new RegExp(`^${path.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replace(/[.]/g, '\\.'))).join('/')}$`);
}

// Follows links from a person's first page; one address for each route, or as many as wanted.
export async function crawl(one, routes, { each = 1, most = 400 } = {}) {
  const origin = new URL(one.page.url()).origin;
  const found = new Map();
  const asked = new Set();
  const waiting = ['/console'];
  const pages = [];
  while (waiting.length > 0 && asked.size < most) {
    const path = waiting.shift();
    if (asked.has(path)) continue;
    asked.add(path);
    const answer = await one.page.request.get(path, { maxRedirects: 5 });
    const landed = new URL(answer.url()).pathname;
    if (!(answer.headers()['content-type'] ?? '').includes('html')) continue;
    const text = await answer.text();
    pages.push({ path, landed, status: answer.status(), text });
    for (const link of links(text, answer.url())) {
      if (link.origin !== origin || !link.pathname.startsWith('/console')) continue;
      const route = routes.of('GET', link.pathname);
      const key = route?.path ?? link.pathname;
      const known = found.get(key) ?? found.set(key, []).get(key);
      if (known.includes(link.pathname + link.search) || known.length >= each) continue;
      known.push(link.pathname + link.search);
      waiting.push(link.pathname + link.search);
    }
  }
  return { found, pages };
}

function links(text, base) {
  return [...text.matchAll(/<a[^>]*\shref="([^"]+)"/g)].map((match) => new URL(match[1].replaceAll('&#38;', '&').replaceAll('&amp;', '&'), base));
}

// The forms of a page that can be sent, and where to: one without a button only shows.
export function forms(text, base) {
  return [...text.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)].filter(([, body]) => body.includes('<button')).map(([tag]) => ({
    method: (/\bmethod="([^"]+)"/.exec(tag)?.[1] ?? 'get').toUpperCase(),
    path: new URL((/\baction="([^"]*)"/.exec(tag)?.[1] ?? '').replaceAll('&#38;', '&').replaceAll('&amp;', '&'), base).pathname,
  }));
}

// A GET form, or any form whose answer is the next page: fills it, sends it, waits for the page.
export async function send(one, form, fields = {}, button = 'button:not([type=button])') {
  const sheet = one.page.locator(form).first();
  await unfold(sheet);
  for (const [name, value] of Object.entries(fields)) await fill(sheet.locator(`:is(input, select, textarea)[name="${name}"]`), value);
  await Promise.all([one.page.waitForNavigation({ waitUntil: 'load' }), sheet.locator(button).first().click()]);
}

// Opens whatever folds something away.
async function unfold(locator) {
  await locator.evaluate((element) => { for (let at = element; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true; });
}

async function fill(field, value) {
  const first = field.first();
  await unfold(first);
  const kind = await first.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
  if (kind === 'select') await first.selectOption(value);
  else if (kind === 'radio') {
    const wanted = field.and(field.page().locator(`[value="${value}"]`));
    await unfold(wanted);
    await wanted.check();
  }
  else if (kind === 'checkbox') await (field.page().locator(`input[name="${await first.getAttribute('name')}"][value="${value}"]`)).first().check();
  else if (kind === 'file') await first.setInputFiles(value);
  else await first.fill(`${value}`);
}

// The sentence on top of a page after a form was taken.
export async function flash(one) {
  return (await one.page.locator('.flash').first().innerText()).trim();
}

let caller = 0;

// An order by phone from a new caller, as far ahead as there are times; answers its number, and the pages on the way to it.
export async function orderByPhone(one, { service = 'RP-T1', last = true, note = '', photos = [] } = {}) {
  caller += 1;
  await one.goto('/console/new-job');
  const phone = `1377${String(process.pid % 1000).padStart(3, '0')}${String(caller).padStart(4, '0')}`;
  await send(one, 'form[action="/console/new-job"]', { phone, name: `Caller ${caller}` });
  const customer = new URL(one.page.url()).pathname;
  const label = one.page.locator('select[name=service] option', { hasText: service }).first();
  await send(one, 'form:has(select[name=service])', { service: await label.getAttribute('value') });
  await send(one, 'form:has([name=quantity])', { address: `${caller} Test Road`, detail: 'Flat 1' });
  const quote = one.page.url().slice(one.page.url().indexOf('/console'));
  const windows = one.page.locator('input[name=window]:not([disabled])');
  const window = await windows.nth(last ? Math.max(0, (await windows.count()) - caller) : 0).getAttribute('value');
  const values = { window, note };
  if (photos.length > 0) values.photos = photos;
  await send(one, 'form:has(input[name=window])', values, 'button.is-primary');
  if (await one.page.locator('input[name=hold]').count()) await send(one, 'form:has(input[name=hold])', {}, 'button.is-primary');
  return { number: new URL(one.page.url()).pathname.split('/').pop(), phone, customer, quote };
}

// The API as a member of staff: what technicians and customers would do by themselves.
export class Api {
  static async of(one, login = 'owner') {
    const api = new Api();
    api.request = one.page.request;
    const { token } = await api.call('POST', '/sessions', { login, password });
    api.token = token;
    return api;
  }

  async call(method, path, data, headers = {}) {
    const authorization = this.token ? { authorization: `Bearer ${this.token}` } : {};
    const answer = await this.request.fetch(`/api/v1${path}`, { method, data, headers: { ...authorization, ...headers } });
    const text = await answer.text();
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}
