// Where things lie: cargo's build folder, and what the ring leaves there for people to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export const target = process.env.DOORSTEP_TARGET ?? process.env.CARGO_TARGET_DIR ?? join(root, 'target');
export const serverBinary = process.env.DOORSTEP_BIN ?? join(target, 'debug', 'doorstep');
export const screenshots = join(target, 'screenshots');
mkdirSync(screenshots, { recursive: true });
