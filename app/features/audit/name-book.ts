const LARGEST = 50_000;

/** Tells the names behind the digests in the file, as far as they came by since the start. Never on disk. */
export interface NameBook {
  /** The digest that stands for the name in the file. */
  digest(name: string): string;
  nameOf(digest: string): string | undefined;
  learn(names: Iterable<string>): void;
}

export function createNameBook(keyed: (name: string) => string): NameBook {
  const digests = new Map<string, string>();
  const names = new Map<string, string>();
  const book: NameBook = {
    digest(name) {
      const digest = digests.get(name) ?? keyed(name);
      // Set anew, so that what was used last is dropped last.
      digests.delete(name);
      digests.set(name, digest);
      names.set(digest, name);
      const [oldest] = digests;
      if (digests.size > LARGEST && oldest !== undefined) {
        digests.delete(oldest[0]);
        names.delete(oldest[1]);
      }
      return digest;
    },
    nameOf: (digest) => names.get(digest),
    learn(known) {
      for (const name of known) book.digest(name);
    },
  };
  return book;
}
