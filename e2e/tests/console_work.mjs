// What an operator does around the work: answers for both sides, accepts, sends back, ends a dispute, nobody there, another visit.
import { Api, atConsole, orderByPhone, send } from '../lib/console.mjs';

export const name = 'the console around the work at the door';
export const secondsMax = 150;
export const expectedComplaints = [/409|422/];

let photo;

export async function run({ person, expect }) {
  const owner = await atConsole(person, 'owner', { script: false });
  const api = await Api.of(owner);
  photo = await owner.page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 48 } });
  const open = (number, tab = '') => owner.goto(`/console/jobs/${number}${tab}`);
  const state = (wanted) => expect.text(owner.page.locator('#order-state'), wanted);

  // The technician asks for another time; the desk answers for the customer.
  const moved = await begun(owner, api);
  for (const answer of ['decline-reschedule', 'agree-reschedule']) {
    await open(moved.number, '/reschedule?side=technician');
    const window = await owner.page.locator('input[name=window]:not([disabled])').nth(1).getAttribute('value');
    await send(owner, 'form:has(input[name=window])', { window }, 'button.is-primary');
    await state(/proposed/i);
    await send(owner, `form[action$="/verbs/${answer}"]`);
  }

  // Work that is sent back, done again, sent back twice more into a dispute, and settled by the desk.
  const sent = await begun(owner, api);
  await finished(api, sent.visit);
  let times = 0;
  for (let state = ''; !/disput/i.test(state); times += 1) {
    expect.ok(times < 5, 'work that is sent back again and again becomes a dispute');
    if (times > 0) await api.call('POST', `/visits/${sent.visit}/completion`, { note: 'Again' });
    await open(sent.number);
    await send(owner, 'form[action$="/verbs/request-rework"]', { reason: 'It still drips' });
    state = await owner.page.locator('#order-state').innerText();
    expect.match(state, /redone|disput/i);
  }
  await send(owner, 'form[action$="/verbs/resolve-dispute"]', { note: 'The tap is old; agreed by phone' });
  await state(/completed|settled/i);

  // Accepted for the customer: a wrong code first, then by name.
  const done = await begun(owner, api);
  await finished(api, done.visit);
  await open(done.number);
  await send(owner, 'form[action$="/verbs/accept-work"]', { by: 'finish_code', code: '000000' });
  await expect.text(owner.page.locator('main'), /code/i);
  await send(owner, 'form[action$="/verbs/accept-work"]', { by: 'typed_name', name: 'Zhao' });
  await state(/completed|settled/i);

  // Nobody opens: too early is said in words, then on record; the fee ends the order, so another visit needs a new one.
  const closed = await begun(owner, api);
  await at(api, closed.visit);
  await open(closed.number);
  await send(owner, 'form[action$="/verbs/no-show-customer"]', { note: 'Rang twice' });
  await expect.text(owner.page.locator('.notice'), /min|call/i);
  await policy(owner, 'cancellation', { no_show_wait_minutes: 0 });
  for (const kind of ['call', 'call', 'call', 'message', 'message']) await api.call('POST', `/visits/${closed.visit}/contacts`, { kind });
  await open(closed.number);
  await send(owner, 'form[action$="/verbs/no-show-customer"]', { note: 'Rang twice' });
  await state(/nobody|absent|not at home|no-show/i);
  await send(owner, 'a[href$="/return-visit"]', {}, ':scope').catch(() => owner.goto(`/console/jobs/${closed.number}/return-visit`));
  const window = owner.page.locator('input[name=window]:not([disabled])');
  await send(owner, 'form:has([name=reason])', { window: await window.nth(5).getAttribute('value'), reason: 'no_show' });
  await expect.text(owner.page.locator('main'), /fee was charged/);

  // Nobody came: refused while the technician is not late.
  const late = await begun(owner, api);
  await open(late.number);
  await send(owner, 'form[action$="/verbs/no-show-technician"]', { note: 'The customer waits' });
  await expect.text(owner.page.locator('.notice'), /late|minute/i);
}

// An order with a technician who has agreed.
async function begun(owner, api) {
  const { number } = await orderByPhone(owner, {});
  // Dispatch looks for somebody by itself meanwhile; whoever decides second is told, and decides again.
  for (let tries = 0; tries < 3; tries += 1) {
    await owner.goto(`/console/jobs/${number}/dispatch`);
    const best = owner.page.locator('form[action$="/dispatch/assign"]:has(input[name=technician][type=hidden])').first();
    await Promise.all([owner.page.waitForNavigation(), best.locator('button').click()]);
    if (await owner.page.locator('.flash').count()) break;
  }
  const job = await api.call('GET', `/job-numbers/${number}`);
  await api.call('POST', `/visits/${job.current_visit}/confirmation`, {}).catch(() => {});
  return { number, visit: job.current_visit };
}

// At the door.
async function at(api, visit) {
  const { place } = (await api.call('GET', `/visits/${visit}`)).visit.visit;
  await api.call('POST', `/visits/${visit}/contacts`, { kind: 'call' });
  await api.call('POST', `/visits/${visit}/departure`, {});
  await api.call('POST', `/visits/${visit}/arrival`, { device: { place, accuracy_metres: 10 } });
}

// All steps ticked and proven, and said to be done.
async function finished(api, visit) {
  await at(api, visit);
  await api.call('POST', `/visits/${visit}/work`, {});
  const { checklist } = (await api.call('GET', `/visits/${visit}`)).visit;
  for (const step of checklist) {
    for (const need of step.photos) {
      const answer = await api.request.fetch(`/api/v1/visits/${visit}/proofs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.token}` },
        multipart: { step: step.step, name: need.name, file: { name: 'proof.png', mimeType: 'image/png', buffer: photo } },
      });
      if (!answer.ok()) throw new Error(`a proof: ${answer.status()} ${await answer.text()}`);
    }
    await api.call('POST', `/visits/${visit}/steps/${step.step}/tick`, { note: 'in order' });
  }
  await api.call('POST', `/visits/${visit}/completion`, { note: 'Done' });
}

async function policy(owner, name, fields) {
  await owner.goto(`/console/policies/${name}`);
  await send(owner, `form[action$="/policies/${name}"]`, fields);
}
