// A newcomer opens every face, signs in everywhere, and finds a living city.
export const name = 'a newcomer plays every part';
export const secondsMax = 180;
// A stranger is sent to the sign-in page; nothing else complains.
export const expectedComplaints = [/401/];

async function codeFor(browserPerson, phone) {
  const { page } = browserPerson;
  await page.goto(`/demo/telephone?to=${phone}`);
  const text = await page.locator('main').innerText();
  const code = text.match(/\b(\d{6})\b/);
  if (!code) throw new Error(`no code on the telephone of ${phone}: ${text.slice(0, 300)}`);
  return code[1];
}

async function signInByCode(person, reader, path, phone) {
  const { page } = person;
  await person.goto(path);
  await page.fill('input[name="phone"]', phone);
  await page.locator('form:has(input[name="phone"]) button').last().click();
  await page.waitForSelector('input[name="code"]');
  let code;
  for (let tries = 0; tries < 40 && !code; tries += 1) {
    code = await codeFor(reader, phone).catch(() => undefined);
    if (!code) await page.waitForTimeout(250);
  }
  await page.fill('input[name="code"]', code);
  await page.locator('form:has(input[name="code"]) button.is-primary').click();
  await page.waitForLoadState('load');
}

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
  await operator.goto('/console/sign-in');
  await operator.page.fill('input[name="login"]', 'owner');
  await operator.page.fill('input[name="password"]', 'linjiang-2026');
  await operator.page.locator('form:has(input[name="login"]) button.is-primary').click();
  await operator.page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
  for (const path of ['jobs', 'board', 'customers', 'technicians', 'catalog', 'price-books', 'invoices', 'ledger', 'settlements', 'users', 'audit']) {
    await operator.goto(`/console/${path}`);
    await operator.fits();
    await operator.shot(`console-${path}-1440`);
  }
  expect.ok(true);
}
