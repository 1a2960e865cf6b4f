// Every page of customers and technicians is looked at, in every dress; a page that nobody looks at is a page nobody keeps.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cityDate } from '../lib/city_time.mjs';
import { askPrice, newCustomer } from '../lib/story.mjs';
import { signInByCode } from '../lib/parts.mjs';

export const name = 'every page of customers and technicians stands in every dress';
export const secondsMax = process.env.GALLERY === 'all' ? 2400 : 300;
// Pages that are not there are looked at too, and orders that cannot be moved any more.
export const expectedComplaints = [/404/, /409/];

// What the stories look at on their way, because it takes a story to get there.
const inStories = [
  '/bookings/new', '/p/{token}', '/p/{token}/acceptance', '/p/{token}/cancellation', '/p/{token}/extras/{extra}', '/p/{token}/rework',
  '/p/{token}/wrong-person', '/payments/{payment}', '/verify/{visit}/{code}', '/orders/{order}/acceptance', '/orders/{order}/extras/{extra}',
  '/orders/{order}/rework', '/orders/{order}/wrong-person', '/orders/{order}/review', '/orders/{order}/payment',
  '/field/visits/{id}/card', '/field/visits/{id}/extras', '/field/visits/{id}/another-time', '/field/visits/{id}/cancel', '/field/visits/{id}/no-show',
  '/field/visits/{id}/give-back', '/field/visits/{id}/diagnosis',
];
// No pages: streams, data, and a short link that leads elsewhere.
const noPages = ['/events', '/field/events', '/p/{token}/events', '/orders/{order}/map', '/verify/{token}'];

export async function run({ person, gallery, expect }) {
  const seen = new Set([...inStories, ...noPages]);
  const look = async (route, label, path, wish) => {
    seen.add(route);
    await gallery(label, path, wish);
  };
  const wrong = [];
  const tell = (error) => wrong.push(error.message);

  for (const [route, label, path, wish] of asGuest) await look(route, label, path, wish).catch(tell);
  const guest = await person({ width: 390 });
  await askPrice(guest, 'FP-04', { material: 'plywood' });
  const asGuestToo = { session: await guest.session() };
  await look('/quotes/{quote}', 'quote', guest.path(), asGuestToo).catch(tell);
  await look('/quotes/{quote}/slots', 'slots', `${guest.path()}/slots?plan=standard`, asGuestToo).catch(tell);

  const reader = await person({});
  const { customer: newcomer } = await newCustomer(person, reader, 11);
  const asNewcomer = { session: await newcomer.session() };
  for (const path of ['/orders', '/account/notices', '/account/properties', '/account/technicians']) {
    await look(path, `empty${path.replaceAll('/', '-')}`, path, asNewcomer).catch(tell);
  }

  const customer = await person({ width: 390 });
  await signInByCode(customer, reader, '/sign-in', '13800010001');
  const asCustomer = { session: await customer.session() };
  await customer.goto('/account/properties');
  const property = await customer.page.locator('a[href^="/account/properties/pro"]').first().getAttribute('href');
  await customer.goto('/orders');
  const orders = await customer.page.locator('#orders a.card').evaluateAll((all) => all.map((one) => ({ href: one.getAttribute('href'), isOpen: one.matches('.is-accent') })));
  const done = orders.find((order) => !order.isOpen).href;
  const open = (orders.find((order) => order.isOpen) ?? orders[0]).href;
  // Later in the day somebody may be at every open order's door already: then the page says that it cannot be moved.
  const answers = await customer.page.evaluate((hrefs) => Promise.all(hrefs.map(async (href) => (await fetch(`${href}/reschedule`)).status)),
    orders.filter((order) => order.isOpen).map((order) => order.href));
  const movable = orders.filter((order) => order.isOpen)[answers.indexOf(200)]?.href;
  for (const [route, label, path, status = 200] of [
    ...ofCustomer,
    ['/account/properties/{property}', 'property', property],
    ['/orders/{order}', 'order-done', done],
    ['/orders/{order}', 'order-open', open],
    ['/orders/{order}/chat', 'order-chat', `${done}/chat`],
    ['/orders/{order}/payment', 'order-paid', `${done}/payment`],
    ['/orders/{order}/acceptance', 'order-accepted', `${done}/acceptance`],
    ['/orders/{order}/review', 'order-review', `${done}/review`],
    ['/orders/{order}/reschedule', 'order-move', `${movable ?? open}/reschedule`, movable ? 200 : 409],
    ['/orders/{order}/cancellation', 'order-cancel', `${open}/cancellation`],
  ]) await look(route, label, path, { ...asCustomer, status }).catch(tell);

  const technician = await person({ width: 390 });
  await signInByCode(technician, reader, '/field/sign-in', '19900010002');
  const asTechnician = { session: await technician.session() };
  for (const [route, label, path] of ofTechnician) await look(route, label, path, asTechnician).catch(tell);
  const { day, visit } = await anyVisit(technician);
  await look('/field', 'day', day, asTechnician).catch(tell);
  for (const page of ['', 'cash', 'chat', 'checklist', 'acceptance']) {
    const route = `/field/visits/{id}${page && '/'}${page}`;
    await look(route, `visit-${page || 'page'}`, `${visit}${page && '/'}${page}`, asTechnician).catch(tell);
  }

  expect.deepEqual((await routesWithPages()).filter((route) => !seen.has(route)), [], 'pages that nobody looks at');
  expect.equal(wrong.length, 0, wrong.join('\n\n'));
}

