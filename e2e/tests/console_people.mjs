// Technicians, staff, programs and notices: hired, taught, given hours and leave; let in with a role; texts that the next notice uses.
import { atConsole, enter, flash, orderByPhone, send } from '../lib/console.mjs';

export const name = 'technicians, staff, tokens, notice texts and the audit log in the console';
export const secondsMax = 120;
// Refused forms, and a person who may not.
export const expectedComplaints = [/40[0-9]|422/];

export async function run({ person, expect, baseUrl }) {
  const owner = await atConsole(person, 'owner', { script: false });

  await technicians(owner, expect);
  await users(owner, person, expect);
  await tokens(owner, expect, baseUrl);
  await texts(owner, expect);
}

async function technicians(owner, expect) {
  const phone = `1366${String(process.pid % 1e4).padStart(4, '0')}777`;
  await owner.goto('/console/technicians/new');
  await send(owner, 'form.card', { 'names.zh': '测试师傅', 'names.en': 'Tess Tester', phone: '12' });
  await expect.visible(owner.page.locator('#field-phone-error'));
  expect.equal(await owner.page.locator('[name="names.en"]').inputValue(), 'Tess Tester', 'what was typed stays');
  await send(owner, 'form.card', { phone });
  const file = new URL(owner.page.url()).pathname.replace(/\/skills$/, '');
  expect.match(file, /technicians\/tec_/);

  await owner.goto(`${file}/skills`);
  await send(owner, 'form[action$="/skills"]', { 'skill.plumbing': '4' });
  expect.equal(await owner.page.locator('[name="skill.plumbing"]').inputValue(), '4');
  await send(owner, 'form[action$="/certificates"]', { number: 'E-1', issued_on: '2026-01-01', expires_on: '2031-01-01' });
  await expect.text(owner.page.locator('main'), 'E-1');
  await send(owner, 'form[action$="/revoke"]');
  expect.equal(await owner.page.locator('form[action$="/revoke"]').count(), 0);

  await owner.goto(`${file}/hours`);
  await send(owner, 'form[action$="/hours"]', { [await timeField(owner, 0)]: '18:00', [await timeField(owner, 1)]: '09:00' });
  expect.ok(await owner.page.locator('form[action$="/hours"] .notice, form[action$="/hours"] [aria-invalid=true]').count(), 'hours that end before they begin');
  await send(owner, 'form[action$="/hours"]', { [await timeField(owner, 0)]: '09:00', [await timeField(owner, 1)]: '18:00' });
  expect.equal(await owner.page.locator('form[action$="/hours"] input[type=time]').first().inputValue(), '09:00');
  await send(owner, 'form[action$="/dates"]', { date: '2031-01-06', 'date.0.from': '10:00', 'date.0.until': '12:00', note: 'Half a day' });
  await expect.text(owner.page.locator('main'), 'Half a day');
  await send(owner, 'form[action$="/clear"]');
  await send(owner, 'form[action$="/time-off"]', { starts_at: '2031-01-07T09:00', ends_at: '2031-01-07T18:00', reason: 'Wedding' });
  await expect.text(owner.page.locator('main'), 'Wedding');
  await owner.goto(file);
  await send(owner, 'form[action$="/status"]', { status: 'on_leave' });
  await expect.text(owner.page.locator('.page-head'), /leave/i);
  await owner.goto(`/console/audit?subject=${file.split('/').pop()}`);
  await expect.text(owner.page.locator('main'), 'Changed employment');
  expect.ok((await owner.page.locator('td del').allInnerTexts()).includes('active'));
  expect.ok((await owner.page.locator('td ins').allInnerTexts()).includes('on_leave'));
}

async function timeField(owner, index) {
  return owner.page.locator('form[action$="/hours"] input[type=time]').nth(index).getAttribute('name');
}

