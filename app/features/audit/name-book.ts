const LARGEST = 50_000;

/** Tells the names behind the digests in the file, as far as they came by since the start. Never on disk. */
export interface NameBook {
  /** The digest that stands for the name in the file. */
  digest(name: string): string;
  nameOf(digest: string): string | undefined;
}

export function createNameBook(keyed: (name: string) => string): NameBook {
  const names = new Map<string, string>();
  return {
    digest(name) {
      const digest = keyed(name);
      // Set anew, so that what was used last is dropped last.
      names.delete(digest);
      names.set(digest, name);
      const [oldest] = names.keys();
      if (names.size > LARGEST && oldest !== undefined) names.delete(oldest);
      return digest;
    },
    nameOf: (digest) => names.get(digest),
  };
}
