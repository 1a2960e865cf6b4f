// The main path in browsers without scripts: booked, worked and accepted by codes, paid in cash.
import { freshPhone, photo } from '../lib/parts.mjs';
import { askPrice, book, holdTime, next, playTechnician, takeOffer } from '../lib/story.mjs';

export const name = 'a hinge is mended without a single script: start code, plain photo forms, finish code, cash';
export const secondsMax = 120;

export async function run({ person, expect }) {
  const reader = await person({});
  const { technician, id } = await playTechnician(person, reader, '19900010005', { script: false });
  const customer = await person({ width: 390, script: false });

  await askPrice(customer, 'FD-02', { quantity: 1 });
  await holdTime(customer, { technician: id });
  const number = await book(customer, reader, { name: '周敏', phone: freshPhone(2) });
  const order = `/orders/${number}`;

  const visit = await takeOffer(technician, expect, number);
  await technician.goto(visit);
  await next(technician);
  await expect.text(technician.page.locator('#visit'), 'On the way');

  // Without a position it takes the customer's start code; a wrong one is counted.
  await customer.goto(order);
  const startCode = await customer.page.locator('#start-code').innerText();
  await technician.unfold('#next details');
  const byCode = { form: '#next form:has([name="code"])', button: 'button' };
  await technician.submit({ code: startCode === '0000' ? '1111' : '0000' }, byCode);
  await expect.visible(technician.page.locator('#next .field-error'));
  await technician.unfold('#next details');
  await technician.submit({ code: startCode }, byCode);
  await expect.text(technician.page.locator('#visit'), 'Arrived');
  await technician.submit({}, { form: '#next form[action$="/start_work"]', button: 'button' });

  // All steps ticked, the work is still not done: the photos are missing. Then each goes with a plain form.
  const { page } = technician;
  const steps = page.locator('details[id^="step-"]');
  await technician.goto(`${visit}/checklist`);
  const count = await steps.count();
  for (let index = 0; index < count; index += 1) {
    await technician.unfold(`details[id^="step-"] >> nth=${index}`);
    await Promise.all([page.waitForNavigation(), steps.nth(index).locator('form[action*="/checklist/"] button').last().click()]);
  }
  await technician.goto(visit);
  await expect.text(page.locator('#next'), 'Still missing');
  await technician.press(/Checklist and photos/, { within: '#next' });
  const inputs = page.locator('details[id^="step-"] input[type="file"]');
  for (let nth = 0; nth < await inputs.count(); nth += 1) {
    for (let index = 0; index < count; index += 1) await technician.unfold(`details[id^="step-"] >> nth=${index}`);
    await inputs.nth(nth).setInputFiles(await photo(technician));
    await Promise.all([page.waitForNavigation(), inputs.nth(nth).locator('xpath=ancestor::form').locator('button').click()]);
  }
  await expect.text(page.locator('main'), 'Everything is there');
  await technician.goto(visit);
  await next(technician);

  // The finish code accepts; the rest is cash, recorded on the spot, and the customer sees it.
  await customer.goto(order);
  const finishCode = await customer.page.locator('#finish-code').innerText();
  await technician.goto(`${visit}/acceptance`);
  await technician.submit({ code: finishCode }, { form: 'form:has([name="code"])', button: 'button' });
  await technician.goto(`${visit}/cash`);
  await technician.submit({}, { form: 'main form', button: 'button.is-primary' });
  await expect.text(technician.page.locator('main'), 'All paid');
  await customer.goto(order);
  await expect.text(customer.page.locator('main'), /Cash/);
  await expect.text(customer.page.locator('.bill .is-total').first(), '¥0.00');
}

export const expectedComplaints = [/4(09|22)/];
