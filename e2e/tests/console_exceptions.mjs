// Money that goes astray: a bank refuses a refund, it goes to the balance, the bank pays it after all; the office clears what was paid twice.
import { atConsole, send } from '../lib/console.mjs';
import { askPrice, book, checkoutComplaints, holdTime, payOnline } from '../lib/story.mjs';
import { cents, freshPhone } from '../lib/parts.mjs';

export const name = 'a refused refund, the balance, money paid twice, and a compensation';
export const secondsMax = 150;
export const expectedComplaints = [...checkoutComplaints, /409|422/];

export async function run({ person, expect }) {
  const reader = await person({});
  const accounts = await atConsole(person, 'accounts', { script: false });
  const customer = await person({ width: 390 });

  // Prepaid by a card whose bank takes nothing back, then called off in good time.
  await askPrice(customer, 'AC-1', { quantity: 1 });
  await customer.goto(`${customer.path()}/slots`);
  await customer.page.locator('.day-strip button:not(.is-full)').last().click();
  await customer.page.locator('.slot-day:not([hidden]) [name="window"]:not(:disabled)').first().check();
  await customer.submit({}, { form: 'form[method="post"]:has([name="window"])', button: '.form-actions button' });
  const number = await book(customer, reader, { name: 'Zhao Min', phone: freshPhone(21) });
  const order = `/orders/${number}`;
  const checkout = await payOnline(customer, expect, order, 'pay_without_refunds');
  await customer.goto(order);
  await customer.press('Cancel the order');
  await customer.submit({ note: 'Another plan' }, { form: 'form[method="post"]', button: '.form-actions button' });
  await expect.text(customer.page.locator('main'), 'cancelled');

  // The office sees that the bank refused, tries again, and gives the money to the balance.
  const refund = () => accounts.page.locator('section.card', { hasText: 'Zhao Min' }).first();
  const listed = async (state) => {
    for (let tries = 0; tries < 60; tries += 1) {
      await accounts.goto(`/console/payments/refunds?state=${state}`);
      if (await refund().count()) return;
      await accounts.page.waitForTimeout(500);
    }
    throw new Error(`no refund that is ${state}`);
  };
  await listed('failed');
  await press(accounts, refund().locator('form[action*="/retry"] button'));
  await listed('failed');
  const amount = cents(await refund().locator('h3').innerText());
  await press(accounts, refund().locator('form[action*="/to-balance"] button'));
  expect.equal(new URL(accounts.page.url()).search, '?state=failed', 'the list stays where it was');
  await customer.goto('/account/balance');
  await expect.text(customer.page.locator('main'), (amount / 100).toFixed(2));

  // The bank pays after all: the same money twice. Taken back from the balance, with a reason.
  const bank = await person({});
  await bank.page.goto(checkout);
  await bank.page.locator('button[value="refund_after_all"]').click();
  await listed('paid_twice');
  await send(accounts, `${await selector(refund())} form[action*="/clear"]`, { by: 'transfer', reason: 'The customer sent it back' });
  await expect.text(accounts.page.locator('main'), /missing|required|fill/i);
  expect.ok(await refund().count(), 'what was refused is still there');
  await send(accounts, `${await selector(refund())} form[action*="/clear"]`, { by: 'balance', reason: 'The bank paid after all' });
  await listed('done');
  await customer.goto('/account/balance');
  await expect.gone(customer.page.locator('main .stat', { hasText: (amount / 100).toFixed(2) }));

  // An apology in money: to the balance, once, with the words that the customer reads.
  await accounts.goto(`/console/jobs/${number}/money`);
  await send(accounts, 'form[action$="/compensate"]', { amount: '-5', reason: 'Sorry for the trouble' });
  await expect.visible(accounts.page.locator('.field-error, .notice').first());
  await accounts.goto(`/console/jobs/${number}/money`);
  await send(accounts, 'form[action$="/compensate"]', { amount: '15', reason: 'Sorry for the trouble' });
  await customer.goto('/account/balance');
  await expect.text(customer.page.locator('main'), '15.00');
  await customer.goto('/account/notices');
  await expect.text(customer.page.locator('main'), 'Sorry for the trouble');
  await accounts.goto('/console/ledger/proof');
  await accounts.page.locator('main a.button, main button.is-primary').first().click();
  await expect.text(accounts.page.locator('main'), /holds|in order|balance/i);
}

async function press(one, button) {
  await Promise.all([one.page.waitForNavigation(), button.first().click()]);
}

const selector = async (card) => `[id="${await card.getAttribute('id')}"]`;
