// What is wrong is found wrong: a harness that never fails proves nothing.
export const name = 'barriers, overflow, errors, policy violations and foreign hosts are noticed';
export const expectedComplaints = [/./];

export async function run({ expect, person, complaints }) {
  const critic = await person({ width: 390 });
  await critic.goto('/barriers');
  await expect.rejects(critic.meetsNoBarriers(), /image-alt.*\n.*label/);
  await critic.meetsNoBarriers({ except: ['image-alt', 'label'] });
  await critic.goto('/wide');
  await expect.rejects(critic.fits(), /does not fit 390 px.*p\.wide/);
  await critic.goto('/twice');
  await expect.rejects(critic.staysWholeLive(), /ids twice/);
  await expect.rejects(critic.goto('/missing'), /answered 404/);
  expect.equal(complaints.length, 1, `a missing page is one complaint: ${complaints}`);

  const kinds = { '/throws': /as planned/, '/inline': /Content Security Policy/, '/elsewhere': /asked another host/ };
  for (const [path, kind] of Object.entries(kinds)) {
    complaints.length = 0;
    await critic.goto(path);
    expect.ok(complaints.some((complaint) => kind.test(complaint)), `${path}: ${complaints}`);
    expect.throws(() => expect.quiet(complaints, []), /the pages complained/);
    expect.quiet(complaints, [kind, /Failed to load resource/, /Content Security Policy/]);
  }
  complaints.length = 0;
  await critic.goto('/broken', { status: 500 });
  expect.ok(complaints.some((complaint) => /500 from/.test(complaint)));
}