const asGuest = [
  ['/', 'home', '/'],
  ['/services', 'services', '/services'],
  ['/services', 'services-of', '/services?category=furniture'],
  ['/services', 'search', `/services?q=${encodeURIComponent('sofa')}`],
  ['/services', 'search-nothing', '/services?q=zzz'],
  ['/services/{code}', 'service', '/services/HC-D'],
  ['/services/{code}', 'service-furniture', '/services/FP-04'],
  ['/repair', 'repair', '/repair'],
  ['/repair', 'repair-faults', '/repair?type=wardrobe_hinged'],
  ['/repair', 'repair-form', '/repair?type=wardrobe_hinged&fault=FP-04'],
  ['/sign-in', 'sign-in', '/sign-in'],
  ['/field/sign-in', 'field-sign-in', '/field/sign-in'],
  ['/demo/telephone', 'telephone', '/demo/telephone'],
  ['nowhere', 'nowhere', '/nowhere', { status: 404 }],
  ['nowhere', 'link-unknown', `/p/${'0'.repeat(32)}`, { status: 404 }],
];

const ofCustomer = [
  ['/', 'home-known', '/'],
  ['/orders', 'orders', '/orders'],
  ['/account', 'account', '/account'],
  ['/account/profile', 'profile', '/account/profile'],
  ['/account/properties', 'properties', '/account/properties'],
  ['/account/properties/{property}', 'property-new', '/account/properties/new'],
  ['/account/contacts', 'contacts', '/account/contacts'],
  ['/account/contacts/{contact}', 'contacts-again', '/account/contacts'],
  ['/account/notices', 'notices', '/account/notices'],
  ['/account/sessions', 'sessions', '/account/sessions'],
  ['/account/technicians', 'technicians', '/account/technicians'],
  ['/account/balance', 'balance', '/account/balance'],
];

const ofTechnician = [
  ['/field', 'day-today', '/field'],
  ['/field', 'day-free', '/field?date=2031-01-01'],
  ['/field/pool', 'pool', '/field/pool'],
  ['/field/wallet', 'wallet', '/field/wallet'],
  ['/field/me', 'me', '/field/me'],
  ['/field/hours', 'hours', '/field/hours'],
  ['/field/reviews', 'reviews', '/field/reviews'],
  ['/field/notices', 'field-notices', '/field/notices'],
  ['/field/sessions', 'field-sessions', '/field/sessions'],
];

// Some visit of the technician, today or lately, and the day it is in.
async function anyVisit(technician) {
  for (let day = 0; day < 14; day += 1) {
    const path = `/field?date=${cityDate(-day)}`;
    await technician.goto(path);
    const visits = technician.page.locator('#day .list a.item');
    if ((await visits.count()) > 0) return { day: path, visit: await visits.first().getAttribute('href') };
  }
  throw new Error('the technician had no visit for two weeks');
}

// The routes that answer GET, as the code of the two faces has them.
async function routesWithPages() {
  const crates = fileURLToPath(new URL('../../crates/', import.meta.url));
  const found = new Set();
  for (const face of ['customer_web', 'technician_web']) {
    for (const file of await readdir(join(crates, face, 'src'), { recursive: true })) {
      if (!file.endsWith('.rs')) continue;
      const code = await readFile(join(crates, face, 'src', file), 'utf8');
      for (const [, path, rest] of code.matchAll(/\.route\(\s*"([^"]+)",\s*([^\n]*)/g)) if (/\bget\(/.test(rest)) found.add(path);
    }
  }
  return [...found].sort();
}
