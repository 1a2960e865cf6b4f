// Money that came back to the balance pays the next order: a part from there, the rest online. A third one is paid by transfer.
import { atConsole, send } from '../lib/console.mjs';
import { cents, freshPhone } from '../lib/parts.mjs';
import { askPrice, book, checkoutComplaints, holdTime, payOnline } from '../lib/story.mjs';

export const name = 'an order is paid from the balance, as far as it goes, and online for the rest; another by transfer';
export const secondsMax = process.env.GALLERY === 'all' ? 600 : 180;
export const expectedComplaints = [...checkoutComplaints, /4(09|22)/];

const back = 5000;

export async function run({ person, gallery, expect }) {
  const reader = await person({});
  const customer = await person({ width: 390 });
  const { page } = customer;
  const ordered = async (more) => {
    await askPrice(customer, 'HC-D', { quantity: 2 });
    await holdTime(customer);
    // Some times cost more than others: what is shown for the held time, before booking, is the price.
    const total = async () => cents(await page.locator('.bill .is-total').first().innerText());
    const price = await total();
    const order = `/orders/${await book(customer, reader, more)}`;
    expect.equal(await total(), price, 'the bill is what was shown before');
    return { order, price };
  };

  // The first order is paid online; a part of it goes back, into the balance.
  const phone = freshPhone(21);
  const first = await ordered({ name: 'Wu Fang', phone });
  await payOnline(customer, expect, first.order);
  const asCustomer = { session: await customer.session() };
  const accounts = await atConsole(person, 'accounts', { script: false });
  await accounts.goto(`/console/jobs/${first.order.split('/').pop()}/money`);
  await accounts.goto(`${accounts.path()}/refund`);
  await send(accounts, 'form[method=get]', { amount: (back / 100).toFixed(2), reason: 'Fewer rooms', to: 'balance' });
  await Promise.all([accounts.page.waitForNavigation(), accounts.page.locator('form[method=post] button.is-danger').click()]);
  await customer.goto(first.order);
  await expect.text(page.locator('aside'), 'Refund');
  await customer.goto('/account/balance');
  expect.equal(cents(await page.locator('.price').first().innerText()), back);
  await gallery('balance-filled', '/account/balance', asCustomer);

  // The next order: more than there is, and what is no amount, is refused where it was typed; nothing is taken.
  const next = await ordered({ name: 'Wu Fang', phone });
  const pay = `${next.order}/payment`;
  const fromBalance = { form: `form[action="${pay}/balance"]`, button: 'button' };
  for (const amount of ['50.01', '0', '-5', '1e3', '']) {
    await customer.goto(pay);
    await page.locator(`${fromBalance.form} [name="amount"]`).evaluate((field) => { field.form.noValidate = true; });
    await customer.submit({ amount }, fromBalance);
    await expect.visible(page.locator('.field-error, .notice.tone-bad').first());
  }
  await gallery('pay-with-balance', pay, asCustomer);

  // As much as there is: the form says how much; the rest is due online, and then the order is looked after.
  await customer.goto(pay);
  await customer.submit({}, fromBalance);
  await expect.text(page.locator('main'), 'Balance');
  expect.equal(cents(await page.locator('.bill .is-total').first().innerText()), next.price - back);
  await customer.goto('/account/balance');
  expect.equal(cents(await page.locator('.price').first().innerText()), 0);
  await customer.goto(next.order);
  await expect.text(page.locator('main'), 'Please pay');
  await payOnline(customer, expect, next.order);
  await customer.goto(next.order);
  await expect.gone(page.locator(`a[href="${pay}"]`));
  expect.equal(cents(await page.locator('.bill .is-total').first().innerText()), 0);

  // By transfer: the office records what arrived at the bank, and the customer's open page asks for nothing any more.
  const third = await ordered({ name: 'Wu Fang', phone });
  await customer.goto(`${third.order}/payment`);
  await expect.visible(page.locator('form[action$="/payment/online"]'));
  await accounts.goto(`/console/jobs/${third.order.split('/').pop()}/money`);
  await send(accounts, 'form[action$="/receipt"]', { channel: 'transfer', amount: (third.price / 100).toFixed(2), reference: 'Slip 17' });
  await expect.text(accounts.page.locator('main'), 'Slip 17');
  await expect.text(accounts.page.locator('main'), /Bank account/);
  expect.ok(!/usr_/.test(await accounts.page.locator('main').innerText()), 'people have names in the books');
  await expect.gone(page.locator('form[action$="/payment/online"]'));
  await gallery('pay-nothing', `${third.order}/payment`, asCustomer);
}
