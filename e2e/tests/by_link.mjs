// Somebody with the progress link alone follows a cleaning, answers for the customer with the end of the phone number, and accepts it.
import { freshPhone } from '../lib/parts.mjs';
import { askPrice, book, checkIn, checkoutComplaints, holdTime, next, payOnline, playTechnician, takeOffer, workThrough } from '../lib/story.mjs';

export const name = 'whoever has the link sees everything, answers and accepts without signing in';
export const secondsMax = process.env.GALLERY === 'all' ? 900 : 180;
export const expectedComplaints = [...checkoutComplaints, /4(09|22)/];

export async function run({ person, gallery, expect }) {
  const reader = await person({});
  const { technician, id } = await playTechnician(person, reader, '19900010041');
  const customer = await person({ width: 390 });
  await askPrice(customer, 'HC-D', { quantity: 3 });
  await holdTime(customer, { technician: id });
  const phone = freshPhone(3);
  const number = await book(customer, reader, { name: 'Li Na', phone });
  const order = `/orders/${number}`;
  await payOnline(customer, expect, order);
  await customer.goto(order);
  const link = new URL(await customer.page.locator('a[href*="/p/"]').first().getAttribute('href')).pathname;

  const friend = await person({ width: 390 });
  await friend.goto(link);
  await expect.text(friend.page.locator('main'), number);
  await expect.text(friend.page.locator('.bill'), 'Total');
  expect.ok(!(await friend.page.locator('main').innerText()).includes(phone), 'the link tells no full phone number');

  // The technician asks for another time; the friend keeps the old one, once the digits are right.
  const visit = await takeOffer(technician, expect, number);
  await friend.goto(link);
  await expect.text(friend.page.locator('main'), 'confirmed the time');
  await technician.goto(`${visit}/another-time`);
  await gallery('visit-another-time', `${visit}/another-time`, { session: await technician.session() });
  await technician.page.locator('.slot-day:not([hidden]) [name="window"]:not(:disabled)').last().check();
  await technician.submit({ reason: 'The visit before takes longer' }, { form: 'main form', button: '.form-actions button' });
  await expect.text(friend.page.locator('main'), 'Another time has been asked for');
  await gallery('link-other-time', link);
  const answer = { form: 'form[action$="/other-time"]', button: 'button[value="decline"]' };
  const last4 = phone.slice(-4);
  await friend.submit({ last4: last4 === '0000' ? '1111' : '0000' }, answer);
  await expect.visible(friend.page.locator('.field-error'));
  await friend.submit({ last4 }, answer);
  await expect.text(friend.page.locator('main'), 'The old time stays');

  // Calling off by link shows the fee first; this one is kept.
  await friend.press('Cancel the order');
  await expect.text(friend.page.locator('#preview'), 'Who answers for it');
  await gallery('link-cancel', `${link}/cancellation`);
  await friend.press('Keep the order');

  // On the way, at the door, at work: the page follows by itself.
  await technician.goto(visit);
  await next(technician);
  await expect.text(friend.page.locator('main'), 'on the way');
  await gallery('link-on-the-way', link);
  await gallery('link-wrong-person', `${link}/wrong-person`);
  await technician.goto(visit);
  await checkIn(technician, expect);
  await next(technician);
  await expect.text(technician.page.locator('#visit'), 'Working');
  await technician.goto(`${visit}/checklist`);
  await workThrough(technician, expect);
  await technician.goto(visit);
  await next(technician);
  await expect.text(friend.page.locator('main'), 'Please look at it');
  await gallery('link-to-accept', link);
  await gallery('link-acceptance', `${link}/acceptance`);
  await gallery('link-rework', `${link}/rework`);

  await friend.press('Accept');
  await friend.submit({ name: 'Li Na', last4 }, { form: 'main form', button: '.form-actions button' });
  await expect.text(friend.page.locator('main'), 'Accepted');
  await gallery('link-done', link);
  await friend.goto(`${link}/acceptance`);
  await expect.text(friend.page.locator('main'), 'nothing to accept');
}
