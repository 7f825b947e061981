import type { Handlers } from '../../../app/contract/dispatch.ts';
import type { Place, SecretEntry } from '../../../app/contract/ui/secrets.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import { AppError } from '../../../app/kernel/errors.ts';

interface Version {
  readonly createdAt: string;
  deletedAt?: string;
  readonly values: Record<string, string>;
  readonly plain: readonly string[];
}

type SecretCalls = Extract<keyof UiContract['calls'], `secrets.${string}`>;

const placeKey = (place: Place): string => (place.kind === 'shared' ? 'shared' : place.agent);

/** A key-value store in memory, with versions, soft delete and compare-and-set. */
export class SecretsWorld {
  readonly #entries = new Map<string, Version[]>();
  readonly #changed: () => void;
  /** As while the vault is away. */
  failure: AppError | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  put(place: Place, path: string, values: Record<string, string>, plain: readonly string[] = []): number {
    const id = `${placeKey(place)}:${path}`;
    const versions = this.#entries.get(id) ?? [];
    versions.push({ createdAt: new Date().toISOString(), values, plain });
    this.#entries.set(id, versions);
    return versions.length;
  }

  clear(): void {
    this.#entries.clear();
  }

  #versions(place: Place, path: string): Version[] {
    const versions = this.#entries.get(`${placeKey(place)}:${path}`);
    if (versions === undefined) throw new AppError('not_found', 'There is no such secret.');
    return versions;
  }

  #names(place: Place, path: string): string[] {
    const front = `${placeKey(place)}:${path === '' ? '' : `${path}/`}`;
    const below = [...this.#entries.keys()].filter((id) => id.startsWith(front)).map((id) => id.slice(front.length));
    return [...new Set(below.map((rest) => (rest.includes('/') ? `${rest.split('/')[0]}/` : rest)))];
  }

  #view(place: Place, path: string, wanted: number | undefined): SecretEntry {
    const versions = this.#versions(place, path);
    const current = versions.length;
    const shown = versions[(wanted ?? current) - 1];
    if (shown === undefined) throw new AppError('not_found', 'There is no such version.');
    const hidden = shown.deletedAt !== undefined;
    return {
      place,
      path,
      version: hidden ? 0 : (wanted ?? current),
      currentVersion: current,
      createdAt: versions[0]!.createdAt,
      updatedAt: versions.at(-1)!.createdAt,
      keys: hidden
        ? []
        : Object.entries(shown.values).map(([key, value]) =>
            shown.plain.includes(key) ? { key, plain: true, value } : { key, plain: false },
          ),
      versions: versions.map(({ createdAt, deletedAt }, index) => ({
        version: index + 1,
        createdAt,
        ...(deletedAt === undefined ? {} : { deletedAt }),
        destroyed: false,
      })),
    };
  }

  #guard(place: Place, path: string, cas: number): Version | undefined {
    const versions = this.#entries.get(`${placeKey(place)}:${path}`) ?? [];
    if (versions.length !== cas) throw new AppError('conflict', `The entry is at version ${versions.length} by now.`);
    return versions.at(-1);
  }

  handlers(): Pick<Handlers<UiContract>, SecretCalls> {
    const after = (version: number) => {
      this.#changed();
      return { version };
    };
    return {
      'secrets.places': async () => {
        if (this.failure !== null) throw this.failure;
        return {
          places: [{ kind: 'shared' }, { kind: 'agent', agent: 'claude-code' }, { kind: 'agent', agent: 'cursor' }],
        };
      },
      'secrets.list': async ({ place, path }) => ({ names: this.#names(place, path) }),
      'secrets.entry': async ({ place, path, version }) => this.#view(place, path, version),
      'secrets.reveal': async ({ place, path, key, version }) => {
        const versions = this.#versions(place, path);
        return { value: versions[(version ?? versions.length) - 1]?.values[key] ?? '' };
      },
      'secrets.save': async ({ place, path, set, remove, plain, cas }) => {
        const before = this.#guard(place, path, cas);
        const values = { ...before?.values, ...set };
        for (const key of remove) delete values[key];
        return after(this.put(place, path, values, plain ?? before?.plain ?? []));
      },
      'secrets.delete': async ({ place, path }) => {
        const versions = this.#versions(place, path);
        versions.at(-1)!.deletedAt = new Date().toISOString();
        return after(versions.length);
      },
      'secrets.undelete': async ({ place, path, version }) => {
        delete this.#versions(place, path)[version - 1]!.deletedAt;
        return after(version);
      },
      'secrets.restore': async ({ place, path, version, cas }) => {
        this.#guard(place, path, cas);
        const { values, plain } = this.#versions(place, path)[version - 1]!;
        return after(this.put(place, path, { ...values }, plain));
      },
    };
  }

  /** What a person might have: some handmade entries and a long list. */
  fill(): void {
    const shared: Place = { kind: 'shared' };
    const own: Place = { kind: 'agent', agent: 'claude-code' };
    this.put(shared, 'stripe/test', { KEY: 'sk_test_sample', MODE: 'test' }, ['MODE']);
    this.put(shared, 'stripe/test', { KEY: 'sk_test_sample_2', WEBHOOK_SECRET: 'whsec_sample', MODE: 'test' }, [
      'MODE',
    ]);
    this.put(
      shared,
      'shop/development',
      {
        DB_HOST: 'db.internal.example',
        DB_PASSWORD: 'correct horse battery staple',
        DB_PORT: '5432',
        TLS_KEY: Array.from({ length: 9 }, (_, line) => `line-${line}-of-a-sample-that-is-no-key`).join('\n'),
      },
      ['DB_HOST', 'DB_PORT'],
    );
    this.put(shared, 'shop', { OWNER: 'ana' }, ['OWNER']);
    this.put(own, 'shop/development', { DB_PASSWORD: 'made-by-the-agent', DB_USER: 'shop' });
    this.put({ kind: 'agent', agent: 'cursor' }, 'scratch/one', { TOKEN: 'x' });
    for (let index = 0; index < 300; index += 1) {
      this.put(shared, `services/service-${String(index).padStart(3, '0')}`, { TOKEN: `t${index}` });
    }
  }
}
