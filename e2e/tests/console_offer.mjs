// What is sold and for how much: a new price book has its date, quotes that were given before hold, the catalogue is edited.
import { cityDate } from '../lib/city_time.mjs';
import { atConsole, send } from '../lib/console.mjs';

export const name = 'price books and catalogue in the console';
export const secondsMax = 90;
export const expectedComplaints = [/409|422/];

const service = 'MS-1';

export async function run({ person, expect }) {
  const owner = await atConsole(person, 'owner', { script: false });
  const desk = await atConsole(person, 'desk', { script: false });
  const quoted = await quote(desk);

  // A copy of the book in force, with another price.
  const book = await copy(owner, 'Spring');
  const row = owner.page.locator('tr', { has: owner.page.locator('td.mono', { hasText: new RegExp(`^${service}$`) }) });
  const form = await row.locator('form').getAttribute('id');
  const price = owner.page.locator(`input[form="${form}"][name=unit_price]`);
  const before = await price.inputValue();
  await price.fill('minus one');
  await saved(owner, row);
  expect.equal(await price.getAttribute('aria-invalid'), 'true');
  const dearer = (Number(before) + 11).toFixed(2);
  await price.fill(dearer);
  await saved(owner, row);
  expect.equal(await price.inputValue(), dearer);
  await owner.goto(`${book}/rules`);
  expect.ok(await owner.page.locator('input').count() > 5);

  // It holds from its date on; the quote of before keeps its price and its book.
  await owner.goto(book);
  await send(owner, 'form[action$="/publish"]', { valid_from: cityDate() });
  expect.equal(await owner.page.locator('form[action$="/publish"]').count(), 0, 'what is published is fixed');
  await desk.goto(quoted.page);
  expect.equal(await total(desk), quoted.total, 'a quote holds');
  const anew = await quote(desk);
  expect.notEqual(anew.total, quoted.total, `a new quote has the new price`);

  // Back to the price of before, by another book: nothing published is ever changed.
  const back = await copy(owner, 'Back again');
  const again = owner.page.locator('tr', { has: owner.page.locator('td.mono', { hasText: new RegExp(`^${service}$`) }) });
  const field = owner.page.locator(`input[form="${await again.locator('form').getAttribute('id')}"][name=unit_price]`);
  await field.fill(before);
  await saved(owner, again);
  await owner.goto(back);
  await send(owner, 'form[action$="/publish"]', { valid_from: cityDate() });
  expect.equal((await quote(desk)).total, quoted.total);

  await catalogue(owner, expect);
}

async function copy(owner, note) {
  await owner.goto('/console/price-books');
  await send(owner, 'tr:has-text("Valid now") form[action$="/copy"]', { note });
  return new URL(owner.page.url()).pathname;
}

async function saved(owner, row) {
  await Promise.all([owner.page.waitForNavigation(), row.locator('form button').click()]);
}

async function total(one) {
  return one.page.locator('.bill .is-total .price').first().innerText();
}

let caller = 0;
async function quote(desk) {
  caller += 1;
  await desk.goto('/console/new-job');
  await send(desk, 'form[action="/console/new-job"]', { phone: `1378${String(process.pid % 1e4).padStart(4, '0')}${String(caller).padStart(3, '0')}`, name: 'Quoted' });
  const label = desk.page.locator('select[name=service] option', { hasText: service }).first();
  await send(desk, 'form:has(select[name=service])', { service: await label.getAttribute('value') });
  await send(desk, 'form:has([name=quantity])', { address: '1 Quote Road' });
  const at = new URL(desk.page.url());
  return { page: at.pathname + at.search, total: await total(desk) };
}

async function catalogue(owner, expect) {
  await owner.goto('/console/catalog');
  await owner.page.locator('a.row-link', { hasText: /measuring/i }).first().click();
  const file = new URL(owner.page.url()).pathname;
  const names = owner.page.locator('[name="names.en"]');
  const before = await names.inputValue();
  await send(owner, `form[action="${file}"]`, { 'names.en': '' }).catch(() => {});
  await owner.goto(file);
  await send(owner, `form[action="${file}"]`, { 'names.en': `${before} at home` });
  expect.equal(await names.inputValue(), `${before} at home`);
  await send(owner, `form[action="${file}"]`, { 'names.en': before });
  await send(owner, 'form[action$="/active"]');
  await owner.goto('/services');
  await owner.goto(file);
  await send(owner, 'form[action$="/active"]');
  await owner.goto(`/console/audit?subject=${file.split('/').pop()}`);
  await expect.text(owner.page.locator('main'), 'Changed a service');
  expect.ok((await owner.page.locator('td ins').allInnerTexts()).some((text) => text.includes('at home')));
}
