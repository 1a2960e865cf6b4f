// A technician says no, another one takes it; the customer moves the visit, and calls it off knowing what it costs.
import { freshPhone } from '../lib/parts.mjs';
import { askPrice, book, holdTime, playTechnician } from '../lib/story.mjs';

export const name = 'refused, given to somebody else, moved, and called off with the fee shown first';
export const secondsMax = process.env.GALLERY === 'all' ? 900 : 120;
export const expectedComplaints = [/4(09|22)/];

export async function run({ person, gallery, expect }) {
  const reader = await person({});
  const { technician, id } = await playTechnician(person, reader, '19900010013');
  const customer = await person({ width: 390 });
  const { page } = customer;
  await askPrice(customer, 'IN-B1', { quantity: 1 });
  await holdTime(customer, { technician: id });

  // The time is held: the picker of somebody else does not offer it, and giving it back frees it.
  await gallery('booking', customer.path() + new URL(page.url()).search, { session: await customer.session() });
  const over = customer.path() + new URL(page.url()).search;
  await expect.visible(page.locator('count-down').first());
  await customer.press('Choose another time');
  await gallery('booking-over', over, { session: await customer.session() });
  await customer.goto(over);
  await expect.text(page.locator('.blank'), 'no longer kept');
  await customer.press('Choose a time again');
  await holdTime(customer, { technician: id });

  // A name as long as names get; every page of the order has to hold it.
  const name = 'Maximiliane-Theodora von Hohenstein-Oberbergen zu Lindau';
  const note = 'Through the second yard, past the bicycle shed, then the blue door on the left; the bell does not ring, please knock twice.';
  const number = await book(customer, reader, { name, phone: freshPhone(4), access_note: note });
  const order = `/orders/${number}`;

  await technician.goto('/field');
  const offer = technician.page.locator('article.offer', { hasText: number });
  await expect.visible(offer);
  await gallery('offer', '/field', { session: await technician.session() });
  await gallery('order-long', order, { session: await customer.session() });
  await offer.locator('summary').click();
  await offer.locator('select[name="reason"]').selectOption('too_far');
  await Promise.all([technician.page.waitForNavigation(), offer.locator('button[value="refuse"]').click()]);
  await expect.gone(technician.page.locator('article.offer', { hasText: number }));

  // Somebody simulated answers within a while, or the dispatcher is still looking: either way the customer may move it.
  await customer.goto(order);
  await customer.press('Choose another time');
  await expect.text(page.locator('main'), /free|must agree/);
  await page.locator('.day-strip button:not(.is-full)').last().click();
  await page.locator('.slot-day:not([hidden]) [name="window"]').last().check();
  const wanted = await page.locator('.slot:has(:checked) b').innerText();
  await customer.submit({ reason: 'We travel' }, { form: 'form[method="post"]:has([name="window"])', button: '.form-actions button' });
  await expect.text(page.locator('main'), wanted);

  // The fee and who answers for it stand there before the word is given, and follow the reason.
  await customer.press('Cancel the order');
  const preview = page.locator('#preview');
  await expect.text(preview, 'Who answers for it');
  for (const reason of await page.locator('select[name="reason"] option').evaluateAll((all) => all.map((one) => one.value))) {
    await page.locator('select[name="reason"]').selectOption(reason);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Show the fee' }).click()]);
    await expect.text(preview, 'Fee');
  }
  const shown = await preview.locator('h2').innerText();
  await customer.submit({ note: 'Plans have changed' }, { form: 'form[method="post"]', button: '.form-actions button' });
  await expect.text(page.locator('main'), 'cancelled');
  // The books follow in a moment, and the page with them.
  await expect.text(page.locator('.bill .is-total'), /free/.test(shown) ? '¥0.00' : shown.match(/¥[\d.,]+/)[0]);
  await gallery('order-cancelled', order, { session: await customer.session() });

  // A form that is sent twice, and a link of an order that is over, lead nowhere bad.
  await customer.goto(`${order}/reschedule`, { status: 409 });
}
