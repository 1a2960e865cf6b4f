// An order by phone from the first call to its end: quote, pictures, slot, technician, pins, other times, calling off.
import { Api, atConsole, flash, orderByPhone, send } from '../lib/console.mjs';

export const name = 'orders by phone: booked, planned by hand, moved, called off';
export const secondsMax = 120;
// A refused form answers 4xx, and the browser says so.
export const expectedComplaints = [/409|422/];

export async function run({ person, expect }) {
  const desk = await atConsole(person, 'desk', { script: false });
  const dispatcher = await atConsole(person, 'dispatch', { script: false });

  // The first call: pictures travel with the order.
  const picture = { name: 'pipe.png', mimeType: 'image/png', buffer: await desk.page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 48 } }) };
  const { number } = await orderByPhone(desk, { note: 'Blocked since yesterday', photos: [picture] });
  expect.match(number, /^J-/);
  await expect.text(desk.page.locator('main'), 'Blocked since yesterday');
  expect.equal(await desk.page.locator('.photos img').count(), 1, 'the picture is on the order');

  // By hand to the best one, with a pin that later planning respects.
  const order = `/console/jobs/${number}`;
  await dispatcher.goto(`${order}/dispatch`);
  const behind = await dispatcher.page.locator('main').innerText();
  expect.match(behind, /points behind|ahead of|as many points|cannot as it stands/, 'why not the others');
  const taken = dispatcher.page.locator('form[action$="/dispatch/assign"]:has(input[name=technician])').first();
  const wanted = await taken.locator('input[name=technician]').getAttribute('value');
  await Promise.all([dispatcher.page.waitForNavigation(), taken.locator('button').click()]);
  await expect.text(dispatcher.page.locator('.flash'), /assigned/i);
  const api = await Api.of(dispatcher, 'dispatch');
  const job = await api.call('GET', `/job-numbers/${number}`);
  const visit = job.current_visit ?? job.job?.current_visit;
  let plan = await api.call('GET', `/dispatch/visits/${visit}`);
  expect.deepEqual([plan.technician, plan.is_technician_pinned], [wanted, true]);

  // Planning by mode leaves the pinned one alone; without the pin it may choose.
  await dispatcher.goto(`${order}/dispatch`);
  await send(dispatcher, 'form[action$="/dispatch/pin"]', { pin: 'both' });
  plan = await api.call('GET', `/dispatch/visits/${visit}`);
  expect.deepEqual([plan.technician, plan.is_technician_pinned, plan.is_start_pinned], [wanted, true, true]);
  await send(dispatcher, 'form[action$="/dispatch/pin"]', { pin: 'nothing' });
  plan = await api.call('GET', `/dispatch/visits/${visit}`);
  expect.deepEqual([plan.is_technician_pinned, plan.is_start_pinned], [false, false]);
  await send(dispatcher, 'form[action$="/dispatch/take-off"]', { reason: 'The van broke down' });
  plan = await api.call('GET', `/dispatch/visits/${visit}`);
  expect.equal(plan.technician ?? null, null);

  // On the board, without script: a form moves it; what stands against it is said rule by rule, and only soft rules can be passed over.
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(plan.window_start));
  await dispatcher.goto(`/console/board?date=${date}`);
  await send(dispatcher, 'form.board-move', { visit, technician: wanted, start_minute: await firstStart(dispatcher) });
  expect.ok(await dispatcher.page.locator('main .item, main .notice, main .flash, .flash').count(), 'it says what came of it');
  if (await dispatcher.page.locator('input[name=overruled]').count()) {
    for (const box of await dispatcher.page.locator('input[name=overruled]').all()) await box.check();
    await send(dispatcher, 'form:has(input[name=overruled])');
  }
  await dispatcher.goto(`${order}/dispatch`);
  const best = dispatcher.page.locator('form[action$="/dispatch/assign"]:has(input[type=hidden][name=technician])').first();
  await Promise.all([dispatcher.page.waitForNavigation(), best.locator('button').click()]);
  await dispatcher.goto(`/console/board?date=${date}`);
  const listed = `tr:has(a[href="${order}"]) form`;
  await send(dispatcher, listed, { pin: 'technician' });
  await expect.text(dispatcher.page.locator('.flash'), /./);

  // Another time for the customer.
  await desk.goto(order);
  await desk.page.locator('a[href$="/reschedule"]').click();
  const windows = desk.page.locator('input[name=window]:not([disabled])');
  const before = await desk.page.locator('.lead').first().innerText();
  const window = await windows.first().getAttribute('value');
  await send(desk, 'form:has(input[name=window])', { window, reason: 'Is away that day' }, 'button.is-primary');
  await desk.page.goto(`${order}/reschedule`);
  expect.notEqual(await desk.page.locator('.lead').first().innerText(), before);

  // Called off at the fee that was shown, with who answers for it.
  await desk.goto(order);
  await desk.page.locator('a[href$="/cancel"]').click();
  await send(desk, 'form[method=get]', { reason: await second(desk, 'reason'), liable: 'customer' });
  const fee = await desk.page.locator('button.is-danger').innerText();
  expect.match(fee, /¥/);
  await send(desk, 'form:has([name=fee])', { note: 'Neighbour helped' }, 'button.is-danger');
  expect.ok((await flash(desk)).length > 0);
  await expect.text(desk.page.locator('#order-state'), /cancelled/i);
  await desk.page.goto(`${order}/cancel?reason=changed_mind&liable=customer`);
  expect.equal(await desk.page.locator('form:has([name=fee])').count(), 0, 'it cannot be called off twice');
}

async function firstStart(one) {
  return one.page.locator('form.board-move select[name=start_minute] option').first().getAttribute('value');
}

async function second(one, name) {
  return one.page.locator(`select[name=${name}] option`).nth(1).getAttribute('value');
}
