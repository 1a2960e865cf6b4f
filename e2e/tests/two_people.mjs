// A job for two: the customer knows who helps, the helper has a card of their own, sees what is to be done, and is paid.
import { atConsole } from '../lib/console.mjs';
import { freshPhone, signInByCode } from '../lib/parts.mjs';
import { askPrice, book, checkIn, checkoutComplaints, holdTime, next, payOnline, playTechnician, takeOffer, visitOf, workThrough } from '../lib/story.mjs';

export const name = 'two people come: the helper is named, shows a card, sees the work and shares the pay';
export const secondsMax = process.env.GALLERY === 'all' ? 600 : 180;
export const expectedComplaints = [...checkoutComplaints, /4(04|09|22)/];

export async function run({ person, gallery, expect }) {
  const reader = await person({});
  const customer = await person({ width: 390 });
  const { page } = customer;
  await askPrice(customer, 'HC-K', { quantity: 40 });
  await expect.text(page.locator('main'), '2 people');

  // Somebody who can lead it and is free plays the lead.
  await customer.press(/^Choose a time/);
  const slots = customer.path() + new URL(page.url()).search;
  const windows = page.locator('[name="window"]:not(:disabled)');
  const choices = await page.locator('select[name="technician"] option:not([value=""])').evaluateAll((all) => all.map((one) => ({ id: one.value, name: one.textContent.split('·')[0].trim() })));
  let lead;
  for (const choice of choices) {
    await customer.goto(`${slots}&technician=${choice.id}`);
    if ((await windows.count()) > 0) { lead = choice; break; }
  }
  expect.ok(lead, 'somebody can lead');
  const dispatcher = await atConsole(person, 'owner');
  const { technician } = await playTechnician(person, reader, await phoneOf(dispatcher, lead.name));
  await customer.goto(slots);
  await holdTime(customer, { technician: lead.id });
  const number = await book(customer, reader, { name: 'Sun Li', phone: freshPhone(31) });
  const order = `/orders/${number}`;
  await payOnline(customer, expect, order);
  const visit = await takeOffer(technician, expect, number);

  // Who helps is told to the customer, signed in and by link.
  await customer.goto(order);
  const helps = page.locator('main p', { hasText: 'to help' });
  await expect.visible(helps);
  const helperName = (await helps.innerText()).match(/with (.+) to help/)[1];
  await gallery('order-two-people', order, { session: await customer.session() });
  const link = new URL(await page.locator('a[href*="/p/"]').first().getAttribute('href')).pathname;
  const friend = await person({ width: 390 });
  await friend.goto(link);
  await expect.text(friend.page.locator('main'), helperName);

  // The helper finds the visit in the day of the lead, with its share, and can do nothing that is the lead's.
  const helper = await person({ width: 390 });
  await signInByCode(helper, reader, '/field/sign-in', await phoneOf(dispatcher, helperName));
  expect.equal(await visitOf(helper, number), visit);
  const asHelper = { session: await helper.session() };
  await expect.text(helper.page.locator('main'), 'Helping');
  await expect.text(helper.page.locator('main'), 'You earn');
  await gallery('visit-helper', visit, asHelper);
  await expect.gone(helper.page.locator('#next form'));
  await helper.goto(`${visit}/checklist`);
  await expect.gone(helper.page.locator('form[action*="/checklist/"], input[type=file]'));

  // The helper's card is as good as the lead's; that of somebody who is not sent is no card.
  await helper.goto(`${visit}/card`);
  const card = new URL(await helper.page.locator('copy-text').getAttribute('value')).pathname;
  await customer.goto(card);
  await expect.visible(page.locator('[data-verdict="genuine"]'));
  await expect.text(page.locator('main'), helperName);
  const other = await playTechnician(person, reader, '19900010013');
  await other.technician.goto(`${visit}/card`, { status: 404 });

  // The lead works; both are paid in equal parts, to the cent and the platform keeps what is left.
  await technician.goto(visit);
  await next(technician);
  await technician.goto(visit);
  await checkIn(technician, expect);
  await next(technician);
  await technician.goto(`${visit}/checklist`);
  await workThrough(technician, expect);
  await technician.goto(visit);
  await next(technician);
  await customer.goto(order);
  await customer.press('Accept');
  await customer.submit({ name: 'Sun Li' }, { form: 'main form', button: '.form-actions button' });
  await expect.text(page.locator('main'), /Accepted|accepting/);
  const earned = [];
  for (const one of [technician, helper]) {
    const row = one.page.locator('#earnings .item', { hasText: number });
    for (let tries = 0; tries < 20; tries += 1) {
      await one.goto('/field/wallet');
      if (await row.count()) break;
      await one.page.waitForTimeout(500);
    }
    earned.push(Number((await row.locator('strong').innerText()).replace(/[^\d]/g, '')));
  }
  expect.ok(earned[0] > 0 && Math.abs(earned[0] - earned[1]) <= 10, `earned ${earned.join(' and ')}`);
}

// The telephone of a technician of the demo city: the console shows its end, the rest is everybody's.
async function phoneOf(dispatcher, name) {
  await dispatcher.goto(`/console/technicians?q=${encodeURIComponent(name)}`);
  const end = (await dispatcher.page.locator('main').innerText()).match(/199\*{4}(\d{4})/)[1];
  return `1990001${end}`;
}
