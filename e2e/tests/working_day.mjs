// One job from a broken wardrobe to a review: customer and technician click through everything, each on a phone.
import { freshPhone, photo, sign } from '../lib/parts.mjs';
import { askPrice, book, checkIn, checkoutComplaints, holdTime, next, payOnline, playTechnician, takeOffer, workThrough } from '../lib/story.mjs';

export const name = 'a broken wardrobe: described, quoted, booked, repaired with extra work, accepted, paid and reviewed';
export const secondsMax = process.env.GALLERY === 'all' ? 1200 : 240;
export const expectedComplaints = [...checkoutComplaints, /409/];

export async function run({ person, gallery, expect }) {
  const reader = await person({});
  const { technician, id } = await playTechnician(person, reader, '19900010001');
  const customer = await person({ width: 390 });
  const page = customer.page;

  // The piece, what is wrong with it, and photos of it.
  await customer.goto('/repair');
  await customer.press('Hinged wardrobe');
  await page.locator('a[href*="fault="]', { hasText: 'veneer blisters' }).click();
  await page.waitForLoadState('load');
  const photos = [await photo(customer, 'door.jpg'), await photo(technician, 'veneer.jpg')];
  const form = page.locator('form[action="/quotes"]');
  await form.locator('[name="material"]').selectOption({ index: 1 });
  await form.locator('[name="brand"]').selectOption({ index: 1 });
  await form.locator('input[name="photos"]').setInputFiles(photos);
  await expect.visible(form.locator('.queue .photo').nth(1));
  const quoted = await askPrice(customer, undefined, { quantity: 2, note: 'Left door, at the bottom' });
  expect.ok(quoted > 0);
  await expect.text(page.locator('.bill').first(), '×');
  expect.equal(await page.locator('.photos img').count(), 2);

  // A time with the technician by name, held, then booked by a guest with a code.
  await holdTime(customer, { technician: id });
  await expect.visible(page.locator('count-down'));
  const phone = freshPhone(1);
  const number = await book(customer, reader, { name: 'Zhao Min', phone, access_note: 'Ring twice' });
  const order = `/orders/${number}`;

  // A deposit is due first where the service asks for one: on the simulated provider's page.
  if (await page.locator(`a[href="${order}/payment"]`).count()) {
    await payOnline(customer, expect, order);
  }

  // The technician is asked by name, looks, agrees, calls, navigates.
  const visit = await takeOffer(technician, expect, number);
  await technician.goto(visit);
  await expect.text(technician.page.locator('#customer'), 'Zhao Min');
  await expect.visible(technician.page.locator('a[href^="tel:+86"]'));
  await expect.visible(technician.page.locator('#place a[target="_blank"]').first());
  const asTechnician = { session: await technician.session() };
  const asCustomer = { session: await customer.session() };
  await gallery('visit-agreed', visit, asTechnician);
  await gallery('visit-give-back', `${visit}/give-back`, asTechnician);
  await customer.goto(order);
  await expect.text(page.locator('main'), 'confirmed the time');

  // The two write to each other; each sees the other's words without reloading.
  await customer.press(/Chat/);
  await technician.goto(`${visit}/chat`);
  await customer.submit({ text: 'The lift needs a card, I come down.' }, { form: '.chat-form' , button: 'button' });
  await expect.text(technician.page.locator('#messages'), 'I come down');
  await technician.submit({ text: 'Thank you, I call from the gate.' }, { form: '.chat-form', button: 'button' });
  await expect.text(page.locator('#messages'), 'from the gate');

  // On the way; the customer's page says so by itself, and somebody with the link sees it without signing in.
  await customer.goto(order);
  const share = await page.locator('a.link[href*="/p/"]').getAttribute('href');
  const friend = await person({ width: 390, locale: 'zh-CN' });
  await friend.goto(new URL(share).pathname);
  await technician.goto(visit);
  await next(technician);
  await expect.text(page.locator('main'), 'on the way');
  await expect.text(friend.page.locator('main'), '正在');
  await gallery('order-on-the-way', order, asCustomer);

  // The work card: its address tells the customer who stands there, and a forged one does not.
  await gallery('visit-card', `${visit}/card`, asTechnician);
  await technician.goto(`${visit}/card`);
  const card = new URL(await technician.page.locator('copy-text').getAttribute('value')).pathname;
  await customer.goto(card);
  await expect.visible(page.locator('[data-verdict="genuine"]'));
  await gallery('verified', card, asCustomer);
  await gallery('order-wrong-person', `${order}/wrong-person`, asCustomer);
  await customer.goto(card.replace(/[^/]+$/, '000000'));
  await expect.visible(page.locator('[data-verdict="forged"]'));

  // At the door by position; then what is wrong, and extra work that waits for the customer's yes.
  await technician.goto(visit);
  await checkIn(technician, expect);
  await next(technician);
  for (const page of ['cancel', 'no-show', 'diagnosis']) await gallery(`visit-${page}`, `${visit}/${page}`, asTechnician);
  await technician.goto(`${visit}/diagnosis`);
  await technician.submit({ finding: 'The veneer came loose; the panel is dry.' }, { form: 'main form', button: '.is-primary' });
  await technician.goto(`${visit}/extras`);
  await technician.page.locator('a[href*="add="]').first().click();
  await technician.page.waitForLoadState('load');
  const extras = technician.page.locator('form[method="post"]:has([name="reason"])');
  await extras.locator('[name="reason"]').fill('The neighbouring edge is loose too.');
  await Promise.all([technician.page.waitForNavigation(), extras.locator('button[value="price"]').click()]);
  await gallery('visit-extras', `${visit}/extras${new URL(technician.page.url()).search}`, asTechnician);
  await Promise.all([technician.page.waitForNavigation(), extras.locator('button[value="ask"]').click()]);
  await expect.visible(technician.page.locator('#next', { hasText: 'Waiting for the customer' }));
  await customer.goto(order);
  await customer.press(/Look and answer/);
  await gallery('order-extra', customer.path(), asCustomer);
  await customer.press(/^Approve/);
  await expect.text(page.locator('main'), 'Approved');

  // Work: the checklist with its named photos stands before "done".
  await technician.goto(visit);
  if (await technician.page.locator('#next button', { hasText: 'Start work' }).count()) await next(technician);
  await expect.gone(technician.page.locator('#next button', { hasText: 'Done, ask' }));
  await technician.goto(`${visit}/checklist`);
  await workThrough(technician, expect);
  await gallery('visit-checklist-done', `${visit}/checklist`, asTechnician);
  await technician.goto(visit);
  await technician.submit({ note: 'Veneer glued and pressed' }, { form: '#next form', button: '.is-primary' });

  // Sent back once, put right, and accepted with a drawn signature.
  await customer.goto(order);
  await expect.text(page.locator('main'), 'Please look at it');
  await gallery('order-to-accept', order, asCustomer);
  await gallery('order-rework', `${order}/rework`, asCustomer);
  await customer.press(/send back/);
  await customer.submit({ reason: 'A bubble is left at the edge.' }, { form: 'main form', button: '.form-actions button' });
  await technician.goto(visit);
  await expect.text(technician.page.locator('main'), 'A bubble is left');
  await technician.submit({ note: 'Pressed again' }, { form: '#next form', button: '.is-primary' });
  await gallery('order-acceptance', `${order}/acceptance`, asCustomer);
  await customer.goto(`${order}/acceptance`);
  await sign(customer);
  await customer.submit({ name: 'Zhao Min' }, { form: 'main form', button: '.form-actions button' });
  await expect.text(page.locator('main'), /Accepted|accepting/);

  // The rest is paid online, and the review goes by dimension.
  await gallery('order-payment', `${order}/payment`, asCustomer);
  await payOnline(customer, expect, order);
  await gallery('payment', customer.path(), asCustomer);
  await gallery('order-review', `${order}/review`, asCustomer);
  await customer.goto(`${order}/review`);
  await page.locator('label[for="overall-5"]').click();
  await customer.submit({ punctuality: '5', workmanship: '4', text: 'Careful and friendly.' }, { form: 'main form', button: '.form-actions button' });
  await expect.visible(page.locator('.stars').first());
  await gallery('order-reviewed', order, asCustomer);
  await technician.goto('/field/wallet');
  await expect.text(technician.page.locator('main'), number);
}