async function users(owner, person, expect) {
  const login = `tester${process.pid}@example.org`;
  await owner.goto('/console/users/new');
  await send(owner, 'form.card', { name: 'Nina New', login });
  expect.ok(await owner.page.locator('.field-error').count(), 'a user without a role');
  const market = await owner.page.locator('input[name=markets]').nth(1).getAttribute('value');
  await send(owner, 'form.card', { roles: 'accountant', markets: market });
  const first = (await owner.page.locator('strong.mono').innerText()).trim();
  const file = await owner.page.locator('a.button.is-primary').getAttribute('href');

  // The given password must be changed before anything else.
  const nina = await person({ script: false });
  await enter(nina, login, first);
  await expect.path(nina.page, '/console/account');
  await nina.goto('/console/invoices', { status: 403 });
  await nina.goto('/console/account');
  await send(nina, 'form[action$="/password"]', { present: first, password: 'a much better one', repeat: 'a much better one' });
  await nina.goto('/console/invoices');
  await nina.goto('/console/users', { status: 403 });
  expect.equal(await nina.page.locator('nav a[href="/console/users"]').count(), 0);

  await owner.goto(file);
  await owner.page.locator('input[name=roles][value=accountant]').uncheck();
  await send(owner, 'form.card', { roles: 'catalog_editor' });
  await nina.goto('/console/invoices', { status: 403 });
  await nina.goto('/console/catalog');
  await send(owner, 'form[action$="/disable"]');
  await nina.page.goto('/console/catalog');
  await expect.path(nina.page, '/console/sign-in');
}

async function tokens(owner, expect, baseUrl) {
  await owner.goto('/console/users/tokens');
  const market = await owner.page.locator('input[name=markets]').nth(1).getAttribute('value');
  await send(owner, 'form[action$="/tokens"]', { name: 'Website', scopes: 'jobs.read', markets: market });
  const secret = (await owner.page.locator('code.code').innerText()).trim();
  const ask = (path) => fetch(`${baseUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } });
  expect.equal((await ask('/jobs')).status, 200);
  expect.equal((await ask('/customers')).status, 403);
  await owner.goto('/console/users/tokens');
  expect.ok(!(await owner.page.content()).includes(secret), 'it is shown once');
  await send(owner, 'tr:has-text("Website") form[action$="/revoke"]');
  expect.equal((await ask('/jobs')).status, 401);
}

async function texts(owner, expect) {
  const page = '/console/templates/cancelled/sms/zh-CN';
  await owner.goto(page);
  const before = await owner.page.locator('[name=body]').inputValue();
  await send(owner, 'form.card', { body: '{{ nothing_known }}' }, 'button[value=save]');
  expect.ok(await owner.page.locator('.field-error, .notice').count(), 'a word that the notice does not have');
  await send(owner, 'form.card', { body: `${before} 感谢您的理解。` }, 'button[value=preview]');
  await expect.text(owner.page.locator('main aside'), '感谢您的理解');
  await send(owner, 'form.card', { body: `${before} 感谢您的理解。` }, 'button[value=save]');
  const { number, phone } = await orderByPhone(owner, {});
  await owner.goto(`/console/jobs/${number}/cancel`);
  await send(owner, 'form[method=get]', { reason: await option(owner, 'reason'), liable: 'customer' });
  await send(owner, 'form:has([name=fee])', {}, 'button.is-danger');
  // The order's log, and not the telephone: at night a text that can wait leaves in the morning.
  let told = '';
  for (let tries = 0; tries < 40 && !told.includes('感谢您的理解'); tries += 1) {
    await owner.page.waitForTimeout(250);
    await owner.page.goto(`/console/jobs/${number}/messages`);
    told = await owner.page.locator('main').innerText();
  }
  expect.ok(told.includes('感谢您的理解'), `the messages about ${number}: ${told.slice(0, 600)}`);
  await owner.goto(page);
  await send(owner, 'form.card', {}, 'button[value=restore]');
  expect.equal(await owner.page.locator('[name=body]').inputValue(), before);
  expect.ok((await flash(owner)).length > 0);
}

async function option(owner, name) {
  return owner.page.locator(`select[name=${name}] option`).nth(1).getAttribute('value');
}
