// Money in the console: an invoice adjusted, paid, refunded in part and whole; paid out; every balance explained down to its jobs.
import { Api, atConsole, orderByPhone, send } from '../lib/console.mjs';

export const name = 'invoices, refunds, settlements and balances in the console';
export const secondsMax = 120;
export const expectedComplaints = [/409|422/];

export async function run({ person, expect }) {
  const owner = await atConsole(person, 'owner', { script: false });
  const accounts = await atConsole(person, 'accounts', { script: false });
  const api = await Api.of(owner);

  await invoice(owner, accounts, api, expect);
  await settlement(accounts, expect);
  await explained(accounts, expect);
}

async function invoice(owner, accounts, api, expect) {
  const { number } = await orderByPhone(owner, {});
  await accounts.goto(`/console/jobs/${number}/money`);
  const page = new URL(accounts.page.url()).pathname;
  const due = async () => cents(await accounts.page.locator('#invoice-sums .stat', { hasText: 'Due' }).first().innerText());
  const whole = await due();

  // Adjusted with a reason, not to less than nothing.
  await send(accounts, 'form[action$="/adjust"]', { amount: '-99999', reason: 'Too much' });
  expect.ok(await accounts.page.locator('.notice').count(), 'below nothing');
  await accounts.goto(page);
  await send(accounts, 'form[action$="/adjust"]', { amount: '-10', reason: 'Long wait' });
  expect.equal(await due(), whole - 1000);

  // Money in: by transfer, in two parts.
  await send(accounts, 'form[action$="/receipt"]', { channel: 'transfer', amount: '50', reference: `T-${number}-1` });
  expect.equal(await due(), whole - 6000);
  await send(accounts, 'form[action$="/receipt"]', { channel: 'transfer', amount: ((whole - 6000) / 100).toFixed(2), reference: `T-${number}-2` });
  expect.equal(await due(), 0);

  // Back in part, then whole; more than that is refused.
  await refund(accounts, page, '20', expect);
  await accounts.goto(`${page}/refund`);
  await send(accounts, 'form[method=get]', { amount: '99999', reason: 'All of it' });
  expect.ok(await accounts.page.locator('.notice, .field-error').count(), 'more than was paid');
  await accounts.goto(page);
  const left = /[\d.,]+/.exec(await accounts.page.locator('a[href$="/refund"]').innerText())[0].replace(/,/g, '');
  await refund(accounts, page, left, expect);
  expect.equal(await accounts.page.locator('a[href$="/refund"]').count(), 0, 'nothing is left to refund');

  // By bank somebody has to send it: one is confirmed with its reference, the other goes to the balance.
  await accounts.goto('/console/payments/refunds');
  const ours = () => accounts.page.locator('section.card', { has: accounts.page.locator(`a[href="${page}"]`) });
  if (await ours().locator('form[action$="/confirm"]').count()) {
    await ours().locator('[name=reference]').first().fill('BANK-77');
    await Promise.all([accounts.page.waitForNavigation(), ours().locator('form[action$="/confirm"] button').first().click()]);
  }
  await accounts.goto('/console/payments/refunds');
  if (await ours().locator('form[action$="/to-balance"]').count()) {
    await Promise.all([accounts.page.waitForNavigation(), ours().locator('form[action$="/to-balance"] button').first().click()]);
  }
  const found = await api.call('GET', `/job-numbers/${number}`);
  expect.ok(found.job, 'the order is still there');
  await accounts.goto('/console/ledger/proof');
  await accounts.page.locator('main a.button, main button.is-primary').first().click();
  await expect.text(accounts.page.locator('main'), /holds|in order|balance/i);
}

async function refund(accounts, page, amount, expect) {
  await accounts.goto(`${page}/refund`);
  await send(accounts, 'form[method=get]', { amount, reason: 'Goodwill' });
  const button = accounts.page.locator('form[method=post] button.is-danger');
  expect.equal(cents(await button.innerText()), Math.round(Number(amount) * 100), 'the effect is shown first');
  await Promise.all([accounts.page.waitForNavigation(), button.click()]);
  await expect.path(accounts.page, page);
}

async function settlement(accounts, expect) {
  await accounts.goto('/console/settlements');
  if ((await accounts.page.locator('form[action="/console/settlements"]').count()) === 0) return;
  await send(accounts, 'form[action="/console/settlements"]');
  if (!/\/settlements\/set_/.test(accounts.page.url())) {
    // Today's run is open or paid already: then it is the first of the list.
    expect.ok(await accounts.page.locator('.notice').count());
    await accounts.goto('/console/settlements');
    await accounts.page.locator('a.row-link').first().click();
  }
  for (const step of ['lock', 'approve']) {
    if (await accounts.page.locator(`form[action$="/${step}"]`).count()) await send(accounts, `form[action$="/${step}"]`);
  }
  await expect.text(accounts.page.locator('.page-head'), /approved|paid/i);
}

// From the chart through an account and an owner to the job behind a figure.
async function explained(accounts, expect) {
  await accounts.goto('/console/ledger');
  await accounts.page.locator('a[href^="/console/ledger/codes/"]').first().click();
  await accounts.page.waitForLoadState();
  const account = accounts.page.locator('a[href^="/console/ledger/accounts/"]').first();
  if (await account.count()) await account.click();
  await accounts.page.locator('a[href*="/why"]').first().click();
  await accounts.page.locator('a[href*="/why/"]').first().click();
  await expect.visible(accounts.page.locator('a[href^="/console/jobs/"]').first());
}

function cents(text) {
  const found = /(-|−)?\D{0,3}([\d,]+\.\d\d)/.exec(text);
  if (!found) throw new Error(`no amount in: ${text}`);
  return Math.round(Number(found[2].replace(/,/g, '')) * 100) * (found[1] ? -1 : 1);
}
