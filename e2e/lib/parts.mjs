// Playing parts in the demo city: signing in by the code on the simulated telephone, taking photos, standing at a door.

// Waits for the newest one-time code of a phone; `unlike` is one that was used already.
export async function codeOf(reader, phone, unlike) {
  for (let tries = 0; tries < 60; tries += 1) {
    const code = await newestCode(reader, phone);
    if (code && code !== unlike) return code;
    await reader.page.waitForTimeout(200);
  }
  throw new Error(`no code came to ${phone}`);
}

async function newestCode(reader, phone) {
  await reader.goto(`/demo/telephone?to=${phone}`);
  return (await reader.page.locator('main').innerText()).match(/(?<!\d)\d{6}(?!\d)/)?.[0];
}

// Signs in at /sign-in or /field/sign-in, as anybody does: number, code. Who signed in before, in this or another test, comes with
// that session: a phone gets one code a minute.
const sessions = new Map();
export async function signInByCode(person, reader, path, phone) {
  const known = sessions.get(`${path} ${phone}`);
  if (known !== undefined) {
    await person.context.addCookies(known);
    return person.goto(path.startsWith('/field') ? '/field' : '/orders');
  }
  const before = await newestCode(reader, phone);
  await person.goto(path);
  await person.submit({ phone }, { form: 'main form', button: 'button.is-primary' });
  await person.submit({ code: await codeOf(reader, phone, before) }, { form: 'main form', button: 'button.is-primary' });
  if (person.path().includes('sign-in')) throw new Error(`${phone} was not let in at ${path}`);
  sessions.set(`${path} ${phone}`, (await person.session()).cookies);
}

// Signs in at the console.
export async function signInAsStaff(person, login) {
  const fields = { login, password: 'linjiang-2026' };
  await person.goto('/console/sign-in');
  await person.submit(fields, { form: 'main form', button: 'button.is-primary' });
  if (person.path().includes('sign-in')) throw new Error(`${login} was not let in`);
}

// A phone number nobody has yet; the last digits tell people of one run apart.
export const freshPhone = (salt) => `139${String((Date.now() + salt * 7919) % 100_000_000).padStart(8, '0')}`;

// A photograph, made on the spot: what the browser shows, as a jpeg file for an upload.
export async function photo(person, name = 'photo.jpg') {
  const buffer = await person.page.screenshot({ type: 'jpeg', quality: 60 });
  return { name, mimeType: 'image/jpeg', buffer };
}

// Draws on the signature pad with the pointer, as a finger would.
export async function sign(person) {
  const pad = person.page.locator('signature-pad canvas').first();
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  const points = [[0.2, 0.6], [0.3, 0.3], [0.4, 0.7], [0.5, 0.3], [0.6, 0.7], [0.75, 0.4]];
  const { mouse } = person.page;
  await mouse.move(x + width * points[0][0], y + height * points[0][1]);
  await mouse.down();
  for (const [right, down] of points) await mouse.move(x + width * right, y + height * down, { steps: 4 });
  await mouse.up();
}

// A money amount out of a text such as ¥1,234.50, in cents.
export function cents(text) {
  const found = text.match(/¥\s?([\d,]+)(?:\.(\d{1,2}))?/);
  if (!found) throw new Error(`no amount in: ${text}`);
  return Number(found[1].replaceAll(',', '')) * 100 + Number((found[2] ?? '0').padEnd(2, '0'));
}
