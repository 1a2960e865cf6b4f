// The working day as customers and technicians click through it, in steps that several stories share.
import { cityDate } from './city_time.mjs';
import { cents, codeOf, freshPhone, photo, signInByCode } from './parts.mjs';

// A door of the demo city, and where it is.
export const door = { address: '临江市老城中山路88号望江大厦3栋1502室', latitude: 31.214, longitude: 121.391 };

// Reads a price for a service: the form of /services/{code}, or the one that the person already looks at.
export async function askPrice(person, code, fields = {}) {
  if (code) await person.goto(`/services/${code}`);
  const { address, latitude, longitude } = door;
  await person.unfold('form[action="/quotes"] details:has(> div > [name="address"], [name="address"])');
  await person.unfold('form[action="/quotes"] details:not(:has([name="address"])):has([name="latitude"])');
  await person.submit({ ...fields, address, latitude, longitude, floor: 15, has_lift: true }, { form: 'form[action="/quotes"]', button: '.form-actions button' });
  return cents(await person.page.locator('.bill .is-total').first().innerText());
}

// From the quote to a held time: the first free one, of a technician when one is named.
export async function holdTime(person, { technician } = {}) {
  if (!person.path().endsWith('/slots')) {
    await Promise.all([person.page.waitForNavigation({ waitUntil: 'load' }), person.page.locator('main a[href*="/slots"]').first().click()]);
  }
  if (technician) {
    const found = new URL(person.page.url());
    await person.goto(`${found.pathname}${found.search}&technician=${technician}`);
  }
  const form = person.page.locator('form[method="post"]:has([name="window"])');
  await form.locator('[name="window"]:not(:disabled)').first().check();
  await Promise.all([person.page.waitForNavigation(), form.locator('.form-actions button').click()]);
}

// From the held time to the order: a guest proves the phone by its code on the way. The order's number.
export async function book(person, reader, { name, phone, ...more }) {
  await person.submit({ name, phone, ...more }, { form: 'form[action="/bookings"]', button: '.form-actions button' });
  if (await person.page.locator('[name="code"]').count()) {
    const code = await codeOf(reader, phone);
    await person.submit({ code }, { form: 'form[action="/bookings"]', button: '.form-actions button' });
  }
  const number = person.path().match(/^\/orders\/(J-\d+)$/)?.[1];
  if (!number) throw new Error(`not booked: ${(await person.page.locator('main').innerText()).slice(0, 600)}`);
  return number;
}

// Somebody with a phone of their own, signed in as a customer.
export async function newCustomer(person, reader, salt, wish = {}) {
  const phone = freshPhone(salt);
  const customer = await person({ width: 390, ...wish });
  await signInByCode(customer, reader, '/sign-in', phone);
  return { customer, phone };
}

// A technician of the demo, played by hand: signed in, on duty, standing at the door of the story; with their id.
export async function playTechnician(person, reader, phone, wish = {}) {
  const technician = await person({ width: 390, ...wish });
  await technician.stand(door);
  await signInByCode(technician, reader, '/field/sign-in', phone);
  const topics = await technician.page.locator('live-region').getAttribute('topics');
  const id = topics.match(/tec_\w+/)[0];
  return { technician, id };
}

// Presses the one next thing to do on a visit's page.
export async function next(technician) {
  const button = technician.page.locator('#next .button.is-primary').first();
  await Promise.all([technician.page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
}

// The simulated provider's checkout is another host, on purpose, and has no icon.
export const checkoutComplaints = [/asked another host: http:\/\/127\.0\.0\.1:\d+\/checkout/, /404.*\/checkout\//];

// The technician finds the offer among what waits for an answer, and takes it. The visit's page.
export async function takeOffer(technician, expect, number) {
  const offer = technician.page.locator('article.offer', { hasText: number });
  // Without scripts a page does not follow by itself.
  for (let tries = 0; tries < 15; tries += 1) {
    await technician.goto('/field');
    if (await offer.waitFor({ timeout: 1000 }).then(() => true, () => false)) break;
  }
  await expect.visible(offer);
  await Promise.all([technician.page.waitForNavigation({ waitUntil: 'load' }), offer.locator('button[value="accept"]').click()]);
  return visitOf(technician, number);
}

// Opens the payment page, pays at the provider, comes back, and sees the payment arrive. Answers the address of the provider's page.
export async function payOnline(customer, expect, order, answer = 'pay') {
  await customer.goto(`${order}/payment`);
  await customer.submit({}, { form: `form[action="${order}/payment/online"]`, button: 'button' });
  const go = customer.page.locator('a[rel="external"]');
  await expect.visible(go);
  await go.click();
  const by = customer.page.locator(`button[value="${answer}"]`);
  await expect.visible(by);
  const checkout = customer.page.url();
  await by.click();
  await expect.path(customer.page, /^\/payments\//);
  // The provider may lose its callback; then the customer has it asked.
  const paid = customer.page.locator('#payment[data-state="paid"]');
  const question = { form: 'form[action$="/question"]', button: 'button' };
  for (let tries = 0; tries < 10; tries += 1) {
    if (await paid.first().waitFor({ timeout: 6000 }).then(() => true, () => false)) return checkout;
    if (await customer.page.locator(question.form).count()) await customer.submit({}, question);
  }
  await expect.visible(paid);
  return checkout;
}

// The visit's page, found in the technician's days.
export async function visitOf(technician, number) {
  for (let day = 0; day < 15; day += 1) {
    await technician.goto(`/field?date=${cityDate(day)}`);
    for (const href of await technician.page.locator('#day .list a.item').evaluateAll((all) => all.map((one) => one.getAttribute('href')))) {
      await technician.goto(href);
      if ((await technician.page.locator('.lead').innerText()).includes(number)) return href;
    }
  }
  throw new Error(`${number} is in none of the technician's days`);
}

// Takes every photo that is asked for and ticks every step.
export async function workThrough(technician, expect) {
  const { page } = technician;
  const steps = page.locator('details[id^="step-"]');
  const picture = await photo(technician);
  for (let index = 0; index < await steps.count(); index += 1) {
    const step = steps.nth(index);
    if ((await step.getAttribute('open')) === null) await step.locator('summary').first().click();
    const inputs = step.locator('input[type="file"]');
    for (let nth = 0; nth < await inputs.count(); nth += 1) {
      const stored = page.waitForResponse((answer) => answer.url().includes('/photos?step='));
      await inputs.nth(nth).setInputFiles(picture);
      expect.equal((await stored).status(), 200);
    }
    await Promise.all([page.waitForNavigation(), step.locator('form[action*="/checklist/"] button').last().click()]);
  }
  await expect.text(page.locator('main'), 'Everything is there');
}

// At the door: by position, and once more where the device was slow to know it.
export async function checkIn(technician, expect) {
  await next(technician);
  if ((await technician.page.locator('#next form[action$="/steps/arrive"]').count()) > 0) await next(technician);
  await expect.text(technician.page.locator('#visit'), 'Arrived');
}
