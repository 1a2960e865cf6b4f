// A newcomer opens every face, signs in everywhere, and finds a living city.
import { signInAsStaff, signInByCode } from '../lib/parts.mjs';

export const name = 'a newcomer plays every part';
export const secondsMax = 180;
// A stranger is sent to the sign-in page; nothing else complains.
export const expectedComplaints = [/401/];

export async function run({ person, expect }) {
  const reader = await person({});

  for (const [width, locale, theme] of [[390, 'zh-CN', 'light'], [1440, 'en', 'dark']]) {
    const visitor = await person({ width, locale, theme });
    await visitor.goto('/');
    await visitor.fits();
    await visitor.shot(`home-${width}`);
    await visitor.goto('/services');
    await visitor.fits();
    await visitor.shot(`services-${width}`);
  }

  const customer = await person({ width: 390 });
  await signInByCode(customer, reader, '/sign-in', '13800010001');
  await customer.goto('/orders');
  await customer.fits();
  await customer.shot('orders-390');

  const technician = await person({ width: 390, locale: 'zh-CN' });
  await signInByCode(technician, reader, '/field/sign-in', '19900010001');
  await technician.goto('/field');
  await technician.fits();
  await technician.shot('field-390');

  const operator = await person({ width: 1440 });
  await signInAsStaff(operator, 'owner');
  for (const path of ['jobs', 'board', 'customers', 'technicians', 'catalog', 'price-books', 'invoices', 'ledger', 'settlements', 'users', 'audit']) {
    await operator.goto(`/console/${path}`);
    await operator.fits();
    await operator.shot(`console-${path}-1440`);
  }
  expect.ok(true);
}
